/**
 * Durable rows in an append-only file. The writes of one turn are one record: after a crash all of them are there or none. Turns
 * that end while a sync is under way share the next one (group commit).
 *
 * Each record says how much of the file was durable when it was written. So the end of a file that a crash tore, which nobody has relied on,
 * is told from damage: bytes that had been durable and are no longer what they were. Damage to the last durable records alone, with none
 * after them, cannot be told from the work of a crash.
 *
 * A row is found by its space (0 to 255) and its key (a whole number from 0 to 2^53 - 1). All rows are in memory; the log says
 * how they came about, and is rewritten without what is out of date when that has become most of it.
 */
import type { AppendFile, Disk } from './disk.ts';
import { encodeRecord, scanRecords } from './record-log.ts';

const LOG = 'rows.log';
const FRESH = 'rows.new';
/** Bytes at the beginning of a record: how many of the file were durable. */
const RECORD_HEADER = 8;
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
  /** Bytes at the end of the file that were not taken for records when it was opened. */
  readonly discarded: number;
  /** Whether some of these bytes had been durable: what they said is missing. */
  readonly isDamaged: boolean;
  readonly #disk: Disk;
  readonly #events: StoreEvents;
  readonly #compactFrom: number;
  readonly #spaces = new Map<number, Rows>();
  #file: AppendFile;
  #size: number;
  /** Bytes of the file that are durable. */
  #durableSize = 0;
  /** The file is to be written anew before anything else: what is damaged stays until then. */
  #isToRewrite: boolean;
  /** Bytes that the rows would take in a log of their own. */
  #live = 0;
  /** Writes of the present turn. */
  #writes: Uint8Array[] = [];
  #isSyncing = false;
  #isClosed = false;
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
    const { records, length, discarded, behind } = scanRecords(disk.read(LOG) ?? new Uint8Array(0));
    for (const record of records) this.#replay(record);
    this.discarded = discarded;
    this.isDamaged = behind.some((record) => durableBefore(record) > length);
    this.#isToRewrite = this.isDamaged;
    this.#size = this.isDamaged ? 0 : length;
    this.#file = this.isDamaged ? disk.open(FRESH, 0) : disk.open(LOG, length);
    // What is found may not have been synced.
    if (length > 0 && !this.isDamaged) this.#turnOver();
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
      this.#turnOver();
    }
    return this.turns;
  }

  /** What is not durable by now is lost, and nobody is told of it. */
  close(): void {
    this.#isClosed = true;
    this.#file.close();
  }

  #turnOver(): void {
    this.turns++;
    if (this.#isSyncing) return;
    this.#isSyncing = true;
    // After the turns that follow at once, which then need no sync of their own.
    queueMicrotask(() => this.#sync());
  }

  async #sync(): Promise<void> {
    try {
      while (this.durable < this.turns && !this.#isClosed) {
        const turns = this.turns;
        const isOutOfDate = this.#size > this.#compactFrom && this.#size > 4 * this.#live;
        if (isOutOfDate || this.#isToRewrite) await this.#compact();
        else await this.#syncFile();
        if (!this.#isNamed) await this.#disk.syncFolder();
        this.#isNamed = true;
        this.durable = turns;
        this.#events.durable(turns);
      }
      this.#isSyncing = false;
    } catch (error) {
      if (!this.#isClosed) this.#events.failed(error);
    }
  }

  /** Writes a log of the rows as they are now, which takes the place of the old one. */
  async #compact(): Promise<void> {
    const old = this.#file;
    this.#file = this.#disk.open(FRESH, 0);
    this.#size = 0;
    this.#durableSize = 0;
    const rows: Uint8Array[] = [];
    for (const [space, map] of this.#spaces)
      for (const [key, value] of map) rows.push(encodeRow(space, key, value));
    this.#append(rows);
    await this.#syncFile();
    this.#disk.rename(FRESH, LOG);
    await this.#disk.syncFolder();
    this.#isToRewrite = false;
    old.close();
    // Turns that ended meanwhile are in the new file, and need a sync of their own.
  }

  async #syncFile(): Promise<void> {
    const size = this.#size;
    await this.#file.sync();
    this.#durableSize = size;
  }

  #append(rows: readonly Uint8Array[]): void {
    const header = Buffer.allocUnsafe(RECORD_HEADER);
    header.writeDoubleLE(this.#durableSize);
    const record = encodeRecord(Buffer.concat([header, ...rows]));
    this.#size += record.length;
    this.#file.append(record);
  }

  #replay(record: Uint8Array): void {
    const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
    for (let at = RECORD_HEADER; at < bytes.length; ) {
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

/** Bytes of the file that were durable when a record was written. */
function durableBefore(record: Uint8Array): number {
  return new DataView(record.buffer, record.byteOffset, record.length).getFloat64(0, true);
}

function encodeRow(space: number, key: number, value: Uint8Array | null): Uint8Array {
  const bytes = Buffer.allocUnsafe(ROW_HEADER + (value?.length ?? 0));
  bytes[0] = space;
  bytes.writeDoubleLE(key, 1);
  bytes.writeUInt32LE(value === null ? REMOVED : value.length, 9);
  if (value !== null) bytes.set(value, ROW_HEADER);
  return bytes;
}
