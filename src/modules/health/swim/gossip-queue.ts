/**
 * What a member has to pass on: one update for each member at most, the newest. On a message go those that have been sent least often, and of these the
 * latest first; what has been sent often enough is forgotten.
 */
import { KEPT, roomAfter, type SubjectWords } from './subjects.ts';
import { type State, WIDTH } from './vocabulary.ts';

const NOTHING: readonly number[] = [];
const NONE = -1;

/** Updates that there is room for at first. */
const FIRST_ROWS = 16;

/** A row has the words of an update, how often it was sent, and its neighbours among those sent as often: half a line of a cache in all. */
const SENT = WIDTH;
const BEFORE = WIDTH + 1;
const AFTER = WIDTH + 2;
const STRIDE = WIDTH + 3;

export class GossipQueue {
  readonly #limit: number;
  readonly #most: number;
  /** Of a member: the row of the update about it, plus 1. */
  readonly #words: SubjectWords;
  /** Of the lists of rows by how often they were sent. */
  readonly #first: Int32Array;
  #rows = new Int32Array(FIRST_ROWS * STRIDE);
  /** Rows that were ever used. */
  #used = 0;
  /** The first of the free rows, which are chained by AFTER. */
  #free = NONE;
  #size = 0;
  readonly #taken: Int32Array;

  /**
   * @param limit how often an update is sent
   * @param most updates on a message
   * @param words of the member whose queue this is
   */
  constructor(limit: number, most: number, words: SubjectWords) {
    this.#limit = limit;
    this.#most = most;
    this.#words = words;
    this.#first = new Int32Array(limit).fill(NONE);
    this.#taken = new Int32Array(most);
  }

  get size(): number {
    return this.#size;
  }

  /** Queues an update in the place of an older one about the same member. */
  put(member: number, state: State, incarnation: number, life: number, from: number): void {
    let row = this.#words.get(member, KEPT.update) - 1;
    if (row >= 0) this.#unlink(row);
    else {
      row = this.#take();
      this.#words.set(member, KEPT.update, row + 1);
    }
    const rows = this.#rows;
    const at = row * STRIDE;
    rows[at] = member;
    rows[at + 1] = state;
    rows[at + 2] = incarnation;
    rows[at + 3] = life;
    rows[at + 4] = from;
    this.#link(row, 0);
  }

  /** Updates for one message, which count as sent. */
  take(): readonly number[] {
    if (this.#size === 0) return NOTHING;
    const count = this.#choose();
    const chosen = new Array<number>(count * WIDTH);
    const rows = this.#rows;
    // From the last to the first: so they stand in the same order among those sent once more.
    for (let i = count - 1; i >= 0; i--) {
      const row = this.#taken[i];
      const at = row * STRIDE;
      for (let word = 0; word < WIDTH; word++) chosen[i * WIDTH + word] = rows[at + word];
      const sent = rows[at + SENT] + 1;
      this.#unlink(row);
      if (sent < this.#limit) this.#link(row, sent);
      else this.#forget(row);
    }
    return chosen;
  }

  #choose(): number {
    let count = 0;
    for (let sent = 0; sent < this.#limit; sent++)
      for (let row = this.#first[sent]; row >= 0; row = this.#rows[row * STRIDE + AFTER]) {
        if (count === this.#most) return count;
        this.#taken[count++] = row;
      }
    return count;
  }

  /** Puts a row first among those that were sent so often. */
  #link(row: number, sent: number): void {
    const rows = this.#rows;
    const at = row * STRIDE;
    const after = this.#first[sent];
    rows[at + SENT] = sent;
    rows[at + BEFORE] = NONE;
    rows[at + AFTER] = after;
    if (after >= 0) rows[after * STRIDE + BEFORE] = row;
    this.#first[sent] = row;
  }

  #unlink(row: number): void {
    const rows = this.#rows;
    const at = row * STRIDE;
    const before = rows[at + BEFORE];
    const after = rows[at + AFTER];
    if (before >= 0) rows[before * STRIDE + AFTER] = after;
    else this.#first[rows[at + SENT]] = after;
    if (after >= 0) rows[after * STRIDE + BEFORE] = before;
  }

  #take(): number {
    this.#size++;
    const row = this.#free;
    if (row >= 0) {
      this.#free = this.#rows[row * STRIDE + AFTER];
      return row;
    }
    if ((this.#used + 1) * STRIDE > this.#rows.length) {
      const rows = new Int32Array(roomAfter(this.#rows.length / STRIDE) * STRIDE);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    return this.#used++;
  }

  #forget(row: number): void {
    const at = row * STRIDE;
    this.#words.set(this.#rows[at], KEPT.update, 0);
    this.#rows[at + AFTER] = this.#free;
    this.#free = row;
    this.#size--;
  }
}
