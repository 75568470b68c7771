/**
 * Outlier ejection, as Envoy does it: a worker that fails clearly more often than the others is given nothing for a while.
 *
 * At once: after so many failures one after the other. At a sweep, every interval, by what has ended since the last one: where its share of
 * successes is below the mean of all that had enough attempts by more than so many standard deviations of the population, or, if that is
 * asked for, its share of failures is too high. It returns at the first sweep after its time, which is a base time for each ejection, up to a
 * limit; a sweep that finds it in takes one ejection off. No more are out at a time than a share of those that are there.
 *
 * What follows from the rule: of n workers one bad one lies sqrt(n-1) deviations below the mean, so that 1.9 of them need five; where more
 * than 21.7 % are equally bad none of them stands out; and a tenth of less than ten is nobody.
 *
 * Source: Envoy, outlier_detection_impl.cc and outlier_detection.proto, with its defaults. Time-outs count as failures there as well.
 */

import { type EjectionBudget, mostOut } from '../ejection-budget.ts';
import { exceeds } from '../shares.ts';
import { Intervals, type Spread, spreadOf } from './intervals.ts';
import type { RouteContext, RouteHealth, RoutePolicy } from './route-health.ts';
import { CAUSE, type Cause, OUTCOME, type Outcome } from './vocabulary.ts';

/** How many have to be compared, and of how many attempts each. */
export interface Enough {
  readonly workers: number;
  readonly attempts: number;
}

/** Times are microseconds. */
export interface EjectionOptions {
  readonly interval: number;
  /** Failures one after the other; Infinity: any number. */
  readonly consecutive: number;
  /** Standard deviations below the mean; null: no matter. */
  readonly successRate: (Enough & { readonly deviations: number }) | null;
  /** Share of failures from which on a worker is ejected; null: no matter. */
  readonly failureShare: (Enough & { readonly share: number }) | null;
  /** For each ejection, and at most. */
  readonly time: number;
  readonly timeLimit: number;
  /** Added to each, drawn uniformly up to this. */
  readonly jitter: number;
  readonly budget: EjectionBudget;
  readonly timeouts: boolean;
}

export function outlierEjection(options: EjectionOptions): RoutePolicy {
  return {
    countsTimeouts: options.timeouts,
    create: (context) => new OutlierEjection(context, options),
  };
}

class OutlierEjection implements RouteHealth {
  readonly #context: RouteContext;
  readonly #options: EjectionOptions;
  readonly #intervals: Intervals;
  /** By worker: failures since the last success. */
  readonly #failures: Int32Array;
  /** When it may return; 0: it is in. */
  readonly #until: Float64Array;
  /** Ejections that its time is counted by. */
  readonly #times: Int32Array;

  constructor(context: RouteContext, options: EjectionOptions) {
    this.#context = context;
    this.#options = options;
    this.#intervals = new Intervals(context.count);
    this.#failures = new Int32Array(context.count);
    this.#until = new Float64Array(context.count);
    this.#times = new Int32Array(context.count);
  }

  start(): void {
    this.#context.setTimer(this.#options.interval, 0, 0);
  }

  began(): void {}

  ended(worker: number, outcome: Outcome): void {
    if (outcome === OUTCOME.unknown) return;
    this.#intervals.count(worker, outcome === OUTCOME.success);
    if (outcome === OUTCOME.success) {
      this.#failures[worker] = 0;
      return;
    }
    if (++this.#failures[worker] < this.#options.consecutive) return;
    // It begins to count anew, so that one that could not be ejected is looked at again after as many.
    this.#failures[worker] = 0;
    this.#eject(worker, CAUSE.consecutive);
  }

  forget(worker: number): void {
    this.#times[worker] = 0;
    this.#failures[worker] = 0;
    this.#intervals.clear(worker);
    if (this.#until[worker] > 0) this.#return(worker);
  }

  onTimer(): void {
    const { count } = this.#context;
    for (let worker = 0; worker < count; worker++) this.#look(worker);
    this.#judge();
    this.#intervals.clearAll();
    this.#context.setTimer(this.#options.interval, 0, 0);
  }

  /** Whether the time of a worker that is out is over; one that was in at the last sweep is owed an ejection less. */
  #look(worker: number): void {
    const until = this.#until[worker];
    if (until === 0) {
      if (this.#times[worker] > 0) this.#times[worker]--;
    } else if (until <= this.#context.now()) this.#return(worker);
  }

  #return(worker: number): void {
    this.#until[worker] = 0;
    this.#failures[worker] = 0;
    this.#intervals.clear(worker);
    this.#context.admit(worker, true);
    this.#context.returned(worker);
  }

  /** Ejects those that stand out by the interval that is over. */
  #judge(): void {
    const { successRate, failureShare } = this.#options;
    const below = successRate ? this.#spread(successRate) : null;
    if (successRate) this.#context.swept(below?.count ?? 0);
    if (successRate && below) {
      const least = below.mean - successRate.deviations * below.deviation;
      this.#ejectWhere(successRate, CAUSE.successRate, (rate) => exceeds(least, rate));
    }
    if (failureShare && this.#spread(failureShare)) {
      const { share } = failureShare;
      this.#ejectWhere(failureShare, CAUSE.failureShare, (rate) => !exceeds(share, 1 - rate));
    }
  }

  /** Of those that had enough attempts; null where they are too few to be compared. */
  #spread({ workers, attempts }: Enough): Spread | null {
    const spread = spreadOf(this.#intervals, (worker) => this.#counts(worker, attempts));
    return spread.count >= workers ? spread : null;
  }

  #counts(worker: number, attempts: number): boolean {
    const { [worker]: ended } = this.#intervals.ended;
    return ended > 0 && ended >= attempts && this.#until[worker] === 0 && this.#context.isTrusted(worker);
  }

  #ejectWhere({ attempts }: Enough, cause: Cause, isOutlier: (rate: number) => boolean): void {
    for (let worker = 0; worker < this.#context.count; worker++)
      if (this.#counts(worker, attempts) && isOutlier(this.#intervals.rate(worker)))
        this.#eject(worker, cause);
  }

  #eject(worker: number, cause: Cause): void {
    // A result that was under way when it was ejected.
    if (this.#until[worker] > 0) return;
    const context = this.#context;
    const { time, timeLimit, jitter, budget } = this.#options;
    if (context.barred() >= mostOut(context.trusted(), budget)) {
      context.spared(worker, cause);
      return;
    }
    if (this.#times[worker] * time < timeLimit + time) this.#times[worker]++;
    const extra = jitter > 0 ? Math.floor(context.random() * (jitter + 1)) : 0;
    this.#until[worker] = context.now() + Math.min(time * this.#times[worker], timeLimit) + extra;
    context.admit(worker, false);
    context.ejected(worker, cause);
  }
}
