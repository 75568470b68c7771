/**
 * Times at which many members are due, with one timer for all of them. Putting a time off writes one number: a member is looked at at
 * some time, never later than when it is due, and when it is due later by then, it is looked at later again. Only a time that is brought
 * forward moves the member at once. Times to look at members are rounded down to periods, which stand in a ring, so that a look
 * costs O(1); only members that are due within a period that has begun are kept in order. Where all wait for one constant
 * delay, a `DeadlineList` does with less.
 */
import type { TimerId } from '../ports.ts';
import type { Timers } from './deadline-list.ts';
import { IndexedHeap } from './indexed-heap.ts';
import { LinkedLists } from './linked-lists.ts';

/** The part of a port that due times need. */
export interface CancellableTimers extends Timers {
  cancelTimer(timer: TimerId): boolean;
}

/** Periods in the ring. Members that are due later are looked at in the last of them. */
const RING = 64;

export class DueTimes {
  readonly #timers: CancellableTimers;
  readonly #tag: number;
  readonly #period: number;
  readonly #expired: (member: number) => void;
  readonly #due: Float64Array;
  /** When a member is looked at, Infinity for one that does not wait. */
  readonly #lookAt: Float64Array;
  /** Members by the period in which to look at them, modulo RING. */
  readonly #ring: LinkedLists;
  /** Members that are due within the periods that have begun, by when they are. */
  readonly #near: IndexedHeap;
  /** Periods up to this one have begun, counted from time 0. */
  #begun = -1;
  #timer: TimerId = 0;
  /** When the timer is due, Infinity when none is set. It is never after the first look. */
  #timerAt = Infinity;

  /**
   * @param tag what the owner passes to `onTimer` for these times
   * @param period microseconds: a small part of the time by which members are put off as a rule
   * @param members they are 0..members-1
   * @param expired called once a member that has become due; the member has been taken out before
   */
  constructor(
    timers: CancellableTimers,
    tag: number,
    period: number,
    members: number,
    expired: (member: number) => void,
  ) {
    this.#timers = timers;
    this.#tag = tag;
    this.#period = Math.max(1, Math.floor(period));
    this.#expired = expired;
    this.#due = new Float64Array(members);
    this.#lookAt = new Float64Array(members).fill(Infinity);
    this.#ring = new LinkedLists(RING, members);
    this.#near = new IndexedHeap(members);
  }

  /** The member is due at a time, in whole microseconds, and at no other. True when it was not waiting before. */
  set(member: number, due: number): boolean {
    const lookAt = this.#lookAt[member];
    this.#due[member] = due;
    if (due >= lookAt) return false;
    this.#place(member);
    if (this.#lookAt[member] < this.#timerAt) this.#arm(this.#lookAt[member]);
    return lookAt === Infinity;
  }

  /** When a member is due that waits. */
  dueOf(member: number): number {
    return this.#due[member];
  }

  /** The owner forwards its timer calls with this tag. */
  onTimer(): void {
    this.#timerAt = Infinity;
    const now = this.#timers.now();
    this.#begin(Math.floor(now / this.#period));
    const near = this.#near;
    while (near.size > 0 && near.keyOf(near.first) <= now) {
      const member = near.first;
      if (this.#due[member] > now) {
        this.#place(member);
        continue;
      }
      near.remove(member);
      this.#lookAt[member] = Infinity;
      this.#expired(member);
    }
    const next = this.#next();
    if (next < this.#timerAt) this.#arm(next);
  }

  /** Looks at the members of all periods up to this one. */
  #begin(period: number): void {
    const ring = this.#ring;
    const first = Math.max(this.#begun + 1, period - RING + 1);
    if (period > this.#begun) this.#begun = period;
    for (let each = first; each <= period; each++) {
      const slot = each % RING;
      // Members that come back into this slot come after the last.
      const last = ring.last(slot);
      for (let member = ring.first(slot), more = member >= 0; more; member = ring.first(slot)) {
        more = member !== last;
        this.#place(member);
      }
    }
  }

  #place(member: number): void {
    const due = this.#due[member];
    const period = Math.floor(due / this.#period);
    if (period <= this.#begun) {
      this.#ring.remove(member);
      this.#near.set(member, due);
      this.#lookAt[member] = due;
      return;
    }
    const look = Math.min(period, this.#begun + RING);
    this.#near.remove(member);
    this.#ring.append(look % RING, member);
    this.#lookAt[member] = look * this.#period;
  }

  /** When to look next. */
  #next(): number {
    if (this.#near.size > 0) return this.#near.keyOf(this.#near.first);
    for (let period = this.#begun + 1; period <= this.#begun + RING; period++)
      if (!this.#ring.isEmpty(period % RING)) return period * this.#period;
    return Infinity;
  }

  #arm(at: number): void {
    if (this.#timerAt < Infinity) this.#timers.cancelTimer(this.#timer);
    this.#timerAt = at;
    this.#timer = this.#timers.setTimer(Math.max(0, at - this.#timers.now()), this.#tag, 0);
  }
}
