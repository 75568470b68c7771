/**
 * How two alternatives differ. Whether a pair is told apart is decided once, for the letters, the sentences and the tables alike;
 * intervals follow the decision.
 */

import { StatisticsError } from '../../mathematics/errors.ts';
import { holm } from '../../mathematics/multiplicity.ts';
import { cliffsDelta, cohenDPaired } from '../statistics/effect-size.ts';
import type { Interval } from '../statistics/interval.ts';
import { pairingGain } from '../statistics/power.ts';
import { fiellerInterval } from '../statistics/ratio.ts';
import { differences, Moments } from '../statistics/summary.ts';
import { differenceP, differenceRange, type Limits, meanLimits } from './mean-limits.ts';
import { type Counted, isExact, lows, pairedValues, type Span } from './samples.ts';
import type { ValueKind } from './value-kind.ts';

export interface PairFigures {
  readonly baseline: string;
  readonly candidate: string;
  /** Replications that both have. */
  readonly replications: number;
  /**
   * candidate - baseline; the estimate is null, and an end may be infinite, where the end of runs left values open: then both ends
   * hold for whatever these values come to. Intervals hold together for every two alternatives (Bonferroni); one ends at 0 where
   * Holm's test alone tells the pair apart, as simultaneous intervals that agree with it do (Strassburger and Bretz, Statistics in
   * Medicine 27, 2008). `different` is true exactly when 0 is not inside.
   */
  readonly difference: { readonly estimate: number | null } & Interval;
  /** The least and the largest mean difference that the open values allow; null where all are known. */
  readonly bounds: { readonly lower: number | null; readonly upper: number | null } | null;
  /**
   * (candidate - baseline) / baseline, by Fieller's interval, which holds 0 exactly when that of the difference does; null where
   * a mean is not above 0, or that of the baseline cannot be told from 0, or values are open.
   */
  readonly relative: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
  /** Of the paired t test; of the sign test, or of a count, where differences hardly vary. */
  readonly p: number;
  /** Holm's adjustment over every two alternatives, listed or not. */
  readonly adjusted_p: number;
  readonly different: boolean;
  /** Cohen's d of the paired differences, with Hedges' correction as g; null without spread. */
  readonly cohen_d: {
    readonly d: number;
    readonly g: number;
    readonly lower: number;
    readonly upper: number;
  } | null;
  readonly cliffs_delta: { readonly delta: number; readonly magnitude: string } | null;
  /** Correlation of the pairs, and how many times fewer replications they need than independent runs; null without spread. */
  readonly pairing: { readonly correlation: number; readonly gain: number } | null;
}

/** A pair and whether it is told apart. */
export interface Decision {
  readonly first: number;
  readonly second: number;
  readonly p: number;
  readonly adjusted_p: number;
  readonly different: boolean;
}

/** Differences second - first, at the two extremes of what open values may come to; equal where all are known. */
export function extremes(first: readonly Span[], second: readonly Span[]): readonly [number[], number[]] {
  return [
    first.map(({ high }, index) => second[index].low - high),
    first.map(({ low }, index) => second[index].high - low),
  ];
}

/**
 * p-value of a pair. With open values the decision has to be the same at both extremes; where one of them is infinite, it lies on
 * its own side, and the other one decides whether the difference has that direction.
 */
function pairP(first: readonly Span[], second: readonly Span[], kind: ValueKind): number {
  const ends = extremes(first, second);
  const finite = ends.filter((end) => end.every(Number.isFinite));
  if (finite.length === 0) return 1;
  if (isExact(first) && isExact(second)) return differenceP(finite[0], kind);
  const directions = ends.map((end, index) => {
    if (!finite.includes(end)) return index === 0 ? -1 : 1;
    return Math.sign(Moments.of(end).mean);
  });
  if (directions[0] !== directions[1]) return 1;
  return Math.max(...finite.map((end) => differenceP(end, kind)));
}

/** Every two with at least two common replications, by Holm's method at 1 - confidence. */
export function decideAll(counted: readonly Counted[], kind: ValueKind, confidence: number): Decision[] {
  const tested: { first: number; second: number; p: number }[] = [];
  for (let first = 0; first < counted.length; first++)
    for (let second = first + 1; second < counted.length; second++) {
      const [a, b] = pairedValues(counted[first], counted[second]);
      if (a.length > 1) tested.push({ first, second, p: pairP(a, b, kind) });
    }
  const adjusted = holm(tested.map(({ p }) => p));
  return tested.map((pair, index) => ({
    ...pair,
    adjusted_p: adjusted[index],
    different: adjusted[index] <= 1 - confidence,
  }));
}

/** One against all others, each as one of all pairs (Bonferroni): what was chosen by the same data is no single comparison. */
export function decideAgainst(
  one: number,
  counted: readonly Counted[],
  kind: ValueKind,
  confidence: number,
): Decision[] {
  const pairs = (counted.length * (counted.length - 1)) / 2;
  return counted.flatMap((values, other): Decision[] => {
    const [a, b] = other === one ? [[], []] : pairedValues(counted[one], values);
    if (a.length < 2) return [];
    const p = pairP(a, b, kind);
    const adjusted_p = Math.min(1, p * pairs);
    const different = adjusted_p <= 1 - confidence;
    return [{ first: Math.min(one, other), second: Math.max(one, other), p, adjusted_p, different }];
  });
}

