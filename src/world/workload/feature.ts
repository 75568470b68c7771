/** Workloads as a feature of a world: their clients start at their times, and submit by their own events. */
import type { FeatureEvent, Part } from '../core/part.ts';
import type { Core, Feature } from '../feature.ts';
import { WORKLOAD_EVENT } from './events.ts';

const MICROSECONDS = 1e6;

class WorkloadPart implements Part {
  readonly events: readonly FeatureEvent[];
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
    this.events = eventsOf(core);
  }

  start(): void {
    const { spec, kernel } = this.#core;
    for (const [i, { start }] of spec.workloads.entries())
      kernel.schedule(Math.round(start * MICROSECONDS), WORKLOAD_EVENT.phase, i, 0, 0);
  }

  warm(): void {
    for (const client of this.#core.clients) client.warm?.();
  }

  busy(): boolean {
    return this.#core.clients.some(({ due }) => due);
  }
}

function eventsOf(core: Core): FeatureEvent[] {
  const { clients, names } = core;
  const concerns = (workload: number) => names.workload(workload);
  /** A client that has its turn, unless the run is over. */
  const turn = (act: (workload: number) => void) => (workload: number) => {
    if (core.isOver()) return;
    act(workload);
    core.settle();
  };
  return [
    {
      kind: WORKLOAD_EVENT.arrival,
      plural: 'arrivals',
      text: (workload) => `${names.workload(workload)}: next arrival`,
      concerns,
      handle: turn((workload) => clients[workload].onEvent(WORKLOAD_EVENT.arrival)),
    },
    {
      kind: WORKLOAD_EVENT.phase,
      plural: 'workloads starting',
      text: (workload) => `${names.workload(workload)} starts or changes its state`,
      concerns,
      handle: turn((workload) => clients[workload].start()),
    },
    {
      kind: WORKLOAD_EVENT.thought,
      plural: 'thinking ended',
      text: (workload) => `${names.workload(workload)}: a member has finished thinking`,
      concerns,
      handle: turn((workload) => clients[workload].onEvent(WORKLOAD_EVENT.thought)),
    },
  ];
}

export const workloads: Feature<WorkloadPart> = {
  when: () => true,
  build: (core) => new WorkloadPart(core),
};
