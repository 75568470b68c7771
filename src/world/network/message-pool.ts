/** Messages under way, in typed arrays with a free list. */
import { grown } from '../../modules/collections/typed-arrays.ts';

/** Kind of a free row. */
const UNUSED = 255;

export class MessagePool {
  from = new Int32Array(1024);
  to = new Int32Array(1024);
  kind = new Uint8Array(1024);
  a = new Int32Array(1024);
  b = new Int32Array(1024);
  c = new Int32Array(1024);
  /** Tables of the few messages that carry one, by row. */
  readonly tables = new Map<number, Int32Array>();
  #free = new Int32Array(1024);
  #freeCount = 0;
  #used = 0;

  /** Rows in use. */
  get size(): number {
    return this.#used - this.#freeCount;
  }

  add(from: number, to: number, kind: number, a: number, b: number, c: number): number {
    const row = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#used++;
    if (row >= this.from.length) this.#grow(row + 1);
    this.from[row] = from;
    this.to[row] = to;
    this.kind[row] = kind;
    this.a[row] = a;
    this.b[row] = b;
    this.c[row] = c;
    return row;
  }

  /** Calls `visit` with kind and field a of every message under way. */
  forEach(visit: (kind: number, a: number) => void): void {
    for (let row = 0; row < this.#used; row++)
      if (this.kind[row] !== UNUSED) visit(this.kind[row], this.a[row]);
  }

  remove(row: number): void {
    if (this.tables.size > 0) this.tables.delete(row);
    this.kind[row] = UNUSED;
    if (this.#freeCount >= this.#free.length) this.#free = grown(this.#free, this.#freeCount + 1);
    this.#free[this.#freeCount++] = row;
  }

  #grow(length: number): void {
    this.from = grown(this.from, length);
    this.to = grown(this.to, length);
    this.kind = grown(this.kind, length);
    this.a = grown(this.a, length);
    this.b = grown(this.b, length);
    this.c = grown(this.c, length);
  }
}
