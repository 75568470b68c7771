/** Messages under way, in typed arrays with a free list. */
import { grown } from '../../modules/collections/typed-arrays.ts';
import { type Kind, kinds, type MessageTable } from '../../modules/vocabulary.ts';

/** Code of the kind of a free row. */
const UNUSED = 0xffff;
/** Words of a hot message. They stand side by side, so that a message is one look at memory. */
const WORDS = 6;
/**
 * Bytes of memory for one message under way, for the estimate before a run: its row, half as much again since rows double when they run
 * out, and the event of its arrival.
 */
export const BYTES_PER_MESSAGE = 1.5 * (3 * 4 + 2 + WORDS * 8) + 48;

export class MessagePool {
  from = new Int32Array(1024);
  to = new Int32Array(1024);
  /** Code of its kind. */
  code = new Uint16Array(1024);
  /** Words of row `r` from `WORDS * r` on; 0 where its kind has no such word. */
  words = new Float64Array(1024 * WORDS);
  /** Values of the few messages that are cold, by row. */
  readonly #values = new Map<number, unknown>();
  #free = new Int32Array(1024);
  #freeCount = 0;
  #used = 0;

  /** Rows in use. */
  get size(): number {
    return this.#used - this.#freeCount;
  }

  add(from: number, to: number, { code }: Kind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): number {
    const row = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#used++;
    if (row >= this.from.length) this.#grow(row + 1);
    this.from[row] = from;
    this.to[row] = to;
    this.code[row] = code;
    const { words } = this;
    const first = row * WORDS;
    words[first] = a;
    words[first + 1] = b;
    words[first + 2] = c;
    words[first + 3] = d;
    words[first + 4] = e;
    words[first + 5] = f;
    return row;
  }

  addCold(from: number, to: number, kind: Kind, value: unknown): number {
    const row = this.add(from, to, kind);
    this.#values.set(row, value);
    return row;
  }

  /** Another message like the one in a row. */
  copy(row: number): number {
    const [a, b, c, d, e, f] = this.wordsOf(row);
    const copy = this.add(this.from[row], this.to[row], this.kindOf(row), a, b, c, d, e, f);
    if (this.#values.has(row)) this.#values.set(copy, this.#values.get(row));
    return copy;
  }

  kindOf(row: number): Kind {
    return kinds[this.code[row]];
  }

  /** The words of a message. Valid until the next one is added. */
  wordsOf(row: number): Float64Array {
    return this.words.subarray(row * WORDS, (row + 1) * WORDS);
  }

  /** The value of a cold message. */
  valueOf(row: number): unknown {
    return this.#values.get(row);
  }

  /** Takes a message out and has its receiver handle it. */
  deliver(row: number, receiver: MessageTable): void {
    const from = this.from[row];
    const code = this.code[row];
    if (this.#values.size > 0 && this.#values.has(row)) {
      const value = this.#values.get(row);
      this.remove(row);
      receiver.cold(code, from, value);
      return;
    }
    const { words } = this;
    const first = row * WORDS;
    const a = words[first];
    const b = words[first + 1];
    const c = words[first + 2];
    const d = words[first + 3];
    const e = words[first + 4];
    const f = words[first + 5];
    this.remove(row);
    receiver.hot(code, from, a, b, c, d, e, f);
  }

  /** Calls `visit` with the kind and the first word of every message under way. */
  forEach(visit: (kind: Kind, word: number) => void): void {
    for (let row = 0; row < this.#used; row++)
      if (this.code[row] !== UNUSED) visit(kinds[this.code[row]], this.words[row * WORDS]);
  }

  remove(row: number): void {
    if (this.#values.size > 0) this.#values.delete(row);
    this.code[row] = UNUSED;
    if (this.#freeCount >= this.#free.length) this.#free = grown(this.#free, this.#freeCount + 1);
    this.#free[this.#freeCount++] = row;
  }

  #grow(length: number): void {
    this.from = grown(this.from, length);
    this.to = grown(this.to, length);
    this.code = grown(this.code, length);
    this.words = grown(this.words, this.from.length * WORDS);
  }
}
