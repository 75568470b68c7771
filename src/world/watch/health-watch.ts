/** In which state of health coordinators hold their agents to be, and what is really wrong with these. */
import type { Kernel } from '../../engine/kernel.ts';
import type { Microseconds } from '../../engine/types.ts';
import { healthFacts } from '../../modules/coordination/vocabulary.ts';
import type { Subscriptions } from '../../modules/facts.ts';
import { healthStates } from '../../modules/health/states/index.ts';
import { HEALTH, type Health, healthStateFacts } from '../../modules/health/states/vocabulary.ts';
import { withDefaults } from '../../modules/registry.ts';
import { routeFacts } from '../../modules/routes/vocabulary.ts';
import type { Ailment, WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import type { Network } from '../network/network.ts';
import type { WorldSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;
const NOBODY = -1;

export interface HealthWatchContext {
  readonly spec: Pick<WorldSpec, 'health' | 'coordination'>;
  readonly kernel: Pick<Kernel, 'now'>;
  readonly processes: Processes;
  readonly network: Pick<Network, 'cutSince'> & Partial<Pick<Network, 'heldSince'>>;
  readonly observer: WorldObserver;
}

/** Whether coordinators tell states of health apart. */
export function watchesHealth({ health }: Pick<WorldSpec, 'health'>): boolean {
  return health.detector === healthStates.name;
}

export class HealthWatch {
  readonly #context: HealthWatchContext;
  /** By agent: its state by its answers, whether it is suspected, and the coordinator that said either last. */
  readonly #answers: Uint8Array;
  readonly #silent: Uint8Array;
  readonly #by: Int32Array;
  readonly #horizon: Microseconds;

  constructor(context: HealthWatchContext) {
    const { agents } = context.processes;
    const { parameters } = context.spec.health;
    this.#context = context;
    this.#answers = new Uint8Array(agents);
    this.#silent = new Uint8Array(agents);
    this.#by = new Int32Array(agents).fill(NOBODY);
    this.#horizon = Number(withDefaults(healthStates.parameters, parameters).horizon) * MICROSECONDS;
  }

  subscribe(facts: Subscriptions): void {
    const { observer, processes } = this.#context;
    facts.on(healthStateFacts.changed, (by, agent, state) =>
      this.#set(by, agent, state, this.#silent[agent]),
    );
    facts.on(healthFacts.suspected, (by, process) => {
      if (processes.isAgent(process)) this.#set(by, process, this.#answers[process], 1);
    });
    facts.on(healthFacts.trusted, (by, process) => {
      if (processes.isAgent(process)) this.#set(by, process, this.#answers[process], 0);
    });
    facts.on(healthStateFacts.predicted, (_by, agent, percent) =>
      observer.degradationPredicted(agent, percent, this.#horizon),
    );
    facts.on(routeFacts.started, (by) => this.#started(by));
  }

  /** A coordinator that starts knows nothing, and one of a pair that takes over nothing of what the other knew. */
  #started(coordinator: number): void {
    const isPair = Boolean(this.#context.spec.coordination.standby);
    for (let agent = 0; agent < this.#by.length; agent++)
      if (this.#by[agent] !== NOBODY && (isPair || this.#by[agent] === coordinator)) {
        this.#set(coordinator, agent, HEALTH.healthy, 0);
        this.#by[agent] = NOBODY;
      }
  }

  #set(by: number, agent: number, answers: number, silent: number): void {
    const before = this.#state(agent);
    this.#answers[agent] = answers;
    this.#silent[agent] = silent;
    this.#by[agent] = by;
    const after = this.#state(agent);
    if (after === before) return;
    const { kernel, observer } = this.#context;
    const ailment = this.#ailment(agent, by);
    const since = this.#since(ailment, agent, by);
    observer.healthChanged(agent, before, after, ailment, since < 0 ? -1 : kernel.now - since);
  }

  #state(agent: number): Health {
    return this.#silent[agent] === 1 ? HEALTH.failed : (this.#answers[agent] as Health);
  }

  #ailment(agent: number, by: number): Ailment {
    const { processes, network } = this.#context;
    if (processes.stoppedAt[agent] >= 0) return processes.isUp(agent) ? 'pause' : 'crash';
    if ((network.heldSince?.(agent) ?? -1) >= 0) return 'held';
    if (processes.slowedSince(agent) >= 0) return 'slow';
    return network.cutSince(agent, by) >= 0 ? 'cut' : 'none';
  }

  #since(ailment: Ailment, agent: number, by: number): Microseconds {
    const { processes, network } = this.#context;
    switch (ailment) {
      case 'none':
        return -1;
      case 'held':
        return network.heldSince?.(agent) ?? -1;
      case 'slow':
        return processes.slowedSince(agent);
      case 'cut':
        return network.cutSince(agent, by);
      default:
        return processes.stoppedAt[agent];
    }
  }
}
