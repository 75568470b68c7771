/**
 * Deadlines of one constant delay for many members, with one timer for all of them: since the delay is the same for everybody,
 * the order of (re)starting is the order of expiry, so the least recently started member stands at the head. Starting,
 * restarting and stopping cost O(1) and set no timer; the timer follows the head and fires about once a delay.
 */
import type { TimerId } from '../ports.ts';
import { LinkedLists } from './linked-lists.ts';
import { grown } from './typed-arrays.ts';

/** The part of a port that deadlines need. */
export interface Timers {
  now(): number;
  setTimer(delay: number, tag: number, argument: number): TimerId;
}

export class DeadlineList {
  readonly #port: Timers;
  readonly #delay: number;
  readonly #tag: number;
  readonly #expired: (member: number) => void;
  readonly #order: LinkedLists;
  #startedAt: Float64Array<ArrayBuffer>;
  #timer: TimerId = 0;

  /**
   * @param delay microseconds, constant
   * @param tag what the owner passes to `onTimer` for this list
   * @param expired called once a member whose deadline has passed; the member has been taken out before
   */
  constructor(port: Timers, delay: number, tag: number, members: number, expired: (member: number) => void) {
    this.#port = port;
    this.#delay = delay;
    this.#tag = tag;
    this.#expired = expired;
    this.#order = new LinkedLists(1, members);
    this.#startedAt = new Float64Array(members);
  }

  /** Starts or restarts a member's deadline at now + delay. */
  start(member: number): void {
    if (member >= this.#startedAt.length) {
      this.#startedAt = grown(this.#startedAt, member + 1);
      this.#order.reserve(1, this.#startedAt.length);
    }
    this.#startedAt[member] = this.#port.now();
    this.#order.append(0, member);
    if (this.#timer === 0) this.#timer = this.#port.setTimer(this.#delay, this.#tag, 0);
  }

  /** The member's deadline is lifted. The timer stays: it will find the new head. */
  stop(member: number): void {
    if (member < this.#startedAt.length) this.#order.remove(member);
  }

  isRunning(member: number): boolean {
    return member < this.#startedAt.length && this.#order.listOf(member) === 0;
  }

  /** The owner forwards its timer calls with this list's tag. */
  onTimer(): void {
    this.#timer = 0;
    const now = this.#port.now();
    for (;;) {
      const member = this.#order.first(0);
      if (member < 0) return;
      const due = this.#startedAt[member] + this.#delay;
      if (due > now) {
        if (this.#timer === 0) this.#timer = this.#port.setTimer(due - now, this.#tag, 0);
        return;
      }
      this.#order.remove(member);
      this.#expired(member);
    }
  }
}
