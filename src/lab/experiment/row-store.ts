/**
 * Rows of finished runs. The first are kept in memory; of an experiment with many runs the others are in a file without a name, and are
 * read when they are asked for.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ExperimentError, type RunRow } from './types.ts';

/** Rows in memory, at about 20 kB each. */
const MOST_IN_MEMORY = 2_000;
/** Bytes of a row as text, mostly. */
const USUAL = 16_384;

/** Where a row is in the file. */
class Place {
  readonly offset: number;
  readonly length: number;

  constructor(offset: number, length: number) {
    this.offset = offset;
    this.length = length;
  }
}

export interface RowStoreOptions {
  /** Folder of the file; without one all rows stay in memory. */
  readonly folder?: string;
  readonly mostInMemory?: number;
}

export class RowStore {
  readonly #options: RowStoreOptions;
  /** By scenario key and replication. */
  readonly #rows = new Map<string, Map<number, RunRow | Place>>();
  #inMemory = 0;
  #file: number | null = null;
  #end = 0;
  /** For one row on its way to the file or back. */
  #bytes = Buffer.alloc(USUAL);
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
    return kept instanceof Place ? this.#read(kept) : kept;
  }

  set(key: string, replication: number, row: RunRow): void {
    const rows = this.#rows.get(key) ?? new Map<number, RunRow | Place>();
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

  #write(folder: string, row: RunRow): Place {
    this.#file ??= namelessFile(folder);
    const text = JSON.stringify(row, withNegativeZero);
    const length = Buffer.byteLength(text);
    const bytes = this.#room(length);
    bytes.write(text);
    for (let written = 0; written < length; )
      written += writeSync(this.#file, bytes, written, length - written, this.#end + written);
    const place = new Place(this.#end, length);
    this.#end += length;
    return place;
  }

  #read({ offset, length }: Place): RunRow {
    if (this.#closed || this.#file === null)
      throw new ExperimentError('the rows of this experiment are closed');
    const bytes = this.#room(length);
    for (let read = 0; read < length; ) {
      const count = readSync(this.#file, bytes, read, length - read, offset + read);
      if (count === 0) throw new ExperimentError('the file with the rows of this experiment was cut off');
      read += count;
    }
    return parseRow(bytes.toString('utf8', 0, length));
  }

  #room(length: number): Buffer {
    if (this.#bytes.length < length) this.#bytes = Buffer.alloc(2 * length);
    return this.#bytes;
  }
}

/** What stands for -0, which JSON lacks; no value of a row is a text like that. */
const NEGATIVE_ZERO = '\u0000-0';

function withNegativeZero(_key: string, value: unknown): unknown {
  return Object.is(value, -0) ? NEGATIVE_ZERO : value;
}

function parseRow(text: string): RunRow {
  if (!text.includes('\\u0000-0')) return JSON.parse(text) as RunRow;
  return JSON.parse(text, (_key, value: unknown) => (value === NEGATIVE_ZERO ? -0 : value)) as RunRow;
}

/** A file that nobody else finds, and that is gone with the process. */
function namelessFile(folder: string): number {
  const path = join(folder, `.rows-${randomBytes(6).toString('hex')}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}
