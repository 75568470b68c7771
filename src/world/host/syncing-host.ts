/**
 * The machine of a coordinator whose disk takes its time to make writes durable. Syncs follow each other: each covers what had been
 * written when it began, and what is written meanwhile waits for the next (group commit). Messages, and facts, leave once all writes of
 * their call and of those before it are durable.
 */
import type { RandomSource } from '../../engine/types.ts';
import type { DurationSampler } from '../../engine/variates/duration.ts';
import type { Fact } from '../../modules/facts.ts';
import type { ProcessId } from '../../modules/ports.ts';
import type { Cold, Hot, SixWords, Words } from '../../modules/vocabulary.ts';
import { EVENT } from '../core/events.ts';
import { CoordinatorHost } from './coordinator-host.ts';
import type { HostContext } from './host.ts';
import { Journal, JournaledLog, JournaledRows } from './journal.ts';

/** Something that leaves once so many writes are durable. */
interface Held {
  writes: number;
  readonly leave: () => void;
  readonly lost: (() => void) | null;
}

export interface SyncOptions {
  readonly durations: DurationSampler;
  readonly random: RandomSource;
}

export class SyncingHost extends CoordinatorHost {
  readonly #journal = new Journal();
  readonly #options: SyncOptions;
  override readonly storage = new JournaledRows(this.#journal);
  readonly #held: Held[] = [];
  /** How many of them are of calls that are over. */
  #marked = 0;
  #begunAt = -1;
  /** Writes that it covers, and where logs ended then that had been changed. */
  #covered = 0;
  #ends: ReturnType<CoordinatorHost['takeEnds']> = [];
  /** Syncs that have ended, and microseconds that they took, in the measured time. */
  #syncs = 0;
  #time = 0;

  constructor(self: ProcessId, context: HostContext, random: RandomSource, options: SyncOptions) {
    super(self, context, random);
    this.#options = options;
  }

  protected override createLog(): JournaledLog {
    return new JournaledLog(this.#journal);
  }

  protected override createRows(): JournaledRows {
    return new JournaledRows(this.#journal);
  }

  /** When the sync under way began; -1: none is. */
  get begunAt(): number {
    return this.#begunAt;
  }

  /** Syncs that have ended. */
  get syncs(): number {
    return this.#syncs;
  }

  /** Microseconds during which the disk has been syncing. */
  get syncTime(): number {
    return this.#time + (this.#begunAt < 0 ? 0 : this.now() - this.#begunAt);
  }

  /** Measuring begins anew. */
  warm(): void {
    this.#syncs = 0;
    this.#time = this.#begunAt < 0 ? 0 : this.#begunAt - this.now();
  }

  override post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  override post(to: ProcessId, kind: Hot<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#hold(() => super.post(to, kind, a, b, c, d, e, f));
  }

  override send<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    this.#hold(() => super.send(to, kind, message));
  }

  override report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void;
  override report(fact: Fact<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#hold(() => super.report(fact, a, b, c, d, e, f));
  }

  /** Something that waits for what the call in hand writes. @param lost called instead of `durable` when a crash takes that back */
  whenDurable(durable: () => void, lost: () => void): void {
    this.#hold(durable, lost);
  }

  override endCall(): void {
    const { written, durable } = this.#journal;
    for (; this.#marked < this.#held.length; this.#marked++) this.#held[this.#marked].writes = written;
    if (this.#begunAt < 0 && durable < written) this.#sync();
    this.#release();
  }

  override synced(): boolean {
    const ends = this.#ends;
    this.#stop();
    this.#syncs++;
    this.#journal.settle(this.#covered);
    if (this.#journal.durable < this.#journal.written) this.#sync();
    this.#release();
    return this.noteDurable(ends);
  }

  override crashed(): void {
    this.#journal.revert();
    super.crashed();
    if (this.#begunAt >= 0) this.#stop();
    this.#marked = 0;
    for (const { lost } of this.#held.splice(0)) lost?.();
  }

  #hold(leave: () => void, lost: Held['lost'] = null): void {
    this.#held.push({ writes: Infinity, leave, lost });
  }

  #sync(): void {
    const { durations, random } = this.#options;
    this.#begunAt = this.now();
    this.#covered = this.#journal.written;
    this.#ends = this.takeEnds();
    this.context.kernel.scheduleAfter(durations.next(random), EVENT.synced, this.self, this.epoch, 0);
  }

  #stop(): void {
    this.#time += this.now() - this.#begunAt;
    this.#begunAt = -1;
    this.#ends = [];
  }

  #release(): void {
    const { durable } = this.#journal;
    let count = 0;
    while (count < this.#marked && this.#held[count].writes <= durable) count++;
    if (count === 0) return;
    this.#marked -= count;
    for (const { leave } of this.#held.splice(0, count)) leave();
  }
}
