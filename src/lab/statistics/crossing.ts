/**
 * Where noisy, increasing values cross zero: monotone and linear regression.
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

/** Where the weighted least-squares line through at least two different x crosses 0; null unless it rises. */
export function linearCrossing(points: readonly WeightedPoint[]): number | null {
  let weight = 0;
  let meanX = 0;
  let meanValue = 0;
  let squares = 0;
  let products = 0;
  for (const point of points) {
    weight += point.weight;
    const share = point.weight / weight;
    const dx = point.x - meanX;
    meanX += share * dx;
    meanValue += share * (point.value - meanValue);
    squares += point.weight * dx * (point.x - meanX);
    products += point.weight * dx * (point.value - meanValue);
  }
  return products > 0 && squares > 0 ? meanX - (meanValue * squares) / products : null;
}

export interface Placement {
  /** The bracket, and whether its ends are known to lie on their sides of the crossing. */
  readonly low: number;
  readonly high: number;
  readonly low_decided: boolean;
  readonly high_decided: boolean;
  /** Where the crossing is thought to be. */
  readonly estimate: number;
  /** Width of the interval wanted, at most that of the bracket. */
  readonly width: number;
  /** Only whole numbers. */
  readonly integer: boolean;
}

/**
 * Left end of the interval of a given width within a bracket whose ends are probably quickest to confirm: a decided end of the
 * bracket costs nothing, any other end evaluations by the inverse square of its distance from the crossing.
 */
export function quickestInterval(placement: Placement): number {
  const { low, high, estimate, width } = placement;
  const cost = (x: number, distance: number): number => {
    if (x === low) return placement.low_decided ? 0 : 1e-9;
    if (x === high) return placement.high_decided ? 0 : 1e-9;
    return distance > 0 ? 1 / (distance * distance) : Infinity;
  };
  const last = high - width;
  const centred = Math.min(last, Math.max(low, estimate - width / 2));
  const starts = [placement.integer ? Math.round(centred) : centred, low, last];
  // high - width + width may miss high by rounding.
  const right = (left: number): number => (left === last ? high : left + width);
  const total = (left: number): number =>
    cost(left, estimate - left) + cost(right(left), right(left) - estimate);
  return starts.reduce((best, start) => (total(start) < total(best) ? start : best));
}
