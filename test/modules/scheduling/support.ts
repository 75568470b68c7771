import type { TaskDirectory } from '../../../src/modules/ports.ts';
import { withDefaults } from '../../../src/modules/registry.ts';
import type { DistributionAlgorithm } from '../../../src/modules/scheduling/algorithm.ts';
import { DISTRIBUTION_ALGORITHMS } from '../../../src/modules/scheduling/algorithms/index.ts';
import { type WorkerDescription, WorkerTable } from '../../../src/modules/scheduling/workers.ts';
import { directory } from '../port.ts';

/** A worker with one slot, no queue limit of its own and no capabilities, at the address of its number. */
export function describeWorkers(
  workers: readonly Partial<WorkerDescription>[],
  requirements: readonly number[] = [0],
): WorkerDescription[] {
  return workers.map((worker, i) => {
    const capabilities = worker.capabilities ?? 0;
    const serves = requirements.reduce(
      (mask, required, r) => ((capabilities & required) === required ? mask | (1 << r) : mask),
      0,
    );
    return { process: i, slots: 1, queueLimit: Infinity, capabilities, speed: 1, serves, ...worker };
  });
}

/** An algorithm with its workers, told of everything as a dispatcher tells it. */
export class Bench {
  readonly workers: WorkerTable;
  readonly tasks: TaskDirectory;
  readonly algorithm: DistributionAlgorithm;

  constructor(
    name: string,
    workers: readonly Partial<WorkerDescription>[],
    options: {
      readonly tasks?: TaskDirectory;
      readonly agentQueue?: number;
      readonly parameters?: Readonly<Record<string, number>>;
      readonly random?: () => number;
    } = {},
  ) {
    this.tasks = options.tasks ?? directory();
    this.workers = new WorkerTable(
      describeWorkers(workers, this.tasks.requirements),
      options.agentQueue ?? Infinity,
    );
    const entry = DISTRIBUTION_ALGORITHMS.require(name);
    const random = options.random ?? (() => 0);
    this.algorithm = entry.create(
      { workers: this.workers, tasks: this.tasks, random, now: () => 0, probe: () => {} },
      withDefaults(entry.parameters, options.parameters ?? {}),
    );
  }

  /** Chooses a worker for the task and gives it to it. */
  give(task = 0): number {
    const worker = this.algorithm.choose(task);
    if (worker >= 0) {
      this.algorithm.bound?.(task, worker);
      this.load(worker, 1);
      this.algorithm.assigned?.(task, worker);
    }
    return worker;
  }

  /** A number of tasks, one after the other: who gets them. */
  giveAll(tasks: readonly number[]): number[] {
    return tasks.map((task) => this.give(task));
  }

  load(worker: number, change: number): void {
    this.workers.addOutstanding(worker, change);
    this.algorithm.update(worker);
  }

  trust(worker: number, available: boolean): void {
    if (this.workers.setTrusted(worker, available)) this.algorithm.update(worker);
  }

  /** Workers that may be given the task, by looking at all of them. */
  eligible(task: number): number[] {
    const required = this.tasks.requirements[this.tasks.requirement(task)];
    const all = Array.from({ length: this.workers.count }, (_, worker) => worker);
    return all.filter(
      (worker) => this.workers.isOpen(worker) && (this.workers.capabilities[worker] & required) === required,
    );
  }

  /** Outstanding tasks per slot. */
  loadOf(worker: number): number {
    return this.workers.outstanding[worker] / this.workers.slots[worker];
  }
}

/** Few workers of many kinds. */
export const MIXED: readonly Partial<WorkerDescription>[] = [
  { slots: 1, capabilities: 0b011 },
  { slots: 3, capabilities: 0b001 },
  { slots: 2, capabilities: 0b000 },
  { slots: 7, capabilities: 0b111, queueLimit: 0 },
  { slots: 1, capabilities: 0b100, queueLimit: 1 },
  { slots: 20, capabilities: 0b010 },
];
