/**
 * Target tracking: out fast, in slowly, the largest of several targets.
 *
 * Source: AWS Application Auto Scaling, target tracking policies and the alarms that they create: samples of one minute;
 * out after 3 samples in a row above the target, in after 15 below 0.9 of it; the new capacity is
 * ceil(capacity x metric / target); cooldowns of 300 s. With several targets any of them scales out, and all of them must agree
 * to scale in; the largest wins.
 *
 * The scale-in cooldown holds back scale-ins only; a scale-out takes place at once and ends it. The scale-out cooldown holds
 * back scale-outs only, and only those that are no larger than the one before. For that, capacity is the number of ready agents while it lasts:
 * capacity x metric is then the total demand, and agents that are still starting are not asked for twice. Once it is over,
 * capacity is the set point, and agents that were asked for and have not come are asked for again.
 */

import { ceiling, exceeds } from '../shares.ts';
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

export interface TargetTrackingOptions {
  readonly period: Microseconds;
  readonly limits: AgentLimits;
  /** Targets; 0: not used. Busy share of agents, waiting tasks per agent, arrivals per second per agent. */
  readonly utilization: number;
  readonly waiting: number;
  readonly arrivals: number;
  readonly outSamples: number;
  readonly inSamples: number;
  /** The metric is low below this share of its target. */
  readonly lowShare: number;
  readonly outCooldown: Microseconds;
  readonly inCooldown: Microseconds;
}

/** One target with its two alarms. */
class TrackedTarget {
  readonly #target: number;
  readonly #options: TargetTrackingOptions;
  #above = 0;
  #below = 0;
  #total = 0;

  constructor(target: number, options: TargetTrackingOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** @param total the metric summed over the ready agents */
  sample(total: number, ready: number): void {
    const value = total / Math.max(1, ready);
    this.#above = exceeds(value, this.#target) ? this.#above + 1 : 0;
    this.#below = exceeds(this.#target * this.#options.lowShare, value) ? this.#below + 1 : 0;
    this.#total = total;
  }

  /**
   * Agents at which the metric would be on target.
   *
   * @param share capacity over ready agents: as many times the metric's total is there to be served
   */
  wanted(share = 1): number {
    return ceiling((this.#total * share) / this.#target);
  }

  get high(): boolean {
    return this.#above >= this.#options.outSamples;
  }

  get low(): boolean {
    return this.#below >= this.#options.inSamples;
  }
}

class TargetTrackingPolicy implements ScalingPolicy {
  readonly period: Microseconds;
  readonly #options: TargetTrackingOptions;
  readonly #utilization: TrackedTarget | undefined;
  readonly #waiting: TrackedTarget | undefined;
  readonly #arrivals: TrackedTarget | undefined;
  readonly #targets: TrackedTarget[];
  #current = -1;
  #lastOut = Number.NEGATIVE_INFINITY;
  #lastIn = Number.NEGATIVE_INFINITY;

  constructor(options: TargetTrackingOptions) {
    this.period = options.period;
    this.#options = options;
    const track = (target: number) => (target > 0 ? new TrackedTarget(target, options) : undefined);
    this.#utilization = track(options.utilization);
    this.#waiting = track(options.waiting);
    this.#arrivals = track(options.arrivals);
    this.#targets = [this.#utilization, this.#waiting, this.#arrivals].filter(
      (target) => target !== undefined,
    );
  }

  decide(observation: ScalingObservation): number {
    const { limits, outCooldown, inCooldown } = this.#options;
    const { now, ready } = observation;
    if (this.#current < 0) this.#current = withinLimits(ready + observation.starting, limits);
    this.#utilization?.sample(observation.utilization * ready, ready);
    this.#waiting?.sample(observation.waiting, ready);
    this.#arrivals?.sample(observation.arrivalRate, ready);

    const isCool = now >= this.#lastOut + outCooldown;
    const out = withinLimits(this.#largestHigh(isCool && ready > 0 ? this.#current / ready : 1), limits);
    if (out > this.#current) {
      this.#lastOut = now;
      this.#lastIn = Number.NEGATIVE_INFINITY;
      this.#current = out;
      return out;
    }
    if (now < this.#lastIn + inCooldown) return this.#current;
    const inward = withinLimits(this.#largestIfAllLow(), limits);
    if (inward < this.#current) {
      this.#lastIn = now;
      this.#current = inward;
    }
    return this.#current;
  }

  #largestHigh(share: number): number {
    let largest = 0;
    for (const target of this.#targets) if (target.high) largest = Math.max(largest, target.wanted(share));
    return largest;
  }

  #largestIfAllLow(): number {
    let largest = 0;
    for (const target of this.#targets) {
      if (!target.low) return Number.POSITIVE_INFINITY;
      largest = Math.max(largest, target.wanted());
    }
    return largest;
  }
}

export const TARGET_TRACKING_ENTRY: ScalingPolicyEntry = {
  name: 'target_tracking',
  description: 'keeps metrics at their targets: out fast, in slowly, the largest of several',
  source: 'AWS Application Auto Scaling, target tracking',
  parameters: {
    ...commonParameters(60),
    utilization_target: {
      type: 'ratio',
      default: 0.7,
      min: 0,
      max: 1,
      description: 'busy share of agents aimed at; 0: not used',
    },
    waiting_target: {
      type: 'number',
      default: 0,
      min: 0,
      description: 'waiting tasks per agent aimed at; 0: not used',
    },
    arrivals_target: {
      type: 'rate',
      default: 0,
      min: 0,
      description: 'arrivals per second and agent aimed at; 0: not used',
    },
    scale_out_samples: {
      type: 'integer',
      default: 3,
      min: 1,
      description: 'samples in a row above target before scaling out',
    },
    scale_in_samples: {
      type: 'integer',
      default: 15,
      min: 1,
      description: 'samples in a row below target before scaling in',
    },
    scale_in_share: {
      type: 'ratio',
      default: 0.9,
      min: 0,
      max: 1,
      description: 'share of the target below which a sample is low',
    },
    scale_out_cooldown: {
      type: 'duration',
      default: 300,
      min: 0,
      description: 'time after scaling out in which only a larger scale-out is granted',
    },
    scale_in_cooldown: {
      type: 'duration',
      default: 300,
      min: 0,
      description: 'time after scaling in without scaling in again; scaling out ends it',
    },
  },
  create(given) {
    const parameters = new Parameters(TARGET_TRACKING_ENTRY.parameters, given);
    const utilization = parameters.number('utilization_target');
    const waiting = parameters.number('waiting_target');
    const arrivals = parameters.number('arrivals_target');
    if (utilization + waiting + arrivals === 0) {
      throw new ScalingParameterError('utilization_target', 0, 'above 0 unless another target is');
    }
    return new TargetTrackingPolicy({
      period: parameters.duration('period'),
      limits: parameters.limits(),
      utilization,
      waiting,
      arrivals,
      outSamples: parameters.number('scale_out_samples'),
      inSamples: parameters.number('scale_in_samples'),
      lowShare: parameters.number('scale_in_share'),
      outCooldown: parameters.duration('scale_out_cooldown'),
      inCooldown: parameters.duration('scale_in_cooldown'),
    });
  },
};
