import { DueTimes } from '../collections/due-times.ts';
import type { ParameterValues } from '../registry.ts';
import type { DetectorContext, DetectorEntry, FailureDetector } from './detector.ts';
import { WindowedMoments } from './windowed-moments.ts';

const MICROSECONDS = 1_000_000;

/** -ln of the odds of a later heartbeat is about LINEAR y + CUBIC y^3, y standard deviations after the mean (logistic approximation of the normal tail). */
const LINEAR = 1.5976;
const CUBIC = 0.070566;

/** The exponential form begins with one interval of so many heartbeats, and takes no notice of longer ones. */
const LONGEST_INTERVALS = 2;

/**
 * Standard deviations after the mean at which phi of the logistic form, -log10(e/(1+e)) with e = exp(-y(1.5976 + 0.070566 y^2)), reaches a
 * threshold: phi = T where y(1.5976 + 0.070566 y^2) = ln(10^T - 1), whose one real root has a closed form.
 *
 * @param threshold above 0; from 323 on e underflows where phi is computed, which this does not
 */
export function deviationsUntil(threshold: number): number {
  const exponent = threshold * Math.LN10;
  const odds = exponent + Math.log1p(-Math.exp(-exponent));
  const scale = Math.sqrt(LINEAR / (3 * CUBIC));
  return 2 * scale * Math.sinh(Math.asinh(odds / (2 * CUBIC * scale * scale * scale)) / 3);
}

/** Times within a heartbeat's interval at which those are looked at whose silence may have become too long. */
const LOOKS = 4;

/** How long a worker may be silent, given the mean of its intervals and their standard deviation; all in microseconds. */
type Silence = (mean: number, deviation: number) => number;

function silenceOf(parameters: ParameterValues): Silence {
  const threshold = Number(parameters.threshold);
  const pause = Math.round(Number(parameters.acceptable_pause) * MICROSECONDS);
  if (parameters.form === 'exponential') {
    // Suspected from beyond the threshold on: in the next whole microsecond.
    const means = threshold * Math.LN10;
    return (mean) => pause + Math.floor(means * mean) + 1;
  }
  const least = Math.round(Number(parameters.min_deviation) * MICROSECONDS);
  const deviations = deviationsUntil(threshold);
  // Suspected from the threshold on.
  return (mean, deviation) => pause + Math.ceil(mean + deviations * Math.max(least, deviation));
}

/**
 * Suspects a worker once its silence is less likely than 10^-threshold by the intervals between its heartbeats so far. Logistic form as in
 * Akka's PhiAccrualFailureDetector, exponential form as in Cassandra's FailureDetector, but on a clock of microseconds and with moments
 * instead of a list of intervals. An interval counts only if the worker was still trusted when its heartbeat came. A worker
 * that has never been heard is held to the intervals that detection begins with, from the start on.
 */
export const phiAccrual: DetectorEntry = {
  name: 'phi_accrual',
  description: 'suspects when silence has become unlikely by the intervals seen so far',
  source:
    'Hayashibara et al., The phi accrual failure detector, 2004; Akka (logistic), Cassandra (exponential)',
  parameters: {
    form: {
      type: 'choice',
      default: 'logistic',
      choices: ['logistic', 'exponential'],
      description:
        'logistic: intervals are about normal, with mean and deviation as seen (Akka); exponential: by their mean alone (Cassandra, with an acceptable_pause of 0)',
    },
    threshold: {
      type: 'number',
      default: 8,
      min: 0.5,
      max: 300,
      description: 'phi from which a worker is suspected: -log10 of the probability of a longer silence',
    },
    min_deviation: {
      type: 'duration',
      default: 0.1,
      min: 0.000001,
      max: 86_400,
      description:
        'of the logistic form: least standard deviation of intervals, so that regular heartbeats leave some room',
    },
    acceptable_pause: {
      type: 'duration',
      default: 3,
      min: 0,
      max: 86_400,
      description: 'silence that is borne beyond what the intervals say',
    },
    window: {
      type: 'integer',
      default: 1000,
      min: 1,
      max: 1_000_000,
      description:
        'intervals that count (exponentially weighted: after a step 13.5 % is left for as many more)',
    },
  },
  silence: (heartbeatInterval, parameters) => ({
    microseconds: silenceOf(parameters)(heartbeatInterval, 0),
    from: 'health.heartbeat_interval and health.parameters, where heartbeats are regular',
  }),
  create: (context, parameters) => new PhiAccrual(context, parameters),
};

class PhiAccrual implements FailureDetector {
  readonly #context: DetectorContext;
  readonly #isExponential: boolean;
  readonly #silence: Silence;
  readonly #intervals: WindowedMoments;
  readonly #suspicions: DueTimes;
  readonly #heardAt: Float64Array;
  /** By worker, 1: heard since the start. */
  readonly #heard: Uint8Array;

  constructor(context: DetectorContext, parameters: ParameterValues) {
    const { workers } = context;
    this.#context = context;
    this.#isExponential = parameters.form === 'exponential';
    this.#silence = silenceOf(parameters);
    this.#intervals = new WindowedMoments(workers, Number(parameters.window));
    const period = context.heartbeatInterval / LOOKS;
    this.#suspicions = new DueTimes(context, 0, period, workers, (worker) => context.suspect(worker));
    this.#heardAt = new Float64Array(workers);
    this.#heard = new Uint8Array(workers);
  }

  start(): void {
    const now = this.#context.now();
    for (let worker = 0; worker < this.#context.workers; worker++) {
      this.#begin(worker);
      this.#wait(worker, now);
    }
  }

  heartbeat(worker: number): void {
    const now = this.#context.now();
    // The time from the start to the first heartbeat is no interval between heartbeats.
    if (this.#heard[worker] === 0) this.#heard[worker] = 1;
    else if (now < this.#suspicions.dueOf(worker)) this.#add(worker, now - this.#heardAt[worker]);
    this.#heardAt[worker] = now;
    if (this.#wait(worker, now)) this.#context.trust(worker);
  }

  onTimer(): void {
    this.#suspicions.onTimer();
  }

  /** Intervals that stand for those that nobody has seen yet: of logistic form two, a quarter off the nominal one to either side. */
  #begin(worker: number): void {
    const nominal = this.#context.heartbeatInterval;
    if (this.#isExponential) {
      const beyond = (LONGEST_INTERVALS - 1) * nominal;
      this.#intervals.begin(worker, 1, beyond, beyond * beyond);
    } else this.#intervals.begin(worker, 2, 0, (nominal / 4) * (nominal / 4));
  }

  #add(worker: number, interval: number): void {
    const nominal = this.#context.heartbeatInterval;
    if (this.#isExponential && interval > LONGEST_INTERVALS * nominal) return;
    this.#intervals.add(worker, interval - nominal);
  }

  /** True when the worker had been suspected. */
  #wait(worker: number, now: number): boolean {
    const mean = this.#context.heartbeatInterval + this.#intervals.mean(worker);
    return this.#suspicions.set(worker, now + this.#silence(mean, this.#intervals.deviation(worker)));
  }
}
