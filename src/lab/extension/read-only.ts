/** What a user's module is given to read: copies, so that nothing it does to them reaches the run or its results. */
import type { TaskDirectory } from '../../modules/ports.ts';
import type { WorkerView } from '../../modules/scheduling/workers.ts';

/**
 * A copy of plain data that cannot be changed: writing to it throws, in modules, a TypeError that names the key. Of typed arrays,
 * which cannot be frozen, the copy is a list.
 */
export function frozenCopy<Data>(data: Data): Data {
  if (typeof data !== 'object' || data === null) return data;
  if (ArrayBuffer.isView(data))
    return Object.freeze(Array.from(data as unknown as ArrayLike<number>)) as Data;
  if (Array.isArray(data)) return Object.freeze(data.map((item: unknown) => frozenCopy(item))) as Data;
  const copy = Object.entries(data).map(([key, value]) => [key, frozenCopy(value)] as const);
  return Object.freeze(Object.fromEntries(copy)) as Data;
}

/** The same object with every field copied when it is first read, and frozen. */
export function lazilyCopied<Data extends object>(data: Data): Data {
  const copy: Record<string, unknown> = {};
  const copied = new Map<string, unknown>();
  for (const key of Object.keys(data) as (keyof Data & string)[])
    Object.defineProperty(copy, key, {
      enumerable: true,
      get() {
        if (!copied.has(key)) copied.set(key, frozenCopy(data[key]));
        return copied.get(key);
      },
    });
  return Object.freeze(copy) as Data;
}

/** The tasks that a scheduler may look up; the directory itself is out of reach. */
export function readOnlyTasks(tasks: TaskDirectory): TaskDirectory {
  return Object.freeze({
    priority: (task: number) => tasks.priority(task),
    requirement: (task: number) => tasks.requirement(task),
    affinity: (task: number) => tasks.affinity(task),
    type: (task: number) => tasks.type(task),
    tenant: (task: number) => tasks.tenant(task),
    relativeSpeed: (task: number, group: number) => tasks.relativeSpeed(task, group),
    endsWithFailure: (task: number) => tasks.endsWithFailure(task),
    patienceEnd: (task: number) => tasks.patienceEnd(task),
    work: (task: number) => tasks.work(task),
    rank: (task: number) => tasks.rank(task),
    weights: frozenCopy(tasks.weights),
    requirements: frozenCopy(tasks.requirements),
  });
}

/**
 * A copy of a table of workers. Every change of the table is followed by a call that names the worker, before which `refresh` brings
 * the copy up to date: reading costs what it costs in the table.
 */
export class WorkerCopy {
  readonly view: WorkerView;
  readonly #table: WorkerView;
  readonly #outstanding: Int32Array;
  readonly #limit: Int32Array;
  readonly #available: Uint8Array;

  constructor(table: WorkerView) {
    const outstanding = table.outstanding.slice();
    const limit = table.limit.slice();
    const available = table.available.slice();
    this.#table = table;
    this.#outstanding = outstanding;
    this.#limit = limit;
    this.#available = available;
    this.view = Object.freeze({
      count: table.count,
      outstanding,
      limit,
      available,
      slots: table.slots.slice(),
      speed: table.speed.slice(),
      group: table.group.slice(),
      capabilities: table.capabilities.slice(),
      serves: table.serves.slice(),
      get totalOutstanding() {
        return table.totalOutstanding;
      },
      get totalSlots() {
        return table.totalSlots;
      },
      get availableCount() {
        return table.availableCount;
      },
      get availableSlots() {
        return table.availableSlots;
      },
      isOpen: (worker: number) => table.isOpen(worker),
    });
  }

  refresh(worker: number): void {
    this.#outstanding[worker] = this.#table.outstanding[worker];
    this.#limit[worker] = this.#table.limit[worker];
    this.#available[worker] = this.#table.available[worker];
  }
}
