import type { AlgorithmEntry } from '../algorithm.ts';
import { RequirementIndexes, type WorkerIndex } from '../indexes.ts';
import type { WorkerView } from '../workers.ts';

/**
 * Late binding: tasks stay at the coordinator, and for a batch of m tasks ceil(ratio x m) reservations go to workers drawn at
 * random, all different while there are as many. A reservation waits at its worker for a free slot; then the worker asks, and gets
 * a task or, when none is left, nothing. Here is only the choice of workers; the dispatcher does the rest. Of the tasks that nobody
 * has asked for yet, those beyond the free slots count as waiting (`queue_limit`); `agent_queue` limits reservations.
 */
export const lateBinding: AlgorithmEntry = {
  name: 'late_binding',
  description: 'reservations at more workers than tasks; whoever has a slot free first gets the task',
  source: 'Ousterhout, Wendell, Zaharia and Stoica, Sparrow: Distributed, Low Latency Scheduling (2013)',
  parameters: {
    ratio: {
      type: 'number',
      default: 1.05,
      min: 1,
      max: 100,
      description:
        'reservations for each task, rounded up for a batch; 2 where tasks have few workers to go to',
    },
    window: {
      type: 'duration',
      default: 0,
      min: 0,
      max: 3600,
      description: 'how long tasks are gathered into a batch; 0: each is a batch of its own',
    },
  },
  order: 'arrival',
  lateBinding: true,
  create({ workers, tasks, random }) {
    const open = new RequirementIndexes(workers, () => new DrawnWorkers(workers));
    return {
      choose: (task) => open.of(tasks.requirement(task)).choose(task, random),
      update: (worker) => open.update(worker),
      assigned: (task, worker) => open.of(tasks.requirement(task)).drawn(task, worker),
    };
  },
};

/** Open workers, those drawn for the same task in front: they are drawn again only when all have been. */
class DrawnWorkers implements WorkerIndex {
  readonly #workers: WorkerView;
  readonly #members: Int32Array;
  /** Place in #members, -1 for those not open. */
  readonly #place: Int32Array;
  #size = 0;
  #drawn = 0;
  #drawnFor = -1;

  constructor(workers: WorkerView) {
    this.#workers = workers;
    this.#members = new Int32Array(workers.count);
    this.#place = new Int32Array(workers.count).fill(-1);
  }

  choose(task: number, uniform: () => number): number {
    if (this.#size === 0) return -1;
    const first = this.#drawnFor === task && this.#drawn < this.#size ? this.#drawn : 0;
    return this.#members[first + Math.floor(uniform() * (this.#size - first))];
  }

  drawn(task: number, worker: number): void {
    if (this.#drawnFor !== task || this.#drawn === this.#size) this.#drawn = 0;
    this.#drawnFor = task;
    const place = this.#place[worker];
    if (place >= this.#drawn) this.#swap(place, this.#drawn++);
  }

  update(worker: number): void {
    const isOpen = this.#workers.isOpen(worker);
    const place = this.#place[worker];
    if (isOpen === place >= 0) return;
    if (isOpen) {
      this.#members[this.#size] = worker;
      this.#place[worker] = this.#size++;
      return;
    }
    let gap = place;
    if (gap < this.#drawn) {
      this.#swap(gap, --this.#drawn);
      gap = this.#drawn;
    }
    this.#swap(gap, --this.#size);
    this.#place[worker] = -1;
  }

  #swap(a: number, b: number): void {
    const first = this.#members[a];
    const second = this.#members[b];
    this.#members[a] = second;
    this.#members[b] = first;
    this.#place[second] = a;
    this.#place[first] = b;
  }
}
