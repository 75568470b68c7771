/**
 * What is known of a figure over things of which some had not ended when the run did. A thing that has ended has its value. One
 * that has not is at least as late as it is old, and at most as late as its limit, where the scenario sets one.
 */

/** From `lower` to `upper`, both included; null: no upper limit. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number | null;
  /** All that could still be measured may also come to nothing: then there is no value at all. */
  readonly or_none?: true;
}

/** Known exactly, bounded, or (null) not measured. */
export type Figure = number | Bounds | null;

/** Values that have ended, and the range in which each of the others will lie. */
export interface Censored {
  /** Ascending. */
  readonly ended: ArrayLike<number>;
  /** Least possible values of those that have not ended, ascending. */
  readonly least: ArrayLike<number>;
  /** Largest possible values of the same, ascending; Infinity where there is no limit. */
  readonly most: ArrayLike<number>;
  /** Those that have not ended may come to nothing, so that they have no value: the task fails, and only successes are counted. */
  readonly mayDrop: boolean;
}

/** What is known of each metric of a run: its exact value, or else its bounds. */
export interface KnownFigures {
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly bounds: Readonly<Record<string, Bounds>>;
}

/** What is known of a metric. */
export function figureIn({ metrics, bounds }: KnownFigures, metric: string): Figure {
  return metrics[metric] ?? bounds[metric] ?? null;
}

export function isBounds(figure: Figure | undefined): figure is Bounds {
  return typeof figure === 'object' && figure !== null;
}

/** Exact where both ends are the same. */
export function between(lower: number, upper: number): Figure {
  if (lower === upper) return lower;
  return { lower, upper: Number.isFinite(upper) ? upper : null };
}

/**
 * Rank of the q-quantile among n sorted values, counted from 1: the least k of which k/n is at least q (Hyndman and Fan's
 * definition 1, "nearest rank"), and 1 for q = 0. A product q n that misses a whole number by rounding alone counts as that number:
 * 0.07 of 100 values is the 7th.
 */
export function nearestRank(q: number, n: number): number {
  const product = q * n;
  const near = Math.round(product);
  const rank = Math.abs(product - near) <= 1e-12 * near ? near : Math.ceil(product);
  return Math.max(1, rank);
}

/**
 * The q-quantile by nearest rank. Where the unfinished may drop out, over every choice of those that do not.
 * Null without any value that there is or may be.
 */
export function quantileBounds(q: number, { ended, least, most, mayDrop }: Censored): Figure {
  const total = ended.length + least.length;
  if (total === 0) return null;
  if (least.length === 0) return ended[nearestRank(q, total) - 1];
  const rank = nearestRank(q, total);
  const lower = mayDrop ? leastQuantile(q, ended, least) : ofRank(rank, ended, least);
  const upper = mayDrop ? largestQuantile(q, ended, most) : ofRank(rank, ended, most);
  return orNone(between(lower, upper), mayDrop && ended.length === 0);
}

/**
 * The mean, over every choice of those that do not drop out where they may.
 * @param unit what the values are divided by: in the one division, so that a mean that is a decimal number equals it exactly
 */
export function meanBounds(
  ended: { readonly count: number; readonly sum: number },
  { least, most, mayDrop }: Omit<Censored, 'ended'>,
  unit = 1,
): Figure {
  const total = ended.count + least.length;
  if (total === 0) return null;
  if (least.length === 0) return ended.sum / (total * unit);
  const mean = (values: ArrayLike<number>, next: (index: number) => number, better: 1 | -1) => {
    let { count, sum } = ended;
    for (let index = 0; index < values.length; index++) {
      const value = values[next(index)];
      // Those that would pull the mean the other way stay away, where they may.
      if (mayDrop && count > 0 && (value - sum / count) * better >= 0) break;
      sum += value;
      count++;
      // Whatever else there is adds nothing to that.
      if (sum === Infinity) break;
    }
    return sum / (count * unit);
  };
  const lower = mean(least, (index) => index, 1);
  const upper = mean(most, (index) => most.length - 1 - index, -1);
  return orNone(between(lower, upper), mayDrop && ended.count === 0);
}

/** The largest value. @param ended the largest so far; null: none */
export function maximumBounds(
  ended: number | null,
  { least, most, mayDrop }: Omit<Censored, 'ended'>,
): Figure {
  if (least.length === 0) return ended;
  const oldest = least[least.length - 1];
  const upper = Math.max(ended ?? 0, most[most.length - 1]);
  if (!mayDrop) return between(Math.max(ended ?? 0, oldest), upper);
  return orNone(between(ended ?? least[0], upper), ended === null);
}

/**
 * The share that has a quality, of those that have ended and those that will.
 * @param open how many have not ended
 * @param mayDrop whether all of these may come to nothing, so that they are not counted
 */
