/**
 * A real scaling controller over the simulated fleet: what monitoring measures for it is exact and costs no messages; whom it
 * starts and retires, the fleet does.
 */
import type { Kernel } from '../../engine/kernel.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { DistributionSpec } from '../../engine/types.ts';
import { createSampler } from '../../engine/variates/sampler.ts';
import { FLEET_STATE, type Fleet as FleetPort, ScalingController } from '../../modules/scaling/controller.ts';
import { ScalingQuality, type ScalingQualityReport } from '../../modules/scaling/oscillation.ts';
import type { ScalingObservation } from '../../modules/scaling/policy.ts';
import { VICTIM_POLICIES } from '../../modules/scaling/victims.ts';
import type { Agents } from '../agents/agents.ts';
import type { DemandCounts } from '../core/demand.ts';
import type { Processes } from '../core/processes.ts';
import type { Registries } from '../core/registries.ts';
import type { ScalingSpec } from '../spec/spec.ts';
import { FLEET_EVENT } from './events.ts';
import type { AgentStarter, Fleet, FleetUse } from './fleet.ts';

const MICROSECONDS = 1e6;

export interface ScalerContext {
  readonly kernel: Kernel;
  readonly processes: Processes;
  readonly agents: Agents;
  readonly registries: Registries;
  readonly demand: DemandCounts;
}

/** Actions are decisions; supply, as they are judged, is who starts or works. */
export interface ScalingReport extends ScalingQualityReport, FleetUse {
  readonly cost: number;
}

/** Agents are there a drawn time after the decision. */
export function delayedStart(
  startup: DistributionSpec,
  fleet: Fleet,
  kernel: Kernel,
  streams: Streams,
): AgentStarter {
  const sampler = createSampler(startup);
  const draws = streams.entities('agent start-up');
  return {
    start(agent, start) {
      const delay = Math.max(0, Math.round(sampler.sample(draws.select(agent)) * MICROSECONDS));
      kernel.scheduleAfter(delay, FLEET_EVENT.agentStarted, agent, start, 0);
      fleet.begun(agent);
      return true;
    },
  };
}

export class Scaler implements FleetPort {
  readonly count: number;
  readonly state: Uint8Array;
  readonly leaving: Uint8Array;
  readonly startedAt: Float64Array;
  readonly moveCost: Float64Array;
  readonly running: Int32Array;
  readonly queued: Int32Array;
  readonly #context: ScalerContext;
  readonly #fleet: Fleet;
  readonly #spec: ScalingSpec;
  readonly #controller: ScalingController;
  #quality: ScalingQuality;
  /** What was known when monitoring was last asked. */
  #last = { now: 0, submitted: 0, ended: 0, executions: 0, failures: 0, busy: 0, slotTime: 0 };

  constructor(spec: ScalingSpec, fleet: Fleet, context: ScalerContext) {
    this.count = fleet.count;
    this.state = fleet.state;
    this.leaving = fleet.leaving;
    this.startedAt = fleet.startedAt;
    // What moves with an agent is its memory.
    this.moveCost = fleet.memory;
    this.running = fleet.running;
    this.queued = fleet.queued;
    this.#context = context;
    this.#fleet = fleet;
    this.#spec = spec;
    const { kernel, registries } = context;
    const policy = registries.scalingPolicies.require(spec.policy);
    const port = {
      setTimer: (delay: number) => void kernel.scheduleAfter(Math.max(1, delay), FLEET_EVENT.scale, 0, 0, 0),
    };
    const victims = VICTIM_POLICIES.require(spec.victims);
    this.#controller = new ScalingController(port, this, policy.create(spec.parameters), victims);
    this.#quality = new ScalingQuality(0, spec.initial, 0);
  }

  begin(): void {
    this.#controller.start();
  }

  /** The policy is to decide. */
  onScale(): void {
    this.#controller.onTimer();
    this.#quality.provide(this.#context.kernel.now, this.#fleet.supply);
  }

  start(agent: number): void {
    this.#fleet.start(agent);
  }

  retire(agent: number, drain: boolean): void {
    this.#fleet.retire(agent, drain);
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
    const busy = agents.executor.allBusyTimes().reduce((sum, time) => sum + time, 0);
    const slotTime = this.#fleet.slotTime - last.slotTime;
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
    };
    this.#last = { ...demand, now, busy, slotTime: this.#fleet.slotTime };
    this.#quality.need(now, Math.min(this.count, Math.ceil((inFlight + waiting) / this.#fleet.slotsEach)));
    return observation;
  }

  /** Measuring begins anew, of which the policy sees nothing; call when the fleet has done so. */
  warm(): void {
    this.#quality = new ScalingQuality(this.#context.kernel.now, this.#fleet.supply, 0);
  }

  report(): ScalingReport {
    const use = this.#fleet.report();
    const quality = this.#quality.report(this.#context.kernel.now);
    return { ...quality, ...use, cost: use.hours * this.#spec.cost };
  }
}
