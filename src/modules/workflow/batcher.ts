/**
 * Gathers similar tasks into batches. A batch leaves when it is full, or when its first task has waited long enough, so that
 * batching costs no task more than a known delay.
 */
import type { Module, Port, TimerId } from '../ports.ts';

export interface BatcherSettings {
  /** Tasks of a full batch, a whole number from 1. */
  readonly maxSize: number;
  /** Microseconds that the first task of a batch waits at most, a whole number from 0; 0: until the next timer of now. */
  readonly maxWait: number;
  /** Most batches gathered at a time; a further kind of task sends the oldest on its way. */
  readonly maxOpen: number;
}

/** Why a batch left. */
export type BatchReason = 'full' | 'due' | 'crowded' | 'flushed';

export interface Batch {
  /** What its tasks have in common. */
  readonly kind: number;
  /** In the order in which they came. */
  readonly tasks: readonly number[];
  readonly reason: BatchReason;
}

/** A setting out of range. */
export class BatcherSettingError extends Error {
  override readonly name = 'BatcherSettingError';
  readonly field: string;
  readonly found: number;

  constructor(field: string, found: number, least: number) {
    super(`${field} is ${found}, but must be a whole number from ${least}`);
    this.field = field;
    this.found = found;
  }
}

interface OpenBatch {
  readonly number: number;
  readonly kind: number;
  readonly tasks: number[];
  readonly timer: TimerId;
}

export class Batcher implements Module {
  readonly #port: Port;
  readonly #settings: BatcherSettings;
  readonly #release: (batch: Batch) => void;
  /** By kind, the oldest first. */
  readonly #open = new Map<number, OpenBatch>();
  #last = 0;
  #waiting = 0;

  /**
   * @param release hears of every batch that leaves
   * @throws BatcherSettingError
   */
  constructor(port: Port, settings: BatcherSettings, release: (batch: Batch) => void) {
    this.#port = port;
    this.#settings = settings;
    this.#release = release;
    for (const [field, least] of [
      ['maxSize', 1],
      ['maxWait', 0],
      ['maxOpen', 1],
    ] as const) {
      const found = settings[field];
      if (!Number.isSafeInteger(found) || found < least) throw new BatcherSettingError(field, found, least);
    }
  }

  /** Tasks that wait in batches. */
  get waiting(): number {
    return this.#waiting;
  }

  start(): void {}

  readonly receives = [];

  onTimer(_tag: number, number: number): void {
    for (const batch of this.#open.values()) {
      if (batch.number !== number) continue;
      this.#close(batch, 'due');
      return;
    }
  }

  /** Takes a task on. `release` may be called before it returns. */
  add(kind: number, task: number): void {
    const { maxSize, maxOpen } = this.#settings;
    // Whoever hears of the batch that leaves may add tasks at once, even of this kind.
    while (!this.#open.has(kind) && this.#open.size >= maxOpen) this.#close(this.#oldest(), 'crowded');
    const batch = this.#open.get(kind) ?? this.#begin(kind);
    batch.tasks.push(task);
    this.#waiting++;
    if (batch.tasks.length >= maxSize) this.#close(batch, 'full');
  }

  /** Sends all batches on their way, the oldest first. */
  flush(): void {
    for (const batch of [...this.#open.values()]) this.#close(batch, 'flushed');
  }

  #begin(kind: number): OpenBatch {
    const number = ++this.#last;
    const timer = this.#port.setTimer(this.#settings.maxWait, 0, number);
    const batch: OpenBatch = { number, kind, tasks: [], timer };
    this.#open.set(kind, batch);
    return batch;
  }

  #oldest(): OpenBatch {
    return this.#open.values().next().value as OpenBatch;
  }

  #close({ kind, tasks, timer }: OpenBatch, reason: BatchReason): void {
    this.#open.delete(kind);
    this.#waiting -= tasks.length;
    if (reason !== 'due') this.#port.cancelTimer(timer);
    this.#release({ kind, tasks, reason });
  }
}
