/**
 * Wald's sequential probability ratio test of a rate of failures (Sequential Tests of Statistical Hypotheses, Annals of Mathematical
 * Statistics 16, 1945): two rates are to be told apart, and after each outcome the likelihood under both decides or asks for one more.
 */
import type { SequentialDesign } from './types.ts';

/** The test as lines: with n outcomes it rolls back at `above + slope n` failures or more, and promotes at `slope n - below` or fewer. */
export interface SprtLines {
  /** Log-likelihood ratio that one failure and one success add. */
  readonly failure: number;
  readonly success: number;
  /** Log-likelihood ratios at which it rolls back, and promotes. */
  readonly upper: number;
  readonly lower: number;
  readonly slope: number;
  readonly below: number;
  readonly above: number;
}

/** @throws RangeError when the design tells nothing apart */
export function sprtLines(design: SequentialDesign): SprtLines {
  const { acceptable, unacceptable, false_rollback, false_promote } = design;
  const isInside = [acceptable, unacceptable, false_rollback, false_promote].every((x) => x > 0 && x < 1);
  if (!isInside || acceptable >= unacceptable)
    throw new RangeError('a sequential test tells two rates apart, from 0 to 1 and the acceptable one lower');
  if (false_rollback + false_promote >= 1)
    throw new RangeError('the two errors of a sequential test come to less than 1 together');
  const failure = Math.log(unacceptable / acceptable);
  const success = Math.log((1 - unacceptable) / (1 - acceptable));
  const upper = Math.log((1 - false_promote) / false_rollback);
  const lower = Math.log(false_promote / (1 - false_rollback));
  const distance = failure - success;
  return {
    failure,
    success,
    upper,
    lower,
    slope: -success / distance,
    below: -lower / distance,
    above: upper / distance,
  };
}

/** How many outcomes Wald expects it to need, where the test overshoots its limits by nothing. */
export interface ExpectedLooks {
  /** Where failures come at the acceptable rate, and at the unacceptable one. */
  readonly acceptable: number;
  readonly unacceptable: number;
  /** Where they come at the slope of the lines, the rate that is hardest to decide. */
  readonly worst: number;
}

export function expectedLooks(design: SequentialDesign): ExpectedLooks {
  const { acceptable, unacceptable, false_rollback: a, false_promote: b } = design;
  const { failure, success, upper, lower, slope } = sprtLines(design);
  const drift = (rate: number) => rate * failure + (1 - rate) * success;
  const distance = failure - success;
  return {
    acceptable: ((1 - a) * lower + a * upper) / drift(acceptable),
    unacceptable: (b * lower + (1 - b) * upper) / drift(unacceptable),
    worst: (-upper * lower) / (slope * (1 - slope) * distance * distance),
  };
}

/** Times the outcomes that it is expected to need where failures come at the acceptable rate, after which a test gives up by default. */
const PATIENCE = 3;

/** Outcomes after which the test gives up, unless something else is said. */
export function defaultMost(design: SequentialDesign): number {
  return Math.ceil(PATIENCE * expectedLooks(design).acceptable);
}

/** The first number of outcomes at which none of them has failed and the test promotes. */
export function promotesWithoutFailure(design: SequentialDesign): number {
  const { below, slope } = sprtLines(design);
  return Math.ceil(below / slope);
}

/** What becomes of a test, where failures come independently at one rate. */
export interface SprtRates {
  readonly rolls_back: number;
  readonly promotes: number;
  readonly undecided: number;
  /** Mean number of outcomes that it looks at. */
  readonly looks: number;
}

/** Numbers of failures that leave the test open, at the most: as many as fit between its lines, and one. */
function widthOf({ below, above }: SprtLines, most: number): number {
  return Math.min(Math.ceil(below + above), most) + 2;
}

/** How many steps of the recursion below there are: it takes time in proportion. */
export function stepsOfRates(design: SequentialDesign, most: number): number {
  return most * widthOf(sprtLines(design), most);
}

/**
 * Exactly, by recursion over the outcomes: how likely each number of failures is where the test has not decided.
 *
 * @param most outcomes after which it gives up
 * @param rate of failures
 */
export function sprtRates(design: SequentialDesign, most: number, rate: number): SprtRates {
  const lines = sprtLines(design);
  const { slope, below, above } = lines;
  const width = widthOf(lines, most);
  let open = new Float64Array(width);
  let next = new Float64Array(width);
  /** Fewest failures of which `open` knows: those of its first place. */
  let from = 0;
  open[0] = 1;
  let [left, promotes, rollsBack, looks] = [1, 0, 0, 0];
  for (let n = 1; n <= most && left > 0; n++) {
    looks += left;
    const nextFrom = Math.max(0, Math.floor(slope * n - below));
    next.fill(0);
    left = 0;
    for (let place = 0; place < width; place++) {
      if (open[place] === 0) continue;
      for (const [failures, chance] of [
        [from + place, open[place] * (1 - rate)],
        [from + place + 1, open[place] * rate],
      ]) {
        if (failures >= above + slope * n) rollsBack += chance;
        else if (failures <= slope * n - below) promotes += chance;
        else {
          next[failures - nextFrom] += chance;
          left += chance;
        }
      }
    }
    [open, next, from] = [next, open, nextFrom];
  }
  return { rolls_back: rollsBack, promotes, undecided: left, looks };
}
