/**
 * Scales ahead of demand: forecasts the arrival rate at the time when agents started now will be ready.
 *
 * Sources: the documents ask for predictive scaling without saying how. Arrivals are forecast by exponential smoothing
 * (`forecast.ts`); Little's law turns them into busy agents, rate x service time; the service time is measured as busy
 * agents per completion and smoothed. Waiting tasks add what drains them within `drain_time`. The total is divided by the
 * utilization aimed at, and scale-down takes the highest decision of a window, as HPA does.
 */

import { ceiling } from '../shares.ts';
import { Forecast } from './forecast.ts';
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

export interface PredictiveOptions {
  readonly period: Microseconds;
  readonly limits: AgentLimits;
  readonly forecast: Forecast;
  /** How many periods ahead demand is met. */
  readonly horizonPeriods: number;
  /** Assumed seconds of one agent's time per task until the first completion has been measured. */
  readonly serviceSeconds: number;
  /** Weight of the newest measurement of the service time, 0..1. */
  readonly serviceWeight: number;
  readonly utilization: number;
  /** Seconds within which waiting tasks are to be drained. */
  readonly drainSeconds: number;
  readonly scaleDownDelay: Microseconds;
}

export class PredictivePolicy implements ScalingPolicy {
  readonly period: Microseconds;
  readonly #options: PredictiveOptions;
  readonly #decisions: SampleWindow;
  #service: number;
  #measured = false;

  constructor(options: PredictiveOptions) {
    this.period = options.period;
    this.#options = options;
    this.#service = options.serviceSeconds;
    this.#decisions = SampleWindow.spanning(options.scaleDownDelay, options.period);
  }

  /** Seconds of one agent's time per task, as measured so far. */
  get serviceSeconds(): number {
    return this.#service;
  }

  decide(observation: ScalingObservation): number {
    const { forecast, horizonPeriods, utilization, drainSeconds, scaleDownDelay, limits } = this.#options;
    const { now, waiting, arrivalRate } = observation;
    this.#measureService(observation);
    forecast.observe(arrivalRate);
    const rate = Math.max(0, forecast.ahead(horizonPeriods)) + waiting / drainSeconds;
    const wanted = withinLimits(ceiling((rate * this.#service) / utilization), limits);
    this.#decisions.push(now, wanted);
    return this.#decisions.max(now, scaleDownDelay, wanted);
  }

  #measureService({ utilization, ready, completionRate }: ScalingObservation): void {
    const busy = utilization * ready;
    if (!(completionRate > 0 && busy > 0)) return;
    const sample = busy / completionRate;
    this.#service = this.#measured
      ? this.#service + this.#options.serviceWeight * (sample - this.#service)
      : sample;
    this.#measured = true;
  }
}

const MOST_SEASON_SLOTS = 1 << 20;

export const PREDICTIVE_ENTRY: ScalingPolicyEntry = {
  name: 'predictive',
  description: 'forecasts arrivals one start-up time ahead and provides the agents that they will keep busy',
  source: "exponential smoothing with damped trend and season; Little's law",
  parameters: {
    ...commonParameters(30, 2, 20, 0),
    horizon: {
      type: 'duration',
      default: 60,
      min: 0,
      description: 'how far ahead demand is met: the time that an agent takes to start',
    },
    level_weight: {
      type: 'ratio',
      default: 0.5,
      min: 0,
      max: 1,
      description: 'weight of the newest sample in the level',
    },
    trend_weight: {
      type: 'ratio',
      default: 0.2,
      min: 0,
      max: 1,
      description: 'weight of the newest change in the trend',
    },
    damping: {
      type: 'ratio',
      default: 0.9,
      min: 0,
      max: 1,
      description: 'how much of the trend survives one period',
    },
    season: {
      type: 'duration',
      default: 0,
      min: 0,
      description: 'length of a season, such as a day; 0: none',
    },
    season_weight: {
      type: 'ratio',
      default: 0.3,
      min: 0,
      max: 1,
      description: 'weight of the newest sample in its season',
    },
    service_time: {
      type: 'duration',
      default: 1,
      min: 0.000_001,
      description: "one agent's time per task until it has been measured",
    },
    service_weight: {
      type: 'ratio',
      default: 0.3,
      min: 0,
      max: 1,
      description: 'weight of the newest measured service time',
    },
    target_utilization: {
      type: 'ratio',
      default: 0.7,
      min: 0.01,
      max: 1,
      description: 'busy share of agents aimed at',
    },
    drain_time: {
      type: 'duration',
      default: 60,
      min: 0.001,
      description: 'time within which waiting tasks are to be worked off',
    },
    scale_down_delay: {
      type: 'duration',
      default: 300,
      min: 0,
      description: 'window whose highest decision counts',
    },
  },
  create(given) {
    const parameters = new Parameters(PREDICTIVE_ENTRY.parameters, given);
    const period = parameters.duration('period');
    const seasonLength = Math.round(parameters.duration('season') / period);
    if (seasonLength > MOST_SEASON_SLOTS) {
      throw new ScalingParameterError(
        'season',
        parameters.number('season'),
        `at most ${MOST_SEASON_SLOTS} periods`,
      );
    }
    return new PredictivePolicy({
      period,
      limits: parameters.limits(),
      forecast: new Forecast({
        level: parameters.number('level_weight'),
        trend: parameters.number('trend_weight'),
        season: parameters.number('season_weight'),
        damping: parameters.number('damping'),
        seasonLength,
      }),
      horizonPeriods: Math.round(parameters.duration('horizon') / period),
      serviceSeconds: parameters.number('service_time'),
      serviceWeight: parameters.number('service_weight'),
      utilization: parameters.number('target_utilization'),
      drainSeconds: parameters.number('drain_time'),
      scaleDownDelay: parameters.window('scale_down_delay'),
    });
  },
};
