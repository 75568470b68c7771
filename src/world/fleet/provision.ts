/** Who provides agents while a run goes, and who decides how many there are: put together from what a specification says. */

import { FLEET_STATE } from '../../modules/scaling/controller.ts';
import type { PoolReport } from '../../modules/spawning/persistent-pool.ts';
import { waveFacts } from '../../modules/workflow/vocabulary.ts';
import { AFTER_ALL, AT_ONCE } from '../core/events.ts';
import type { FeatureEvent, Part } from '../core/part.ts';
import type { Core, Feature } from '../feature.ts';
import { FLEET_EVENT } from './events.ts';
import { Fleet } from './fleet.ts';
import { delayedStart, Scaler, type ScalingReport } from './scaler.ts';
import { type PlannedWave, SpawnPlan } from './spawn-plan.ts';
import { Spawning } from './spawning.ts';

class Provision implements Part {
  readonly events: readonly FeatureEvent[];
  readonly fleet: Fleet;
  /** null where no policy decides how many there are. */
  readonly scaler: Scaler | null = null;
  /** null where starting agents takes its time and nothing else. */
  readonly spawning: Spawning | null = null;
  /** null where agents are not spawned, or as a policy decides. */
  readonly plan: SpawnPlan | null = null;
  readonly #core: Core;
  /** Tasks that have completed in the measured time. */
  #completions = 0;

  constructor(core: Core) {
    this.#core = core;
    const { kernel, streams, facts } = core;
    const { scaling, spawning, agents } = core.spec;
    const { memory } = core.agents;
    const initial = scaling?.initial ?? 0;
    const fleet = new Fleet(initial, { ...core, memory, groups: agents.groups });
    this.fleet = fleet;
    if (spawning && memory) {
      this.spawning = new Spawning(spawning, fleet, initial, { ...core, memory });
      fleet.starter = this.spawning;
    } else if (scaling?.startup) fleet.starter = delayedStart(scaling.startup, fleet, kernel, streams);
    if (scaling) this.scaler = new Scaler(scaling, fleet, core);
    else if (spawning) this.plan = new SpawnPlan(spawning, fleet, core.agents.table.slots, this.#waves(core));
    this.events = eventsOf(this, core);
    facts.on(waveFacts.waveStarted, (_by, wave) => this.plan?.waveStarted(wave));
    facts.on(waveFacts.waveEnded, (by) => this.plan?.waveEnded(by));
  }

  /** Of the one workload, where agents come by waves: its templates are its waves. */
  #waves({ agents, capabilities, spec: { spawning, workloads } }: Core): PlannedWave[] {
    if (!spawning?.per_wave || workloads.length !== 1 || workloads[0].kind !== 'waves') return [];
    const { requirements, requirementOf } = capabilities;
    return workloads[0].waves.map((wave, i) => {
      const required = requirements[requirementOf[i]];
      const fits = (agent: number) => (agents.table.capabilities[agent] & required) === required;
      return { tasks: wave.tasks, agents: wave.agents, fits };
    });
  }

  prepare(): void {
    this.fleet.begin();
    this.spawning?.begin();
    this.plan?.begin();
    this.scaler?.begin();
  }

  warm(): void {
    this.#completions = 0;
    this.fleet.warm();
    this.spawning?.warm();
    this.scaler?.warm();
  }

  /** Whether an agent is being created. */
  busy(): boolean {
    return this.spawning?.isBusy ?? false;
  }

  drained(agent: number): void {
    this.fleet.onGone(agent);
    this.plan?.agentGone();
  }

  completed(task: number): void {
    this.#completions++;
    this.plan?.completed(this.#core.tasks.agent[task]);
  }

  figures(): Record<string, number | null> {
    const { spawning, plan } = this;
    const scaling = this.scaler?.report();
    const pool = plan?.report();
    return {
      ...(scaling ? scalingFigures(scaling, this.#completions) : {}),
      ...(spawning ? { 'spawn.queue.max': spawning.mostWaiting, 'spawn.refused': spawning.refused } : {}),
      ...(pool ? poolFigures(pool) : {}),
    };
  }

  /** Of agents that are being spawned: when they were asked for, and when their turn came, -1: it has not; microseconds. */
  get starting(): readonly { readonly requestedAt: number; readonly begunAt: number }[] {
    const { fleet, spawning } = this;
    if (!spawning) return [];
    const found: { requestedAt: number; begunAt: number }[] = [];
    for (let agent = 0; agent < fleet.count; agent++)
      if (fleet.state[agent] === FLEET_STATE.starting) found.push(spawning.requestOf(agent));
    return found;
  }
}

function scalingFigures(report: ScalingReport, completed: number): Record<string, number | null> {
  return {
    'agents.provided.mean': report.mean,
    'agents.provided.max': report.most,
    'scaling.actions': report.actions,
    'scaling.outs': report.scaleOuts,
    'scaling.ins': report.scaleIns,
    'scaling.reversals': report.reversals,
    'scaling.reversal_share': report.reversalShare,
    'scaling.over_share': report.overShare,
    'scaling.under_share': report.underShare,
    'scaling.agent_hours': report.hours,
    'scaling.cost': report.cost,
    'scaling.cost_per_task': completed > 0 ? report.cost / completed : null,
  };
}

function poolFigures(pool: PoolReport): Record<string, number | null> {
  return {
    'pool.size': pool.size,
    'pool.reuse_rate.waves': pool.reuseByWaves,
    'pool.reuse_rate.slots': pool.reuseBySlots,
    'pool.tasks_per_agent': pool.tasksPerAgent,
    'pool.efficiency': pool.efficiency,
  };
}

function eventsOf({ fleet, scaler, spawning }: Provision, { kernel, names, isOver }: Core): FeatureEvent[] {
  return [
    {
      kind: FLEET_EVENT.scale,
      plural: 'scaling decisions',
      text: (_target, when) =>
        when === AFTER_ALL ? 'the scaling policy decides' : 'a scaling decision is due',
      handle: (target, when) => {
        if (isOver()) return;
        if (when === AT_ONCE) kernel.scheduleLast(FLEET_EVENT.scale, target, AFTER_ALL, 0);
        else scaler?.onScale();
      },
    },
    {
      kind: FLEET_EVENT.agentStarted,
      plural: 'agents started',
      text: (agent) => `${names.process(agent)} has started`,
      handle: (agent, start) => fleet.onStarted(agent, start),
    },
    {
      kind: FLEET_EVENT.spawnTimer,
      plural: 'agents spawned',
      text: (_target, tag) => `timer ${tag} of the spawner`,
      handle: (_target, tag) => spawning?.onTimer(tag),
    },
    {
      kind: FLEET_EVENT.spareReady,
      plural: 'spare agents',
      text: () => 'a spare agent is ready',
      handle: () => spawning?.onSpareReady(),
    },
  ];
}

export const fleet: Feature<Provision> = {
  when: ({ scaling, spawning }) => Boolean(scaling || spawning),
  build: (core) => new Provision(core),
};
