/**
 * The Kubernetes horizontal pod autoscaler: proportional control on averages, with tolerance, stabilisation and rates.
 *
 * Source: kubernetes/kubernetes, pkg/controller/podautoscaler, with its defaults: every 15 s; tolerance 0.1; the largest of
 * several metrics; down: the highest recommendation of the last 300 s, at most 100 % per 15 s; up: at once, at most the
 * larger of 100 % and 4 agents per 15 s.
 *
 * As in the original the count from which changes are measured is the set point, the first recommendation is the count
 * found at the start (so the first scale-down waits a full window), and a count outside the limits is corrected without
 * asking the metrics. The original is off at zero replicas; here the least is at least 1.
 */

import {
  averageMetricReplicas,
  type RateRules,
  scaleDownLimit,
  scaleUpLimit,
  totalMetricReplicas,
} from './hpa-rules.ts';
import {
  type AgentLimits,
  commonParameters,
  measured,
  Parameters,
  type ScalingObservation,
  ScalingParameterError,
  type ScalingPolicy,
  type ScalingPolicyEntry,
  withinLimits,
} from './policy.ts';
import type { Microseconds } from './time.ts';
import { SampleWindow } from './window.ts';

export interface HpaDirection extends RateRules {
  readonly stabilization: Microseconds;
  /** Over which `percent` and `agents` hold. */
  readonly ratePeriod: Microseconds;
}

export interface HpaOptions {
  readonly period: Microseconds;
  readonly limits: AgentLimits;
  readonly tolerance: number;
  /** Targets; 0: the metric is not used. */
  readonly utilization: number;
  readonly cpu: number;
  readonly memory: number;
  /** Tasks waiting or running per agent. */
  readonly load: number;
  /** How starting agents count: not at all (`unready`), or as running without reporting (`missing`). */
  readonly starting: 'unready' | 'missing';
  readonly up: HpaDirection;
  readonly down: HpaDirection;
}

class HpaPolicy implements ScalingPolicy {
  readonly period: Microseconds;
  readonly #options: HpaOptions;
  readonly #recommendations: SampleWindow;
  readonly #added: SampleWindow;
  readonly #removed: SampleWindow;
  #current = -1;

  constructor(options: HpaOptions) {
    const { period, up, down } = options;
    this.period = period;
    this.#options = options;
    this.#recommendations = SampleWindow.spanning(Math.max(up.stabilization, down.stabilization), period);
    this.#added = SampleWindow.spanning(Math.max(up.ratePeriod, down.ratePeriod), period);
    this.#removed = SampleWindow.spanning(Math.max(up.ratePeriod, down.ratePeriod), period);
  }

