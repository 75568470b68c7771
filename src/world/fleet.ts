/**
 * The agents as a cluster provides them: some are there from the start, others are started and retired while the run goes, as a
 * scaling controller asks. What monitoring measures for it is exact and costs no messages; how an agent joins and leaves its
 * coordinator travels the network like everything else.
 */
import type { Kernel } from '../engine/kernel.ts';
import type { EntityStreams } from '../engine/random/entity-streams.ts';
import type { Streams } from '../engine/random/streams.ts';
import type { Sampler } from '../engine/types.ts';
import { createSampler } from '../engine/variates/sampler.ts';
import { FLEET_STATE, type Fleet as FleetPort, ScalingController } from '../modules/scaling/controller.ts';
import { ScalingQuality, type ScalingQualityReport } from '../modules/scaling/oscillation.ts';
import type { ScalingObservation } from '../modules/scaling/policy.ts';
import { VICTIM_POLICIES } from '../modules/scaling/victims.ts';
import type { Agents } from './agents.ts';
import { EVENT } from './events.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Processes } from './processes.ts';
import type { Registries } from './registries.ts';
import type { AgentGroupSpec, ScalingSpec } from './spec.ts';

const MICROSECONDS = 1e6;
const HOUR = 3600;

/** What has happened since the start of the run, counted where it happens. */
export interface DemandCounts {
  submitted: number;
  ended: number;
  executions: number;
  failures: number;
}

export interface FleetContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly processes: Processes;
  readonly agents: Agents;
  readonly lifecycle: Lifecycle;
  readonly groups: readonly AgentGroupSpec[];
  readonly registries: Registries;
  readonly demand: DemandCounts;
}

/** Actions are decisions; supply, as they are judged, is who starts or works. */
export interface FleetReport extends ScalingQualityReport {
  /** Agents provided and paid for: starting, working or leaving. */
  readonly mean: number;
  readonly most: number;
  readonly hours: number;
  readonly cost: number;
}

export class Fleet implements FleetPort {
  readonly count: number;
  readonly state: Uint8Array;
  readonly leaving: Uint8Array;
  readonly startedAt: Float64Array;
  readonly moveCost: Float64Array;
  readonly running: Int32Array;
  readonly queued: Int32Array;
  readonly #context: FleetContext;
  readonly #spec: ScalingSpec;
  readonly #controller: ScalingController;
  readonly #startup: Sampler;
  readonly #draws: EntityStreams;
  /** Starts of each agent so far, so that one that was given up is not taken for a later one. */
  readonly #starts: Int32Array;
  #quality: ScalingQuality;
  /** Agents that start or work, and these with those that leave. */
  #supply: number;
  #provided: number;
  /** Microseconds of agents provided since measuring began, up to #providedSince. */
  #agentTime = 0;
  #providedSince = 0;
  #measuredFrom = 0;
  #most: number;
  /** What was known when monitoring was last asked. */
  #last = { now: 0, submitted: 0, ended: 0, executions: 0, failures: 0, busy: 0, slotTime: 0 };
  /** Mean slots of an agent. */
  readonly #slotsEach: number;
  /** Microseconds of slots of agents able to work, up to #slotsSince. */
  #slotTime = 0;
  #slots = 0;
  #slotsSince = 0;

  constructor(spec: ScalingSpec, context: FleetContext) {
    const { table } = context.agents;
    this.count = table.count;
    this.running = table.running;
    this.queued = table.queued;
    this.state = new Uint8Array(table.count).fill(FLEET_STATE.absent);
    this.leaving = new Uint8Array(table.count).fill(1);
    this.startedAt = new Float64Array(table.count);
    this.#starts = new Int32Array(table.count);
    this.#slotsEach = table.slots.reduce((sum, slots) => sum + slots, 0) / table.count;
    // What moves with an agent is its memory.
    this.moveCost = Float64Array.from(table.group, (group) => context.groups[group].memory);
    this.#context = context;
    this.#spec = spec;
    this.#startup = createSampler(spec.startup);
    this.#draws = context.streams.entities('agent start-up');
    const { kernel, registries } = context;
    const policy = registries.scalingPolicies.require(spec.policy);
    const port = {
      setTimer: (delay: number) => void kernel.scheduleAfter(Math.max(1, delay), EVENT.scale, 0, 0, 0),
    };
    const victims = VICTIM_POLICIES.require(spec.victims);
    this.#controller = new ScalingController(port, this, policy.create(spec.parameters), victims);
    this.#supply = spec.initial;
    this.#provided = spec.initial;
    this.#most = spec.initial;
    this.#quality = new ScalingQuality(0, spec.initial, 0);
  }