export function shareBounds(having: number, ended: number, open: number, mayDrop = false): Figure {
  const total = ended + open;
  if (total === 0) return null;
  return orNone(between(having / total, (having + open) / total), mayDrop && ended === 0);
}

/**
 * The same where it is known of some that they will have the quality, if they are counted, and of others that they will not.
 * @param open how many have not ended, how many of these are certain to have it, and how many may
 */
export function boundsOfShare(
  ended: { readonly having: number; readonly count: number },
  open: { readonly count: number; readonly certain: number; readonly possible: number },
  mayDrop: boolean,
): Figure {
  const { having, count } = ended;
  if (count + open.count === 0) return null;
  if (!mayDrop || open.count === 0)
    return between(
      (having + open.certain) / (count + open.count),
      (having + open.possible) / (count + open.count),
    );
  // Those that would pull the share the other way stay away.
  const without = open.count - open.certain;
  const lower = count + without === 0 ? 1 : having / (count + without);
  const upper = count + open.possible === 0 ? 0 : (having + open.possible) / (count + open.possible);
  return orNone(between(lower, upper), count === 0);
}

/** A count to which each of those that have not ended may add. @param each the most that one can add; Infinity: no limit */
export function countBounds(count: number, open: number, each = 1): Figure {
  return open === 0 ? count : between(count, count + open * each);
}

function orNone(figure: Figure, none: boolean): Figure {
  if (!none || figure === null) return figure;
  return isBounds(figure) ? { ...figure, or_none: true } : { lower: figure, upper: figure, or_none: true };
}

/** The value of a rank, counted from 1, of two ascending lists together. */
function ofRank(rank: number, first: ArrayLike<number>, second: ArrayLike<number>): number {
  // Bisection on how many of the first are among the lowest `rank`.
  let from = Math.max(0, rank - second.length);
  let to = Math.min(rank, first.length);
  while (from < to) {
    const taken = (from + to) >>> 1;
    if (first[taken] < second[rank - taken - 1]) from = taken + 1;
    else to = taken;
  }
  const a = from > 0 ? first[from - 1] : -Infinity;
  const b = rank - from > 0 ? second[rank - from - 1] : -Infinity;
  return Math.max(a, b);
}

/**
 * The least quantile over all choices of the unfinished: the least value v such that those at or below it, with all the unfinished
 * that can be, reach the rank. One more at or below v adds one to what there is and at most one to the rank, so that taking it never
 * harms; one above v only can. For the same reason the rank stays reached from there on, and can be found by bisection.
 */
function leastQuantile(q: number, ended: ArrayLike<number>, least: ArrayLike<number>): number {
  const total = ended.length + least.length;
  const open = (count: number): number => openAmong(count, ended, least);
  const count = firstWhere(total, (taken) => taken >= nearestRank(q, ended.length + open(taken)));
  if (count > total) return ended[ended.length - 1];
  return ofRank(count, ended, least);
}

/** The largest quantile over all choices of the unfinished, as above from the other end. */
function largestQuantile(q: number, ended: ArrayLike<number>, most: ArrayLike<number>): number {
  const total = ended.length + most.length;
  // Of the highest so many, equal ones of the unfinished first: those that remain are the lowest, equal ones of the ended first.
  const above = (count: number): number =>
    ended.length - (total - count - openBelow(total - count, ended, most));
  const count = firstWhere(total, (taken) => {
    const high = above(taken);
    return ended.length - high < nearestRank(q, ended.length + taken - high);
  });
  if (count > total) return ended[0];
  return ofRank(total - count + 1, ended, most);
}

/** The least of 1 .. most for which something is true that stays true from there on; most + 1 where it never is. */
function firstWhere(most: number, isTrue: (count: number) => boolean): number {
  let [from, to] = [1, most + 1];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isTrue(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** How many of the lowest `count` of two ascending lists are unfinished, which come first among equals. */
function openAmong(count: number, ended: ArrayLike<number>, open: ArrayLike<number>): number {
  let [from, to] = [Math.max(0, count - ended.length), Math.min(count, open.length)];
  while (from < to) {
    const taken = (from + to) >>> 1;
    if (open[taken] <= ended[count - taken - 1]) from = taken + 1;
    else to = taken;
  }
  return from;
}

/** The same where they come last among equals. */
function openBelow(count: number, ended: ArrayLike<number>, open: ArrayLike<number>): number {
  let [from, to] = [Math.max(0, count - ended.length), Math.min(count, open.length)];
  while (from < to) {
    const taken = (from + to) >>> 1;
    if (open[taken] < ended[count - taken - 1]) from = taken + 1;
    else to = taken;
  }
  return from;
}
