/** Which of a pair of coordinators leads, as they announce it, and how long tasks had no coordinator when one took over. */

import type { Microseconds } from '../../engine/types.ts';
import { ROLE_CHANGE, type RoleChange } from '../../modules/standby/vocabulary.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import type { Network } from '../network/network.ts';
import type { Homes } from '../plan/homes.ts';

export interface TakeoversContext {
  readonly kernel: { readonly now: Microseconds };
  readonly processes: Processes;
  readonly network: Network;
  readonly observer: WorldObserver;
  readonly homes: Homes;
}

export class Takeovers {
  readonly #context: TakeoversContext;
  /** Who leads. */
  leader: number;
  /** Since when the one before was down or cut off, until the new one has assigned a task; -1: nothing to tell. */
  faultAt: Microseconds = -1;

  constructor(context: TakeoversContext) {
    this.#context = context;
    this.leader = context.processes.root;
  }

  /** True when the leader is another than before. */
  changed(process: number, change: RoleChange): boolean {
    const { processes, network, observer, homes } = this.#context;
    observer.roleChanged(process, change);
    if (change !== ROLE_CHANGE.takenOver) return false;
    const before = this.leader;
    this.leader = process;
    homes.lead(process);
    const stopped = processes.stoppedAt[before];
    this.faultAt = stopped >= 0 ? stopped : network.cutSince(before, process);
    return true;
  }

  /** A coordinator has assigned a task. */
  assigned(process: number): void {
    if (this.faultAt < 0 || process !== this.leader) return;
    this.#context.observer.tookOver(process, this.#context.kernel.now - this.faultAt);
    this.faultAt = -1;
  }
}
