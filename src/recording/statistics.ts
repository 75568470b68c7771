/** Mean, quantiles and maximum of a duration, in seconds: exact, or bounded where some of it had not ended when the run did. */
import { type Bounds, type Figure, isBounds, maximumBounds, meanBounds, quantileBounds } from './bounds.ts';
import { QUANTILES } from './metric-description.ts';
import type { Sample } from './sample.ts';

const MICROSECONDS = 1e6;

/** Those that have not ended: for each the least and the largest value that it may come to have, in microseconds. */
export interface Unended {
  /** Ascending. */
  readonly least: Float64Array;
  /** Ascending; Infinity where there is no limit. */
  readonly most: Float64Array;
  readonly mayDrop: boolean;
  /** Others may begin and end, in unknown number: nothing is known of these but that no duration is negative. */
  readonly more?: boolean;
}

/** The same values in ascending order; ages are mostly in order, or in the opposite one, and then need no sorting. */
export function ascending(values: Float64Array): Float64Array {
  let [rises, falls] = [true, true];
  for (let place = 1; place < values.length && (rises || falls); place++) {
    if (values[place] < values[place - 1]) rises = false;
    if (values[place] > values[place - 1]) falls = false;
  }
  if (rises) return values;
  return falls ? values.reverse() : values.sort();
}

/** Ascending, each without an upper limit. */
export function unlimited(least: Float64Array, mayDrop: boolean): Unended {
  return { least: ascending(least), most: new Float64Array(least.length).fill(Infinity), mayDrop };
}

/** Things of which nothing is known that are counted one by one; of more, their number counts as unknown. */
export const MOST_UNKNOWN = 1_000_000;

/**
 * Each without an upper limit; null without any.
 * @param unknown number of further ones of which no more is known than that they are not below `least`
 */
export function withUnknown(
  ages: Float64Array | readonly number[],
  unknown: number,
  mayDrop: boolean,
  least = 0,
): Unended | null {
  if (ages.length + unknown === 0) return null;
  if (unknown > MOST_UNKNOWN) return { ...unlimited(Float64Array.from(ages), mayDrop), more: true };
  const all = new Float64Array(unknown + ages.length).fill(least);
  all.set(ages, unknown);
  return unlimited(all, mayDrop);
}

/** Seconds, rounded once. */
export function inSeconds(figure: Figure): Figure {
  if (figure === null) return null;
  if (!isBounds(figure)) return figure / MICROSECONDS;
  const { lower, upper } = figure;
  const bounds: Bounds = { lower: lower / MICROSECONDS, upper: upper === null ? null : upper / MICROSECONDS };
  return figure.or_none ? { ...bounds, or_none: true } : bounds;
}

const NONE: Unended = { least: new Float64Array(0), most: new Float64Array(0), mayDrop: false };

/** Of a figure to which others may come in unknown number, no more than its least value is known. @param ended how many have */
function unknownFrom(lower: number, ended: number, { least, mayDrop }: Unended): Bounds {
  const none = ended === 0 && (mayDrop || least.length === 0);
  return { lower: lower / MICROSECONDS, upper: null, ...(none ? { or_none: true as const } : {}) };
}

/** The mean of microseconds in seconds, rounded once. */
export function meanSeconds(
  { count, sum }: { readonly count: number; readonly sum: number },
  open: Unended | null,
): Figure {
  if (open?.more) return unknownFrom(0, count, open);
  return meanBounds({ count, sum }, open ?? NONE, MICROSECONDS);
}

/** Where others may come in unknown number: mean and quantiles can be anything, and the largest is at least what it is so far. */
function unknownStatistics(name: string, sample: Sample, open: Unended): Record<string, Figure> {
  const { least, mayDrop } = open;
  const oldest = mayDrop || least.length === 0 ? 0 : least[least.length - 1];
  const from = (lower: number) => unknownFrom(lower, sample.count, open);
  const any = ['mean', ...QUANTILES.map(([suffix]) => suffix)].map((suffix) => [
    `${name}.${suffix}`,
    from(0),
  ]);
  const longest = Math.max(oldest, sample.count > 0 ? sample.max : 0);
  return { ...Object.fromEntries(any), [`${name}.max`]: from(longest) };
}

/** The metrics `name.mean`, `name.p50` and so on, and `name.max`. */
export function statistics(name: string, sample: Sample, open: Unended | null): Record<string, Figure> {
  if (open?.more) return unknownStatistics(name, sample, open);
  const metrics: Record<string, Figure> = {
    [`${name}.mean`]: meanSeconds(sample, open),
  };
  const quantile = quantilesOf(sample, open);
  for (const [suffix, q] of QUANTILES) metrics[`${name}.${suffix}`] = inSeconds(quantile(q));
  const longest = sample.count > 0 ? sample.max : null;
  metrics[`${name}.max`] = inSeconds(open ? maximumBounds(longest, open) : longest);
  return metrics;
}

/** Quantiles in microseconds; from 0 to 1. */
export function quantilesOf(sample: Sample, open: Unended | null): (q: number) => Figure {
  if (open?.more) {
    const any: Bounds = { lower: 0, upper: null, ...(sample.count === 0 ? { or_none: true as const } : {}) };
    return () => any;
  }
  if (!open || open.least.length === 0) return (q) => (sample.count > 0 ? sample.quantile(q) : null);
  const [least, most] = [sample.ascending('lower'), sample.ascending('upper')];
  return (q) => {
    const from = quantileBounds(q, { ended: least, ...open });
    const to = least === most ? from : quantileBounds(q, { ended: most, ...open });
    const upper = isBounds(to) ? to.upper : to;
    if (isBounds(from)) return { ...from, upper };
    return from === null || from === upper ? from : { lower: from, upper };
  };
}
