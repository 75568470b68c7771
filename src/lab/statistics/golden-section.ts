/**
 * Where a unimodal response, seen only through noise, is best: golden section whose steps are sequential paired tests.
 */

import { checkFinite, checkPositive, StatisticsError } from '../../mathematics/errors.ts';
import { anytimeHalfWidth, meanEvidence, spentError } from './anytime.ts';
import type { Interval } from './interval.ts';
import { checkRange, type SearchRange } from './search-range.ts';
import { Moments } from './summary.ts';

/** For whole numbers the tolerance may be 0; the budget counts pairs; patience is 30 where none is given, and grows. */
export interface GoldenSectionOptions extends SearchRange {
  readonly best: 'lowest' | 'highest';
  /** Differences of the response not worth telling apart: stop where all pairs tried differ by less. Default 0: never. */
  readonly indifference?: number;
}

export interface PairedEvaluation {
  /** Two inputs, the lower first, to be evaluated with the same random numbers. */
  readonly points: readonly [number, number];
  /** Never the same twice: the key of those random numbers. */
  readonly replication: number;
}

export interface GoldenSectionResult extends Interval {
  /** Middle of the interval. */
  readonly estimate: number;
  /** `found`: within the tolerance. `flat`: what is left differs by less than `indifference`. `budget`: evaluations spent. */
  readonly outcome: 'found' | 'flat' | 'budget';
  /** Paired evaluations used. */
  readonly evaluations: number;
}

interface Contest {
  readonly points: readonly [number, number];
  readonly error: number;
  readonly differences: Moments;
  equal: boolean;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Asks for pairs of evaluations under common random numbers until it is known where the best input lies. If the response at p
 * is shown to be worse than at q, the best lies on q's side of p, whatever noise there is; errors are spent over the tests
 * (as in `StochasticBisection`), so the bracket is a confidence interval at any time. Where the golden points cannot be
 * told apart, pairs nearer the ends are tried against the middle, then all again with more patience. Each comparison uses
 * fresh replications: reusing old ones would let chance choose the next bracket and then judge it. The response must be
 * strictly unimodal in the mean.
 */
export class NoisyGoldenSection {
  readonly #options: GoldenSectionOptions;
  readonly #confidence: number;
  readonly #integer: boolean;
  #low: number;
  #high: number;
  #contests: Contest[] = [];
  #tests = 0;
  #turn = 0;
  #patience: number;
  #evaluations = 0;
  #outcome: GoldenSectionResult['outcome'] | null = null;

  constructor(options: GoldenSectionOptions) {
    const { lower, upper, patience = 30, indifference = 0 } = options;
    checkRange('noisy golden section', options, 0);
    if (indifference !== 0) checkPositive('noisy golden section', 'indifference', indifference);
    this.#integer = options.integer === true;
    this.#confidence = options.confidence ?? 0.95;
    this.#options = options;
    this.#patience = patience;
    this.#low = lower;
    this.#high = upper;
    this.#restart();
  }

  /** The next pair of evaluations wanted, or null when the search has ended. */
  ask(): PairedEvaluation | null {
    if (this.#outcome !== null) return null;
    return { points: this.#contests[this.#turn].points, replication: this.#evaluations };
  }

  /** Takes the values at the two points last asked for, in their order. */
  tell(first: number, second: number): void {
    if (this.#outcome !== null) {
      throw new StatisticsError(
        'noisy golden section',
        'evaluation',
        this.#evaluations + 1,
        'left out: it has ended',
      );
    }
    checkFinite('noisy golden section', 'first', first);
    checkFinite('noisy golden section', 'second', second);
    this.#evaluations++;
    const contest = this.#contests[this.#turn];
    const sign = this.#options.best === 'lowest' ? 1 : -1;
    contest.differences.add(sign * (second - first));
    const indifference = this.#options.indifference ?? 0;
    if (meanEvidence(contest.differences, 0) >= -Math.log(contest.error)) this.#narrow(contest);
    else if (indifference > 0) {
      const reach =
        Math.abs(contest.differences.mean) + anytimeHalfWidth(contest.differences, 1 - contest.error);
      contest.equal = reach <= indifference;
      if (this.#contests.every((each) => each.equal)) this.#outcome = 'flat';
    }
    if (this.#outcome === null && this.#evaluations >= this.#options.budget) this.#outcome = 'budget';
    if (this.#outcome === null) this.#advance();
  }

  /** The interval so far: valid at any moment, also before the search has ended. */
  result(): GoldenSectionResult {
    const middle = this.#low + (this.#high - this.#low) / 2;
    return {
      lower: this.#low,
      upper: this.#high,
      estimate: this.#integer ? Math.round(middle) : middle,
      confidence: this.#confidence,
      outcome: this.#outcome ?? 'budget',
      evaluations: this.#evaluations,
    };
  }

  #narrow(contest: Contest): void {
    const step = this.#integer ? 1 : 0;
    if (contest.differences.mean < 0) this.#low = contest.points[0] + step;
    else this.#high = contest.points[1] - step;
    if (this.#high - this.#low <= this.#options.tolerance) this.#outcome = 'found';
    else this.#restart();
  }

  /** Moves on to another pair once patience with the present one is exhausted or it is known to be equal. */
  #advance(): void {
    for (let round = 0; round < 64; round++) {
      const open = this.#contests.findIndex((each) => !each.equal && each.differences.count < this.#patience);
      if (open >= 0) {
        this.#turn = open;
        return;
      }
      this.#patience *= 2;
    }
  }

  #restart(): void {
    const width = this.#high - this.#low;
    const place = (share: number): number => {
      const point = this.#low + share * width;
      return this.#integer ? Math.round(point) : point;
    };
    const left = place(1 - GOLDEN);
    const right = Math.max(place(GOLDEN), this.#integer ? left + 1 : left);
    const middle = (left + right) / 2;
    const pairs: [number, number][] = [[left, right]];
    if (this.#integer) {
      pairs.push([Math.floor((this.#low + left) / 2), Math.ceil(middle)]);
      pairs.push([Math.floor(middle), Math.ceil((right + this.#high) / 2)]);
    } else {
      pairs.push([(this.#low + left) / 2, middle], [middle, (right + this.#high) / 2]);
    }
    const distinct = pairs.filter(
      ([p, q], i) => p < q && pairs.findIndex(([a, b]) => a === p && b === q) === i,
    );
    const { lower, upper, tolerance } = this.#options;
    // Three pairs for each bracket, which shrinks by at least the golden ratio where golden points decide.
    const brackets = Math.log((upper - lower) / Math.max(tolerance, 0.5)) / -Math.log(GOLDEN);
    const expected = 6 + 3 * Math.ceil(Math.max(0, brackets));
    this.#contests = distinct.map((points) => ({
      points,
      error: spentError(1 - this.#confidence, ++this.#tests, expected),
      differences: new Moments(),
      equal: false,
    }));
    this.#turn = 0;
    this.#patience = this.#options.patience ?? 30;
  }
}
