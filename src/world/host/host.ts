/** The port that the simulated machine offers to the modules of one process. */
import type { Kernel } from '../../engine/kernel.ts';
import type { RandomSource } from '../../engine/types.ts';
import {
  MESSAGE,
  type MessageKind,
  type ObservationKind,
  type Port,
  type ProcessId,
  type TimerId,
} from '../../modules/ports.ts';
import { EVENT } from '../core/events.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { Network } from '../network/network.ts';
import { DurableRows } from './durable-rows.ts';

/** What all hosts of a world share. */
export interface HostContext {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly tasks: TaskTable;
  /** Bytes of state that travel with a task that goes from one worker to another. */
  readonly movedState: number;
  /** Receives what modules tell the outside. */
  observe(process: ProcessId, kind: ObservationKind, a: number, b: number): void;
}

/** Timer events carry tag and epoch in one word. */
const TAG_BITS = 8;
const EPOCH_MASK = 0x7fffff;

export class Host implements Port {
  readonly self: ProcessId;
  readonly storage = new DurableRows();
  /** Grows with every crash: what was set before no longer counts. */
  epoch = 0;
  readonly #context: HostContext;
  readonly #random: RandomSource;

  constructor(self: ProcessId, context: HostContext, random: RandomSource) {
    this.self = self;
    this.#context = context;
    this.#random = random;
  }

  now(): number {
    return this.#context.kernel.now;
  }

  random(): number {
    return this.#random.uniform();
  }

  send(to: ProcessId, kind: MessageKind, a: number, b: number, c: number, table?: Int32Array): void {
    const { network, tasks, movedState } = this.#context;
    let payload = 0;
    if (kind === MESSAGE.assign) payload = tasks.payload[a] + (c === 1 ? movedState : 0);
    else if (kind === MESSAGE.event) payload = c;
    network.send(this.self, to, kind, a, b, c, payload, table);
  }

  setTimer(delay: number, tag: number, argument: number): TimerId {
    const word = ((this.epoch & EPOCH_MASK) << TAG_BITS) | tag;
    return this.#context.kernel.scheduleAfter(Math.round(delay), EVENT.timer, this.self, argument, word);
  }

  /** A timer that fires at the end of the present instant, when all else of this time has happened. It cannot be cancelled. */
  setLastTimer(tag: number, argument: number): void {
    const word = ((this.epoch & EPOCH_MASK) << TAG_BITS) | tag;
    this.#context.kernel.scheduleLast(EVENT.timer, this.self, argument, word);
  }

  cancelTimer(timer: TimerId): boolean {
    return this.#context.kernel.cancel(timer);
  }

  observe(kind: ObservationKind, a: number, b: number): void {
    this.#context.observe(this.self, kind, a, b);
  }

  /** Tag of a timer event of this life, -1 for one set before the last crash. */
  tagOf(word: number): number {
    return word >>> TAG_BITS === (this.epoch & EPOCH_MASK) ? word & ((1 << TAG_BITS) - 1) : -1;
  }
}
