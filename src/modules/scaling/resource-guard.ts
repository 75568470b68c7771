/**
 * Keeps machines out of exhaustion and processors in a band.
 *
 * Sources: Intelligent Dynamic Parallel Orchestration, `monitor_resources_during_execution` (every 10 s; when any resource is above 90 %, the agents are
 * cut to 70 %, rounded down); Agent Orchestration System, processor utilization of 40 to 60 %. The document's guard only ever cuts; the
 * band is what lets the count grow again. Growth is proportional to the room up to the middle of the band, at most a
 * doubling per period, only while tasks wait (idle agents use no processor, so an idle group would grow for ever), and
 * never so far that memory, growing with the agents, would pass the limit.
 */

import { ceiling, floored, Share } from '../shares.ts';
import {
  type AgentLimits,
  commonParameters,
  measured,
  Parameters,
  type ScalingObservation,
  type ScalingPolicy,
  type ScalingPolicyEntry,
  withinLimits,
} from './policy.ts';
import type { Microseconds } from './time.ts';

export interface ResourceGuardOptions {
  readonly period: Microseconds;
  readonly limits: AgentLimits;
  /** A resource above this share is exhausted. */
  readonly limit: number;
  /** Share of the agents that stays when a resource is exhausted. */
  readonly keep: number;
  readonly cpuLow: number;
  readonly cpuHigh: number;
}

const MOST_GROWTH = 2;

/** Agents after a cut: the document's int(agents x 0.7). */
function cutAgents(agents: number, keep: number): number {
  return new Share(keep).floor(agents);
}

class ResourceGuardPolicy implements ScalingPolicy {
  readonly period: Microseconds;
  readonly #options: ResourceGuardOptions;
  #wanted = -1;

  constructor(options: ResourceGuardOptions) {
    this.period = options.period;
    this.#options = options;
  }

  decide(observation: ScalingObservation): number {
    const { limits } = this.#options;
    if (this.#wanted < 0) this.#wanted = withinLimits(observation.ready + observation.starting, limits);
    this.#wanted = withinLimits(this.#next(observation), limits);
    return this.#wanted;
  }

  #next(observation: ScalingObservation): number {
    const { waiting } = observation;
    const cpu = measured(observation, 'cpu');
    const memory = measured(observation, 'memory');
    const { limit, keep, cpuLow, cpuHigh } = this.#options;
    if (Math.max(cpu, memory) > limit) return cutAgents(this.#wanted, keep);
    const middle = (cpuLow + cpuHigh) / 2;
    if (cpu > cpuHigh) return floored((this.#wanted * middle) / cpu);
    if (cpu >= cpuLow || waiting === 0) return this.#wanted;
    const growth = cpu > 0 ? Math.min(MOST_GROWTH, middle / cpu) : MOST_GROWTH;
    const fitting = memory > 0 ? floored((this.#wanted * limit) / memory) : Number.POSITIVE_INFINITY;
    return Math.min(ceiling(this.#wanted * growth), fitting);
  }
}

export const RESOURCE_GUARD_ENTRY: ScalingPolicyEntry = {
  name: 'resource_guard',
  description: 'cuts agents when a resource is nearly exhausted and keeps processors in a band',
  source:
    'Intelligent Dynamic Parallel Orchestration, monitor_resources_during_execution; Agent Orchestration System, CPU limit',
  needs: ['cpu', 'memory'],
  parameters: {
    ...commonParameters(10),
    limit: {
      type: 'ratio',
      default: 0.9,
      min: 0,
      max: 1,
      description: 'a resource above this share is exhausted',
    },
    keep: {
      type: 'ratio',
      default: 0.7,
      min: 0,
      max: 1,
      description: 'share of agents that stays after a cut',
    },
    cpu_low: { type: 'ratio', default: 0.4, min: 0, max: 1, description: 'lower end of the processor band' },
    cpu_high: { type: 'ratio', default: 0.6, min: 0, max: 1, description: 'upper end of the processor band' },
  },
  create(given) {
    const parameters = new Parameters(RESOURCE_GUARD_ENTRY.parameters, given);
    parameters.requireOrder('cpu_low', 'cpu_high');
    return new ResourceGuardPolicy({
      period: parameters.duration('period'),
      limits: parameters.limits(),
      limit: parameters.number('limit'),
      keep: parameters.number('keep'),
      cpuLow: parameters.number('cpu_low'),
      cpuHigh: parameters.number('cpu_high'),
    });
  },
};
