/**
 * Durable rows in an append-only log. The writes of one turn are one record: after a crash all of them are there or none. Turns
 * that end while a sync is under way share the next one (group commit).
 *
 * A row is found by its space (0 to 255) and its key (a whole number from 0 to 2^53 - 1). All rows are in memory; the log says
 * how they came about, and is rewritten without what is out of date when that has become most of it.
 */
import type { AppendFile, Disk } from './disk.ts';
import { encodeRecord, scanRecords } from './record-log.ts';

const LOG = 'rows.log';
const FRESH = 'rows.new';
/** Bytes of space, key and length of a row's value; a removed row has no value, and this length. */
const ROW_HEADER = 13;
const REMOVED = 0xffffffff;
/** Default size, in bytes, below which the log is not rewritten. */
const COMPACT_FROM = 1 << 20;

type Rows = Map<number, Uint8Array>;

export interface StoreEvents {
  /** All turns up to and including this number are durable. */
  durable(turn: number): void;
  /** The disk failed: what is durable is unknown. */
  failed(error: unknown): void;
}

export class Store {
  /** Turns that have written something. */
  turns = 0;
  /** How many of them are durable. */
  durable = 0;
  /** Bytes at the end of the log that were no whole record when it was opened. */
  readonly discarded: number;
  readonly #disk: Disk;
  readonly #events: StoreEvents;
  readonly #compactFrom: number;
  readonly #spaces = new Map<number, Rows>();
  #file: AppendFile;
  #size: number;
  /** Bytes that the rows would take in a log of their own. */
  #live = 0;
  /** Writes of the present turn. */
  #writes: Uint8Array[] = [];
  #isSyncing = false;
  /** Whether the name of the log is known to be durable: one that is found may not have been synced. */
  #isNamed = false;

  /**
   * Opens the store in a folder, empty where there is none.
   * @param compactFrom bytes below which the log is not rewritten
   */
  constructor(disk: Disk, events: StoreEvents, compactFrom = COMPACT_FROM) {
    this.#disk = disk;
    this.#events = events;
    this.#compactFrom = compactFrom;
    const { records, length, discarded } = scanRecords(disk.read(LOG) ?? new Uint8Array(0));
    for (const record of records) this.#replay(record);
    this.discarded = discarded;
    this.#size = length;
    this.#file = disk.open(LOG, length);
  }

  get(space: number, key: number): Uint8Array | undefined {
    return this.#spaces.get(space)?.get(key);
  }

  /** Rows in a space. */
  count(space: number): number {
    return this.#spaces.get(space)?.size ?? 0;
  }

  /** Rows of a space in ascending order of keys. The rows may be changed by `visit`. */
  scan(space: number, visit: (key: number, value: Uint8Array) => void): void {
    const rows = this.#spaces.get(space);
    if (!rows) return;
    for (const key of [...rows.keys()].sort((x, y) => x - y)) {
      const value = rows.get(key);
      if (value !== undefined) visit(key, value);
    }
  }

  /** @param value is not changed any more by the caller */
  put(space: number, key: number, value: Uint8Array): void {
    this.#apply(space, key, value);
    this.#writes.push(encodeRow(space, key, value));
  }

  remove(space: number, key: number): void {
    if (this.get(space, key) === undefined) return;
    this.#apply(space, key, null);
    this.#writes.push(encodeRow(space, key, null));
  }

  /**
   * Ends a turn.
   * @returns the number of turns that must be durable before anything that this turn says may be heard
   */
  endTurn(): number {
    if (this.#writes.length > 0) {
      this.#append(this.#writes);
      this.#writes = [];
      this.turns++;
      if (!this.#isSyncing) {
        this.#isSyncing = true;
        // After the turns that follow at once, which then need no sync of their own.
        queueMicrotask(() => this.#sync());
      }
    }
    return this.turns;
  }

  close(): void {
    this.#file.close();
  }

  async #sync(): Promise<void> {
    try {
      while (this.durable < this.turns) {
        const turns = this.turns;
        if (this.#size > this.#compactFrom && this.#size > 4 * this.#live) await this.#compact();
        else await this.#file.sync();
        if (!this.#isNamed) await this.#disk.syncFolder();
        this.#isNamed = true;
        this.durable = turns;
        this.#events.durable(turns);
      }
      this.#isSyncing = false;
    } catch (error) {
      this.#events.failed(error);
    }
  }

  /** Writes a log of the rows as they are now, which takes the place of the old one. */
  async #compact(): Promise<void> {
    const old = this.#file;
    this.#file = this.#disk.open(FRESH, 0);
    this.#size = 0;
    const rows: Uint8Array[] = [];
    for (const [space, map] of this.#spaces)
      for (const [key, value] of map) rows.push(encodeRow(space, key, value));
    this.#append(rows);
    await this.#file.sync();
    this.#disk.rename(FRESH, LOG);
    await this.#disk.syncFolder();
    old.close();
    // Turns that ended meanwhile are in the new file, and need a sync of their own.
  }

  #append(rows: readonly Uint8Array[]): void {
    const record = encodeRecord(Buffer.concat(rows));
    this.#size += record.length;
    this.#file.append(record);
  }

  #replay(record: Uint8Array): void {
    const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
    for (let at = 0; at < bytes.length; ) {
      const length = bytes.readUInt32LE(at + 9);
      const end = at + ROW_HEADER + (length === REMOVED ? 0 : length);
      const value = length === REMOVED ? null : Uint8Array.from(bytes.subarray(at + ROW_HEADER, end));
      this.#apply(bytes[at], bytes.readDoubleLE(at + 1), value);
      at = end;
    }
  }

  #apply(space: number, key: number, value: Uint8Array | null): void {
    let rows = this.#spaces.get(space);
    if (!rows) {
      rows = new Map();
      this.#spaces.set(space, rows);
    }
    const before = rows.get(key);
    if (before !== undefined) this.#live -= ROW_HEADER + before.length;
    if (value === null) rows.delete(key);
    else {
      rows.set(key, value);
      this.#live += ROW_HEADER + value.length;
    }
  }
}

function encodeRow(space: number, key: number, value: Uint8Array | null): Uint8Array {
  const bytes = Buffer.allocUnsafe(ROW_HEADER + (value?.length ?? 0));
  bytes[0] = space;
  bytes.writeDoubleLE(key, 1);
  bytes.writeUInt32LE(value === null ? REMOVED : value.length, 9);
  if (value !== null) bytes.set(value, ROW_HEADER);
  return bytes;
}
