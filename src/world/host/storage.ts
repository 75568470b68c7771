/** Disks that take their time: what is measured of them. */
import type { Microseconds } from '../../engine/types.ts';
import type { Part } from '../core/part.ts';
import type { Core, Feature } from '../feature.ts';
import { SyncingHost } from './syncing-host.ts';

class Storage implements Part {
  readonly #core: Core;
  readonly #disks: readonly SyncingHost[];
  #measuredFrom = 0;

  constructor(core: Core) {
    this.#core = core;
    this.#disks = core.coordinators.hosts.filter((host) => host instanceof SyncingHost);
  }

  warm(): void {
    this.#measuredFrom = this.#core.kernel.now;
    for (const disk of this.#disks) disk.warm();
  }

  /** Whether a sync is under way that began by then. */
  busy(begunBy: Microseconds): boolean {
    return this.#disks.some(({ begunAt }) => begunAt >= 0 && begunAt <= begunBy);
  }

  figures(): Record<string, number | null> {
    const elapsed = this.#core.kernel.now - this.#measuredFrom;
    const syncs = this.#disks.reduce((sum, disk) => sum + disk.syncs, 0);
    const time = this.#disks.reduce((sum, disk) => sum + disk.syncTime, 0);
    return {
      'storage.syncs': syncs,
      'storage.utilization': elapsed > 0 ? time / elapsed / this.#disks.length : null,
    };
  }
}

export const storage: Feature<Storage> = {
  when: (spec) => Boolean(spec.coordination.storage),
  build: (core) => new Storage(core),
};
