/**
 * A map from non-negative whole numbers to non-negative whole numbers: open addressing with linear probing and backward-shift
 * deletion (Knuth, TAOCP 3, 6.4, algorithm R) on one typed array, so that a ledger of a million tasks costs no objects.
 */
const EMPTY = -1;

export class IntegerMap {
  #cells: Int32Array;
  #mask: number;
  #size = 0;

  constructor(capacity = 16) {
    let cells = 16;
    while (cells < capacity * 2) cells *= 2;
    this.#cells = new Int32Array(cells * 2).fill(EMPTY);
    this.#mask = cells - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The value at a key, or -1. */
  get(key: number): number {
    const cells = this.#cells;
    let cell = this.#home(key);
    for (;;) {
      const found = cells[cell * 2];
      if (found === key) return cells[cell * 2 + 1];
      if (found === EMPTY) return -1;
      cell = (cell + 1) & this.#mask;
    }
  }

  set(key: number, value: number): void {
    if (this.#size * 2 > this.#mask) this.#grow();
    const cells = this.#cells;
    let cell = this.#home(key);
    while (cells[cell * 2] !== EMPTY && cells[cell * 2] !== key) cell = (cell + 1) & this.#mask;
    if (cells[cell * 2] === EMPTY) this.#size++;
    cells[cell * 2] = key;
    cells[cell * 2 + 1] = value;
  }

  /** False when the key is not there. */
  delete(key: number): boolean {
    const cells = this.#cells;
    let hole = this.#home(key);
    while (cells[hole * 2] !== key) {
      if (cells[hole * 2] === EMPTY) return false;
      hole = (hole + 1) & this.#mask;
    }
    this.#size--;
    let next = hole;
    for (;;) {
      next = (next + 1) & this.#mask;
      const moved = cells[next * 2];
      if (moved === EMPTY) break;
      // An entry may fill the hole unless its home lies cyclically after the hole, up to where it stands.
      if (((next - this.#home(moved)) & this.#mask) < ((next - hole) & this.#mask)) continue;
      cells[hole * 2] = moved;
      cells[hole * 2 + 1] = cells[next * 2 + 1];
      hole = next;
    }
    cells[hole * 2] = EMPTY;
    return true;
  }

  clear(): void {
    this.#cells.fill(EMPTY);
    this.#size = 0;
  }

  #home(key: number): number {
    const mixed = Math.imul(key, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }

  #grow(): void {
    const old = this.#cells;
    this.#cells = new Int32Array(old.length * 2).fill(EMPTY);
    this.#mask = this.#cells.length / 2 - 1;
    this.#size = 0;
    for (let i = 0; i < old.length; i += 2) if (old[i] !== EMPTY) this.set(old[i], old[i + 1]);
  }
}
