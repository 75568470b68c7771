/** Hibernation of idle agents as a feature of a world. */
import { TIMER } from '../../modules/worker/machine.ts';
import { AFTER_ALL, AT_ONCE } from '../core/events.ts';
import type { FeatureEvent, Part } from '../core/part.ts';
import type { Core, Feature } from '../feature.ts';
import { HIBERNATION_EVENT } from './hibernation-events.ts';
import type { Sleepers } from './sleepers.ts';

class HibernationPart implements Part {
  readonly events: readonly FeatureEvent[];
  readonly #sleepers: Sleepers | null;

  constructor(core: Core) {
    this.#sleepers = core.agents.sleepers;
    this.events = eventsOf(core);
  }

  prepare(): void {
    this.#sleepers?.begin();
  }

  busy(): boolean {
    return this.#sleepers?.isBusy ?? false;
  }
}

function eventsOf({ agents, kernel, names }: Core): FeatureEvent[] {
  return [
    {
      kind: HIBERNATION_EVENT.idleLong,
      plural: 'agents suspended',
      text: (agent) => `${names.process(agent)} may have been idle for long`,
      handle: (agent, when) => {
        if (when === AT_ONCE) kernel.scheduleLast(HIBERNATION_EVENT.idleLong, agent, AFTER_ALL, 0);
        else agents.worker.onTimer(agent, TIMER.idle, 0);
      },
    },
    {
      kind: HIBERNATION_EVENT.woken,
      plural: 'agents woken',
      text: (agent) => `${names.process(agent)} is awake`,
      handle: (agent, waking) => agents.sleepers?.onWoken(agent, waking),
    },
  ];
}

export const hibernation: Feature<HibernationPart> = {
  when: (spec) => Boolean(spec.spawning?.hibernate),
  build: (core) => new HibernationPart(core),
};
