/** Who provides agents while a run goes, and who decides how many there are: put together from what a specification says. */
import type { Kernel } from '../../engine/kernel.ts';
import type { Streams } from '../../engine/random/streams.ts';
import { FLEET_STATE } from '../../modules/scaling/controller.ts';
import type { Agents } from '../agents/agents.ts';
import { MemoryUse } from '../agents/memory-use.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import type { Registries } from '../core/registries.ts';
import type { Lifecycle } from '../faults/lifecycle.ts';
import type { Capabilities } from '../plan/capabilities.ts';
import type { WorldSpec } from '../spec/spec.ts';
import { Fleet } from './fleet.ts';
import { type DemandCounts, delayedStart, Scaler } from './scaler.ts';
import { type PlannedWave, SpawnPlan } from './spawn-plan.ts';
import { Spawning } from './spawning.ts';

export interface ProvisionContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly processes: Processes;
  readonly agents: Agents;
  readonly lifecycle: Lifecycle;
  readonly registries: Registries;
  readonly demand: DemandCounts;
  readonly capabilities: Capabilities;
  readonly observer: WorldObserver;
}

export class Provision {
  /** null where all agents are there throughout. */
  fleet: Fleet | null = null;
  /** null where no policy decides how many there are. */
  scaler: Scaler | null = null;
  /** null where starting agents takes its time and nothing else, or nobody is started. */
  spawning: Spawning | null = null;
  /** null where agents are not spawned, or as a policy decides. */
  plan: SpawnPlan | null = null;
  /** null where agents are not spawned. */
  readonly memory: MemoryUse | null;
  readonly #spec: WorldSpec;

  constructor(spec: WorldSpec, observer: WorldObserver) {
    this.#spec = spec;
    this.memory = spec.spawning ? new MemoryUse(observer) : null;
  }

  /** When everything that agents need is there. */
  build(context: ProvisionContext): void {
    const { scaling, spawning, agents } = this.#spec;
    if (!scaling && !spawning) return;
    const { kernel, streams } = context;
    const { memory } = this;
    const initial = scaling?.initial ?? 0;
    const fleet = new Fleet(initial, { ...context, memory, groups: agents.groups });
    this.fleet = fleet;
    if (spawning && memory) {
      this.spawning = new Spawning(spawning, fleet, initial, { ...context, memory });
      fleet.starter = this.spawning;
    } else if (scaling?.startup) fleet.starter = delayedStart(scaling.startup, fleet, kernel, streams);
    if (scaling) this.scaler = new Scaler(scaling, fleet, context);
    else if (spawning) {
      const { table } = context.agents;
      this.plan = new SpawnPlan(spawning, fleet, table.slots, this.#waves(context));
    }
  }

  /** Of the one workload, where agents come by waves: its templates are its waves. */
  #waves({ agents, capabilities }: ProvisionContext): PlannedWave[] {
    const { spawning, workloads } = this.#spec;
    if (!spawning?.per_wave || workloads.length !== 1 || workloads[0].kind !== 'waves') return [];
    const { requirements, requirementOf } = capabilities;
    return workloads[0].waves.map((wave, i) => {
      const required = requirements[requirementOf[i]];
      const fits = (agent: number) => (agents.table.capabilities[agent] & required) === required;
      return { tasks: wave.tasks, agents: wave.agents, fits };
    });
  }

  /** Before anything else happens. Call when all agents are up. */
  begin(): void {
    this.fleet?.begin();
    this.spawning?.begin();
    this.plan?.begin();
    this.scaler?.begin();
  }

  /** Of agents that are being spawned: when they were asked for, and when their turn came, -1: it has not; microseconds. */
  get starting(): readonly { readonly requestedAt: number; readonly begunAt: number }[] {
    const { fleet, spawning } = this;
    if (!fleet || !spawning) return [];
    const found: { requestedAt: number; begunAt: number }[] = [];
    for (let agent = 0; agent < fleet.count; agent++)
      if (fleet.state[agent] === FLEET_STATE.starting) found.push(spawning.requestOf(agent));
    return found;
  }

  /** An agent that was to leave has nothing left. */
  agentGone(agent: number): void {
    this.fleet?.onGone(agent);
    this.plan?.agentGone();
  }

  /** Measuring begins anew. */
  warm(): void {
    this.fleet?.warm();
    this.spawning?.warm();
    this.scaler?.warm();
  }
}
