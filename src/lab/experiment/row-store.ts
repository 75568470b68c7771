/**
 * Rows of finished runs. The first are kept in memory; of an experiment with many runs the others are in a file without a name, and are
 * read when they are asked for.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { RowPacker } from './packed-row.ts';
import { ExperimentError, type RunRow } from './types.ts';

/** Rows in memory, at about 20 kB each. */
const MOST_IN_MEMORY = 2_000;
const FEWEST_PLACES = 1_024;

/** Where rows are in the file, by number, at twelve bytes each: an object for each would take five times as much. */
class Places {
  #offsets = new Float64Array(FEWEST_PLACES);
  #lengths = new Uint32Array(FEWEST_PLACES);
  #count = 0;

  /** Returns the number of the place. */
  add(offset: number, length: number): number {
    if (this.#count === this.#offsets.length) this.#grow();
    this.#offsets[this.#count] = offset;
    this.#lengths[this.#count] = length;
    return this.#count++;
  }

  offset(place: number): number {
    return this.#offsets[place];
  }

  length(place: number): number {
    return this.#lengths[place];
  }

  #grow(): void {
    const [offsets, lengths] = [this.#offsets, this.#lengths];
    this.#offsets = new Float64Array(2 * offsets.length);
    this.#lengths = new Uint32Array(2 * lengths.length);
    this.#offsets.set(offsets);
    this.#lengths.set(lengths);
  }
}

export interface RowStoreOptions {
  /** Folder of the file; without one all rows stay in memory. */
  readonly folder?: string;
  readonly mostInMemory?: number;
}

export class RowStore {
  readonly #options: RowStoreOptions;
  /** By scenario key and replication: the row, or the number of its place in the file. */
  readonly #rows = new Map<string, Map<number, RunRow | number>>();
  readonly #places = new Places();
  #inMemory = 0;
  #file: number | null = null;
  #end = 0;
  readonly #packer = new RowPacker();
  #closed = false;

  constructor(options: RowStoreOptions = {}) {
    this.#options = options;
  }

  has(key: string, replication: number): boolean {
    return this.#rows.get(key)?.has(replication) ?? false;
  }

  /** @throws ExperimentError when the row was in the file, and that has been closed */
  get(key: string, replication: number): RunRow | undefined {
    const kept = this.#rows.get(key)?.get(replication);
    return typeof kept === 'number' ? this.#read(kept) : kept;
  }

  set(key: string, replication: number, row: RunRow): void {
    const rows = this.#rows.get(key) ?? new Map<number, RunRow | number>();
    this.#rows.set(key, rows);
    const { folder, mostInMemory = MOST_IN_MEMORY } = this.#options;
    const inFile = folder !== undefined && this.#inMemory >= mostInMemory;
    if (!inFile) this.#inMemory++;
    rows.set(replication, inFile ? this.#write(folder, row) : row);
  }

  /** Keys and replications of all rows, in the order in which they came. */
  *runs(): Generator<{ readonly key: string; readonly replication: number }> {
    for (const [key, rows] of this.#rows) for (const replication of rows.keys()) yield { key, replication };
  }

  /** Gives the file back. Rows in it cannot be read any more. */
  close(): void {
    this.#closed = true;
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  /** Returns the number of its place. */
  #write(folder: string, row: RunRow): number {
    this.#file ??= namelessFile(folder);
    const bytes = this.#packer.pack(row);
    const { length } = bytes;
    for (let written = 0; written < length; )
      written += writeSync(this.#file, bytes, written, length - written, this.#end + written);
    const place = this.#places.add(this.#end, length);
    this.#end += length;
    return place;
  }

  #read(place: number): RunRow {
    if (this.#closed || this.#file === null)
      throw new ExperimentError('the rows of this experiment are closed');
    const offset = this.#places.offset(place);
    const length = this.#places.length(place);
    const bytes = this.#packer.room(length);
    for (let read = 0; read < length; ) {
      const count = readSync(this.#file, bytes, read, length - read, offset + read);
      if (count === 0) throw new ExperimentError('the file with the rows of this experiment was cut off');
      read += count;
    }
    return this.#packer.unpack(length);
  }
}

/** A file that nobody else finds, and that is gone with the process. */
function namelessFile(folder: string): number {
  const path = join(folder, `.rows-${randomBytes(6).toString('hex')}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}
