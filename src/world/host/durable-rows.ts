/** A process's durable store: survives its crashes. */
import { IntegerMap } from '../../modules/collections/integer-map.ts';
import { grown } from '../../modules/collections/typed-arrays.ts';
import type { DurableStore } from '../../modules/ports.ts';

export class DurableRows implements DurableStore {
  readonly #rows = new IntegerMap();
  readonly #free: number[] = [];
  #used = 0;
  #key = new Int32Array(16);
  #a = new Int32Array(16);
  #b = new Int32Array(16);
  #c = new Int32Array(16);
  #d = new Int32Array(16);

  get size(): number {
    return this.#rows.size;
  }

  has(key: number): boolean {
    return this.#rows.get(key) >= 0;
  }

  put(key: number, a: number, b: number, c: number, d: number): void {
    let row = this.#rows.get(key);
    if (row < 0) {
      row = this.#free.pop() ?? this.#used++;
      if (row >= this.#key.length) this.#grow(row + 1);
      this.#rows.set(key, row);
      this.#key[row] = key;
    }
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
