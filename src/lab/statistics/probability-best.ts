/**
 * How probable it is that each alternative is the best.
 */
import type { RandomSource } from '../../engine/types.ts';
import { checkCount, checkSample, StatisticsError } from '../../mathematics/errors.ts';

export interface BestOptions {
  readonly best: 'lowest' | 'highest';
  readonly random: RandomSource;
  /** Default 5000, at least 100. */
  readonly resamples?: number;
  /**
   * True, the default: values of one index come from one replication under common random numbers, and are resampled
   * together. False: alternatives are resampled independently.
   */
  readonly paired?: boolean;
}

export interface BestProbability {
  /** Share of resamples in which the alternative has the best mean; ties are shared. They add up to 1. */
  readonly probability: number;
  /** Expected shortfall of the alternative's mean against the best mean, 0 if it is always best. */
  readonly regret: number;
}

function check(alternatives: readonly ArrayLike<number>[], resamples: number, paired: boolean): void {
  const name = 'probability of being best';
  checkCount(name, 'number of alternatives', alternatives.length, 1);
  checkCount(name, 'resamples', resamples, 100);
  const expected = alternatives[0].length;
  alternatives.forEach((values, i) => {
    checkSample(name, `alternatives[${i}]`, values, 2);
    if (paired && values.length !== expected) {
      const allowed = `${expected}, since replications are paired`;
      throw new StatisticsError(name, `alternatives[${i}].length`, values.length, allowed);
    }
  });
}

/** Fills `means` with the means of one resample. */
function resample(
  alternatives: readonly ArrayLike<number>[],
  means: Float64Array,
  random: RandomSource,
  paired: boolean,
): void {
  means.fill(0);
  if (paired) {
    const n = alternatives[0].length;
    for (let i = 0; i < n; i++) {
      const row = Math.floor(random.uniform() * n);
      for (let a = 0; a < means.length; a++) means[a] += alternatives[a][row] / n;
    }
    return;
  }
  for (let a = 0; a < means.length; a++) {
    const n = alternatives[a].length;
    for (let i = 0; i < n; i++) means[a] += alternatives[a][Math.floor(random.uniform() * n)] / n;
  }
}

/**
 * Probability that each of several alternatives has the best mean, by the bootstrap over replications (Efron and Tibshirani
 * 1993): what selecting by the sample mean would do if the experiment were repeated. Keeps common random numbers, whose effect
 * is that differences vary less than means.
 */
export function probabilityBest(
  alternatives: readonly ArrayLike<number>[],
  options: BestOptions,
): BestProbability[] {
  const { random, resamples = 5000, paired = true } = options;
  check(alternatives, resamples, paired);
  const count = alternatives.length;
  const sign = options.best === 'lowest' ? -1 : 1;
  const wins = new Float64Array(count);
  const regrets = new Float64Array(count);
  const means = new Float64Array(count);
  for (let b = 0; b < resamples; b++) {
    resample(alternatives, means, random, paired);
    let top = -Infinity;
    for (let a = 0; a < count; a++) top = Math.max(top, sign * means[a]);
    let ties = 0;
    for (let a = 0; a < count; a++) if (sign * means[a] === top) ties++;
    for (let a = 0; a < count; a++) {
      const shortfall = top - sign * means[a];
      if (shortfall === 0) wins[a] += 1 / ties;
      regrets[a] += shortfall;
    }
  }
  return Array.from(wins, (won, a) => ({ probability: won / resamples, regret: regrets[a] / resamples }));
}
