/**
 * Monotone regression.
 */

export interface WeightedPoint {
  readonly x: number;
  readonly value: number;
  /** Above 0. */
  readonly weight: number;
}

/**
 * Least-squares fit of non-decreasing values to points ascending in x, by pooling adjacent violators (Ayer et al., Annals of
 * Mathematical Statistics 26, 1955).
 */
export function isotonic(points: readonly WeightedPoint[]): number[] {
  const pools: { value: number; weight: number; size: number }[] = [];
  for (const { value, weight } of points) {
    let pool = { value, weight, size: 1 };
    for (let last = pools.at(-1); last !== undefined && last.value >= pool.value; last = pools.at(-1)) {
      const sum = last.weight + pool.weight;
      pool = {
        value: (last.value * last.weight + pool.value * pool.weight) / sum,
        weight: sum,
        size: last.size + pool.size,
      };
      pools.pop();
    }
    pools.push(pool);
  }
  return pools.flatMap(({ value, size }) => new Array<number>(size).fill(value));
}

/** Where the isotonic fit, interpolated linearly, crosses 0; null where it does not. */
export function isotonicCrossing(points: readonly WeightedPoint[]): number | null {
  const fit = isotonic(points);
  const zeros = points.filter((_, i) => fit[i] === 0);
  if (zeros.length > 0) return (zeros[0].x + zeros[zeros.length - 1].x) / 2;
  const above = fit.findIndex((value) => value > 0);
  if (above <= 0) return null;
  const share = -fit[above - 1] / (fit[above] - fit[above - 1]);
  return points[above - 1].x + share * (points[above].x - points[above - 1].x);
}
