import { IndexedHeap } from '../../collections/indexed-heap.ts';
import type { AlgorithmEntry } from '../algorithm.ts';
import { RequirementIndexes, type WorkerIndex } from '../indexes.ts';
import { ServiceTimes } from '../service-times.ts';
import type { WorkerView } from '../workers.ts';

/**
 * The worker at which the task is expected to be done first: the one with the least (queue + 1) / rate, queue in outstanding tasks.
 * The rate is the declared speed times the slots, or slots over the service time learned from results; a worker from which no
 * result has come yet counts as its declared speed says. Ties go to the worker that has been unchanged for longest.
 */
export const shortestExpectedDelay: AlgorithmEntry = {
  name: 'shortest_expected_delay',
  description: 'the worker with the least (queue + 1) / rate',
  source: 'Banawan and Zahorjan, Load sharing in heterogeneous queueing systems (1989)',
  parameters: {
    rate: {
      type: 'choice',
      default: 'declared',
      choices: ['declared', 'learned'],
      description: 'declared: from speed and slots as registered; learned: from the results that came',
    },
    smoothing: {
      type: 'ratio',
      default: 0.1,
      min: 0.001,
      max: 1,
      description: 'learned only: weight of the newest observation against all before',
    },
  },
  order: 'arrival',
  create({ workers, tasks, now }, parameters) {
    if (parameters.rate === 'declared') {
      const delays = new RequirementIndexes(workers, () => new DelayIndex(workers, null));
      return {
        choose: (task) => delays.of(tasks.requirement(task)).least(),
        update: (worker) => delays.update(worker),
      };
    }
    const times = new ServiceTimes(workers, now, Number(parameters.smoothing));
    const delays = new RequirementIndexes(workers, () => new DelayIndex(workers, times));
    return {
      choose: (task) => delays.of(tasks.requirement(task)).least(),
      update(worker) {
        times.update(worker);
        delays.update(worker);
      },
      finished(_task, worker) {
        times.finished(worker);
        delays.update(worker);
      },
    };
  },
};

/** Open workers by expected delay: those whose service time has been learned apart from the others, whose unit is another. */
class DelayIndex implements WorkerIndex {
  readonly #workers: WorkerView;
  readonly #times: ServiceTimes | null;
  /** By (queue + 1) / (speed x slots). */
  readonly #declared: IndexedHeap;
  /** By (queue + 1) x service time / slots. */
  readonly #learned: IndexedHeap;

  constructor(workers: WorkerView, times: ServiceTimes | null) {
    this.#workers = workers;
    this.#times = times;
    this.#declared = new IndexedHeap(workers.count);
    this.#learned = new IndexedHeap(times === null ? 0 : workers.count);
  }

  update(worker: number): void {
    const { outstanding, slots, speed } = this.#workers;
    if (!this.#workers.isOpen(worker)) {
      this.#declared.remove(worker);
      if (this.#times !== null) this.#learned.remove(worker);
      return;
    }
    const queue = (outstanding[worker] + 1) / slots[worker];
    const service = this.#times === null ? 0 : this.#times.of(worker);
    if (service === 0) {
      this.#declared.set(worker, queue / speed[worker]);
      return;
    }
    this.#declared.remove(worker);
    this.#learned.set(worker, queue * service);
  }

  least(): number {
    const declared = this.#declared.first;
    const learned = this.#learned.first;
    if (declared < 0 || learned < 0 || this.#times === null) return Math.max(declared, learned);
    const unknown = this.#declared.keyOf(declared) * this.#times.work;
    return unknown < this.#learned.keyOf(learned) ? declared : learned;
  }
}
