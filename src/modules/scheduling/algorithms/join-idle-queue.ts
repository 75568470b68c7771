import { LinkedLists } from '../../collections/linked-lists.ts';
import type { AlgorithmEntry } from '../algorithm.ts';
import { OpenSet, RequirementIndexes, type WorkerIndex } from '../indexes.ts';
import type { WorkerView } from '../workers.ts';

/**
 * The dispatcher keeps a queue of workers that are idle (open, with a free slot). A worker reports to it with the result that
 * frees its slot, so deciding costs no message and no look at anybody's load. A task goes to the head of the queue, or to a random
 * open worker when the queue is empty.
 */
export const joinIdleQueue: AlgorithmEntry = {
  name: 'join_idle_queue',
  description: 'a worker that has reported idle, a random one when there is none',
  source: 'Lu, Xie, Kliot, Geller, Larus and Greenberg, Join-Idle-Queue (2011)',
  parameters: {
    order: {
      type: 'choice',
      default: 'fifo',
      choices: ['fifo', 'lifo'],
      description: 'fifo: the worker that has been idle for longest; lifo: the one that became idle last',
    },
  },
  order: 'arrival',
  create({ workers, tasks, random }, parameters) {
    const fifo = parameters.order === 'fifo';
    const idle = new RequirementIndexes(workers, () => new IdleQueue(workers, fifo));
    return {
      choose: (task) => idle.of(tasks.requirement(task)).next(random),
      update: (worker) => idle.update(worker),
    };
  },
};

const IDLE = 0;

/** Idle workers in order, and all open ones for when nobody is idle. */
class IdleQueue implements WorkerIndex {
  readonly #workers: WorkerView;
  readonly #fifo: boolean;
  readonly #open: OpenSet;
  readonly #queue: LinkedLists;

  constructor(workers: WorkerView, fifo: boolean) {
    this.#workers = workers;
    this.#fifo = fifo;
    this.#open = new OpenSet(workers);
    this.#queue = new LinkedLists(1, workers.count);
  }

  /** Any change moves an idle worker to where new reports go: it has got a task into one of several slots, or freed one. */
  update(worker: number): void {
    this.#open.update(worker);
    const { outstanding, slots } = this.#workers;
    const idle = this.#workers.isOpen(worker) && outstanding[worker] < slots[worker];
    if (!idle) this.#queue.remove(worker);
    else if (this.#fifo) this.#queue.append(IDLE, worker);
    else this.#queue.prepend(IDLE, worker);
  }

  next(uniform: () => number): number {
    const head = this.#queue.first(IDLE);
    if (head >= 0) return head;
    return this.#open.size === 0 ? -1 : this.#open.at(Math.floor(uniform() * this.#open.size));
  }
}
