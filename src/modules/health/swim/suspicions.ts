/**
 * Members that are suspected, until when, and who else has said so. There is one timer for all: most suspicions are refuted, and a timer for each
 * would be set and taken back for every member of the group.
 */
import type { TimerId } from '../../ports.ts';
import type { SuspicionTimes } from './settings.ts';
import { KEPT, roomAfter, type SubjectWords } from './subjects.ts';

export interface SuspicionClock {
  now(): number;
  setTimer(delay: number): TimerId;
  cancelTimer(timer: TimerId): boolean;
}

/** Words of a row: the member, how many agree, and the accusers, the first one and those who agree. */
const MEMBER = 0;
const CONFIRMED = 1;
const ACCUSERS = 2;

/** Suspicions that there is room for once there is one. */
const FIRST_ROWS = 16;

export class Suspicions {
  readonly #clock: SuspicionClock;
  readonly #times: SuspicionTimes;
  /** Of a member that is suspected: its row, plus 1. */
  readonly #words: SubjectWords;
  /** Words of a row. Rows in use are 0..size-1. */
  readonly #width: number;
  #rows = new Int32Array(0);
  /** By row, apart from the rest: whenever the timer is due, all of them are read. */
  #until = new Float64Array(0);
  #size = 0;
  #timer: TimerId = 0;
  #timerAt = Infinity;

  /** @param words of the member whose suspicions these are */
  constructor(clock: SuspicionClock, times: SuspicionTimes, words: SubjectWords) {
    this.#clock = clock;
    this.#times = times;
    this.#words = words;
    this.#width = ACCUSERS + times.confirmations + 1;
  }

  get size(): number {
    return this.#size;
  }

  /** A member that is not suspected is, from now on. */
  begin(member: number, accuser: number): void {
    const row = this.#size++;
    this.#words.set(member, KEPT.suspicion, row + 1);
    if (row === this.#until.length) this.#grow(Math.max(roomAfter(row), FIRST_ROWS));
    const at = row * this.#width;
    this.#rows[at + MEMBER] = member;
    this.#rows[at + CONFIRMED] = 0;
    this.#rows[at + ACCUSERS] = accuser;
    this.#limit(row, this.#clock.now() + this.#times.after(0));
  }

  /** Somebody says that a suspected member is suspect. @returns whether that counts: then the time is shorter */
  confirm(member: number, accuser: number): boolean {
    const row = this.#words.get(member, KEPT.suspicion) - 1;
    const at = row * this.#width;
    const confirmed = this.#rows[at + CONFIRMED];
    if (confirmed >= this.#times.confirmations) return false;
    for (let i = 0; i <= confirmed; i++) if (this.#rows[at + ACCUSERS + i] === accuser) return false;
    this.#rows[at + CONFIRMED] = confirmed + 1;
    this.#rows[at + ACCUSERS + confirmed + 1] = accuser;
    const since = this.#until[row] - this.#times.after(confirmed);
    this.#limit(row, since + this.#times.after(confirmed + 1));
    return true;
  }

  /** The member is suspected no more. The last row takes the place of its own. */
  end(member: number): void {
    const row = this.#words.get(member, KEPT.suspicion) - 1;
    if (row < 0) return;
    this.#words.set(member, KEPT.suspicion, 0);
    const last = --this.#size;
    if (row === last) return;
    const width = this.#width;
    for (let word = 0; word < width; word++) this.#rows[row * width + word] = this.#rows[last * width + word];
    this.#until[row] = this.#until[last];
    this.#words.set(this.#rows[row * width + MEMBER], KEPT.suspicion, row + 1);
  }

  /** The timer is due. @param expired hears of each whose time is over, and ends its suspicion */
  onTimer(expired: (member: number) => void): void {
    this.#timerAt = Infinity;
    const now = this.#clock.now();
    let next = Infinity;
    // Downwards: what takes the place of a row that ends has been looked at.
    for (let row = this.#size - 1; row >= 0; row--) {
      const until = this.#until[row];
      if (until <= now) expired(this.#rows[row * this.#width + MEMBER]);
      else if (until < next) next = until;
    }
    if (next < Infinity) this.#await(next);
  }

  #limit(row: number, until: number): void {
    this.#until[row] = until;
    this.#await(until);
  }

  #grow(length: number): void {
    const rows = new Int32Array(length * this.#width);
    rows.set(this.#rows);
    this.#rows = rows;
    const until = new Float64Array(length);
    until.set(this.#until);
    this.#until = until;
  }

  /** The timer is due at this time at the latest. */
  #await(time: number): void {
    if (time >= this.#timerAt) return;
    if (this.#timerAt < Infinity) this.#clock.cancelTimer(this.#timer);
    this.#timerAt = time;
    this.#timer = this.#clock.setTimer(Math.max(0, time - this.#clock.now()));
  }
}
