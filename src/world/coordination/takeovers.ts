/** Which of a pair of coordinators leads, as they announce it, and how long tasks had no coordinator when one took over. */

import type { Microseconds } from '../../engine/types.ts';
import { schedulingFacts } from '../../modules/scheduling/vocabulary.ts';
import { ROLE_CHANGE, type RoleChange, standbyFacts } from '../../modules/standby/vocabulary.ts';
import type { Core, Feature } from '../feature.ts';

class Takeovers {
  readonly #core: Core;
  /** Who leads. */
  #leader: number;
  /** Since when the one before was down or cut off, until the new one has assigned a task; -1: nothing to tell. */
  faultAt: Microseconds = -1;

  constructor(core: Core) {
    this.#core = core;
    this.#leader = core.processes.root;
    const { facts, oracle, processes, suspicions } = core;
    facts.on(schedulingFacts.assignment, (by) => this.#assigned(by));
    facts.on(standbyFacts.roleChanged, (by, change, generation) => {
      oracle.generationBegan(generation);
      if (this.#changed(by, change as RoleChange)) suspicions.forget(processes.suspected.keys());
    });
  }

  /** True when the leader is another than before. */
  #changed(process: number, change: RoleChange): boolean {
    const { processes, network, observer, homes } = this.#core;
    observer.roleChanged(process, change);
    if (change !== ROLE_CHANGE.takenOver) return false;
    const before = this.#leader;
    this.#leader = process;
    homes.lead(process);
    const stopped = processes.stoppedAt[before];
    this.faultAt = stopped >= 0 ? stopped : network.cutSince(before, process);
    return true;
  }

  /** A coordinator has assigned a task. */
  #assigned(process: number): void {
    if (this.faultAt < 0 || process !== this.#leader) return;
    this.#core.observer.tookOver(process, this.#core.kernel.now - this.faultAt);
    this.faultAt = -1;
  }
}

export const takeovers: Feature<Takeovers> = {
  when: (spec) => Boolean(spec.coordination.standby),
  build: (core) => new Takeovers(core),
  waits: ({ coordination: { standby } }) => (standby ? [standby.timeout, standby.sync_timeout] : []),
};
