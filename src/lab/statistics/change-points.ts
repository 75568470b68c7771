/**
 * Where the distribution of a series changes: E-divisive with a permutation test.
 */
import type { RandomSource } from '../../engine/types.ts';
import { checkCount, checkOpenUnit, checkSample } from '../../mathematics/errors.ts';

export interface ChangePointOptions {
  /** Where the permutations come from. The same source in the same state gives the same answer. */
  readonly random: RandomSource;
  /** Fewest values of a segment, at least 2; default 5. */
  readonly minimum?: number;
  /** Changes with a permutation p-value up to this are accepted; default 0.05. */
  readonly level?: number;
  /** Default 199, at least 19. */
  readonly permutations?: number;
}

export interface ChangePoint {
  /** Index of the first value of the new segment. */
  readonly index: number;
  readonly statistic: number;
  readonly p: number;
}

export interface ChangePoints {
  /** Ascending by index. */
  readonly changes: readonly ChangePoint[];
  /** The last values, in which a change would be too young to be found: at least the minimum has to follow it. */
  readonly too_early: number;
}

interface Split {
  readonly index: number;
  readonly statistic: number;
}

/** Statistics closer than this are equal: rounding must not decide between them. */
const TOLERANCE = 1e-9;

/**
 * The energy statistic of every split of `values[from..to)` with at least `minimum` values on both sides:
 * Q = nm / (n + m) (2 mean|x - y| - mean|x - x'| - mean|y - y'|), means within a part over pairs of different values
 * (Matteson and James, Journal of the American Statistical Association 109, 2014). Element i belongs to the split before
 * index from + minimum + i.
 */
export function energyStatistics(
  values: ArrayLike<number>,
  minimum: number,
  from = 0,
  to: number = values.length,
): Float64Array {
  const length = to - from;
  const statistics = new Float64Array(Math.max(0, length - 2 * minimum + 1));
  if (statistics.length === 0) return statistics;
  const before = new Float64Array(length);
  const after = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    for (let j = i + 1; j < length; j++) {
      const distance = Math.abs(values[from + i] - values[from + j]);
      before[j] += distance;
      after[i] += distance;
    }
  }
  let left = 0;
  let right = after.reduce((sum, value) => sum + value, 0);
  const total = right;
  const pairs = (count: number) => (count * (count - 1)) / 2;
  for (let n = 1; n <= length - minimum; n++) {
    left += before[n - 1];
    right -= after[n - 1];
    if (n < minimum) continue;
    const m = length - n;
    const between = (2 * (total - left - right)) / (n * m);
    const within = (n > 1 ? left / pairs(n) : 0) + (m > 1 ? right / pairs(m) : 0);
    statistics[n - minimum] = ((n * m) / length) * (between - within);
  }
  return statistics;
}

/** The best split over all segments; of those that are equal within the tolerance, the first. */
function bestSplit(values: ArrayLike<number>, bounds: readonly number[], minimum: number): Split | null {
  let best: Split | null = null;
  for (let segment = 0; segment + 1 < bounds.length; segment++) {
    const from = bounds[segment];
    const statistics = energyStatistics(values, minimum, from, bounds[segment + 1]);
    for (let i = 0; i < statistics.length; i++) {
      if (best === null || statistics[i] > best.statistic + TOLERANCE)
        best = { index: from + minimum + i, statistic: statistics[i] };
    }
  }
  return best;
}

/** Fisher and Yates within each segment. */
function shuffle(values: Float64Array, bounds: readonly number[], random: RandomSource): void {
  for (let segment = 0; segment + 1 < bounds.length; segment++) {
    const from = bounds[segment];
    for (let i = bounds[segment + 1] - 1; i > from; i--) {
      const j = from + Math.floor(random.uniform() * (i - from + 1));
      const value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}

/**
 * E-divisive: the split with the largest statistic is accepted where few permutations within the segments reach it, p = (1 +
 * those that do) / (permutations + 1), and the search goes on in the segments that it makes. Time grows with the square of the
 * number of values, times permutations.
 */
export function changePoints(values: ArrayLike<number>, options: ChangePointOptions): ChangePoints {
  const { random, minimum = 5, level = 0.05, permutations = 199 } = options;
  checkSample('change points', 'values', values, 1);
  checkCount('change points', 'minimum', minimum, 2);
  checkCount('change points', 'permutations', permutations, 19);
  checkOpenUnit('change points', 'level', level);
  const changes: ChangePoint[] = [];
  let bounds = [0, values.length];
  const permuted = Float64Array.from(values);
  for (;;) {
    const split = bestSplit(values, bounds, minimum);
    if (split === null || split.statistic <= TOLERANCE) break;
    permuted.set(Float64Array.from(values));
    let reached = 0;
    for (let round = 0; round < permutations; round++) {
      shuffle(permuted, bounds, random);
      const { statistic } = bestSplit(permuted, bounds, minimum) as Split;
      if (statistic >= split.statistic - TOLERANCE) reached++;
    }
    const p = (1 + reached) / (permutations + 1);
    if (p > level) break;
    changes.push({ ...split, p });
    bounds = [...bounds, split.index].sort((a, b) => a - b);
  }
  return {
    changes: changes.sort((a, b) => a.index - b.index),
    too_early: Math.min(values.length, minimum - 1),
  };
}
