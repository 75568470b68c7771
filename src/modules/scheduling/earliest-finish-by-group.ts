/**
 * Open workers by when they would end a task, where those of one group may be faster at it than those of another: an index for each
 * group, since within one the faster worker is faster at everything.
 */
import { EarliestFinish } from './earliest-finish.ts';
import type { WorkerIndex } from './indexes.ts';
import type { WorkerView } from './workers.ts';

export class EarliestFinishByGroup implements WorkerIndex {
  readonly #workers: WorkerView;
  readonly #ready: Float64Array;
  readonly #work: (task: number, group: number) => number;
  /** Groups in order of their first worker, with their indexes. */
  readonly #groups: readonly number[];
  readonly #indexes: readonly EarliestFinish[];
  /** Place in both, by group + 1. */
  readonly #place: Int32Array;

  /**
   * @param ready as for EarliestFinish
   * @param work microseconds of work at speed 1 that a task is for a group
   */
  constructor(workers: WorkerView, ready: Float64Array, work: (task: number, group: number) => number) {
    this.#workers = workers;
    this.#ready = ready;
    this.#work = work;
    const members = new Map<number, number[]>();
    for (let worker = 0; worker < workers.count; worker++) {
      const known = members.get(workers.group[worker]);
      if (known) known.push(worker);
      else members.set(workers.group[worker], [worker]);
    }
    this.#groups = [...members.keys()];
    this.#indexes = [...members.values()].map((list) => new EarliestFinish(workers, ready, list));
    this.#place = new Int32Array(Math.max(0, ...this.#groups) + 2);
    for (const [place, group] of this.#groups.entries()) this.#place[group + 1] = place;
  }

  update(worker: number): void {
    this.#indexes[this.#place[this.#workers.group[worker] + 1]].update(worker);
  }

  /** The open worker that would end a task first, -1 when none is open. Of equals the fastest is taken, then the one that registered first. */
  earliest(task: number, now: number): number {
    const { speed } = this.#workers;
    let best = -1;
    let end = Infinity;
    for (let place = 0; place < this.#indexes.length; place++) {
      const work = this.#work(task, this.#groups[place]);
      const worker = this.#indexes[place].earliest(work, now);
      if (worker < 0) continue;
      const finish = Math.max(now, this.#ready[worker]) + work / speed[worker];
      if (finish > end) continue;
      const isEqual = finish === end && best >= 0;
      if (isEqual && (speed[worker] < speed[best] || (speed[worker] === speed[best] && worker > best)))
        continue;
      best = worker;
      end = finish;
    }
    return best;
  }
}
