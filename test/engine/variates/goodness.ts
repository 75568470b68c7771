/**
 * How far samples may be from a law. Limits are for a false alarm about once in a million checks; seeds are fixed, so a test
 * that passes once passes always.
 */
const ALPHA = 1e-6;

/** Limit of sqrt(n) times the Kolmogorov-Smirnov distance: P(sqrt(n) D > x) is about 2 exp(-2 x^2). */
export const KOLMOGOROV_LIMIT = Math.sqrt(Math.log(2 / ALPHA) / 2);

/** sqrt(n) times the greatest distance between the empirical distribution function and `cdf`. */
export function kolmogorov(samples: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, index) => {
    const p = cdf(x);
    // A sample or a probability that is not a number makes the distance NaN, which is below no limit.
    distance = Math.max(distance, p - index / n, (index + 1) / n - p);
  });
  return Math.sqrt(n) * distance;
}

/** The same for two samples, scaled so that the same limit applies. */
export function kolmogorovOfTwo(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const a = Float64Array.from(first).sort();
  const b = Float64Array.from(second).sort();
  let distance = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = Math.min(a[i], b[j]);
    if (Number.isNaN(x)) return Infinity;
    while (a[i] === x) i++;
    while (b[j] === x) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return Math.sqrt((a.length * b.length) / (a.length + b.length)) * distance;
}

/** Pearson's statistic as a number of standard deviations from its mean, after Wilson and Hilferty. */
export function chiSquareDeviate(observed: readonly number[], probabilities: readonly number[]): number {
  const n = observed.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  let cells = 0;
  observed.forEach((count, index) => {
    const expected = n * probabilities[index];
    if (expected === 0) {
      if (count > 0) statistic = Number.POSITIVE_INFINITY;
      return;
    }
    cells++;
    statistic += ((count - expected) * (count - expected)) / expected;
  });
  const freedom = cells - 1;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread);
}

/** Limit of the deviate above, and of other approximately standard normal statistics. */
export const DEVIATE_LIMIT = 5;

/** Pearson's correlation of two samples of equal length, times sqrt(n): about standard normal for independent ones. */
export function correlationDeviate(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const n = first.length;
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / n;
  const [meanOfFirst, meanOfSecond] = [mean(first), mean(second)];
  let both = 0;
  let squaresOfFirst = 0;
  let squaresOfSecond = 0;
  for (let i = 0; i < n; i++) {
    const a = first[i] - meanOfFirst;
    const b = second[i] - meanOfSecond;
    both += a * b;
    squaresOfFirst += a * a;
    squaresOfSecond += b * b;
  }
  return (Math.sqrt(n) * both) / Math.sqrt(squaresOfFirst * squaresOfSecond);
}
