/**
 * Verdicts of a regression gate on paired values: the same design before and after a change, under common random numbers.
 */
import { checkOpenUnit, checkPairs, StatisticsError } from '../../mathematics/errors.ts';
import { holm } from '../../mathematics/multiplicity.ts';
import type { Estimate } from './interval.ts';
import { pairedInterval } from './mean-interval.ts';
import { studentCdf } from './student.ts';
import { differences } from './summary.ts';

export type GateVerdict = 'same' | 'better' | 'worse' | 'undecided';

/** One metric of one scenario, measured in pairs. */
export interface GateRow {
  readonly baseline: ArrayLike<number>;
  readonly candidate: ArrayLike<number>;
  /** Which end of the scale is wanted. */
  readonly better: 'lower' | 'higher';
  /** Mean differences up to this, in units of the metric, count as none. 0: every difference counts. */
  readonly margin: number;
}

export interface GateDecision {
  readonly verdict: GateVerdict;
  /** Mean of candidate - baseline, with the interval of confidence 1 - 2 alpha; null with fewer than two pairs. */
  readonly difference: Estimate | null;
  /** Of the hypothesis that the metric is worse by no more than the margin, Holm's correction over all rows included. */
  readonly worse_p: number;
  /** Pairs whose two values differ. */
  readonly changed: number;
}

interface Examined {
  readonly row: GateRow;
  /** Positive where the candidate is worse. */
  readonly losses: Float64Array;
  readonly interval: Estimate | null;
  readonly worseP: number;
  readonly betterP: number;
  readonly sameP: number;
}

const GATE = 'regression gate';

/**
 * Decides all rows of a gate together. With d = candidate - baseline turned so that more is worse, a row is `same` where the
 * interval of confidence 1 - 2 alpha lies within the margin (two one-sided t tests), `worse` where d exceeds the margin by a
 * one-sided t test after Holm's correction over the rows, `better` where -d does, and `undecided` otherwise. Where the margin is 0,
 * nothing is estimated: any pair that got worse makes the row `worse`. Differences that are all equal have no spread to test
 * with; their p-value is that of the sign test, 2^-n.
 * @param alpha level of each one-sided test, below 0.5
 */
export function decideGate(rows: readonly GateRow[], alpha = 0.05): GateDecision[] {
  checkOpenUnit(GATE, 'alpha', alpha);
  if (alpha >= 0.5) throw new StatisticsError(GATE, 'alpha', alpha, 'below 0.5');
  const examined = rows.map((row) => examine(row, alpha));
  const tested = examined.filter(({ row }) => row.margin > 0);
  const adjusted = holm(tested.map(({ worseP }) => worseP));
  return examined.map((one): GateDecision => {
    const { row, losses, interval } = one;
    const changed = losses.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
    if (row.margin === 0) {
      const verdict = exactVerdict(losses);
      return { verdict, difference: interval, worse_p: verdict === 'worse' ? 0 : 1, changed };
    }
    const worseP = adjusted[tested.indexOf(one)];
    return { verdict: verdictOf(one, worseP, alpha), difference: interval, worse_p: worseP, changed };
  });
}

function examine(row: GateRow, alpha: number): Examined {
  const { baseline, candidate, better, margin } = row;
  checkPairs(GATE, baseline, candidate, 1);
  if (!(margin >= 0)) throw new StatisticsError(GATE, 'margin', margin, 'at least 0');
  const sign = better === 'lower' ? 1 : -1;
  const losses = differences(baseline, candidate).map((value) => sign * value);
  const n = losses.length;
  const interval = n < 2 ? null : pairedInterval(baseline, candidate, 1 - 2 * alpha);
  const mean = losses.reduce((sum, value) => sum + value, 0) / n;
  const error = interval?.standard_error ?? 0;
  // The chance that d is this far beyond a limit although its mean is at the limit.
  const beyond = (excess: number): number => {
    if (error > 0) return studentCdf(-excess / error, n - 1);
    return excess > 0 ? losses.reduce((chance) => chance / 2, 1) : 1;
  };
  return {
    row,
    losses,
    interval,
    worseP: beyond(mean - margin),
    betterP: beyond(-mean - margin),
    sameP: Math.max(beyond(mean + margin), beyond(margin - mean)),
  };
}

function verdictOf({ betterP, sameP }: Examined, worseP: number, alpha: number): GateVerdict {
  if (worseP <= alpha) return 'worse';
  if (betterP <= alpha) return 'better';
  return sameP <= alpha ? 'same' : 'undecided';
}

function exactVerdict(losses: Float64Array): GateVerdict {
  if (losses.some((value) => value > 0)) return 'worse';
  return losses.some((value) => value < 0) ? 'better' : 'same';
}

/**
 * What a second batch of fresh pairs makes of a row that the first batch left undecided or found worse. `worse` stands only
 * where the fresh pairs alone and all pairs together say so; both batches being independent, a false alarm needs two.
 */
export function confirmedVerdict(fresh: GateVerdict, all: GateVerdict): GateVerdict {
  if (all !== 'worse') return all;
  return fresh === 'worse' ? 'worse' : 'undecided';
}
