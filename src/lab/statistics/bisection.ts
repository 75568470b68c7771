/**
 * Where a monotone response, seen only through noise, crosses a target: bisection whose steps are sequential tests.
 */
import { meanEvidence, signEvidence, spentError } from './anytime.ts';
import { checkCount, checkFinite, checkOpenUnit, checkPositive, StatisticsError } from './errors.ts';
import type { Interval } from './interval.ts';
import { isotonicCrossing } from './isotonic.ts';
import { Moments } from './summary.ts';

export interface BisectionOptions {
  /** Ends of the range searched, lower < upper. */
  readonly lower: number;
  readonly upper: number;
  /** The response's value whose place is sought. */
  readonly target: number;
  /** How the response moves as the input grows. */
  readonly response: 'increasing' | 'decreasing';
  /** Stop when the interval is at most this wide, above 0; for whole numbers at least 1. */
  readonly tolerance: number;
  /** Most evaluations of the response. */
  readonly budget: number;
  /** Probability that the interval holds the crossing; default 0.95. */
  readonly confidence?: number;
  /** Only whole numbers are inputs. Default false. */
  readonly integer?: boolean;
  /** The response is the `mean` (default; for about normal values) or the `median` (any distribution) of the values. */
  readonly quantity?: 'mean' | 'median';
  /** Evaluations at one point before trying others; grows as needed; default 40. */
  readonly patience?: number;
}

export interface Evaluation {
  /** Where to evaluate the response. */
  readonly point: number;
  /** How often this point was evaluated before: a seed for common or fresh random numbers. */
  readonly replication: number;
}

export interface BisectionResult extends Interval {
  /** Where the response, made monotone and interpolated between the points tried, crosses the target. */
  readonly estimate: number;
  /**
   * `found`: narrower than the tolerance. `budget`: all evaluations spent before that; the interval holds nevertheless.
   * `below`, `above`: the crossing lies outside the range, on that side; the bound there is infinite.
   */
  readonly outcome: 'found' | 'budget' | 'below' | 'above';
  readonly evaluations: number;
  /** Whether the range's ends themselves were shown to lie on their sides of the crossing. */
  readonly lower_confirmed: boolean;
  readonly upper_confirmed: boolean;
}

interface Point {
  readonly x: number;
  /** Error probability granted to this point's test. */
  readonly error: number;
  readonly moments: Moments;
  above: number;
  below: number;
  /** -1: lies below the crossing, 1: above it, 0: not known. */
  side: -1 | 0 | 1;
}

/**
 * Asks for evaluations until the crossing is known. At each point it runs a sequential test of power one (as in Waeber,
 * Frazier and Henderson, SIAM Journal on Control and Optimization 51, 2013) that is valid at every moment; errors are spent
 * over the points, so that the bracket is a confidence interval at any time. Near the crossing a test may run without end:
 * after some patience the search brackets the difficult points from both sides, and returns to them with more patience once
 * nothing else is left.
 */
export class StochasticBisection {
  readonly #options: BisectionOptions;
  readonly #points: Point[] = [];
  readonly #confidence: number;
  #low: Point;
  #high: Point;
  #patience: number;
  #current: Point | null;
  #evaluations = 0;
  #outcome: BisectionResult['outcome'] | null = null;

