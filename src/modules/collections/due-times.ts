/**
 * Times at which many members are due, with one timer for all of them. Putting a time off writes one number: a member stands in a
 * heap under a time at which it is looked at, never later than when it is due; when that time comes and the member is due later
 * by then, it is put back. Only a time that is brought forward moves the member at once. Where all wait for one constant delay, a
 * `DeadlineList` does with less.
 */
import type { TimerId } from '../ports.ts';
import type { Timers } from './deadline-list.ts';
import { IndexedHeap } from './indexed-heap.ts';

/** The part of a port that due times need. */
export interface CancellableTimers extends Timers {
  cancelTimer(timer: TimerId): boolean;
}

export class DueTimes {
  readonly #timers: CancellableTimers;
  readonly #tag: number;
  readonly #expired: (member: number) => void;
  /** Members by the time at which to look at them. */
  readonly #looks: IndexedHeap;
  readonly #due: Float64Array;
  #timer: TimerId = 0;
  /** When the timer is due, Infinity when none is set. It is never after the heap's first time. */
  #timerAt = Infinity;

  /**
   * @param tag what the owner passes to `onTimer` for these times
   * @param members they are 0..members-1
   * @param expired called once a member that has become due; the member has been taken out before
   */
  constructor(timers: CancellableTimers, tag: number, members: number, expired: (member: number) => void) {
    this.#timers = timers;
    this.#tag = tag;
    this.#expired = expired;
    this.#looks = new IndexedHeap(members);
    this.#due = new Float64Array(members);
  }

  /** The member is due at a time, in whole microseconds, and at no other. True when it was not waiting before. */
  set(member: number, due: number): boolean {
    this.#due[member] = due;
    const waits = this.#looks.has(member);
    if (!waits || due < this.#looks.keyOf(member)) {
      this.#looks.set(member, due);
      this.#tick();
    }
    return !waits;
  }

  /** When a member is due that waits. */
  dueOf(member: number): number {
    return this.#due[member];
  }

  /** The owner forwards its timer calls with this tag. */
  onTimer(): void {
    this.#timerAt = Infinity;
    const now = this.#timers.now();
    const looks = this.#looks;
    while (looks.size > 0 && looks.keyOf(looks.first) <= now) {
      const member = looks.first;
      const due = this.#due[member];
      if (due > now) {
        looks.set(member, due);
        continue;
      }
      looks.remove(member);
      this.#expired(member);
    }
    this.#tick();
  }

  #tick(): void {
    const looks = this.#looks;
    if (looks.size === 0) return;
    const first = looks.keyOf(looks.first);
    if (first >= this.#timerAt) return;
    if (this.#timerAt < Infinity) this.#timers.cancelTimer(this.#timer);
    this.#timerAt = first;
    this.#timer = this.#timers.setTimer(Math.max(0, first - this.#timers.now()), this.#tag, 0);
  }
}
