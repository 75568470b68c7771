/** The port that the simulated machine offers to the modules of one process. What is written is durable at once. */
import type { Kernel } from '../../engine/kernel.ts';
import type { RandomSource } from '../../engine/types.ts';
import type { Fact, Subscriptions } from '../../modules/facts.ts';
import type { DurableStore, Log, ProcessId, Scope, ScopeListener, TimerId } from '../../modules/ports.ts';
import { openScope, type ScopedMachine, Scopes } from '../../modules/scopes.ts';
import type { Cold, Hot, SixWords, Words } from '../../modules/vocabulary.ts';
import { EVENT } from '../core/events.ts';
import type { Network } from '../network/network.ts';
import { DurableRows } from './durable-rows.ts';

/** What all hosts of a world share. */
export interface HostContext {
  readonly kernel: Kernel;
  readonly network: Pick<Network, 'post' | 'send'>;
  /** Who hears of what modules report. */
  readonly facts: Pick<Subscriptions, 'report'>;
}

export class Host implements ScopedMachine {
  readonly self: ProcessId;
  readonly storage = new DurableRows();
  /** Grows with every crash, as a durable count would. */
  epoch = 0;
  readonly scopes = new Scopes();
  /** Rows of scopes, by path. */
  readonly #rows = new Map<string, DurableRows>();
  readonly #context: HostContext;
  readonly #random: RandomSource;

  constructor(self: ProcessId, context: HostContext, random: RandomSource) {
    this.self = self;
    this.#context = context;
    this.#random = random;
  }

  protected get context(): HostContext {
    return this.#context;
  }

  /** @throws Error: of simulated processes only coordinators have one */
  logAt(_path: string): Log {
    throw new Error(`process ${this.self} is no coordinator, and has no log`);
  }

  get log(): Log {
    return this.logAt('');
  }

  rowsAt(path: string): DurableStore {
    if (path === '') return this.storage;
    let rows = this.#rows.get(path);
    if (!rows) {
      rows = this.createRows();
      this.#rows.set(path, rows);
    }
    return rows;
  }

  protected createRows(): DurableRows {
    return new DurableRows();
  }

  scope(name: string, listener?: ScopeListener): Scope {
    return openScope(this, '', name, listener);
  }

  /** Whether a scope of one of these names, at any depth, has a row. */
  hasRow(names: readonly string[], key: number): boolean {
    for (const [path, rows] of this.#rows)
      if (rows.has(key) && names.includes(path.slice(path.lastIndexOf('/') + 1))) return true;
    return false;
  }

  now(): number {
    return this.#context.kernel.now;
  }

  random(): number {
    return this.#random.uniform();
  }

  post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  post(to: ProcessId, kind: Hot<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#context.network.post(this.self, to, kind, a, b, c, d, e, f);
  }

  send<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    this.#context.network.send(this.self, to, kind, message);
  }

  postEarly<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  postEarly(to: ProcessId, kind: Hot<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#context.network.post(this.self, to, kind, a, b, c, d, e, f);
  }

  sendEarly<M>(to: ProcessId, kind: Cold<M>, message: NoInfer<M>): void {
    this.#context.network.send(this.self, to, kind, message);
  }

  setTimer(delay: number, tag: number, argument: number): TimerId {
    return this.setTimerAt(this.scopes.root, delay, tag, argument);
  }

  setTimerAt(slot: number, delay: number, tag: number, argument: number): TimerId {
    const word = this.scopes.word(slot, tag);
    return this.#context.kernel.scheduleAfter(Math.round(delay), EVENT.timer, this.self, argument, word);
  }

  /** A timer that fires at the end of the present instant, when all else of this time has happened. It cannot be cancelled. */
  setLastTimer(tag: number, argument: number): void {
    const word = this.scopes.word(this.scopes.root, tag);
    this.#context.kernel.scheduleLast(EVENT.timer, this.self, argument, word);
  }

  cancelTimer(timer: TimerId): boolean {
    return this.#context.kernel.cancel(timer);
  }

  report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void;
  report(fact: Fact<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#context.facts.report(fact, this.self, a, b, c, d, e, f);
  }

  /** The process has gone down, and with it whatever was open. */
  crashed(): void {
    this.epoch++;
    this.scopes.clear();
  }
}
