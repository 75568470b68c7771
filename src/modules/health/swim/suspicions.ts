/**
 * Members that are suspected, until when, and who else has said so. There is one timer for all: most suspicions are refuted, and a timer for each
 * would be set and taken back for every member of the group.
 */
import { IntegerMap } from '../../collections/integer-map.ts';
import { grown } from '../../collections/typed-arrays.ts';
import type { TimerId } from '../../ports.ts';
import type { SuspicionTimes } from './settings.ts';

export interface SuspicionClock {
  now(): number;
  setTimer(delay: number): TimerId;
  cancelTimer(timer: TimerId): boolean;
}

export class Suspicions {
  readonly #clock: SuspicionClock;
  readonly #times: SuspicionTimes;
  /** Numbers of a row's list of accusers: the first one, and those who agree. */
  readonly #width: number;
  readonly #rowOf = new IntegerMap();
  /** Rows in use are 0..size-1. */
  #members = new Int32Array(4);
  #since = new Float64Array(4);
  #until = new Float64Array(4);
  #confirmed = new Int32Array(4);
  #accusers: Int32Array<ArrayBuffer>;
  #timer: TimerId = 0;
  #timerAt = Infinity;

  constructor(clock: SuspicionClock, times: SuspicionTimes) {
    this.#clock = clock;
    this.#times = times;
    this.#width = times.confirmations + 1;
    this.#accusers = new Int32Array(4 * this.#width);
  }

  get size(): number {
    return this.#rowOf.size;
  }

  /** A member that is not suspected is, from now on. */
  begin(member: number, accuser: number): void {
    const row = this.size;
    this.#rowOf.set(member, row);
    if (row === this.#members.length) this.#grow(row + 1);
    this.#members[row] = member;
    this.#since[row] = this.#clock.now();
    this.#confirmed[row] = 0;
    this.#accusers[row * this.#width] = accuser;
    this.#until[row] = this.#since[row] + this.#times.after(0);
    this.#await(this.#until[row]);
  }

  /** Somebody says that a suspected member is suspect. @returns whether that counts: then the time is shorter */
  confirm(member: number, accuser: number): boolean {
    const row = this.#rowOf.get(member);
    const confirmed = this.#confirmed[row];
    if (confirmed >= this.#times.confirmations) return false;
    const first = row * this.#width;
    for (let i = 0; i <= confirmed; i++) if (this.#accusers[first + i] === accuser) return false;
    this.#confirmed[row] = confirmed + 1;
    this.#accusers[first + confirmed + 1] = accuser;
    this.#until[row] = this.#since[row] + this.#times.after(confirmed + 1);
    this.#await(this.#until[row]);
    return true;
  }

  /** The member is suspected no more. */
  end(member: number): void {
    const row = this.#rowOf.get(member);
    if (row < 0) return;
    this.#rowOf.delete(member);
    const last = this.size;
    if (row === last) return;
    this.#members[row] = this.#members[last];
    this.#since[row] = this.#since[last];
    this.#until[row] = this.#until[last];
    this.#confirmed[row] = this.#confirmed[last];
    this.#accusers.copyWithin(row * this.#width, last * this.#width, (last + 1) * this.#width);
    this.#rowOf.set(this.#members[row], row);
  }

  /** The timer is due. @param expired hears of each whose time is over, and ends its suspicion */
  onTimer(expired: (member: number) => void): void {
    this.#timerAt = Infinity;
    const now = this.#clock.now();
    for (let row = this.size - 1; row >= 0; row--) if (this.#until[row] <= now) expired(this.#members[row]);
    let next = Infinity;
    for (let row = 0; row < this.size; row++) if (this.#until[row] < next) next = this.#until[row];
    if (next < Infinity) this.#await(next);
  }

  /** The timer is due at this time at the latest. */
  #await(time: number): void {
    if (time >= this.#timerAt) return;
    if (this.#timerAt < Infinity) this.#clock.cancelTimer(this.#timer);
    this.#timerAt = time;
    this.#timer = this.#clock.setTimer(Math.max(0, time - this.#clock.now()));
  }

  #grow(rows: number): void {
    this.#members = grown(this.#members, rows);
    const { length } = this.#members;
    this.#since = grown(this.#since, length);
    this.#until = grown(this.#until, length);
    this.#confirmed = grown(this.#confirmed, length);
    this.#accusers = grown(this.#accusers, length * this.#width);
  }
}
