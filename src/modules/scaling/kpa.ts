/**
 * The Knative pod autoscaler: average concurrency over a long stable and a short panic window.
 *
 * Source: knative/serving, pkg/autoscaler/scaling, with its defaults: every 2 s; stable window 60 s, panic window 10 % of
 * it; 70 % of the target concurrency; desired = ceil(observed / target) for each window, clamped to
 * [floor(ready / 2), ceil(1000 ready)]; panic from twice the ready agents on, left once the stable window has passed without
 * it; in panic the count never falls; zero is reached after a grace of 30 s, until then one agent stays.
 *
 * As in the original, zero ready agents count as one, a start with more than one agent begins in panic (there is no
 * history yet that could justify removing any), and the threshold is tested before clamping. Concurrency is tasks waiting
 * anywhere plus tasks being executed.
 */

import { ceiling, floored } from '../shares.ts';
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
import { SampleWindow } from './window.ts';

export interface KpaOptions {
  readonly period: Microseconds;
  readonly limits: AgentLimits;
  /** Tasks that one agent should hold on average: target concurrency x target utilization. */
  readonly target: number;
  readonly stableWindow: Microseconds;
  readonly panicWindow: Microseconds;
  readonly panicThreshold: number;
  readonly maxScaleUpRate: number;
  readonly maxScaleDownRate: number;
  readonly scaleToZeroGrace: Microseconds;
  /** Scale-down takes the highest decision of this window; 0: none. */
  readonly scaleDownDelay: Microseconds;
}

const CALM = -1;

export class KpaPolicy implements ScalingPolicy {
  readonly period: Microseconds;
  readonly #options: KpaOptions;
  readonly #concurrency: SampleWindow;
  readonly #decisions: SampleWindow;
  #started = false;
  #panicSince: Microseconds = CALM;
  #panicAgents = 0;
  #idleSince: Microseconds = CALM;

  constructor(options: KpaOptions) {
    this.period = options.period;
    this.#options = options;
    this.#concurrency = SampleWindow.spanning(options.stableWindow, options.period);
    this.#decisions = SampleWindow.spanning(options.scaleDownDelay, options.period);
  }

  /** Whether the policy is in panic: growing only. */
  get panicking(): boolean {
    return this.#panicSince !== CALM;
  }

  decide(observation: ScalingObservation): number {
    const { now } = observation;
    const { scaleDownDelay, limits } = this.#options;
    if (!this.#started) {
      this.#started = true;
      this.#panicAgents = observation.ready;
      if (observation.ready > 1) this.#panicSince = now;
    }
    this.#concurrency.push(now, observation.waiting + observation.inFlight);
    let desired = this.#desired(now, Math.max(1, observation.ready));
    if (scaleDownDelay > 0) {
      this.#decisions.push(now, desired);
      desired = this.#decisions.max(now, scaleDownDelay, desired);
    }
    return withinLimits(this.#delayZero(now, desired), limits);
  }

  #desired(now: Microseconds, ready: number): number {
    const { target, stableWindow, panicWindow, panicThreshold, maxScaleUpRate, maxScaleDownRate } =
      this.#options;
    const most = ceiling(maxScaleUpRate * ready);
    const least = floored(ready / maxScaleDownRate);
    const stable = ceiling(this.#concurrency.mean(now, stableWindow) / target);
    const panic = ceiling(this.#concurrency.mean(now, panicWindow) / target);
    const desiredStable = Math.min(Math.max(stable, least), most);
    const desiredPanic = Math.min(Math.max(panic, least), most);

    if (panic / ready >= panicThreshold) this.#panicSince = now;
    else if (this.panicking && this.#panicSince + stableWindow < now) {
      this.#panicSince = CALM;
      this.#panicAgents = 0;
    }
    if (!this.panicking) return desiredStable;
    this.#panicAgents = Math.max(this.#panicAgents, desiredStable, desiredPanic);
    return this.#panicAgents;
  }

  /** One agent stays until nothing has been wanted for the whole grace. */
  #delayZero(now: Microseconds, desired: number): number {
    if (desired > 0) {
      this.#idleSince = CALM;
      return desired;
    }
    if (this.#idleSince === CALM) this.#idleSince = now;
    return now - this.#idleSince >= this.#options.scaleToZeroGrace ? 0 : 1;
  }
}

export const KPA_ENTRY: ScalingPolicyEntry = {
  name: 'kpa',
  description: 'average concurrency over a stable and a panic window, down to zero',
  source: 'Knative pod autoscaler, pkg/autoscaler/scaling',
  parameters: {
    ...commonParameters(2, 0, 20, 0),
    target_concurrency: {
      type: 'number',
      default: 1,
      min: 0.001,
      description: 'tasks that one agent can hold at a time',
    },
    target_utilization: {
      type: 'ratio',
      default: 0.7,
      min: 0.01,
      max: 1,
      description: 'share of the target concurrency aimed at',
    },
    stable_window: { type: 'duration', default: 60, min: 0.001, description: 'window of the normal average' },
    panic_window_share: {
      type: 'ratio',
      default: 0.1,
      min: 0.01,
      max: 1,
      description: 'panic window as a share of the stable one',
    },
    panic_threshold: {
      type: 'number',
      default: 2,
      min: 1,
      description: 'wanted over ready agents at which panic begins',
    },
    max_scale_up_rate: {
      type: 'number',
      default: 1000,
      min: 1.001,
      description: 'most wanted over ready agents',
    },
    max_scale_down_rate: {
      type: 'number',
      default: 2,
      min: 1.001,
      description: 'most ready over wanted agents',
    },
    scale_to_zero_grace: {
      type: 'duration',
      default: 30,
      min: 0,
      description: 'time without need before the last agent goes',
    },
    scale_down_delay: {
      type: 'duration',
      default: 0,
      min: 0,
      description: 'window whose highest decision counts; 0: none',
    },
  },
  create(given) {
    const parameters = new Parameters(KPA_ENTRY.parameters, given);
    const stableWindow = parameters.window('stable_window');
    const period = parameters.duration('period');
    const panicWindow = Math.round(stableWindow * parameters.number('panic_window_share'));
    if (panicWindow < period) {
      throw new ScalingParameterError(
        'panic_window_share',
        parameters.number('panic_window_share'),
        'a window of at least one period',
      );
    }
    return new KpaPolicy({
      period,
      limits: parameters.limits(),
      target: parameters.number('target_concurrency') * parameters.number('target_utilization'),
      stableWindow,
      panicWindow,
      panicThreshold: parameters.number('panic_threshold'),
      maxScaleUpRate: parameters.number('max_scale_up_rate'),
      maxScaleDownRate: parameters.number('max_scale_down_rate'),
      scaleToZeroGrace: parameters.duration('scale_to_zero_grace'),
      scaleDownDelay: parameters.window('scale_down_delay'),
    });
  },
};
