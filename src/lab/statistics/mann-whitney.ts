/**
 * The Mann-Whitney test, with Hodges and Lehmann's estimate of the shift.
 */
import { checkOpenUnit, checkSample } from '../../mathematics/errors.ts';
import { normalCdf, normalQuantile } from '../../mathematics/normal.ts';
import type { Interval } from './interval.ts';
import { sorted } from './quantiles.ts';
import { type AscendingRows, midRanks, selectMedian, selectRank } from './ranks.ts';

/** A shift's estimate with its interval; `confidence` is what was asked for. */
export interface ShiftInterval extends Interval {
  readonly estimate: number;
}

export interface RankTest {
  readonly statistic: number;
  /** Two-sided p-value. */
  readonly p: number;
  /** `exact` for few values without ties, otherwise `normal` with tie and continuity correction. */
  readonly method: 'exact' | 'normal';
}

export interface MannWhitneyTest extends RankTest {
  /** Estimate of P(candidate > baseline) + P(candidate = baseline) / 2. */
  readonly superiority: number;
}

/** Below this many values in each sample the exact distribution is used. */
const EXACT_BELOW = 50;

/**
 * P(U = u) for u = 0 .. n m, when both samples come from one continuous distribution: counts of n-subsets of the ranks by
 * their sum, adding one rank at a time (Mann and Whitney 1947).
 */
export function mannWhitneyDistribution(n: number, m: number): Float64Array {
  const width = n * m + 1;
  const counts = Array.from({ length: n + 1 }, () => new Float64Array(width));
  counts[0][0] = 1;
  for (let rank = 1; rank <= n + m; rank++) {
    for (let size = Math.min(rank, n); size >= 1; size--) {
      const gain = rank - size;
      const target = counts[size];
      const source = counts[size - 1];
      for (let u = width - 1; u >= gain; u--) target[u] += source[u - gain];
    }
  }
  const total = counts[n].reduce((sum, count) => sum + count, 0);
  return counts[n].map((count) => count / total);
}

/** Two-sided p-value of a symmetric distribution over 0, 1, ... at a whole number. */
export function symmetricTwoSided(distribution: Float64Array, statistic: number): number {
  const end = Math.min(statistic, distribution.length - 1 - statistic);
  let tail = 0;
  for (let i = 0; i <= end; i++) tail += distribution[i];
  return Math.min(1, 2 * tail);
}

/** Two-sided normal p-value with continuity correction; 1 where there is no variance. */
export function correctedTwoSided(deviation: number, variance: number): number {
  if (variance <= 0) return 1;
  return Math.min(1, 2 * normalCdf(-Math.max(0, Math.abs(deviation) - 0.5) / Math.sqrt(variance)));
}

/** The largest c with P(statistic <= c - 1) <= tail. */
export function exactRank(distribution: Float64Array, tail: number): number {
  let sum = 0;
  let rank = 0;
  while (rank < distribution.length && sum + distribution[rank] <= tail) sum += distribution[rank++];
  return rank;
}

/**
 * Test that neither of two independent samples tends to be larger. The statistic is U of the candidate: the number of pairs
 * in which it is above the baseline, ties counting one half.
 */
export function mannWhitneyTest(baseline: ArrayLike<number>, candidate: ArrayLike<number>): MannWhitneyTest {
  checkSample('Mann-Whitney test', 'baseline', baseline, 1);
  checkSample('Mann-Whitney test', 'candidate', candidate, 1);
  const n = baseline.length;
  const m = candidate.length;
  const total = n + m;
  const pooled = new Float64Array(total);
  pooled.set(baseline, 0);
  pooled.set(candidate, n);
  const { ranks, tie_term: tieTerm } = midRanks(pooled);
  let rankSum = 0;
  for (let i = n; i < total; i++) rankSum += ranks[i];
  const statistic = rankSum - (m * (m + 1)) / 2;
  const superiority = statistic / (n * m);
  if (tieTerm === 0 && n < EXACT_BELOW && m < EXACT_BELOW) {
    const p = symmetricTwoSided(mannWhitneyDistribution(n, m), statistic);
    return { statistic, p, method: 'exact', superiority };
  }
  const variance = ((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  const p = correctedTwoSided(statistic - (n * m) / 2, variance);
  return { statistic, p, method: 'normal', superiority };
}

/**
 * Hodges and Lehmann's shift from baseline to candidate, the median of all differences candidate - baseline, with the
 * interval that the Mann-Whitney test gives (Annals of Mathematical Statistics 34, 1963): distribution-free if the two
 * differ by a shift. Infinite where there are too few values for a bound.
 */
export function hodgesLehmannShift(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): ShiftInterval {
  checkSample('Hodges-Lehmann shift', 'baseline', baseline, 1);
  checkSample('Hodges-Lehmann shift', 'candidate', candidate, 1);
  checkOpenUnit('Hodges-Lehmann shift', 'confidence', confidence);
  const first = sorted(baseline);
  const second = sorted(candidate);
  const n = first.length;
  const m = second.length;
  const table: AscendingRows = {
    rows: n,
    columns: m,
    from: () => 0,
    value: (row, column) => second[column] - first[row],
  };
  const tail = (1 - confidence) / 2;
  const spread = Math.sqrt((n * m * (n + m + 1)) / 12);
  const rank =
    n < EXACT_BELOW && m < EXACT_BELOW
      ? exactRank(mannWhitneyDistribution(n, m), tail)
      : Math.floor((n * m) / 2 + 0.5 + normalQuantile(tail) * spread);
  return {
    estimate: selectMedian(table, n * m),
    lower: rank < 1 ? Number.NEGATIVE_INFINITY : selectRank(table, rank),
    upper: rank < 1 ? Number.POSITIVE_INFINITY : selectRank(table, n * m + 1 - rank),
    confidence,
  };
}
