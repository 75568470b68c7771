/**
 * Which tasks had to wait for a slot. A task waits while a coordinator has nobody to give it to, and while it queues at an agent;
 * and it did when an agent or a coordinator turned it away. Waiting that took no time at all does not count, nor does the time of
 * messages, their handling, or the delay before a further attempt.
 */
import { grown } from '../modules/collections/typed-arrays.ts';
import { boundsOfShare, type Figure } from './bounds.ts';

export const DELAY_SCALARS = [
  [
    'task.wait.probability',
    'ratio',
    'share of the completed tasks that at some time had to wait for a slot, because no agent was free to take them, their agent had ' +
      'none free, or they were turned away; time that only messages and their handling take is no such waiting; not measured with late binding',
  ],
] as const;

export class Delays {
  /** By task: since when it waits, in microseconds; -1: it does not. */
  #since = new Float64Array(1024).fill(-1);
  /** 1: it has waited. */
  #delayed = new Uint8Array(1024);
  /** Tasks of the measured time that have completed, and of these those that had waited. */
  #completed = 0;
  #waited = 0;

  began(task: number, now: number): void {
    if (task >= this.#since.length) this.#grow(task + 1);
    if (this.#since[task] < 0) this.#since[task] = now;
  }

  ended(task: number, now: number): void {
    if (task >= this.#since.length || this.#since[task] < 0) return;
    if (now > this.#since[task]) this.#delayed[task] = 1;
    this.#since[task] = -1;
  }

  turnedAway(task: number): void {
    if (task >= this.#since.length) this.#grow(task + 1);
    this.#delayed[task] = 1;
  }

  completed(task: number): void {
    this.#completed++;
    if (this.#isDelayed(task)) this.#waited++;
  }

  warm(): void {
    this.#completed = 0;
    this.#waited = 0;
  }

  /**
   * @param open tasks that have not ended
   * @param toCome tasks still to be submitted
   * @param isSettled whether a task will not wait any more
   * @param mayDrop whether tasks may fail, so that they are not among the completed
   */
  share(
    open: readonly number[],
    toCome: number,
    now: number,
    isSettled: (task: number) => boolean,
    mayDrop: boolean,
  ): Figure {
    let certain = 0;
    let possible = toCome;
    for (const task of open) {
      const waits = task < this.#since.length && this.#since[task] >= 0 && now > this.#since[task];
      const isLate = waits || this.#isDelayed(task);
      if (isLate) certain++;
      if (isLate || !isSettled(task)) possible++;
    }
    const ended = { having: this.#waited, count: this.#completed };
    return boundsOfShare(ended, { count: open.length + toCome, certain, possible }, mayDrop);
  }

  #isDelayed(task: number): boolean {
    return task < this.#delayed.length && this.#delayed[task] === 1;
  }

  #grow(length: number): void {
    const before = this.#since.length;
    this.#since = grown(this.#since, length).fill(-1, before);
    this.#delayed = grown(this.#delayed, length);
  }
}
