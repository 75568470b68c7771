/**
 * Deadlines of one constant delay for many members, with one timer for all of them. Starting, restarting and stopping write one
 * number: a member stands in a heap under a time at which it is looked at, never later than its deadline; when that time comes
 * and the deadline has moved on meanwhile, it is put back under the new one. A member restarted ten times a delay is so looked
 * at once a delay.
 */
import type { TimerId } from '../ports.ts';
import { grown } from './typed-arrays.ts';

/** The part of a port that deadlines need. */
export interface Timers {
  now(): number;
  setTimer(delay: number, tag: number, argument: number): TimerId;
}

/** In #startedAt: outside the heap. */
const ABSENT = -1;
/** In #startedAt: in the heap, but stopped. */
const STOPPED = -2;

export class DeadlineList {
  readonly #timers: Timers;
  readonly #delay: number;
  readonly #tag: number;
  readonly #expired: (member: number) => void;
  #startedAt: Float64Array<ArrayBuffer>;
  /** A binary heap of members by the time at which to look at them. */
  #lookAt: Float64Array<ArrayBuffer>;
  #member: Int32Array<ArrayBuffer>;
  #size = 0;
  /** Whether the timer is set. It is always due at the heap's first time or before. */
  #ticking = false;

  /**
   * @param delay microseconds, constant
   * @param tag what the owner passes to `onTimer` for this list
   * @param members about how many there will be
   * @param expired called once a member whose deadline has passed; the member has been taken out before
   */
  constructor(
    timers: Timers,
    delay: number,
    tag: number,
    members: number,
    expired: (member: number) => void,
  ) {
    this.#timers = timers;
    this.#delay = delay;
    this.#tag = tag;
    this.#expired = expired;
    this.#startedAt = new Float64Array(members).fill(ABSENT);
    this.#lookAt = new Float64Array(members);
    this.#member = new Int32Array(members);
  }

  /** Starts or restarts a member's deadline at now + delay. True when it was not running. */
  start(member: number): boolean {
    if (member >= this.#startedAt.length) {
      const length = this.#startedAt.length;
      this.#startedAt = grown(this.#startedAt, member + 1).fill(ABSENT, length);
    }
    const before = this.#startedAt[member];
    this.#startedAt[member] = this.#timers.now();
    if (before >= 0) return false;
    if (before === ABSENT) this.#enter(member);
    return true;
  }

  /** The member's deadline is lifted. */
  stop(member: number): void {
    if (this.isRunning(member)) this.#startedAt[member] = STOPPED;
  }

  isRunning(member: number): boolean {
    return member < this.#startedAt.length && this.#startedAt[member] >= 0;
  }

  /** The owner forwards its timer calls with this list's tag. */
  onTimer(): void {
    this.#ticking = false;
    const now = this.#timers.now();
    while (this.#size > 0 && this.#lookAt[0] <= now) {
      const member = this.#member[0];
      const started = this.#startedAt[member];
      const due = started + this.#delay;
      if (started >= 0 && due > now) {
        this.#sink(0, due, member);
        continue;
      }
      this.#removeFirst();
      this.#startedAt[member] = ABSENT;
      if (started >= 0) this.#expired(member);
    }
    this.#tick();
  }

  #tick(): void {
    if (this.#ticking || this.#size === 0) return;
    this.#ticking = true;
    this.#timers.setTimer(Math.max(0, this.#lookAt[0] - this.#timers.now()), this.#tag, 0);
  }

  #enter(member: number): void {
    if (this.#size >= this.#member.length) {
      this.#member = grown(this.#member, this.#size + 1);
      this.#lookAt = grown(this.#lookAt, this.#size + 1);
    }
    // The new time is the latest of all, so the member is at home in the last place.
    this.#lookAt[this.#size] = this.#timers.now() + this.#delay;
    this.#member[this.#size] = member;
    this.#size++;
    this.#tick();
  }

  #removeFirst(): void {
    const last = --this.#size;
    if (last > 0) this.#sink(0, this.#lookAt[last], this.#member[last]);
  }

  /** Puts a member into a place whose content is no longer needed, and restores the heap below it. */
  #sink(place: number, lookAt: number, member: number): void {
    const times = this.#lookAt;
    const members = this.#member;
    let hole = place;
    for (;;) {
      let child = hole * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && comesBefore(times, members, child + 1, times[child], members[child]))
        child++;
      if (!comesBefore(times, members, child, lookAt, member)) break;
      times[hole] = times[child];
      members[hole] = members[child];
      hole = child;
    }
    times[hole] = lookAt;
    members[hole] = member;
  }
}

/** Order of a place against a (time, member), for sinking. */
function comesBefore(
  times: Float64Array,
  members: Int32Array,
  place: number,
  time: number,
  member: number,
): boolean {
  return times[place] < time || (times[place] === time && members[place] < member);
}