  /** Before anything else happens: who is not there from the start. Call when all agents are up. */
  begin(): void {
    for (let agent = 0; agent < this.count; agent++) {
      if (agent < this.#spec.initial) this.#ready(agent);
      else this.#context.lifecycle.remove(agent);
    }
    this.#controller.start();
  }

  /** The policy is to decide. */
  onScale(): void {
    this.#controller.onTimer();
    this.#quality.provide(this.#context.kernel.now, this.#supply);
  }

  onStarted(agent: number, start: number): void {
    if (this.state[agent] !== FLEET_STATE.starting || this.#starts[agent] !== start) return;
    this.#context.lifecycle.add(agent);
    this.#ready(agent);
  }

  /** An agent that was leaving has nothing left. */
  onGone(agent: number): void {
    if (this.state[agent] !== FLEET_STATE.leaving) return;
    this.#absent(agent);
    this.#context.lifecycle.remove(agent);
  }

  start(agent: number): void {
    const { kernel } = this.#context;
    this.state[agent] = FLEET_STATE.starting;
    this.startedAt[agent] = kernel.now;
    const start = ++this.#starts[agent];
    const delay = Math.max(0, Math.round(this.#startup.sample(this.#draws.select(agent)) * MICROSECONDS));
    kernel.scheduleAfter(delay, EVENT.agentStarted, agent, start, 0);
    this.#supply++;
    this.#provide(1);
  }

  retire(agent: number, drain: boolean): void {
    const { agents, lifecycle } = this.#context;
    this.#supply--;
    if (this.state[agent] === FLEET_STATE.starting) {
      this.#absent(agent);
      return;
    }
    this.#countSlots(-agents.table.slots[agent]);
    this.leaving[agent] = 1;
    this.state[agent] = FLEET_STATE.leaving;
    if (drain) {
      agents.leave(agent);
      return;
    }
    agents.sayLeave(agent, true);
    this.#absent(agent);
    lifecycle.remove(agent);
  }

  observe(): ScalingObservation {
    const { kernel, processes, agents, demand } = this.#context;
    const last = this.#last;
    const now = kernel.now;
    let ready = 0;
    let starting = 0;
    let busyAgents = 0;
    let inFlight = 0;
    for (let agent = 0; agent < this.count; agent++) {
      inFlight += this.running[agent];
      if (this.state[agent] === FLEET_STATE.starting) starting++;
      if (this.state[agent] !== FLEET_STATE.ready || !processes.isUp(agent)) continue;
      ready++;
      if (this.running[agent] > 0) busyAgents++;
    }
    const waiting = Math.max(0, demand.submitted - demand.ended - inFlight);
    this.#countSlots(0);
    const busy = agents.executor.busyTimes().reduce((sum, time) => sum + time, 0);
    const slotTime = this.#slotTime - last.slotTime;
    const seconds = Math.max(1, now - last.now) / MICROSECONDS;
    const executions = demand.executions - last.executions;
    const utilization = slotTime > 0 ? Math.min(1, Math.max(0, busy - last.busy) / slotTime) : 0;
    const observation: ScalingObservation = {
      now,
      ready,
      starting,
      busy: busyAgents,
      waiting,
      inFlight,
      utilization,
      arrivalRate: (demand.submitted - last.submitted) / seconds,
      completionRate: (demand.ended - last.ended) / seconds,
      errorRate: executions > 0 ? (demand.failures - last.failures) / executions : 0,
      // An agent that works uses what it was given.
      cpu: utilization,
      // Of the memory of all agents that there can be.
      memory: this.#provided / this.count,
    };
    const { submitted, ended, failures } = demand;
    this.#last = {
      now,
      submitted,
      ended,
      executions: demand.executions,
      failures,
      busy,
      slotTime: this.#slotTime,
    };
    this.#quality.need(now, Math.min(this.count, Math.ceil((inFlight + waiting) / this.#slotsEach)));
    return observation;
  }

  /** Measuring begins anew. */
  warm(): void {
    const { now } = this.#context.kernel;
    this.#quality = new ScalingQuality(now, this.#supply, 0);
    this.#provide(0);
    this.#agentTime = 0;
    this.#measuredFrom = now;
    this.#most = this.#provided;
    this.#last = { ...this.#last, busy: 0 };
  }

  report(): FleetReport {
    const { now } = this.#context.kernel;
    this.#provide(0);
    const quality = this.#quality.report(now);
    const hours = this.#agentTime / MICROSECONDS / HOUR;
    const mean = now > this.#measuredFrom ? this.#agentTime / (now - this.#measuredFrom) : this.#provided;
    return { ...quality, mean, most: this.#most, hours, cost: hours * this.#spec.cost };
  }

  #ready(agent: number): void {
    const { kernel, agents } = this.#context;
    this.state[agent] = FLEET_STATE.ready;
    this.leaving[agent] = 0;
    this.startedAt[agent] = kernel.now;
    this.#countSlots(agents.table.slots[agent]);
  }

  #absent(agent: number): void {
    this.state[agent] = FLEET_STATE.absent;
    this.#provide(-1);
  }

  #provide(change: number): void {
    const { now } = this.#context.kernel;
    this.#agentTime += this.#provided * (now - this.#providedSince);
    this.#providedSince = now;
    this.#provided += change;
    this.#most = Math.max(this.#most, this.#provided);
  }

  #countSlots(change: number): void {
    const { now } = this.#context.kernel;
    this.#slotTime += this.#slots * (now - this.#slotsSince);
    this.#slotsSince = now;
    this.#slots += change;
  }
}
