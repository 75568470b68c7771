/**
 * Which values of a metric count in a comparison: what was not measured must neither bias it nor silence it.
 */
import { type Bounds, type Figure, isBounds } from '../../recording/bounds.ts';

export interface MetricValues {
  readonly label: string;
  /** By replication; null or undefined: not measured, or not run. */
  readonly values: readonly (Figure | undefined)[];
}

/** What a run says of a metric: the same at both ends where it is known exactly. */
export interface Span {
  readonly low: number;
  /** Infinity: there is no upper bound. */
  readonly high: number;
}

/** The values of one alternative that count, by replication. */
export type Counted = readonly (Span | undefined)[];

export interface Samples {
  /** Indices of the alternatives that can be compared, ascending. */
  readonly kept: readonly number[];
  /** Indices of those that too few replications measured. */
  readonly unmeasured: readonly number[];
  /** For each of `kept`. */
  readonly counted: readonly Counted[];
  /** Replications that do not count for all of `kept`, as some of them did not measure the metric there. */
  readonly leftOut: number;
}

/** A spread needs two values. */
const FEWEST = 2;

/**
 * Alternatives with fewer than two values are left out; of the others those replications count that all of them measured. With
 * `unequal`, where alternatives have different numbers of replications on purpose, each keeps its own. When fewer than two
 * replications were measured by all, the alternatives with the fewest values go, until there are two or one is left.
 */
export function samplesOf(measured: readonly MetricValues[], unequal: boolean): Samples {
  const own = measured.map(({ values }) => countedOf(values));
  const sizes = own.map((values) => valuesOf(values).length);
  const all = measured.map((_, index) => index);
  let kept = all.filter((index) => sizes[index] >= FEWEST);
  let whole = wholeOf(kept.map((index) => own[index]));
  while (!unequal && kept.length > 1 && whole.size < FEWEST) {
    const fewest = kept.reduce((least, index) => (sizes[index] <= sizes[least] ? index : least));
    kept = kept.filter((index) => index !== fewest);
    whole = wholeOf(kept.map((index) => own[index]));
  }
  const tried = kept.map((index) => own[index]);
  const counted = unequal
    ? tried
    : tried.map((values) => values.map((value, replication) => (whole.has(replication) ? value : undefined)));
  return {
    kept,
    unmeasured: all.filter((index) => !kept.includes(index)),
    counted,
    leftOut: unequal ? gapsOf(tried) : longest(tried) - whole.size,
  };
}

/**
 * What the runs of one alternative say of a metric. A run whose value may still come to nothing is not one that did not measure it: those
 * that did are the ones that were done in time, and figures of them alone would be of survivors. It has the widest span that leaves the
 * mean within its bounds whether it comes to nothing or not: that of its own bounds and of all values that are certain. Where no run has
 * such a value, nothing was measured.
 */
export function countedOf(figures: readonly (Figure | undefined)[]): Counted {
  const spans = figures.map(spanOf);
  const certain = valuesOf(spans);
  if (certain.length === 0 || certain.length === figures.length) return spans;
  const least = lows(certain).reduce((a, b) => Math.min(a, b));
  const most = highs(certain).reduce((a, b) => Math.max(a, b));
  return figures.map((figure, place) =>
    isBounds(figure) && figure.or_none
      ? {
          low: Math.min(least, figure.lower),
          high: Math.max(most, figure.upper ?? Number.POSITIVE_INFINITY),
        }
      : spans[place],
  );
}

/** What one run says; what may have no value at all it has not measured. */
export function spanOf(figure: Figure | undefined): Span | undefined {
  if (typeof figure === 'number') return { low: figure, high: figure };
  if (!isBounds(figure) || figure.or_none) return undefined;
  return { low: figure.lower, high: figure.upper ?? Number.POSITIVE_INFINITY };
}

export function valuesOf(counted: Counted): Span[] {
  return counted.filter((value) => value !== undefined);
}

/** Whether every run knows the value exactly. */
export function isExact(spans: readonly Span[]): boolean {
  return spans.every(({ low, high }) => low === high);
}

export const lows = (spans: readonly Span[]): number[] => spans.map(({ low }) => low);
export const highs = (spans: readonly Span[]): number[] => spans.map(({ high }) => high);

/** Mean of the lower and of the upper ends; null: no upper bound. */
export function meanBounds(spans: readonly Span[]): Bounds {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const upper = mean(highs(spans));
  return { lower: mean(lows(spans)), upper: Number.isFinite(upper) ? upper : null };
}

/** The values of the replications that count for both. */
export function pairedValues(first: Counted, second: Counted): [Span[], Span[]] {
  const [a, b] = wholeValues([first, second]);
  return [a, b];
}

/** The values of the replications that count for all. */
export function wholeValues(counted: readonly Counted[]): Span[][] {
  const whole = [...wholeOf(counted)];
  return counted.map((values) => whole.map((replication) => values[replication] as Span));
}

function longest(counted: readonly Counted[]): number {
  return Math.max(0, ...counted.map(({ length }) => length));
}

/** Replications that count for all. */
function wholeOf(counted: readonly Counted[]): Set<number> {
  const whole = new Set<number>();
  if (counted.length === 0) return whole;
  for (let replication = 0; replication < longest(counted); replication++)
    if (counted.every((values) => values[replication] !== undefined)) whole.add(replication);
  return whole;
}

/** Replications that some alternative ran without measuring. */
function gapsOf(counted: readonly Counted[]): number {
  const gaps = new Set<number>();
  for (const values of counted)
    values.forEach((value, replication) => {
      if (value === undefined) gaps.add(replication);
    });
  return gaps.size;
}
