/**
 * Where a monotone response, seen only through noise, crosses a target: bisection whose steps are sequential tests.
 */

import { checkFinite, StatisticsError } from '../../mathematics/errors.ts';
import { signEvidence, spentError } from './anytime.ts';
import { Bracket, type BracketPoint, type Direction } from './bracket.ts';
import { isotonicCrossing, linearCrossing, quickestInterval } from './crossing.ts';
import type { Interval } from './interval.ts';
import { checkRange, type SearchRange } from './search-range.ts';
import { SideEvidence, type ValueRange } from './side-evidence.ts';

/** For whole numbers the tolerance is at least 1; patience is 40 where none is given. */
export interface BisectionOptions extends SearchRange {
  /** The response's value whose place is sought. */
  readonly target: number;
  /** How the response moves as the input grows. */
  readonly response: Direction;
  /** `response` is only a guess, and the evaluations decide. Default false: it is known. */
  readonly guessed?: boolean;
  /** The response is the `mean` (default; for about normal values) or the `median` (any distribution) of the values. */
  readonly quantity?: 'mean' | 'median';
  /** What values can be; default anything. */
  readonly values?: ValueRange;
}

export interface Evaluation {
  /** Where to evaluate the response. */
  readonly point: number;
  /** How often this point was evaluated before: a seed for common or fresh random numbers. */
  readonly replication: number;
}

export interface BisectionResult extends Interval {
  /**
   * Where the means within the interval cross the target: on a line through them when the interval is narrow, else on their
   * monotone interpolation; the end of the interval beyond which the crossing seems to lie where all of them are on one side.
   */
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

/**
 * Asks for evaluations until the crossing is known. At each point it runs a sequential test of power one (as in Waeber,
 * Frazier and Henderson, SIAM Journal on Control and Optimization 51, 2013) that is valid at every moment; errors are spent
 * over the points, so that the bracket is a confidence interval at any time. Near the crossing a test may run without end:
 * after some patience the search brackets the difficult points from both sides, and in the end confirms two points on either
 * side of the estimated crossing, as far apart as the tolerance allows.
 */
export class StochasticBisection {
  readonly #options: BisectionOptions;
  readonly #points: BracketPoint[] = [];
  readonly #confidence: number;
  readonly #bracket: Bracket;
  readonly #patience: number;
  /** Evaluations at the present point since it was last chosen. */
  #spent = 0;
  #current: BracketPoint | null;
  #evaluations = 0;
  #budget: number;
  #outcome: BisectionResult['outcome'] | null = null;