  decide(observation: ScalingObservation): number {
    const { limits } = this.#options;
    const { now } = observation;
    if (this.#current < 0) {
      this.#current = observation.ready + observation.starting;
      this.#recommendations.push(now, this.#current);
    }
    if (this.#current < limits.min || this.#current > limits.max) {
      this.#current = withinLimits(this.#current, limits);
      return this.#current;
    }
    const next = this.#limitRate(now, this.#stabilize(now, this.#desired(observation)));
    if (next > this.#current) this.#added.push(now, next - this.#current);
    if (next < this.#current) this.#removed.push(now, this.#current - next);
    this.#current = next;
    return next;
  }

  /** The largest of what the metrics ask for; without a ready agent nothing reports, and the count stays. */
  #desired(observation: ScalingObservation): number {
    const { ready, starting, utilization, waiting, inFlight } = observation;
    const { tolerance, starting: kind, utilization: utilizationTarget, cpu: cpuTarget } = this.#options;
    const { memory: memoryTarget, load } = this.#options;
    const missing = kind === 'missing' ? starting : 0;
    const counts = { current: this.#current, ready, unready: starting - missing, missing };
    let desired = -1;
    if (utilizationTarget > 0)
      desired = averageMetricReplicas(utilization / utilizationTarget, counts, tolerance);
    if (cpuTarget > 0) {
      const ratio = measured(observation, 'cpu') / cpuTarget;
      desired = Math.max(desired, averageMetricReplicas(ratio, counts, tolerance));
    }
    if (memoryTarget > 0) {
      const ratio = measured(observation, 'memory') / memoryTarget;
      desired = Math.max(desired, averageMetricReplicas(ratio, counts, tolerance));
    }
    if (load > 0) {
      desired = Math.max(desired, totalMetricReplicas(waiting + inFlight, load, this.#current, tolerance));
    }
    return desired;
  }

  /** Up to the lowest, down to the highest of the recent recommendations. */
  #stabilize(now: Microseconds, desired: number): number {
    const { up, down } = this.#options;
    const least = this.#recommendations.min(now, up.stabilization, desired);
    const most = this.#recommendations.max(now, down.stabilization, desired);
    this.#recommendations.push(now, desired);
    return Math.min(Math.max(this.#current, least), most);
  }

  #limitRate(now: Microseconds, desired: number): number {
    const { up, down, limits } = this.#options;
    const current = this.#current;
    if (desired > current) {
      if (up.select === 'disabled') return current;
      const limit = scaleUpLimit(this.#periodStart(now, up.ratePeriod), up);
      return Math.min(desired, Math.max(limit, current), limits.max);
    }
    if (desired < current) {
      if (down.select === 'disabled') return current;
      const limit = scaleDownLimit(this.#periodStart(now, down.ratePeriod), down);
      return Math.max(desired, Math.min(limit, current), limits.min);
    }
    return current;
  }

  #periodStart(now: Microseconds, ratePeriod: Microseconds): number {
    return this.#current - this.#added.sum(now, ratePeriod) + this.#removed.sum(now, ratePeriod);
  }
}

function direction(parameters: Parameters, which: 'scale_up' | 'scale_down'): HpaDirection {
  const percent = parameters.number(`${which}_percent`);
  const agents = parameters.number(`${which}_agents`);
  const select = parameters.text(`${which}_select`) as RateRules['select'];
  if (percent === 0 && agents === 0 && select !== 'disabled') {
    throw new ScalingParameterError(
      `${which}_percent`,
      0,
      `above 0 unless ${which}_agents is, or ${which}_select is disabled`,
    );
  }
  const stabilization = parameters.window(`${which}_stabilization`);
  return { percent, agents, select, stabilization, ratePeriod: parameters.window(`${which}_rate_period`) };
}

function directionParameters(which: 'scale_up' | 'scale_down', stabilization: number, agents: number) {
  const verb = which === 'scale_up' ? 'added' : 'removed';
  return {
    [`${which}_stabilization`]: {
      type: 'duration',
      default: stabilization,
      min: 0,
      description: `window whose ${which === 'scale_up' ? 'lowest' : 'highest'} recommendation counts`,
    },
    [`${which}_percent`]: {
      type: 'ratio',
      default: 1,
      min: 0,
      description: `share ${verb} per rate period at most; 0: no such rule`,
    },
    [`${which}_agents`]: {
      type: 'integer',
      default: agents,
      min: 0,
      description: `agents ${verb} per rate period at most; 0: no such rule`,
    },
    [`${which}_rate_period`]: {
      type: 'duration',
      default: 15,
      min: 0.001,
      description: 'period over which the two rules hold',
    },
    [`${which}_select`]: {
      type: 'choice',
      default: 'max',
      choices: ['max', 'min', 'disabled'],
      description: 'whether the rule that allows most or least decides, or nothing changes in this direction',
    },
  } as const;
}

export const HPA_ENTRY: ScalingPolicyEntry = {
  name: 'hpa',
  description: 'proportional control on averages with tolerance, stabilisation window and rate limits',
  source: 'Kubernetes horizontal pod autoscaler, pkg/controller/podautoscaler',
  parameters: {
    ...commonParameters(15, 2, 20),
    utilization_target: {
      type: 'ratio',
      default: 0.7,
      min: 0,
      max: 1,
      description: 'utilization aimed at; 0: not used',
    },
    cpu_target: {
      type: 'ratio',
      default: 0,
      min: 0,
      max: 1,
      needs: 'cpu',
      description: 'processor use aimed at; 0: not used',
    },
    memory_target: {
      type: 'ratio',
      default: 0,
      min: 0,
      max: 1,
      needs: 'memory',
      description: 'memory use aimed at; 0: not used',
    },
    load_target: {
      type: 'number',
      default: 0,
      min: 0,
      description: 'tasks waiting or running per agent aimed at; 0: not used',
    },
    tolerance: {
      type: 'ratio',
      default: 0.1,
      min: 0,
      description: 'deviation from the target that changes nothing',
    },
    starting: {
      type: 'choice',
      default: 'unready',
      choices: ['unready', 'missing'],
      description: 'whether starting agents are left out, or count as running without reporting',
    },
    ...directionParameters('scale_up', 0, 4),
    ...directionParameters('scale_down', 300, 0),
  },
  create(given) {
    const parameters = new Parameters(HPA_ENTRY.parameters, given);
    const utilization = parameters.number('utilization_target');
    const cpu = parameters.number('cpu_target');
    const memory = parameters.number('memory_target');
    const load = parameters.number('load_target');
    if (utilization + cpu + memory + load === 0) {
      throw new ScalingParameterError('utilization_target', 0, 'above 0 unless another target is');
    }
    return new HpaPolicy({
      period: parameters.duration('period'),
      limits: parameters.limits(),
      tolerance: parameters.number('tolerance'),
      utilization,
      cpu,
      memory,
      load,
      starting: parameters.text('starting') as 'unready' | 'missing',
      up: direction(parameters, 'scale_up'),
      down: direction(parameters, 'scale_down'),
    });
  },
};
