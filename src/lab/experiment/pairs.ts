/**
 * How two alternatives differ. Whether a pair is told apart is decided once, over every two alternatives, for the letters, the
 * sentences and the tables alike; intervals follow the decision.
 */
import { cliffsDelta, cohenDPaired } from '../statistics/effect-size.ts';
import { StatisticsError } from '../statistics/errors.ts';
import type { Interval } from '../statistics/interval.ts';
import { pairedInterval } from '../statistics/mean-interval.ts';
import { holm } from '../statistics/multiplicity.ts';
import { pairingGain } from '../statistics/power.ts';
import { fiellerInterval } from '../statistics/ratio.ts';
import { differences, Moments } from '../statistics/summary.ts';
import { pairedTest } from '../statistics/t-test.ts';
import { type Counted, pairedValues } from './samples.ts';

export interface PairFigures {
  readonly baseline: string;
  readonly candidate: string;
  /** Replications that both have. */
  readonly replications: number;
  /**
   * candidate - baseline. Intervals hold together for every two alternatives (Bonferroni); one ends at 0 where Holm's test alone
   * tells the pair apart, as simultaneous intervals that agree with it do (Strassburger and Bretz, Statistics in Medicine 27,
   * 2008). `different` is true exactly when 0 is not inside.
   */
  readonly difference: { readonly estimate: number } & Interval;
  /**
   * (candidate - baseline) / baseline, by Fieller's interval, which holds 0 exactly when that of the difference does; null where
   * a mean is not above 0, or that of the baseline cannot be told from 0.
   */
  readonly relative: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
  /** Of the paired t test. */
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
  readonly cliffs_delta: { readonly delta: number; readonly magnitude: string };
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

/** Paired t tests of every two with at least two common replications, by Holm's method at 1 - confidence. */
export function decideAll(counted: readonly Counted[], confidence: number): Decision[] {
  const tested: { first: number; second: number; p: number }[] = [];
  for (let first = 0; first < counted.length; first++)
    for (let second = first + 1; second < counted.length; second++) {
      const [a, b] = pairedValues(counted[first], counted[second]);
      if (a.length > 1) tested.push({ first, second, p: pairedTest(a, b).p });
    }
  const adjusted = holm(tested.map(({ p }) => p));
  return tested.map((pair, index) => ({
    ...pair,
    adjusted_p: adjusted[index],
    different: adjusted[index] <= 1 - confidence,
  }));
}

/** Pairs with this baseline, or as decided where it is null. */
export function comparePairs(
  counted: readonly Counted[],
  decisions: readonly Decision[],
  options: {
    readonly baseline: number | null;
    readonly confidence: number;
    readonly label: (index: number) => string;
  },
): PairFigures[] {
  const { baseline, confidence, label } = options;
  const each = 1 - (1 - confidence) / Math.max(1, decisions.length);
  return decisions.flatMap((decision) => {
    const { first, second } = decision;
    if (baseline !== null && first !== baseline && second !== baseline) return [];
    const [from, to] = second === baseline ? [second, first] : [first, second];
    const [before, after] = pairedValues(counted[from], counted[to]);
    const names = { baseline: label(from), candidate: label(to) };
    return [{ ...names, ...figuresOf(before, after, decision, { each, confidence }) }];
  });
}

function figuresOf(
  baseline: readonly number[],
  candidate: readonly number[],
  { p, adjusted_p, different }: Decision,
  { each, confidence }: { readonly each: number; readonly confidence: number },
): Omit<PairFigures, 'baseline' | 'candidate'> {
  const { estimate, lower, upper } = pairedInterval(baseline, candidate, each);
  const { delta, magnitude } = cliffsDelta(baseline, candidate);
  const relative = relativeDifference(baseline, candidate, each);
  return {
    replications: baseline.length,
    difference: { ...agreeing({ estimate, lower, upper }, different), confidence },
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

interface Range {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Ends at 0 where the pair is told apart and the interval alone would not say so. */
function agreeing({ estimate, lower, upper }: Range, different: boolean): Range {
  if (!different || lower > 0 || upper < 0) return { estimate, lower, upper };
  return estimate < 0 ? { estimate, lower, upper: 0 } : { estimate, lower: 0, upper };
}

function relativeDifference(
  baseline: readonly number[],
  candidate: readonly number[],
  confidence: number,
): PairFigures['relative'] {
  if (!(Moments.of(baseline).mean > 0 && Moments.of(candidate).mean > 0)) return null;
  // Of the differences rather than of the candidate: a share of 1 subtracted afterwards would cost digits.
  const share = fiellerInterval(differences(baseline, candidate), baseline, confidence);
  if (!share.bounded) return null;
  const { estimate, lower, upper } = share;
  // What is never below 0 loses at most all.
  const least = [...baseline, ...candidate].every((value) => value >= 0) ? -1 : Number.NEGATIVE_INFINITY;
  return { estimate, lower: Math.max(least, lower), upper };
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
