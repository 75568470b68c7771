/** What it costs the network to know who lives: heartbeats of agents and coordinators, or what takes their place. */
import type { Part } from '../core/part.ts';
import type { Core, Feature } from '../feature.ts';

class HealthTraffic implements Part {
  readonly #core: Core;
  #measuredFrom = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  warm(): void {
    this.#measuredFrom = this.#core.kernel.now;
  }

  figures(): Record<string, number | null> {
    const { kernel, network, processes } = this.#core;
    const seconds = (kernel.now - this.#measuredFrom) / 1e6;
    const share = (total: number) => (seconds > 0 ? total / seconds / processes.agents : null);
    return {
      'detection.messages.rate': share(network.health.sent),
      'detection.bytes.rate': share(network.health.bytes),
    };
  }
}

export const healthTraffic: Feature<HealthTraffic> = {
  when: ({ health }) => health.detector !== 'none',
  build: (core) => new HealthTraffic(core),
};
