/** A coordinator's machine on the wall clock, without processes, sockets and a real disk. */
import {
  CoordinatorHost,
  type CoordinatorHostOptions,
  MODULE_TIMER,
} from '../../src/live/coordinator-host.ts';
import { MessageSizes } from '../../src/live/message-sizes.ts';
import { NeverSyncedDisk } from '../../src/live/storage/never-synced.ts';
import { Store } from '../../src/live/storage/store.ts';
import type { LiveMessage } from '../../src/live/wire/message.ts';
import type { Module } from '../../src/modules/ports.ts';
import { worldSpec } from '../world/spec.ts';
import { HandTimers, planOf } from './run.ts';
import type { VolatileDisk } from './storage/volatile-disk.ts';

export const COORDINATOR = 1;

export interface MachineOptions {
  readonly life?: number;
  /** False: the disk says that it has synced, and has not. */
  readonly syncs?: boolean;
  posted?(message: LiveMessage): void;
  told?(words: readonly number[]): void;
  durable?(term: number, index: number): void;
}

export class LiveMachine {
  readonly host: CoordinatorHost;
  readonly store: Store;
  readonly timers = new HandTimers((kind, _target, argument, word) => {
    if (kind === MODULE_TIMER) this.host.onTimer(word, argument);
  });
  #action: (host: CoordinatorHost) => void = () => {};

  constructor(disk: VolatileDisk, options: MachineOptions = {}) {
    const plan = planOf(worldSpec());
    this.store = new Store(options.syncs === false ? new NeverSyncedDisk(disk) : disk, {
      durable: (turn) => this.timers.turn(() => this.host.durable(turn)),
      failed: (error) => {
        throw error;
      },
    });
    const courier: CoordinatorHostOptions['courier'] = {
      post: (message) => options.posted?.(message),
      acknowledge() {},
    };
    this.host = new CoordinatorHost({
      process: COORDINATOR,
      life: options.life ?? 0,
      store: this.store,
      timers: this.timers,
      courier,
      random: plan.streams.stream('coordinator', 0),
      tasks: plan.tasks,
      sizes: new MessageSizes(plan.spec, plan.tasks),
      tell: (words) => options.told?.(words),
    });
    const module: Module = {
      start() {},
      receives: [],
      onTimer: () => this.#action(this.host),
      onDurable: (term, index) => options.durable?.(term, index),
    };
    this.host.start(module);
  }

  /** One call of the module. */
  call(action: (host: CoordinatorHost) => void): void {
    this.#action = action;
    this.timers.turn(() => this.host.onTimer(this.host.scopes.word(this.host.scopes.root, 0), 0));
  }

  /** Resolves when all that has been written is durable. */
  async settled(): Promise<void> {
    while (this.store.durable < this.store.turns) await new Promise((resolve) => setTimeout(resolve));
  }
}
