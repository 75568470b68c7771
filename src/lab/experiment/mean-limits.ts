/**
 * Intervals for means over replications that stay honest where values hardly vary, and p-values to go with them.
 */
import { binomialCdf } from '../statistics/binomial.ts';
import { meanInterval } from '../statistics/mean-interval.ts';
import { poissonInterval } from '../statistics/rare.ts';
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
function modeOf(values: readonly number[]): Mode | null {
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
 * differ from the most frequent one. Deviations of counts and of shares of a known number of things come one by one, and are bounded
 * as a Poisson count. Of anything else that does not vary nothing more is known: the interval is the point.
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
  if (kind === 'continuous') return { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
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
  const grain = grainOf(kind);
  const mode = grain === null ? null : modeOf(values);
  if (grain === null || mode === null) return null;
  const n = values.length;
  const { value } = mode;
  const ends = value === between.lower || value === between.upper;
  // Deviations to two sides have half of the error each.
  const each = ends ? confidence : (1 + confidence) / 2;
  const [up, down] = [mode.excess, mode.deficit].map((size) =>
    poissonInterval(Math.round(size / grain), each),
  );
  const none = { lower: 0, upper: 0 };
  const rise = value === between.upper ? none : up;
  const fall = value === between.lower ? none : down;
  return {
    lower: value + ((rise.lower - fall.upper) * grain) / n,
    upper: value + ((rise.upper - fall.lower) * grain) / n,
  };
}

/**
 * Two-sided p-value of "these differences are 0 in the mean". Where more than half of them are the same, the t test alone would take
 * the rarity of the others for precision: the sign test has to agree. Where all are the same, it decides, or for counts and shares
 * the chance of not having seen one of the deviations that a mean of 0 would need.
 */
export function differenceP(differences: readonly number[], kind: ValueKind): number {
  const moments = Moments.of(differences);
  const mode = modeOf(differences);
  const [above, below] = [1, -1].map((sign) => differences.filter((each) => each * sign > 0).length);
  const signs =
    above + below === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(above, below), above + below, 0.5));
  if (mode === null) return studentP(moments);
  if (mode.above + mode.below > 0) return Math.max(studentP(moments), signs);
  if (mode.value === 0) return 1;
  const grain = grainOf(kind);
  const unseen = grain === null ? 1 : 2 * Math.exp((-differences.length * Math.abs(mode.value)) / grain);
  return Math.min(signs, unseen);
}

function studentP(moments: Moments): number {
  if (moments.mean === 0) return 1;
  return moments.standardError === 0
    ? 0
    : studentTwoSided(moments.mean / moments.standardError, moments.count - 1);
}
