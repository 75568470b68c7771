/**
 * Step scaling between two thresholds: a metric that lies above (below) its threshold for a number of periods in a row adds
 * (removes) a fixed increment; after each action nothing happens for a cooldown.
 *
 * Source: PRD Multi-Agent Swarm System, table `scaling_policies` (metrics, thresholds, increments of 1, cooldown 300 s, 3 evaluation
 * periods, 2 to 20 agents). The document names no evaluation period; its shortest aggregation, one minute, is taken. Nor
 * does it say on which side a high error rate acts: `when_high` decides, and adds agents unless told otherwise, as for the
 * other two metrics.
 *
 * Evaluation goes on during a cooldown, so a breach that outlasts it acts as soon as it ends.
 */

import {
  type AgentLimits,
  commonParameters,
  Parameters,
  type ScalingObservation,
  ScalingParameterError,
  type ScalingPolicy,
  type ScalingPolicyEntry,
  withinLimits,
} from './policy.ts';
import type { Microseconds } from './time.ts';

export type ThresholdMetric = 'queue_depth' | 'agent_utilization' | 'error_rate';

export interface ThresholdOptions {
  readonly metric: ThresholdMetric;
  readonly period: Microseconds;
  readonly limits: AgentLimits;
  /** The metric is high when above. */
  readonly high: number;
  /** The metric is low when below. */
  readonly low: number;
  readonly upIncrement: number;
  readonly downIncrement: number;
  /** Periods in a row that the metric must be high or low. */
  readonly evaluationPeriods: number;
  readonly cooldown: Microseconds;
  /** What a high metric does; a low one does the opposite. */
  readonly whenHigh: 'add' | 'remove';
}

function measure(metric: ThresholdMetric, observation: ScalingObservation): number {
  if (metric === 'queue_depth') return observation.waiting;
  return metric === 'agent_utilization' ? observation.utilization : observation.errorRate;
}

class ThresholdPolicy implements ScalingPolicy {
  readonly period: Microseconds;
  readonly #options: ThresholdOptions;
  #wanted = -1;
  #highPeriods = 0;
  #lowPeriods = 0;
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(options: ThresholdOptions) {
    this.period = options.period;
    this.#options = options;
  }

  decide(observation: ScalingObservation): number {
    const { high, low, limits, evaluationPeriods, whenHigh, upIncrement, downIncrement, cooldown } =
      this.#options;
    if (this.#wanted < 0) this.#wanted = withinLimits(observation.ready + observation.starting, limits);
    const value = measure(this.#options.metric, observation);
    this.#highPeriods = value > high ? this.#highPeriods + 1 : 0;
    this.#lowPeriods = value < low ? this.#lowPeriods + 1 : 0;
    if (observation.now < this.#quietUntil) return this.#wanted;

    const isHigh = this.#highPeriods >= evaluationPeriods;
    const isLow = this.#lowPeriods >= evaluationPeriods;
    if (!(isHigh || isLow)) return this.#wanted;
    const change = isHigh === (whenHigh === 'add') ? upIncrement : -downIncrement;
    const next = withinLimits(this.#wanted + change, limits);
    if (next !== this.#wanted) {
      this.#wanted = next;
      this.#quietUntil = observation.now + cooldown;
      this.#highPeriods = 0;
      this.#lowPeriods = 0;
    }
    return this.#wanted;
  }
}

function thresholdEntry(
  metric: ThresholdMetric,
  what: string,
  type: 'number' | 'ratio',
  high: number,
  low: number,
) {
  const most = type === 'ratio' ? { max: 1 } : {};
  const entry: ScalingPolicyEntry = {
    name: `threshold_${metric}`,
    description: `adds or removes a fixed increment when ${what} stays beyond a threshold`,
    source: 'PRD Multi-Agent Swarm System, scaling_policies',
    parameters: {
      ...commonParameters(60, 2, 20, metric === 'queue_depth' ? 0 : 1),
      scale_up_threshold: { type, default: high, min: 0, ...most, description: `${what} above this is high` },
      scale_down_threshold: { type, default: low, min: 0, ...most, description: `${what} below this is low` },
      scale_up_increment: { type: 'integer', default: 1, min: 0, description: 'agents added at a time' },
      scale_down_increment: { type: 'integer', default: 1, min: 0, description: 'agents removed at a time' },
      evaluation_periods: {
        type: 'integer',
        default: 3,
        min: 1,
        description: 'periods in a row before an action',
      },
      cooldown: {
        type: 'duration',
        default: 300,
        min: 0,
        description: 'time without actions after an action',
      },
      when_high: {
        type: 'choice',
        default: 'add',
        choices: ['add', 'remove'],
        description: 'what a high value does; a low value does the opposite',
      },
    },
    create(given) {
      const parameters = new Parameters(entry.parameters, given);
      parameters.requireOrder('scale_down_threshold', 'scale_up_threshold');
      requireReturn(parameters);
      return new ThresholdPolicy({
        metric,
        period: parameters.duration('period'),
        limits: parameters.limits(),
        high: parameters.number('scale_up_threshold'),
        low: parameters.number('scale_down_threshold'),
        upIncrement: parameters.number('scale_up_increment'),
        downIncrement: parameters.number('scale_down_increment'),
        evaluationPeriods: parameters.number('evaluation_periods'),
        cooldown: parameters.duration('cooldown'),
        whenHigh: parameters.text('when_high') as 'add' | 'remove',
      });
    },
  };
  return entry;
}

/** From 0 agents there must be a way back once tasks wait. @throws ScalingParameterError where there is none */
function requireReturn(parameters: Parameters): void {
  if (parameters.number('min_agents') > 0) return;
  if (parameters.text('when_high') === 'remove')
    throw new ScalingParameterError(
      'min_agents',
      0,
      'at least 1 with when_high: remove, or no waiting task would ever bring an agent back',
    );
  if (parameters.number('scale_up_increment') === 0)
    throw new ScalingParameterError(
      'scale_up_increment',
      0,
      'at least 1 with min_agents 0, or no waiting task would ever bring an agent back',
    );
}

export const THRESHOLD_ENTRIES: readonly ScalingPolicyEntry[] = [
  thresholdEntry('queue_depth', 'the number of waiting tasks', 'number', 10, 2),
  thresholdEntry('agent_utilization', 'utilization', 'ratio', 0.8, 0.3),
  thresholdEntry('error_rate', 'the error rate', 'ratio', 0.05, 0.01),
];
