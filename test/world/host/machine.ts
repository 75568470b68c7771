/** The machine of a coordinator with a disk that takes its time, alone. */
import { expect } from 'vitest';
import { Kernel } from '../../../src/engine/kernel.ts';
import { Streams } from '../../../src/engine/random/streams.ts';
import type { DistributionSpec } from '../../../src/engine/types.ts';
import { createDurationSampler } from '../../../src/engine/variates/duration.ts';
import type { LogEnd } from '../../../src/modules/log-entries.ts';
import { EVENT } from '../../../src/world/core/events.ts';
import { SyncingHost } from '../../../src/world/host/syncing-host.ts';
import { s } from '../spec.ts';

const SELF = 3;
const TICK = 900;

/** A host, what has left it, and what its module has been told of the log. */
export class Machine {
  readonly kernel = new Kernel();
  readonly left: [at: number, word: number][] = [];
  readonly told: LogEnd[] = [];
  readonly host: SyncingHost;

  constructor(sync: DistributionSpec) {
    const network = {
      post: (_from: number, _to: number, _kind: unknown, ...words: readonly number[]) => {
        this.left.push([this.kernel.now / 1e6, words[0]]);
      },
      send() {},
    };
    const facts = { report() {} };
    const streams = new Streams('test', 0);
    const options = { durations: createDurationSampler(sync), random: streams.stream('storage', 0) };
    const context = { kernel: this.kernel, network, facts };
    this.host = new SyncingHost(SELF, context, streams.stream('coordinator', 0), options);
  }

  call(action: (host: SyncingHost) => void): void {
    action(this.host);
    this.host.endCall();
  }

  /** Time passes. @param seconds from the start of the run */
  until(seconds: number): this {
    // The clock moves to where there is an event.
    this.kernel.schedule(s(seconds), TICK, 0, 0, 0);
    this.kernel.run((kind, target, epoch) => {
      if (kind === TICK) return;
      expect([kind, target]).toEqual([EVENT.synced, SELF]);
      if (epoch !== this.host.epoch) return;
      if (this.host.synced())
        this.host.tellDurable({ onDurable: (term, index) => this.told.push({ term, index }) });
    }, s(seconds));
    return this;
  }

  crash(): void {
    this.host.crashed();
  }

  rows(): string {
    const rows: string[] = [];
    this.host.storage.forEach((key, a) => {
      rows.push(`${key}=${a}`);
    });
    return rows.join(' ');
  }
}
