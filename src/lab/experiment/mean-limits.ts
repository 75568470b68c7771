/**
 * Intervals for means over replications that stay honest where values hardly vary, and p-values to go with them.
 */
import { binomialCdf } from '../../mathematics/binomial.ts';
import { meanInterval } from '../statistics/mean-interval.ts';
import { poissonInterval, unseenProbability } from '../statistics/rare.ts';
import { studentTwoSided } from '../statistics/student.ts';
import { Moments } from '../statistics/summary.ts';
import type { ValueKind } from './value-kind.ts';

export interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/** The value that most have, and how the others lie about it. */
interface Mode {
  readonly value: number;
  /** How many have another one, above and below, and by how much together. */
  readonly above: number;
  readonly below: number;
  readonly excess: number;
  readonly deficit: number;
}

/** null where no more than half of the values are the same. */
export function modeOf(values: readonly number[]): Mode | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let [value, most] = [0, 0];
  for (const [each, count] of counts)
    if (count > most || (count === most && each < value)) [value, most] = [each, count];
  if (2 * most <= values.length) return null;
  const up = values.filter((each) => each > value);
  const down = values.filter((each) => each < value);
  const sum = (list: readonly number[]) => list.reduce((total, each) => total + Math.abs(each - value), 0);
  return { value, above: up.length, below: down.length, excess: sum(up), deficit: sum(down) };
}

/**
 * Interval for the mean of independent values: Student's, and at least as wide as what is compatible with how rarely the values
 * differ from the most frequent one. The runs that deviate are bounded as a Poisson count, each with the mean deviation of those seen:
 * what happens in one run need not come one by one, as tasks fail together when their agents do. Where none deviates, as many may as
 * such a sample does not show: by all that there can be where that is limited, by one thing each where things are counted. Of anything
 * else that does not vary nothing more is known: the interval is the point. `surelyWithin` assumes less.
 * @param between the least and the largest value that there can be
 */
export function meanLimits(
  values: readonly number[],
  kind: ValueKind,
  confidence: number,
  between: Limits = rangeOf(kind),
): Limits {
  if (values.length < 2) return { lower: values[0], upper: values[0] };
  const { lower, upper } = meanInterval(values, confidence);
  const rare = rareLimits(values, kind, confidence, between);
  return {
    lower: Math.max(between.lower, Math.min(lower, rare?.lower ?? lower)),
    upper: Math.min(between.upper, Math.max(upper, rare?.upper ?? upper)),
  };
}

/** What values of a kind can be. */
export function rangeOf({ kind }: ValueKind): Limits {
  if (kind === 'continuous' || kind === 'setting')
    return { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  return { lower: 0, upper: kind === 'share' ? 1 : Number.POSITIVE_INFINITY };
}

/** What differences of two values of a kind can be. */
export function differenceRange(kind: ValueKind): Limits {
  const most = kind.kind === 'share' ? 1 : Number.POSITIVE_INFINITY;
  return { lower: -most, upper: most };
}

/** The size of one thing in the value; null where there is no such thing. */
export function grainOf(kind: ValueKind): number | null {
  if (kind.kind === 'count') return 1;
  return kind.kind === 'share' && kind.size !== null && kind.size > 0 ? 1 / kind.size : null;
}

function rareLimits(
  values: readonly number[],
  kind: ValueKind,
  confidence: number,
  between: Limits,
): Limits | null {
  const mode = modeOf(values);
  if (mode === null) return null;
  const n = values.length;
  const { value, above, below } = mode;
  const isConstant = above + below === 0;
  if (isConstant && Number.isFinite(between.lower) && Number.isFinite(between.upper))
    return surelyWithin(value, unseenProbability(n, confidence), between);
  const seen = isConstant ? grainOf(kind) : (mode.excess + mode.deficit) / (above + below);
  if (seen === null) return null;
  const ends = value === between.lower || value === between.upper;
  // Deviations to two sides have half of the error each.
  const each = ends ? confidence : (1 + confidence) / 2;
  const side = (runs: number, size: number, end: number) => {
    if (value === end) return { lower: 0, upper: 0 };
    const { lower, upper } = poissonInterval(runs, each);
    const one = runs > 0 ? size / runs : seen;
    return { lower: (lower * one) / n, upper: (upper * one) / n };
  };
  const rise = side(above, mode.excess, between.upper);
  const fall = side(below, mode.deficit, between.lower);
  return { lower: value + rise.lower - fall.upper, upper: value + rise.upper - fall.lower };
}

/**
 * Where a mean lies when all but a share of runs give the same value, and the others may give any that there can be. Infinite to a side
 * without a limit.
 * @param share of the runs that may give another value, at the most
 * @param between the least and the largest value that there can be
 */
export function surelyWithin(value: number, share: number, between: Limits): Limits {
  return {
    lower: value === between.lower ? value : value - share * (value - between.lower),
    upper: value === between.upper ? value : value + share * (between.upper - value),
  };
}

/**
 * Two-sided p-value of "these differences are 0 in the mean". Where more than half of them are the same, the t test alone would take
 * the rarity of the others for precision: the sign test has to agree, and decides alone where all are the same.
 */
export function differenceP(differences: readonly number[], kind: ValueKind): number {
  if (kind.kind === 'setting') return differences.every((each) => each === 0) ? 1 : 0;
  const moments = Moments.of(differences);
  const mode = modeOf(differences);
  const [above, below] = [1, -1].map((sign) => differences.filter((each) => each * sign > 0).length);
  const signs =
    above + below === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(above, below), above + below, 0.5));
  if (mode === null) return studentP(moments);
  if (mode.above + mode.below > 0) return Math.max(studentP(moments), signs);
  return signs;
}

function studentP(moments: Moments): number {
  if (moments.mean === 0) return 1;
  return moments.standardError === 0
    ? 0
    : studentTwoSided(moments.mean / moments.standardError, moments.count - 1);
}
