/** A process's durable store: survives its crashes. */
import { IntegerMap } from '../../modules/collections/integer-map.ts';
import { grown } from '../../modules/collections/typed-arrays.ts';
import type { DurableStore } from '../../modules/ports.ts';

/** One field of all rows: 32 bits each, until a value needs more. */
type Column = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export class DurableRows implements DurableStore {
  readonly #rows = new IntegerMap();
  readonly #free: number[] = [];
  #used = 0;
  #key = new Int32Array(16);
  #a: Column = new Int32Array(16);
  #b: Column = new Int32Array(16);
  #c: Column = new Int32Array(16);
  #d: Column = new Int32Array(16);

  get size(): number {
    return this.#rows.size;
  }

  has(key: number): boolean {
    return this.#rows.get(key) >= 0;
  }

  /** The four fields of a row; null where there is none. */
  get(key: number): readonly [a: number, b: number, c: number, d: number] | null {
    const row = this.#rows.get(key);
    return row < 0 ? null : [this.#a[row], this.#b[row], this.#c[row], this.#d[row]];
  }

  put(key: number, a: number, b: number, c: number, d: number): void {
    let row = this.#rows.get(key);
    if (row < 0) {
      row = this.#free.pop() ?? this.#used++;
      if (row >= this.#key.length) this.#grow(row + 1);
      this.#rows.set(key, row);
      this.#key[row] = key;
    }
    if (a !== (a | 0)) this.#a = widened(this.#a);
    if (b !== (b | 0)) this.#b = widened(this.#b);
    if (c !== (c | 0)) this.#c = widened(this.#c);
    if (d !== (d | 0)) this.#d = widened(this.#d);
    this.#a[row] = a;
    this.#b[row] = b;
    this.#c[row] = c;
    this.#d[row] = d;
  }

  remove(key: number): void {
    const row = this.#rows.get(key);
    if (row < 0) return;
    this.#rows.delete(key);
    this.#key[row] = -1;
    this.#free.push(row);
  }

  /** In ascending order of keys. */
  forEach(visit: (key: number, a: number, b: number, c: number, d: number) => void): void {
    const keys: number[] = [];
    for (let row = 0; row < this.#used; row++) if (this.#key[row] >= 0) keys.push(this.#key[row]);
    keys.sort((x, y) => x - y);
    for (const key of keys) {
      const row = this.#rows.get(key);
      if (row >= 0) visit(key, this.#a[row], this.#b[row], this.#c[row], this.#d[row]);
    }
  }

  #grow(length: number): void {
    this.#key = grown(this.#key, length);
    this.#a = grown(this.#a, length);
    this.#b = grown(this.#b, length);
    this.#c = grown(this.#c, length);
    this.#d = grown(this.#d, length);
  }
}

/** The same column with room for every safe integer. */
function widened(column: Column): Float64Array<ArrayBuffer> {
  return column instanceof Float64Array ? column : Float64Array.from(column);
}
