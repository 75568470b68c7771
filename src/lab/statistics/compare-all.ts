/**
 * All pairwise comparisons of several alternatives, adjusted for their number, and the groups that follow from them.
 */
import { checkCount, checkOpenUnit, StatisticsError } from '../../mathematics/errors.ts';
import { holm } from '../../mathematics/multiplicity.ts';
import type { Estimate } from './interval.ts';
import { type LetterDisplay, letterDisplay } from './letters.ts';
import { hodgesLehmannShift, mannWhitneyTest, type ShiftInterval } from './mann-whitney.ts';
import { meanInterval, pairedInterval, welchInterval } from './mean-interval.ts';
import { pairedTest, welchTest } from './t-test.ts';
import { pseudoMedian, signedRankTest } from './wilcoxon.ts';

export interface CompareOptions {
  /** Values of one index belong to one replication, under common random numbers. */
  readonly paired: boolean;
  /** Probability that no equal pair is called different; default 0.95. */
  readonly confidence?: number;
  /** `t` compares means (default), `rank` compares by signed ranks or Mann-Whitney. */
  readonly test?: 't' | 'rank';
  /** Which end of the scale is best. */
  readonly best: 'lowest' | 'highest';
}

export interface PairComparison {
  /** Indices of the two alternatives; the difference is second - first. */
  readonly first: number;
  readonly second: number;
  readonly difference: ShiftInterval;
  /** As if this pair were the only one. */
  readonly p: number;
  /** Holm's adjustment over all pairs. */
  readonly adjusted_p: number;
  /** adjusted_p <= 1 - confidence. */
  readonly different: boolean;
}

export interface Comparison {
  readonly pairs: readonly PairComparison[];
  /** Alternatives from best to worst mean. */
  readonly ranking: readonly number[];
  /** Interval of each alternative's mean on its own, in the order given. */
  readonly means: readonly Estimate[];
  /** Groups of alternatives that cannot be told apart, in the order given; letters run from best to worst. */
  readonly groups: LetterDisplay;
  /** Alternatives that cannot be told from the best one, best first. */
  readonly leaders: readonly number[];
}

/** Difference with its interval, and its p-value. */
function comparePair(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  confidence: number,
  options: CompareOptions,
): { difference: ShiftInterval; p: number } {
  if (options.test === 'rank') {
    return options.paired
      ? { difference: pseudoMedian(first, second, confidence), p: signedRankTest(first, second).p }
      : { difference: hodgesLehmannShift(first, second, confidence), p: mannWhitneyTest(first, second).p };
  }
  const { estimate, lower, upper } = (options.paired ? pairedInterval : welchInterval)(
    first,
    second,
    confidence,
  );
  const { p } = (options.paired ? pairedTest : welchTest)(first, second);
  return { difference: { estimate, lower, upper, confidence }, p };
}

/**
 * Compares every two of at least two alternatives, each with its values of at least two replications. p-values are adjusted
 * by Holm's method; the intervals of the differences hold jointly by Bonferroni's inequality.
 */
export function compareAll(alternatives: readonly ArrayLike<number>[], options: CompareOptions): Comparison {
  const confidence = options.confidence ?? 0.95;
  checkOpenUnit('comparison', 'confidence', confidence);
  const count = alternatives.length;
  checkCount('comparison', 'number of alternatives', count, 2);
  if (options.paired && alternatives.some((values) => values.length !== alternatives[0].length)) {
    throw new StatisticsError(
      'comparison',
      'replications',
      'unequal',
      'equal for all, since values are paired',
    );
  }
  const means = alternatives.map((values) => meanInterval(values, confidence));
  const each = 1 - (1 - confidence) / ((count * (count - 1)) / 2);
  const found: { first: number; second: number; difference: ShiftInterval; p: number }[] = [];
  for (let first = 0; first < count; first++) {
    for (let second = first + 1; second < count; second++) {
      found.push({ first, second, ...comparePair(alternatives[first], alternatives[second], each, options) });
    }
  }
  const adjusted = holm(found.map((pair) => pair.p));
  const different = new Set<number>();
  const pairs = found.map((pair, i) => {
    const differs = adjusted[i] <= 1 - confidence;
    if (differs) different.add(pair.first * count + pair.second).add(pair.second * count + pair.first);
    return { ...pair, adjusted_p: adjusted[i], different: differs };
  });
  const sign = options.best === 'lowest' ? 1 : -1;
  const ranking = means
    .map((_, i) => i)
    .sort((i, j) => sign * (means[i].estimate - means[j].estimate) || i - j);
  const display = letterDisplay(count, (i, j) => different.has(ranking[i] * count + ranking[j]));
  const place = new Int32Array(count);
  ranking.forEach((alternative, i) => {
    place[alternative] = i;
  });
  return {
    pairs,
    ranking,
    means,
    groups: {
      groups: display.groups.map((group) => group.map((i) => ranking[i])),
      letters: Array.from(place, (i) => display.letters[i]),
    },
    leaders: ranking.filter((i) => !different.has(ranking[0] * count + i)),
  };
}
