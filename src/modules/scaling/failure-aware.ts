/**
 * Fewer agents when many attempts fail.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, `handle_agent_failures`: below 1 % go on with as many, below 10 % go on with 75 % (rounded down),
 * else fall back to 50 agents when there are more than 100, and to one otherwise. One departure: 75 % of one agent stays
 * one agent, where the document's rounding leaves none.
 */

import {
  type AgentLimits,
  commonParameters,
  Parameters,
  type ScalingObservation,
  type ScalingPolicy,
  type ScalingPolicyEntry,
  withinLimits,
} from './policy.ts';
import type { Microseconds } from './time.ts';

export type FailureAction =
  | 'retry'
  | 'reduce_and_retry'
  | 'fall_back_to_moderate'
  | 'fall_back_to_sequential';

export interface FailureAdjustment {
  readonly agents: number;
  readonly action: FailureAction;
}

const MINOR = 0.01;
const MODERATE = 0.1;
const REDUCED = 0.75;
const MANY_AGENTS = 100;
const MODERATE_AGENTS = 50;

/**
 * @param agents whole number >= 1
 * @param failureRate 0..1
 */
export function adjustForFailures(agents: number, failureRate: number): FailureAdjustment {
  if (failureRate < MINOR) return { agents, action: 'retry' };
  if (failureRate < MODERATE) {
    return { agents: Math.max(1, Math.trunc(agents * REDUCED)), action: 'reduce_and_retry' };
  }
  return agents > MANY_AGENTS
    ? { agents: MODERATE_AGENTS, action: 'fall_back_to_moderate' }
    : { agents: 1, action: 'fall_back_to_sequential' };
}

export interface FailureAwareOptions {
  readonly period: Microseconds;
  readonly limits: AgentLimits;
  /** Periods in a row below 1 % before one step back towards the full size; 0: never grows again, as in the document. */
  readonly recoveryPeriods: number;
}

/**
 * Starts from the agents it finds, adjusts them each period by the error rate of that period, and grows back by the inverse
 * of the reduction (a third more, at least one agent) while failures stay below 1 %.
 */
class FailureAwarePolicy implements ScalingPolicy {
  readonly period: Microseconds;
  readonly #options: FailureAwareOptions;
  #full = 0;
  #wanted = -1;
  #healthyPeriods = 0;

  constructor(options: FailureAwareOptions) {
    this.period = options.period;
    this.#options = options;
  }

  decide(observation: ScalingObservation): number {
    const { limits, recoveryPeriods } = this.#options;
    if (this.#wanted < 0) {
      this.#wanted = withinLimits(observation.ready + observation.starting, limits);
      this.#full = this.#wanted;
    }
    const { agents, action } = adjustForFailures(Math.max(1, this.#wanted), observation.errorRate);
    if (action !== 'retry') {
      this.#healthyPeriods = 0;
      this.#wanted = withinLimits(Math.min(agents, this.#wanted), limits);
      return this.#wanted;
    }
    this.#healthyPeriods++;
    if (recoveryPeriods > 0 && this.#healthyPeriods >= recoveryPeriods && this.#wanted < this.#full) {
      this.#healthyPeriods = 0;
      this.#wanted = Math.min(this.#full, Math.max(this.#wanted + 1, Math.floor(this.#wanted / REDUCED)));
    }
    return this.#wanted;
  }
}

export const FAILURE_AWARE_ENTRY: ScalingPolicyEntry = {
  name: 'failure_aware',
  description: 'keeps, reduces or falls back by the share of failed attempts, and recovers step by step',
  source: 'Intelligent Dynamic Parallel Orchestration, handle_agent_failures',
  parameters: {
    ...commonParameters(60, 1, 10_000),
    recovery_periods: {
      type: 'integer',
      default: 3,
      min: 0,
      description: 'periods below 1 % failures before a step back up; 0: never',
    },
  },
  create(given) {
    const parameters = new Parameters(FAILURE_AWARE_ENTRY.parameters, given);
    return new FailureAwarePolicy({
      period: parameters.duration('period'),
      limits: parameters.limits(),
      recoveryPeriods: parameters.number('recovery_periods'),
    });
  },
  // It grows back to what it began with, and no further.
  most(given, initial) {
    const limits = new Parameters(FAILURE_AWARE_ENTRY.parameters, given).limits();
    return initial < limits.max
      ? { agents: withinLimits(initial, limits), parameter: initial < limits.min ? 'min_agents' : 'initial' }
      : null;
  },
};
