/**
 * Where a unimodal response, seen only through noise, is best: golden section whose steps are sequential paired tests.
 */
import { anytimeHalfWidth, meanEvidence, spentError } from './anytime.ts';
import { checkCount, checkFinite, checkOpenUnit, checkPositive, StatisticsError } from './errors.ts';
import type { Interval } from './interval.ts';
import { Moments } from './summary.ts';

export interface GoldenSectionOptions {
  /** Ends of the range searched, lower < upper. */
  readonly lower: number;
  readonly upper: number;
  readonly best: 'lowest' | 'highest';
  /** Stop when the interval is at most this wide, above 0; for whole numbers it may be 0 too. */
  readonly tolerance: number;
  /** Most paired evaluations. */
  readonly budget: number;
  /** Probability that the interval holds the best input; default 0.95. */
  readonly confidence?: number;
  /** Only whole numbers are inputs. Default false. */
  readonly integer?: boolean;
  /** Differences of the response not worth telling apart: stop where all within reach are smaller. Default 0: never. */
  readonly indifference?: number;
  /** Pairs of values at one pair of points before trying another; grows as needed; default 30. */
  readonly patience?: number;
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
    const name = 'noisy golden section';
    const { lower, upper, tolerance, budget, patience = 30, indifference = 0 } = options;
    checkFinite(name, 'lower', lower);
    checkFinite(name, 'upper', upper);
    if (!(lower < upper)) throw new StatisticsError(name, 'lower', lower, `below ${upper}, the upper end`);
    this.#integer = options.integer === true;
    if (this.#integer) {
      for (const [key, value] of Object.entries({ lower, upper })) {
        if (!Number.isSafeInteger(value)) throw new StatisticsError(name, key, value, 'a whole number');
      }
    }
    if (!this.#integer || tolerance !== 0) checkPositive(name, 'tolerance', tolerance);
    if (indifference !== 0) checkPositive(name, 'indifference', indifference);
    checkCount(name, 'budget', budget, 1);
    checkCount(name, 'patience', patience, 2);
    this.#confidence = options.confidence ?? 0.95;
    checkOpenUnit(name, 'confidence', this.#confidence);
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
    this.#contests = distinct.map((points) => ({
      points,
      error: spentError(1 - this.#confidence, ++this.#tests),
      differences: new Moments(),
      equal: false,
    }));
    this.#turn = 0;
    this.#patience = this.#options.patience ?? 30;
  }
}