  constructor(options: BisectionOptions) {
    checkRange('stochastic bisection', options, 1);
    checkFinite('stochastic bisection', 'target', options.target);
    this.#confidence = options.confidence ?? 0.95;
    this.#options = options;
    this.#budget = options.budget;
    this.#patience = options.patience ?? 40;
    const ends = [this.#add(options.lower), this.#add(options.upper)] as const;
    this.#bracket = new Bracket(ends, options.response, options.guessed !== true);
    this.#current = ends[0];
  }

  /** How the response moves: as it was given, or as the evaluations have shown where that was a guess. */
  get response(): Direction {
    return this.#bracket.direction;
  }

  /** The next evaluation wanted, or null when the search has ended. */
  ask(): Evaluation | null {
    if (this.#outcome !== null || this.#current === null) return null;
    return { point: this.#current.x, replication: this.#current.seen.count };
  }

  /**
   * Takes the value of the evaluation last asked for, or the bounds of one that is not known exactly: without an upper bound, or
   * wholly beyond any target (both infinite).
   */
  tell(low: number, high: number = low): void {
    const point = this.#current;
    if (this.#outcome !== null || point === null) {
      throw new StatisticsError(
        'stochastic bisection',
        'evaluation',
        this.#evaluations + 1,
        'left out: it has ended',
      );
    }
    if (low !== Number.POSITIVE_INFINITY) checkFinite('stochastic bisection', 'value', low);
    this.#evaluations++;
    point.seen.add(this.#options.target, low, high);
    this.#judge(point);
    if (point.side !== 0) this.#outcome = this.#bracket.decide(point);
    this.#outcome ??= this.#ended();
    this.#spent++;
    if (this.#outcome === null) this.#advance(point);
  }

  /** Allows more evaluations, so that a search that has spent its budget goes on. */
  extend(evaluations: number): void {
    this.#budget += evaluations;
    if (this.#outcome !== 'budget' || this.#current === null) return;
    this.#outcome = this.#ended();
    if (this.#outcome === null) this.#advance(this.#current);
  }

  #advance(point: BracketPoint): void {
    if (point.side === 0 && this.#spent < this.#patience) return;
    this.#current = this.#next();
    this.#spent = 0;
  }

  /** The interval so far: valid at any moment, also before the search has ended. */
  result(): BisectionResult {
    const low = this.#bracket.low.x;
    const high = this.#bracket.high.x;
    const outcome = this.#outcome ?? 'budget';
    return {
      lower: outcome === 'below' ? -Infinity : low,
      upper: outcome === 'above' ? Infinity : high,
      estimate: this.#estimate(outcome),
      confidence: this.#confidence,
      outcome,
      evaluations: this.#evaluations,
      lower_confirmed: this.#bracket.lowConfirmed,
      upper_confirmed: this.#bracket.highConfirmed,
    };
  }

  #estimate(outcome: BisectionResult['outcome']): number {
    const low = this.#bracket.low.x;
    const high = this.#bracket.high.x;
    if (outcome === 'below') return low;
    if (outcome === 'above') return high;
    const inside = this.#points
      .filter((point) => point.x >= low && point.x <= high && point.seen.count > 0)
      .sort((a, b) => a.x - b.x);
    const sign = this.response === 'increasing' ? 1 : -1;
    const values = inside.map((point) => ({
      x: point.x,
      value: sign * (this.#centre(point) - this.#options.target),
      weight: point.seen.count,
    }));
    // Over a wide interval a response need not be anything like a line.
    const line = outcome === 'budget' && this.#outcome !== null ? null : linearCrossing(values);
    if (line !== null && line >= low && line <= high) return line;
    const crossing = isotonicCrossing(values);
    if (crossing !== null) return crossing;
    if (values.length === 0) return (low + high) / 2;
    return values.reduce((sum, { value, weight }) => sum + value * weight, 0) < 0 ? high : low;
  }

  /** The response at a point, or for the median a linear score that is 0 where it equals the target. */
  #centre(point: BracketPoint): number {
    const { target, quantity } = this.#options;
    const { seen } = point;
    return quantity === 'median' ? target + (seen.above - seen.below) / seen.count : seen.mean(target);
  }

  #add(x: number): BracketPoint {
    const { lower, upper, tolerance } = this.#options;
    // Both ends, the halvings, and some points around the crossing.
    const expected = 10 + Math.ceil(Math.max(0, Math.log2((upper - lower) / tolerance)));
    const error = spentError(1 - this.#confidence, this.#points.length + 1, expected);
    const point: BracketPoint = { x, error, seen: new SideEvidence(this.#options.values), side: 0 };
    this.#points.push(point);
    return point;
  }

  #judge(point: BracketPoint): void {
    const { target, quantity } = this.#options;
    const { above, below } = point.seen;
    const { side, evidence } =
      quantity === 'median'
        ? { side: above > below ? (1 as const) : (-1 as const), evidence: signEvidence(above, below) }
        : point.seen.side(target);
    if (evidence >= -Math.log(point.error)) point.side = side;
  }

  #ended(): BisectionResult['outcome'] | null {
    const { low, high, lowConfirmed, highConfirmed } = this.#bracket;
    if (lowConfirmed && highConfirmed && high.x - low.x <= this.#options.tolerance) return 'found';
    return this.#evaluations >= this.#budget ? 'budget' : null;
  }

  /** Undecided points within the bracket, ends included while they are undecided, ascending. */
  #undecided(): BracketPoint[] {
    const { low, high } = this.#bracket;
    return this.#points
      .filter((point) => point.side === 0 && point.x >= low.x && point.x <= high.x)
      .sort((a, b) => a.x - b.x);
  }

  #next(): BracketPoint {
    const { low, high } = this.#bracket;
    const waiting = this.#undecided();
    const fresh = waiting.find((point) => point.seen.count === 0);
    if (fresh !== undefined) return fresh;
    const end = this.#bracket.endToDecide(this.#evaluations);
    if (end !== null) return end;
    const inner = waiting.filter((point) => point !== low && point !== high);
    const { tolerance, integer } = this.#options;
    // Where points are undecided the crossing is near them: what lies outside them is bisected.
    const gaps =
      inner.length === 0
        ? [{ from: low.x, to: high.x, least: 2 * tolerance }]
        : [
            { from: low.x, to: inner[0].x, least: tolerance },
            { from: inner[inner.length - 1].x, to: high.x, least: tolerance },
          ];
    gaps.sort((a, b) => b.to - b.from - (a.to - a.from));
    for (const { from, to, least } of gaps) {
      const middle = from + (to - from) / 2;
      if (to - from > least) return this.#add(integer ? Math.floor(middle) : middle);
    }
    return this.#confirming(waiting);
  }

  /** The last stretch: of the undecided ends of the interval that is quickest to confirm, the less tried one. */
  #confirming(waiting: readonly BracketPoint[]): BracketPoint {
    const { low, high } = this.#bracket;
    const { tolerance, integer = false } = this.#options;
    const width = integer ? Math.floor(tolerance) : 0.999 * tolerance;
    const left = quickestInterval({
      low: low.x,
      high: high.x,
      low_decided: low.side !== 0,
      high_decided: high.side !== 0,
      estimate: this.result().estimate,
      width,
      integer,
    });
    const reach = integer ? 0 : 0.1 * tolerance;
    const wanted = [
      this.#within(waiting, left, left, left + reach),
      this.#within(waiting, left + width, left + width - reach, left + width),
    ].filter((point) => point !== null);
    return wanted.reduce((least, point) => (point.seen.count < least.seen.count ? point : least));
  }

  /** An undecided point already tried between two bounds, or else a new one at `x`; null if that end is decided. */
  #within(waiting: readonly BracketPoint[], x: number, from: number, to: number): BracketPoint | null {
    const known = waiting.filter((point) => point.x >= from && point.x <= to);
    if (known.length > 0) {
      return known.reduce((most, point) => (point.seen.count > most.seen.count ? point : most));
    }
    const { low, high } = this.#bracket;
    return x > low.x && x < high.x ? this.#add(x) : null;
  }
}
