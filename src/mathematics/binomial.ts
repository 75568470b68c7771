/**
 * The binomial distribution.
 */
import { betaKernel, betaTails, regularisedBetaInverse } from './beta.ts';
import { checkCount, checkOpenUnit, checkProbability, StatisticsError } from './errors.ts';

function check(n: number, p: number): void {
  checkCount('binomial distribution', 'n', n, 0);
  checkProbability('binomial distribution', 'p', p);
}

/** P(X = k) for k successes in n trials of probability p. */
export function binomialProbability(k: number, n: number, p: number): number {
  check(n, p);
  if (!Number.isInteger(k) || k < 0 || k > n) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  return (betaKernel(k, n - k, p, 1 - p) * n) / (k * (n - k));
}

/** P(X <= k), exact through the incomplete beta function (Abramowitz and Stegun 26.5.24). */
export function binomialCdf(k: number, n: number, p: number): number {
  check(n, p);
  if (Number.isNaN(k)) throw new StatisticsError('binomial distribution', 'k', k, 'a number');
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  if (whole >= n) return 1;
  return betaTails(n - whole, whole + 1, 1 - p, p).lower;
}

/** P(X >= k), without the cancellation of 1 - P(X <= k - 1). */
export function binomialUpper(k: number, n: number, p: number): number {
  check(n, p);
  if (Number.isNaN(k)) throw new StatisticsError('binomial distribution', 'k', k, 'a number');
  const whole = Math.ceil(k);
  if (whole <= 0) return 1;
  if (whole > n) return 0;
  return betaTails(whole, n - whole + 1, p, 1 - p).lower;
}

/** The smallest k with P(X <= k) >= probability. */
export function binomialQuantile(probability: number, n: number, p: number): number {
  checkProbability('binomial quantile', 'probability', probability);
  check(n, p);
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, n, p) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}

function checkLimit(successes: number, trials: number, tail: number): void {
  checkCount('limit of a probability', 'trials', trials, 1);
  checkCount('limit of a probability', 'successes', successes, 0);
  if (successes > trials) {
    throw new StatisticsError(
      'limit of a probability',
      'successes',
      successes,
      `at most ${trials}, the number of trials`,
    );
  }
  checkOpenUnit('limit of a probability', 'tail', tail);
}

/**
 * The probability of success with which as many successes as were seen, or more, have the chance `tail`: the lower limit of Clopper and
 * Pearson (Biometrika 26, 1934). The true one lies below it in a share `tail` of all experiments at most.
 */
export function probabilityAtLeast(successes: number, trials: number, tail: number): number {
  checkLimit(successes, trials, tail);
  return successes === 0 ? 0 : regularisedBetaInverse(tail, successes, trials - successes + 1);
}

/** The upper limit: the probability with which as few successes, or fewer, have the chance `tail`. */
export function probabilityAtMost(successes: number, trials: number, tail: number): number {
  checkLimit(successes, trials, tail);
  return successes === trials ? 1 : 1 - regularisedBetaInverse(tail, trials - successes, successes + 1);
}
