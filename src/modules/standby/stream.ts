/**
 * The leading coordinator's side of replication: first a copy of the whole store in bounded batches, then the log of its writes. One
 * batch is under way at a time, sent again until it is confirmed, while writes gather for the next: what goes in one batch is
 * what came meanwhile (group commit), so the cost of a batch is shared by the more writes the busier the coordinator is.
 */
import { type DurableStore, MESSAGE, type Port, type ProcessId } from '../ports.ts';
import { FLAG, OPERATION, WRITE_WIDTH } from './batch.ts';
import { isOwn } from './rows.ts';

/** Most writes in one batch. */
const BATCH = 256;

export class Stream {
  readonly #port: Port;
  readonly #peer: ProcessId;
  readonly #patience: number;
  readonly #tag: number;
  #number = 0;
  #generation = 0;
  #batch = 0;
  /** Rows of the copy that are not sent yet. */
  #copy: number[] = [];
  #copied = 0;
  #isCopying = false;
  /** Writes that are not sent yet. */
  #log: number[] = [];
  /** Writes and copies ever begun, and how many of them have been confirmed. */
  #logged = 0;
  #confirmed = 0;
  /** Generation that begins once the standby has the log, -1 for none. */
  #pairing = -1;
  #underWay: Int32Array | null = null;
  /** Position of the log once the batch under way is confirmed. */
  #reaches = 0;
  #sentAt = 0;
  #isTicking = false;

  /** @param patience microseconds until an unconfirmed batch is sent again */
  constructor(port: Port, peer: ProcessId, patience: number, tag: number) {
    this.#port = port;
    this.#peer = peer;
    this.#patience = patience;
    this.#tag = tag;
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
    return this.#underWay !== null;
  }

  /** Position of the log: how many writes there have been. */
  get position(): number {
    return this.#logged;
  }

  get confirmed(): number {
    return this.#confirmed;
  }

  /** Begins anew with a copy of the store. @param number above those of all streams before */
  start(number: number, generation: number, store: DurableStore): void {
    this.#number = number;
    this.#generation = generation;
    this.#batch = 0;
    this.#copy = [];
    store.forEach((key, a, b, c, d) => {
      if (!isOwn(key)) this.#copy.push(OPERATION.put, key, a, b, c, d);
    });
    this.#copied = 0;
    this.#isCopying = true;
    this.#log = [];
    // The copy takes a place in the log, so that whatever comes after it waits for it.
    this.#logged++;
    this.#pairing = -1;
    this.#underWay = null;
    this.pump(true);
  }

  stop(): void {
    this.#number = 0;
    this.#copy = [];
    this.#log = [];
    this.#underWay = null;
    // Nobody waits for the standby any more.
    this.#confirmed = this.#logged;
  }

  write(operation: number, key: number, a: number, b: number, c: number, d: number): void {
    if (!this.isRunning) return;
    this.#logged++;
    this.#log.push(operation, key, a, b, c, d);
  }

  /** The standby is told with the next batch that it is up to date. @param generation that begins */
  pair(generation: number): void {
    this.#pairing = generation;
    this.pump(true);
  }

  /**
   * Sends the next batch if none is under way and there is anything to send.
   *
   * @param eager also when it is only a part of a batch of the log
   */
  pump(eager: boolean): void {
    if (!this.isRunning || this.#underWay) return;
    if (this.#isCopying) this.#sendCopy();
    else if (this.#pairing >= 0 || this.#log.length >= (eager ? 1 : BATCH * WRITE_WIDTH)) this.#sendLog();
  }

  /** A batch is confirmed: the next may go. False when the standby asks for a new stream. */
  onReplicated(number: number, batch: number): boolean {
    if (number !== this.#number || !this.#underWay) return true;
    if (batch === 0) return false;
    if (batch !== this.#batch) return true;
    const flags = this.#underWay[0];
    this.#underWay = null;
    if ((flags & FLAG.last) !== 0) this.#isCopying = false;
    if (!this.#isCopying) this.#confirmed = this.#reaches;
    return true;
  }

  onTimer(): void {
    this.#isTicking = false;
    if (!this.#underWay) return;
    if (this.#port.now() - this.#sentAt >= this.#patience) this.#send(this.#underWay);
    else this.#tick();
  }

  #sendCopy(): void {
    const end = Math.min(this.#copied + BATCH * WRITE_WIDTH, this.#copy.length);
    const isLast = end === this.#copy.length;
    const flags = FLAG.copy | (this.#copied === 0 ? FLAG.first : 0) | (isLast ? FLAG.last : 0);
    // What is copied is as old as the start of the stream; the log since then is still to come.
    this.#reaches = this.#logged - this.#log.length / WRITE_WIDTH;
    const rows = this.#copy.slice(this.#copied, end);
    this.#copied = end;
    if (isLast) this.#copy = [];
    this.#next(flags, rows);
  }

  #sendLog(): void {
    const writes = this.#log.splice(0, BATCH * WRITE_WIDTH);
    const pairs = this.#pairing >= 0 && this.#log.length === 0;
    if (pairs) {
      this.#generation = this.#pairing;
      this.#pairing = -1;
    }
    this.#reaches = this.#logged - this.#log.length / WRITE_WIDTH;
    this.#next(pairs ? FLAG.pair : 0, writes);
  }

  #next(flags: number, writes: readonly number[]): void {
    const table = new Int32Array(1 + writes.length);
    table[0] = flags;
    table.set(writes, 1);
    this.#batch++;
    this.#underWay = table;
    this.#send(table);
  }

  #send(table: Int32Array): void {
    this.#port.send(this.#peer, MESSAGE.replicate, this.#generation, this.#number, this.#batch, table);
    this.#sentAt = this.#port.now();
    this.#tick();
  }

  #tick(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#port.setTimer(Math.max(1, this.#sentAt + this.#patience - this.#port.now()), this.#tag, 0);
  }
}
