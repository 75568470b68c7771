/**
 * How often to save. Times are in one unit of the caller's: `cost` of a checkpoint, `mtbf` between failures, `restart` after each, and
 * `interval` of work between two checkpoints.
 *
 * All of it holds where failures have no memory (exponential times between them, also while saving and restarting), a checkpoint costs
 * the same each time and is not lost, and the task is long against the interval. Not for machines that age, or that fail together.
 */

/** Young (1974): where first-order terms of waste are equal. */
export function youngInterval(cost: number, mtbf: number): number {
  return Math.sqrt(2 * cost * mtbf);
}

/** Daly (2006), equation 37: three terms of the series of the best interval. */
export function dalyInterval(cost: number, mtbf: number): number {
  if (cost >= 2 * mtbf) return mtbf;
  const ratio = cost / (2 * mtbf);
  return Math.sqrt(2 * cost * mtbf) * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - cost;
}

/** Newton steps from the right of a convex function: they come nearer each time, and twice as many digits are right once they are near. */
const MOST_STEPS = 100;

/**
 * The interval of least waste, which does not depend on the restart: M (1 + W0(-e^(-1 - C/M))). With u = t/M and c = C/M that is the
 * root of u = 1 - e^-(u + c).
 */
export function bestInterval(cost: number, mtbf: number): number {
  const c = cost / mtbf;
  let u = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    const rest = Math.expm1(-(u + c));
    const next = u + (u + rest) / rest;
    if (!(next < u)) break;
    u = next;
  }
  return mtbf * Math.max(0, u);
}

/** Expected time of a segment, from one checkpoint to the next, with all restarts: M e^(R/M) (e^((t + C)/M) - 1). */
export function segmentTime(interval: number, cost: number, mtbf: number, restart: number): number {
  return mtbf * Math.exp(restart / mtbf) * Math.expm1((interval + cost) / mtbf);
}

/** Share of time that is no progress. */
export function wasteAt(interval: number, cost: number, mtbf: number, restart: number): number {
  return 1 - interval / segmentTime(interval, cost, mtbf, restart);
}
