/** The entries of a log in memory, as every host has them; a host that keeps them elsewhere as well writes down what changes. */
import type { Log, Snapshot } from './ports.ts';

/** Default of the bytes that the entries of one log may take. */
const CAPACITY = 2 ** 30;
/** Bytes that an entry takes besides its data. */
const ENTRY_OVERHEAD = 16;

/** Where a log ends: the term and the index of its last entry, or of its snapshot. */
export interface LogEnd {
  readonly term: number;
  readonly index: number;
}

/** All that is in a log, as it was at one moment. */
export interface LogState {
  readonly snapshot: Snapshot | null;
  readonly terms: readonly number[];
  readonly data: readonly Uint8Array[];
}

export class LogEntries implements Log {
  readonly damage: Log['damage'];
  readonly #capacity: number;
  #snapshot: Snapshot | null = null;
  /** Of the entries from `first` on. */
  #terms: number[] = [];
  #data: Uint8Array[] = [];
  #bytes = 0;

  /** @param capacity bytes that entries may take: their data, and 16 for each */
  constructor(capacity = CAPACITY, damage: Log['damage'] = null) {
    this.#capacity = capacity;
    this.damage = damage;
  }

  get first(): number {
    return (this.#snapshot?.index ?? 0) + 1;
  }

  get last(): number {
    return this.first + this.#terms.length - 1;
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }

  /** null where there is neither an entry nor a snapshot. */
  get end(): LogEnd | null {
    const index = this.last;
    return index === 0 ? null : { term: this.termAt(index) as number, index };
  }

  append(term: number, data: Uint8Array): boolean {
    if (!Number.isSafeInteger(term) || term < 0)
      throw new RangeError(`the term of an entry is a whole number from 0 to 2^53 - 1, and not ${term}`);
    const bytes = ENTRY_OVERHEAD + data.length;
    if (this.#bytes + bytes > this.#capacity) return false;
    this.#bytes += bytes;
    this.#terms.push(term);
    this.#data.push(data);
    return true;
  }

  termAt(index: number): number | undefined {
    if (index === this.first - 1) return this.#snapshot?.term ?? 0;
    return this.#terms[index - this.first];
  }

  entry(index: number): Uint8Array | undefined {
    return this.#data[index - this.first];
  }

  truncateFrom(index: number): void {
    if (!(index >= this.first))
      throw new RangeError(
        `a log whose first entry is ${this.first} cannot be truncated from index ${index}`,
      );
    this.#remove(index - this.first, this.#terms.length);
  }

  compactTo(snapshot: Snapshot): void {
    const { index, term } = snapshot;
    if (!(index >= this.first && this.termAt(index) === term))
      throw new RangeError(
        `a snapshot of term ${term} at index ${index} stands for no entry of a log from ${this.first} to ${this.last}`,
      );
    this.#remove(0, index - this.first + 1);
    this.#snapshot = snapshot;
  }

  install(snapshot: Snapshot): void {
    const { index } = snapshot;
    if (!(Number.isSafeInteger(index) && index >= this.first))
      throw new RangeError(`a snapshot at index ${index} does not go beyond the one at ${this.first - 1}`);
    this.#remove(0, this.#terms.length);
    this.#snapshot = snapshot;
  }

  /** What there is now, to go back to. */
  protected copy(): LogState {
    return { snapshot: this.#snapshot, terms: [...this.#terms], data: [...this.#data] };
  }

  protected restore({ snapshot, terms, data }: LogState): void {
    this.#snapshot = snapshot;
    this.#terms = [...terms];
    this.#data = [...data];
    this.#bytes = data.reduce((sum, { length }) => sum + ENTRY_OVERHEAD + length, 0);
  }

  /** Removes the entries at the places from `begin` up to but not including `end`. */
  #remove(begin: number, end: number): void {
    for (let place = begin; place < end; place++) this.#bytes -= ENTRY_OVERHEAD + this.#data[place].length;
    this.#terms.splice(begin, end - begin);
    this.#data.splice(begin, end - begin);
  }
}
