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

/** Words of a row: the member, since and until when, how many agree, and the accusers, the first one and those who agree. */
const MEMBER = 0;
const SINCE = 1;
const UNTIL = 2;
const CONFIRMED = 3;
const ACCUSERS = 4;

/** Suspicions that there is room for once there is one. */
const FIRST_ROWS = 64;

export class Suspicions {
  readonly #clock: SuspicionClock;
  readonly #times: SuspicionTimes;
  readonly #rowOf = new IntegerMap(FIRST_ROWS);
  /** Words of a row. Rows in use are 0..size-1. */
  readonly #width: number;
  #rows = new Float64Array(0);
  #timer: TimerId = 0;
  #timerAt = Infinity;

  constructor(clock: SuspicionClock, times: SuspicionTimes) {
    this.#clock = clock;
    this.#times = times;
    this.#width = ACCUSERS + times.confirmations + 1;
  }

  get size(): number {
    return this.#rowOf.size;
  }

  /** A member that is not suspected is, from now on. */
  begin(member: number, accuser: number): void {
    const at = this.size * this.#width;
    this.#rowOf.set(member, this.size);
    if (at === this.#rows.length) this.#rows = grown(this.#rows, Math.max(at + 1, FIRST_ROWS * this.#width));
    const now = this.#clock.now();
    this.#rows[at + MEMBER] = member;
    this.#rows[at + SINCE] = now;
    this.#rows[at + CONFIRMED] = 0;
    this.#rows[at + ACCUSERS] = accuser;
    this.#limit(at, now + this.#times.after(0));
  }

  /** Somebody says that a suspected member is suspect. @returns whether that counts: then the time is shorter */
  confirm(member: number, accuser: number): boolean {
    const at = this.#rowOf.get(member) * this.#width;
    const confirmed = this.#rows[at + CONFIRMED];
    if (confirmed >= this.#times.confirmations) return false;
    for (let i = 0; i <= confirmed; i++) if (this.#rows[at + ACCUSERS + i] === accuser) return false;
    this.#rows[at + CONFIRMED] = confirmed + 1;
    this.#rows[at + ACCUSERS + confirmed + 1] = accuser;
    this.#limit(at, this.#rows[at + SINCE] + this.#times.after(confirmed + 1));
    return true;
  }

  /** The member is suspected no more. */
  end(member: number): void {
    const row = this.#rowOf.get(member);
    if (row < 0) return;
    this.#rowOf.delete(member);
    const last = this.size;
    if (row === last) return;
    const width = this.#width;
    this.#rows.copyWithin(row * width, last * width, (last + 1) * width);
    this.#rowOf.set(this.#rows[row * width + MEMBER], row);
  }

  /** The timer is due. @param expired hears of each whose time is over, and ends its suspicion */
  onTimer(expired: (member: number) => void): void {
    this.#timerAt = Infinity;
    const now = this.#clock.now();
    const width = this.#width;
    for (let row = this.size - 1; row >= 0; row--)
      if (this.#rows[row * width + UNTIL] <= now) expired(this.#rows[row * width + MEMBER]);
    let next = Infinity;
    for (let row = 0; row < this.size; row++) next = Math.min(next, this.#rows[row * width + UNTIL]);
    if (next < Infinity) this.#await(next);
  }

  #limit(at: number, until: number): void {
    this.#rows[at + UNTIL] = until;
    this.#await(until);
  }

  /** The timer is due at this time at the latest. */
  #await(time: number): void {
    if (time >= this.#timerAt) return;
    if (this.#timerAt < Infinity) this.#clock.cancelTimer(this.#timer);
    this.#timerAt = time;
    this.#timer = this.#clock.setTimer(Math.max(0, time - this.#clock.now()));
  }
}
