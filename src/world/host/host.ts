/** The port that the simulated machine offers to the modules of one process. What is written is durable at once. */
import type { Kernel } from '../../engine/kernel.ts';
import type { RandomSource } from '../../engine/types.ts';
import type { Fact, Subscriptions } from '../../modules/facts.ts';
import type { Log, Port, ProcessId, TimerId } from '../../modules/ports.ts';
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

/** Timer events carry tag and epoch in one word. */
const TAG_BITS = 8;
const TAG_MASK = (1 << TAG_BITS) - 1;
const EPOCH_MASK = 0x7fffff;

export class Host implements Port {
  readonly self: ProcessId;
  readonly storage = new DurableRows();
  /** Grows with every crash, as a durable count would: timers that were set before no longer count. */
  epoch = 0;
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
  get log(): Log {
    throw new Error(`process ${this.self} is no coordinator, and has no log`);
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
    return this.#context.kernel.scheduleAfter(
      Math.round(delay),
      EVENT.timer,
      this.self,
      argument,
      this.#word(tag),
    );
  }

  /** A timer that fires at the end of the present instant, when all else of this time has happened. It cannot be cancelled. */
  setLastTimer(tag: number, argument: number): void {
    this.#context.kernel.scheduleLast(EVENT.timer, this.self, argument, this.#word(tag));
  }

  #word(tag: number): number {
    if (tag !== (tag & TAG_MASK))
      throw new RangeError(`the tag of a timer is a whole number from 0 to ${TAG_MASK}, and not ${tag}`);
    return ((this.epoch & EPOCH_MASK) << TAG_BITS) | tag;
  }

  cancelTimer(timer: TimerId): boolean {
    return this.#context.kernel.cancel(timer);
  }

  report<W extends Words>(fact: Fact<W>, ...words: NoInfer<W>): void;
  report(fact: Fact<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#context.facts.report(fact, this.self, a, b, c, d, e, f);
  }

  /** Tag of a timer event of this life, -1 for one set before the last crash. */
  tagOf(word: number): number {
    return word >>> TAG_BITS === (this.epoch & EPOCH_MASK) ? word & TAG_MASK : -1;
  }
}
