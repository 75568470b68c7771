/** A user's distribution algorithm under watch: what it returns is checked, and what it throws is named. */
import type {
  AlgorithmContext,
  AlgorithmEntry,
  DistributionAlgorithm,
} from '../../modules/scheduling/algorithm.ts';
import { isCapable } from '../../modules/scheduling/workers.ts';
import { Misuse } from './errors.ts';
import { type Guard, show } from './guard.ts';
import { frozenCopy, readOnlyTasks, WorkerCopy } from './read-only.ts';
import { CALL } from './trace.ts';

/** The same entry, whose algorithms keep the promises of the interface or end the run with a ModuleError. */
export function checkedAlgorithm(entry: AlgorithmEntry, guard: Guard): AlgorithmEntry {
  return {
    ...entry,
    create(context, parameters) {
      const workers = new WorkerCopy(context.workers);
      const own: AlgorithmContext = {
        workers: workers.view,
        tasks: readOnlyTasks(context.tasks),
        random: context.random,
        now: context.now,
        probe(worker) {
          if (entry.probes !== true)
            throw new Misuse('called probe(), which is for entries with "probes: true"');
          checkWorker(worker, context.workers.count, 'probe');
          context.probe(worker);
        },
      };
      const create = () => entry.create(own, frozenCopy(parameters));
      const { made } = guard.made(['choose', 'update'], create, () => null);
      return new CheckedAlgorithm(made, context, workers, guard);
    },
  };
}

class CheckedAlgorithm implements DistributionAlgorithm {
  readonly #inner: DistributionAlgorithm;
  readonly #context: AlgorithmContext;
  readonly #workers: WorkerCopy;
  readonly #guard: Guard;

  constructor(inner: DistributionAlgorithm, context: AlgorithmContext, workers: WorkerCopy, guard: Guard) {
    this.#inner = inner;
    this.#context = context;
    this.#workers = workers;
    this.#guard = guard;
  }

  choose(task: number): number {
    const worker = this.#guard.run(CALL.choose, task, 0, () => this.#inner.choose(task));
    const problem = this.#problemWith(worker, task);
    if (problem !== null) throw this.#guard.error(CALL.choose, task, 0, `returned ${problem}`);
    return worker;
  }

  update(worker: number): void {
    this.#workers.refresh(worker);
    this.#guard.run(CALL.update, worker, 0, () => this.#inner.update(worker));
  }

  assigned(task: number, worker: number): void {
    this.#workers.refresh(worker);
    this.#guard.run(CALL.assigned, task, worker, () => this.#inner.assigned?.(task, worker));
  }

  bound(task: number, worker: number): void {
    this.#workers.refresh(worker);
    this.#guard.run(CALL.bound, task, worker, () => this.#inner.bound?.(task, worker));
  }

  released(task: number, worker: number): void {
    this.#workers.refresh(worker);
    this.#guard.run(CALL.released, task, worker, () => this.#inner.released?.(task, worker));
  }

  probed(worker: number, inFlight: number, latency: number): void {
    this.#workers.refresh(worker);
    this.#guard.run(CALL.probed, worker, 0, () => this.#inner.probed?.(worker, inFlight, latency));
  }

  finished(task: number, worker: number, success: boolean, duration: number): void {
    this.#workers.refresh(worker);
    this.#guard.run(CALL.finished, task, worker, () =>
      this.#inner.finished?.(task, worker, success, duration),
    );
  }

  #problemWith(worker: unknown, task: number): string | null {
    const { workers, tasks } = this.#context;
    if (worker === -1) return null;
    if (typeof worker !== 'number' || !Number.isInteger(worker))
      return `${show(worker)}, not the number of a worker, or -1 for none`;
    if (worker < 0 || worker >= workers.count)
      return `worker ${worker}, but there are workers 0 to ${workers.count - 1}`;
    if (workers.available[worker] !== 1)
      return `worker ${worker}, which is given nothing now: it is suspected, not there, or ejected`;
    if (!workers.isOpen(worker)) return `worker ${worker}, which has as many tasks as it may`;
    if (!isCapable(workers, worker, tasks.requirement(task)))
      return `worker ${worker}, which lacks a capability that the task requires`;
    return null;
  }
}

/** @throws Misuse when there is no such worker, for the guard around to name */
export function checkWorker(worker: unknown, count: number, method: string): void {
  if (typeof worker === 'number' && Number.isInteger(worker) && worker >= 0 && worker < count) return;
  throw new Misuse(`called ${method}(${show(worker)}), but there are workers 0 to ${count - 1}`);
}