  constructor(options: BisectionOptions) {
    const name = 'stochastic bisection';
    const { lower, upper, target, tolerance, budget, integer = false, patience = 40 } = options;
    for (const [key, value] of Object.entries({ lower, upper, target })) checkFinite(name, key, value);
    if (!(lower < upper)) throw new StatisticsError(name, 'lower', lower, `below ${upper}, the upper end`);
    checkPositive(name, 'tolerance', tolerance);
    checkCount(name, 'budget', budget, 1);
    checkCount(name, 'patience', patience, 2);
    this.#confidence = options.confidence ?? 0.95;
    checkOpenUnit(name, 'confidence', this.#confidence);
    if (integer) {
      for (const [key, value] of Object.entries({ lower, upper })) {
        if (!Number.isSafeInteger(value)) throw new StatisticsError(name, key, value, 'a whole number');
      }
      if (tolerance < 1)
        throw new StatisticsError(name, 'tolerance', tolerance, 'at least 1 for whole numbers');
    }
    this.#options = options;
    this.#patience = patience;
    this.#low = this.#add(lower);
    this.#high = this.#add(upper);
    this.#current = this.#low;
  }

  /** The next evaluation wanted, or null when the search has ended. */
  ask(): Evaluation | null {
    if (this.#outcome !== null || this.#current === null) return null;
    return { point: this.#current.x, replication: this.#current.moments.count };
  }

  /** Takes the value of the evaluation last asked for. */
  tell(value: number): void {
    const point = this.#current;
    if (this.#outcome !== null || point === null) {
      throw new StatisticsError(
        'stochastic bisection',
        'evaluation',
        this.#evaluations + 1,
        'left out: it has ended',
      );
    }
    checkFinite('stochastic bisection', 'value', value);
    this.#evaluations++;
    point.moments.add(value);
    if (value > this.#options.target) point.above++;
    else if (value < this.#options.target) point.below++;
    this.#judge(point);
    if (point.side !== 0) this.#narrow(point);
    this.#outcome ??= this.#ended();
    if (this.#outcome === null && (point.side !== 0 || point.moments.count >= this.#patience)) {
      this.#current = this.#next();
    }
  }

  /** The interval so far: valid at any moment, also before the search has ended. */
  result(): BisectionResult {
    const low = this.#low.x;
    const high = this.#high.x;
    const outcome = this.#outcome ?? 'budget';
    const inside = this.#points
      .filter((point) => point.x >= low && point.x <= high && point.moments.count > 0)
      .sort((a, b) => a.x - b.x);
    const sign = this.#options.response === 'increasing' ? 1 : -1;
    const crossing = isotonicCrossing(
      inside.map((point) => ({
        x: point.x,
        value: sign * (this.#centre(point) - this.#options.target),
        weight: point.moments.count,
      })),
    );
    return {
      lower: outcome === 'below' ? -Infinity : low,
      upper: outcome === 'above' ? Infinity : high,
      estimate: crossing ?? (outcome === 'below' ? low : outcome === 'above' ? high : (low + high) / 2),
      confidence: this.#confidence,
      outcome,
      evaluations: this.#evaluations,
      lower_confirmed: this.#low.side === -1,
      upper_confirmed: this.#high.side === 1,
    };
  }

  /** The response at a point, or for the median a linear score that is 0 where it equals the target. */
  #centre(point: Point): number {
    if (this.#options.quantity !== 'median') return point.moments.mean;
    return this.#options.target + (point.above - point.below) / point.moments.count;
  }

  #add(x: number): Point {
    const error = spentError(1 - this.#confidence, this.#points.length + 1);
    const point: Point = { x, error, moments: new Moments(), above: 0, below: 0, side: 0 };
    this.#points.push(point);
    return point;
  }

  #judge(point: Point): void {
    const { target, quantity, response } = this.#options;
    const median = quantity === 'median';
    const evidence = median ? signEvidence(point.above, point.below) : meanEvidence(point.moments, target);
    if (evidence < -Math.log(point.error)) return;
    const high = median ? point.above > point.below : point.moments.mean > target;
    point.side = high === (response === 'increasing') ? 1 : -1;
  }

  #narrow(point: Point): void {
    if (point === this.#low && point.side === 1) {
      this.#outcome = 'below';
      this.#high = point;
    } else if (point === this.#high && point.side === -1) {
      this.#outcome = 'above';
      this.#low = point;
    } else if (point.side === -1 && point.x > this.#low.x) {
      this.#low = point;
    } else if (point.side === 1 && point.x < this.#high.x) {
      this.#high = point;
    }
  }

  #ended(): BisectionResult['outcome'] | null {
    const tried = this.#low.moments.count > 0 && this.#high.moments.count > 0;
    const confirmed = this.#low.side !== 0 && this.#high.side !== 0;
    if (tried && confirmed && this.#high.x - this.#low.x <= this.#options.tolerance) return 'found';
    return this.#evaluations >= this.#options.budget ? 'budget' : null;
  }

  /** Undecided points within the bracket, ends included while they are undecided, ascending. */
  #undecided(): Point[] {
    return this.#points
      .filter((point) => point.side === 0 && point.x >= this.#low.x && point.x <= this.#high.x)
      .sort((a, b) => a.x - b.x);
  }

  #next(): Point {
    const waiting = this.#undecided();
    const fresh = waiting.find((point) => point.moments.count === 0);
    if (fresh !== undefined) return fresh;
    const first = waiting.find((point) => point !== this.#low && point !== this.#high);
    const last = waiting.findLast((point) => point !== this.#low && point !== this.#high);
    const gaps: [number, number][] =
      first === undefined || last === undefined
        ? [[this.#low.x, this.#high.x]]
        : [
            [this.#low.x, first.x],
            [last.x, this.#high.x],
          ];
    gaps.sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
    for (const [from, to] of gaps) {
      const point = this.#between(from, to);
      if (point !== null) return this.#add(point);
    }
    // Nothing new to try: return to the difficult points, the least tried first.
    this.#patience *= 2;
    return waiting.reduce((least, point) => (point.moments.count < least.moments.count ? point : least));
  }

  /** A point to try within a gap, or null where the gap is too small to be worth it. */
  #between(from: number, to: number): number | null {
    if (this.#options.integer === true) {
      const middle = Math.floor((from + to) / 2);
      return middle > from && middle < to ? middle : null;
    }
    return to - from > this.#options.tolerance / 2 ? from + (to - from) / 2 : null;
  }
}