/** Pairs with this baseline, or as decided where it is null. */
export function comparePairs(
  counted: readonly Counted[],
  decisions: readonly Decision[],
  options: {
    readonly baseline: number | null;
    readonly confidence: number;
    readonly kind: ValueKind;
    readonly label: (index: number) => string;
  },
): PairFigures[] {
  const { baseline, confidence, kind, label } = options;
  const each = 1 - (1 - confidence) / Math.max(1, decisions.length);
  return decisions.flatMap((decision) => {
    const { first, second } = decision;
    if (baseline !== null && first !== baseline && second !== baseline) return [];
    const [from, to] = second === baseline ? [second, first] : [first, second];
    const [before, after] = pairedValues(counted[from], counted[to]);
    const names = { baseline: label(from), candidate: label(to) };
    const levels = { each, confidence, kind };
    const figures =
      isExact(before) && isExact(after)
        ? figuresOf(lows(before), lows(after), decision, levels)
        : openFigures(before, after, decision, levels);
    return [{ ...names, replications: before.length, ...figures }];
  });
}

type Figures = Omit<PairFigures, 'baseline' | 'candidate' | 'replications'>;

interface Levels {
  readonly each: number;
  readonly confidence: number;
  readonly kind: ValueKind;
}

function figuresOf(
  baseline: readonly number[],
  candidate: readonly number[],
  { p, adjusted_p, different }: Decision,
  { each, confidence, kind }: Levels,
): Figures {
  const found = Array.from(differences(baseline, candidate));
  const estimate = Moments.of(found).mean;
  const limits = meanLimits(found, kind, each, differenceRange(kind));
  const { delta, magnitude } = cliffsDelta(baseline, candidate);
  const relative = relativeDifference(baseline, candidate, each, { estimate, ...limits });
  return {
    difference: { ...agreeing({ estimate, ...limits }, different), confidence },
    bounds: null,
    relative: relative && agreeing(relative, different),
    p,
    adjusted_p,
    different,
    cohen_d: orNull(() => {
      const { d, g, lower, upper } = cohenDPaired(baseline, candidate);
      return { d, g, lower, upper };
    }),
    cliffs_delta: { delta, magnitude },
    pairing: orNull(() => {
      const { correlation, gain } = pairingGain(baseline, candidate);
      return Number.isFinite(correlation) && Number.isFinite(gain) ? { correlation, gain } : null;
    }),
  };
}

/** Where open values may come to anything within their bounds. */
function openFigures(
  before: readonly Span[],
  after: readonly Span[],
  { p, adjusted_p, different }: Decision,
  { each, confidence, kind }: Levels,
): Figures {
  const [least, most] = extremes(before, after);
  const limitsOf = (values: readonly number[]): Limits | null =>
    values.every(Number.isFinite) ? meanLimits(values, kind, each, differenceRange(kind)) : null;
  const meanOf = (values: readonly number[]) =>
    values.every(Number.isFinite) ? Moments.of(values).mean : null;
  const lower = limitsOf(least)?.lower ?? Number.NEGATIVE_INFINITY;
  const upper = limitsOf(most)?.upper ?? Number.POSITIVE_INFINITY;
  // An end without limit lies on its own side of 0.
  const direction = (meanOf(least) ?? -1) > 0 ? 1 : -1;
  const agreed = agreeing({ estimate: direction, lower, upper }, different);
  return {
    difference: { estimate: null, lower: agreed.lower, upper: agreed.upper, confidence },
    bounds: { lower: meanOf(least), upper: meanOf(most) },
    relative: null,
    p,
    adjusted_p,
    different,
    cohen_d: null,
    cliffs_delta: null,
    pairing: null,
  };
}

interface Range extends Limits {
  readonly estimate: number;
}

/** Holds 0 exactly where the pair is not told apart: one decision, whatever the interval alone would say. */
function agreeing({ estimate, lower, upper }: Range, different: boolean): Range {
  if (!different) return { estimate, lower: Math.min(0, lower), upper: Math.max(0, upper) };
  if (lower > 0 || upper < 0) return { estimate, lower, upper };
  return estimate < 0 ? { estimate, lower, upper: 0 } : { estimate, lower: 0, upper };
}

function relativeDifference(
  baseline: readonly number[],
  candidate: readonly number[],
  confidence: number,
  difference: Range,
): PairFigures['relative'] {
  const mean = Moments.of(baseline).mean;
  if (!(mean > 0 && Moments.of(candidate).mean > 0)) return null;
  // What is never below 0 loses at most all.
  const least = [...baseline, ...candidate].every((value) => value >= 0) ? -1 : Number.NEGATIVE_INFINITY;
  const found = differences(baseline, candidate);
  // Without a spread there is nothing for Fieller's interval to go by.
  if (found.every((value) => value === found[0])) {
    const { estimate, lower, upper } = difference;
    return { estimate: estimate / mean, lower: Math.max(least, lower / mean), upper: upper / mean };
  }
  // Of the differences rather than of the candidate: a share of 1 subtracted afterwards would cost digits.
  const share = fiellerInterval(found, baseline, confidence);
  if (!share.bounded) return null;
  return { estimate: share.estimate, lower: Math.max(least, share.lower), upper: share.upper };
}

/** What does not exist for these values (no spread) is null. */
function orNull<Value>(compute: () => Value | null): Value | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}
