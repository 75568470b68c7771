/**
 * Wilcoxon's signed-rank test, with the pseudo-median, and the sign test.
 */
import { binomialCdf } from '../../mathematics/binomial.ts';
import { checkOpenUnit, checkPairs, checkSample } from '../../mathematics/errors.ts';
import { normalQuantile } from '../../mathematics/normal.ts';
import { logarithms } from './interval.ts';
import {
  correctedTwoSided,
  exactRank,
  type RankTest,
  type ShiftInterval,
  symmetricTwoSided,
} from './mann-whitney.ts';
import { quantileInterval } from './quantile-interval.ts';
import { sorted } from './quantiles.ts';
import { type AscendingRows, midRanks, selectMedian, selectRank } from './ranks.ts';
import { differences } from './summary.ts';

/** Up to this many differences the exact distribution is used. */
const EXACT_UP_TO = 100;

/** P(T = t) for t = 0 .. n (n + 1) / 2, T the sum of those ranks 1 .. n whose difference is positive, each with probability 1/2. */
export function signedRankDistribution(n: number): Float64Array {
  const width = (n * (n + 1)) / 2 + 1;
  const distribution = new Float64Array(width);
  distribution[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let t = width - 1; t >= 0; t--) {
      distribution[t] = (distribution[t] + (t >= rank ? distribution[t - rank] : 0)) / 2;
    }
  }
  return distribution;
}

export interface PairedRankTest extends RankTest {
  /** Pairs whose two values are equal: left out. */
  readonly zeros: number;
}

/**
 * Test that paired differences candidate - baseline are symmetric about 0 (Wilcoxon, Biometrics Bulletin 1, 1945). The
 * statistic is the sum of the ranks of the positive differences; zero differences are left out.
 */
export function signedRankTest(baseline: ArrayLike<number>, candidate: ArrayLike<number>): PairedRankTest {
  checkPairs('signed-rank test', baseline, candidate, 1);
  const all = differences(baseline, candidate);
  const values = all.filter((value) => value !== 0);
  const n = values.length;
  const zeros = all.length - n;
  const { ranks, tie_term: tieTerm } = midRanks(values.map((value) => Math.abs(value)));
  let statistic = 0;
  values.forEach((value, i) => {
    if (value > 0) statistic += ranks[i];
  });
  if (tieTerm === 0 && zeros === 0 && n <= EXACT_UP_TO) {
    return { statistic, p: symmetricTwoSided(signedRankDistribution(n), statistic), method: 'exact', zeros };
  }
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm / 48;
  const p = correctedTwoSided(statistic - (n * (n + 1)) / 4, variance);
  return { statistic, p, method: 'normal', zeros };
}

/**
 * Hodges and Lehmann's pseudo-median of paired differences candidate - baseline, the median of all means of two of them
 * (a difference with itself included), with the interval that the signed-rank test gives. Infinite where there are too
 * few pairs for a bound.
 */
export function pseudoMedian(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): ShiftInterval {
  checkPairs('pseudo-median', baseline, candidate, 1);
  checkOpenUnit('pseudo-median', 'confidence', confidence);
  const values = sorted(differences(baseline, candidate));
  const n = values.length;
  const count = (n * (n + 1)) / 2;
  const table: AscendingRows = {
    rows: n,
    columns: n,
    from: (row) => row,
    value: (row, column) => (values[row] + values[column]) / 2,
  };
  const tail = (1 - confidence) / 2;
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  const rank =
    n <= EXACT_UP_TO
      ? exactRank(signedRankDistribution(n), tail)
      : Math.floor(count / 2 + 0.5 + normalQuantile(tail) * spread);
  return {
    estimate: selectMedian(table, count),
    lower: rank < 1 ? Number.NEGATIVE_INFINITY : selectRank(table, rank),
    upper: rank < 1 ? Number.POSITIVE_INFINITY : selectRank(table, count + 1 - rank),
    confidence,
  };
}

/**
 * Hodges and Lehmann's estimate of the ratio candidate / baseline of positive pairs: the pseudo-median of log ratios, mapped back, with the
 * signed-rank interval. From 0 to infinity where there are too few pairs for a bound.
 */
export function pseudoMedianRatio(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): ShiftInterval {
  const shift = pseudoMedian(
    logarithms('pseudo-median ratio', 'baseline', baseline),
    logarithms('pseudo-median ratio', 'candidate', candidate),
    confidence,
  );
  return {
    estimate: Math.exp(shift.estimate),
    lower: Math.exp(shift.lower),
    upper: Math.exp(shift.upper),
    confidence,
  };
}

export interface SignTest {
  readonly positive: number;
  readonly negative: number;
  /** Left out. */
  readonly zeros: number;
  /** Exact two-sided p-value; 1 where all differences are 0. */
  readonly p: number;
}

/** Exact test that paired differences candidate - baseline have median 0, whatever their distribution. */
export function signTest(baseline: ArrayLike<number>, candidate: ArrayLike<number>): SignTest {
  checkPairs('sign test', baseline, candidate, 1);
  let positive = 0;
  let negative = 0;
  for (const value of differences(baseline, candidate)) {
    if (value > 0) positive++;
    else if (value < 0) negative++;
  }
  const n = positive + negative;
  const p = Math.min(1, 2 * binomialCdf(Math.min(positive, negative), n, 0.5));
  return { positive, negative, zeros: baseline.length - n, p };
}

/** The median of paired differences with the interval that the sign test gives. */
export function medianDifference(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): ShiftInterval {
  checkPairs('median difference', baseline, candidate, 1);
  const values = differences(baseline, candidate);
  checkSample('median difference', 'differences', values, 1);
  const { estimate, lower, upper } = quantileInterval(values, 0.5, { confidence });
  return { estimate, lower, upper, confidence };
}
