/**
 * The leading coordinator's side of replication: first a copy of the whole store in bounded batches, then the log of its writes. A few
 * batches are under way at a time, sent again until they are confirmed, while writes gather for the next: what goes in one batch
 * is what came meanwhile (group commit), so the cost of a batch is shared by the more writes the busier the coordinator is. The
 * writes of one call are never parted: whatever the standby has applied is a store that the leader has had between two calls.
 */
import type { Port, ProcessId } from '../ports.ts';
import { FLAG, WINDOW, WRITE_WIDTH } from './batch.ts';
import type { Tables } from './tables.ts';
import { pairing } from './vocabulary.ts';

/** Words of the writes of one batch, at most, unless a single call wrote more. */
const MOST = 256 * WRITE_WIDTH;

interface Batch {
  readonly number: number;
  readonly flags: number;
  readonly made: number;
  readonly writes: Float64Array;
  /** Position of the log once it is confirmed. */
  readonly reaches: number;
}

export class Stream {
  readonly #port: Port;
  readonly #peer: ProcessId;
  readonly #patience: number;
  #number = 0;
  #generation = 0;
  /** Number of the last batch sent. */
  #batch = 0;
  /** Rows of the copy that are not sent yet. */
  #copy: number[] = [];
  #isCopying = false;
  /** Writes that are not sent yet, and where in them each call ends. */
  #log: number[] = [];
  #ends: number[] = [];
  /** Writes and copies ever begun, and how many of them have been confirmed. */
  #logged = 0;
  #confirmed = 0;
  /** Generation that begins once the standby has the log, -1 for none. */
  #pairing = -1;
  #underWay: Batch[] = [];
  /** When a batch was last sent or confirmed. */
  #movedAt = 0;
  #isTicking = false;

  /** @param port a scope of its own: its timer is that of batches. @param patience microseconds until unconfirmed batches are sent again */
  constructor(port: Port, peer: ProcessId, patience: number) {
    this.#port = port;
    this.#peer = peer;
    this.#patience = patience;
  }

  get isRunning(): boolean {
    return this.#number > 0;
  }

  /** Whether the standby has all that was there when the stream began. */
  get hasCopied(): boolean {
    return this.isRunning && !this.#isCopying;
  }

  /** Whether a batch is under way that is not confirmed. */
  get isWaiting(): boolean {
    return this.#underWay.length > 0;
  }

  /** Position of the log: how many writes there have been. */
  get position(): number {
    return this.#logged;
  }

  get confirmed(): number {
    return this.#confirmed;
  }

  /** Begins anew with a copy of the store. @param number above those of all streams before */
  start(number: number, generation: number, tables: Tables): void {
    this.#clear();
    this.#number = number;
    this.#generation = generation;
    this.#batch = 0;
    tables.forEach((table, key, a, b, c, d) => {
      this.#copy.push(table, key, a, b, c, d);
    });
    this.#isCopying = true;
    // The copy takes a place in the log, so that whatever comes after it waits for it.
    this.#logged++;
    this.#sendCopy(FLAG.first);
  }

  stop(): void {
    this.#clear();
    this.#number = 0;
    // Nobody waits for the standby any more.
    this.#confirmed = this.#logged;
  }

  /** @param table of the row; negative: the row is removed */
  write(table: number, key: number, a: number, b: number, c: number, d: number): void {
    if (!this.isRunning) return;
    this.#logged++;
    this.#log.push(table, key, a, b, c, d);
  }

  /** With the last of the log so far the standby is told that it is up to date. @param generation that begins */
  pair(generation: number): void {
    this.#pairing = generation;
    this.pump(true);
  }

  /**
   * Sends what there is, as far as it may be under way. Call when a call is over.
   *
   * @param eager also less than a full batch of the log
   */
  pump(eager: boolean): void {
    if (!this.isRunning) return;
    if (this.#log.length > (this.#ends.at(-1) ?? 0)) this.#ends.push(this.#log.length);
    while (this.#underWay.length < WINDOW) {
      // The standby must know of the stream before anything else of it comes.
      if (this.#isCopying && this.#underWay[0]?.number === 1) return;
      if (this.#copy.length > 0) this.#sendCopy(0);
      else if (this.#isCopying) return;
      else if (this.#pairing >= 0 || this.#log.length >= (eager ? 1 : MOST)) this.#sendLog();
      else return;
    }
  }

  /** All up to a batch are confirmed: the next may go. False when the standby asks for a new stream. */
  onReplicated(number: number, batch: number): boolean {
    if (number !== this.#number || !this.isWaiting) return true;
    if (batch === 0) return false;
    while (this.isWaiting && this.#underWay[0].number <= batch) {
      const { flags, reaches } = this.#underWay.shift() as Batch;
      this.#movedAt = this.#port.now();
      if ((flags & FLAG.last) !== 0) this.#isCopying = false;
      if (!this.#isCopying) this.#confirmed = reaches;
    }
    return true;
  }

  onTimer(): void {
    this.#isTicking = false;
    if (!this.isWaiting) return;
    if (this.#port.now() - this.#movedAt < this.#patience) this.#tick();
    else for (const batch of this.#underWay) this.#send(batch);
  }

  #clear(): void {
    this.#copy = [];
    this.#isCopying = false;
    this.#log = [];
    this.#ends = [];
    this.#pairing = -1;
    this.#underWay = [];
  }

  #sendCopy(first: number): void {
    const rows = this.#copy.splice(0, MOST);
    const last = this.#copy.length === 0 ? FLAG.last : 0;
    this.#next(FLAG.copy | first | last, rows);
  }

  #sendLog(): void {
    let calls = 1;
    while (calls < this.#ends.length && this.#ends[calls] <= MOST) calls++;
    const end = this.#ends[calls - 1] ?? 0;
    const writes = this.#log.splice(0, end);
    this.#ends.splice(0, calls);
    for (let i = 0; i < this.#ends.length; i++) this.#ends[i] -= end;
    const pairs = this.#pairing >= 0 && this.#log.length === 0;
    if (pairs) {
      this.#generation = this.#pairing;
      this.#pairing = -1;
    }
    this.#next(pairs ? FLAG.pair : 0, writes);
  }

  #next(flags: number, writes: readonly number[]): void {
    // What is copied is as old as the start of the stream: the log since then is still to come.
    const reaches = this.#logged - this.#log.length / WRITE_WIDTH;
    const made = this.#generation;
    const batch = { number: ++this.#batch, flags, made, writes: Float64Array.from(writes), reaches };
    this.#underWay.push(batch);
    this.#send(batch);
  }

  #send({ number, flags, made, writes }: Batch): void {
    const generation = this.#generation;
    const batch = { generation, stream: this.#number, number, flags, made, writes };
    this.#port.send(this.#peer, pairing.replicate, batch);
    this.#movedAt = this.#port.now();
    this.#tick();
  }

  #tick(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#port.setTimer(Math.max(1, this.#movedAt + this.#patience - this.#port.now()), 0, 0);
  }
}
