/**
 * Reactive scaling: how many agents now. What a policy sees, and what it answers.
 */

import type { EntryDescription, MachineFigure, ParameterSpec, ParameterValues } from '../registry.ts';
import { withDefaults } from '../registry.ts';
import { ScalingParameterError } from './errors.ts';
import { type Microseconds, microseconds } from './time.ts';

export type { Microseconds };
export { ScalingParameterError };

/** The state of a group of agents at one moment. The caller may reuse the object; policies keep nothing of it. */
export interface ScalingObservation {
  readonly now: Microseconds;
  /** Agents able to work, busy ones included. */
  readonly ready: number;
  /** Agents being started, not yet able to work. */
  readonly starting: number;
  readonly busy: number;
  /** Tasks waiting anywhere. */
  readonly waiting: number;
  /** Tasks being executed. */
  readonly inFlight: number;
  /** Mean share of ready agents that were busy over the last sample period, 0..1. */
  readonly utilization: number;
  /** Tasks per second. */
  readonly arrivalRate: number;
  /** Tasks per second. */
  readonly completionRate: number;
  /** Share of attempts that failed over the last sample period, 0..1. */
  readonly errorRate: number;
  /** Use of the machines' processors, 0..1; absent where nobody measures it. */
  readonly cpu?: number;
  /** Use of the machines' memory, 0..1; absent where nobody measures it. */
  readonly memory?: number;
}

/**
 * Decides, once every `period`, how many agents there should be. The answer is a set point: agents that crash are to be
 * replaced up to it, and a policy that adds or removes agents counts from its own last answer (from `ready + starting` the
 * first time). Deterministic; memory is bounded.
 */
export interface ScalingPolicy {
  readonly period: Microseconds;
  /** The wanted number of agents, whole, within the policy's least and most. */
  decide(observation: ScalingObservation): number;
}

export interface ScalingPolicyEntry extends EntryDescription {
  /** @throws ScalingParameterError when parameters contradict each other. */
  create(parameters: ParameterValues): ScalingPolicy;
  /**
   * Most agents that it ever wants, where that is not what its parameter max_agents says; null: it is.
   * @param initial agents that it finds
   */
  most?(parameters: ParameterValues, initial: number): MostWanted | null;
}

/** A limit, and the parameter that sets it; `initial`: the agents that it found. */
export interface MostWanted {
  readonly agents: number;
  readonly parameter: string;
}

/** A figure that a policy cannot do without. @throws Error when nobody measures it */
export function measured(observation: ScalingObservation, figure: MachineFigure): number {
  const { [figure]: value } = observation;
  if (value === undefined) throw new Error(`the policy needs the use of ${figure}, which nobody measures`);
  return value;
}

/** Least and most agents. */
export interface AgentLimits {
  readonly min: number;
  readonly max: number;
}

/** A whole number within the limits; NaN becomes the least. */
export function withinLimits(agents: number, limits: AgentLimits): number {
  return agents > limits.min ? Math.min(Math.floor(agents), limits.max) : limits.min;
}

/**
 * Parameters that all reactive policies share. Least 2 and most 20 are the documents' defaults; a scenario says itself how many agents
 * there can be.
 *
 * @param least what min_agents may be: 1 for policies that look only at agents at work, which would never leave 0
 */
export function commonParameters(
  periodSeconds: number,
  min = 2,
  max = 20,
  least: 0 | 1 = 1,
): Record<string, ParameterSpec> {
  return {
    period: { type: 'duration', default: periodSeconds, min: 0.001, description: 'time between decisions' },
    min_agents: { type: 'integer', default: min, min: least, description: 'least agents' },
    max_agents: {
      type: 'integer',
      default: max,
      scenarioDefault: 'agents.count',
      min: 1,
      description: 'most agents',
    },
  };
}

/** Samples that a window may hold, each of 16 bytes: a year of periods of 2 s. */
const MOST_WINDOW_PERIODS = 16_000_000;

/** Typed access to parameter values after defaults. */
export class Parameters {
  readonly #values: Record<string, number | boolean | string>;

  constructor(specs: Readonly<Record<string, ParameterSpec>>, given: ParameterValues) {
    this.#values = withDefaults(specs, given);
  }

  number(name: string): number {
    return this.#values[name] as number;
  }

  text(name: string): string {
    return this.#values[name] as string;
  }

  duration(name: string): Microseconds {
    return microseconds(this.number(name));
  }

  /** A duration of which every period keeps a sample. @throws ScalingParameterError when these are too many. */
  window(name: string): Microseconds {
    const window = this.duration(name);
    if (window > MOST_WINDOW_PERIODS * this.duration('period'))
      throw new ScalingParameterError(name, this.number(name), `at most ${MOST_WINDOW_PERIODS} periods`);
    return window;
  }

  /** @throws ScalingParameterError when the least exceeds the most. */
  limits(): AgentLimits {
    const min = this.number('min_agents');
    const max = this.number('max_agents');
    if (min > max) throw new ScalingParameterError('min_agents', min, `at most max_agents (${max})`);
    return { min, max };
  }

  /** @throws ScalingParameterError unless `low` < `high`. */
  requireOrder(low: string, high: string): void {
    if (!(this.number(low) < this.number(high))) {
      throw new ScalingParameterError(low, this.number(low), `below ${high} (${this.number(high)})`);
    }
  }
}
