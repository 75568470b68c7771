/**
 * What an experiment says about one metric: how good each alternative is, how they differ, which of them lead.
 */
import { Streams } from '../../engine/random/streams.ts';
import { compareAll } from '../statistics/compare-all.ts';
import { cliffsDelta, cohenDPaired } from '../statistics/effect-size.ts';
import { StatisticsError } from '../statistics/errors.ts';
import type { Interval } from '../statistics/interval.ts';
import { meanInterval, pairedInterval } from '../statistics/mean-interval.ts';
import { holm } from '../statistics/multiplicity.ts';
import { pairingGain } from '../statistics/power.ts';
import { probabilityBest } from '../statistics/probability-best.ts';
import { median } from '../statistics/quantiles.ts';
import { pairedRatioOfMeans } from '../statistics/ratio.ts';
import { Moments } from '../statistics/summary.ts';
import { pairedTest } from '../statistics/t-test.ts';
import type { MetricGoal } from './designs.ts';

export interface AlternativeFigures {
  readonly label: string;
  /** From 1, best mean first. */
  readonly rank: number;
  readonly replications: number;
  readonly mean: number;
  /** Interval of this mean on its own. */
  readonly lower: number;
  readonly upper: number;
  readonly sd: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** Alternatives that share a letter cannot be told apart; empty where replications are too unequal to say. */
  readonly letters: string;
  readonly probability_best: number;
  /** Expected shortfall of the mean against the best one. */
  readonly regret: number;
}

export interface PairFigures {
  readonly baseline: string;
  readonly candidate: string;
  /** Replications that both have. */
  readonly replications: number;
  /** candidate - baseline. Intervals hold together for all pairs listed. */
  readonly difference: { readonly estimate: number } & Interval;
  /** (candidate - baseline) / baseline; null where means are not all positive. */
  readonly relative: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
  readonly p: number;
  /** Holm's adjustment over all pairs listed. */
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

export interface MetricComparison extends MetricGoal {
  readonly confidence: number;
  /** In the order given. */
  readonly alternatives: readonly AlternativeFigures[];
  /** Labels, best mean first. */
  readonly ranking: readonly string[];
  /** Labels that cannot be told from the best one, which comes first. */
  readonly leaders: readonly string[];
  readonly groups: readonly (readonly string[])[];
  readonly pairs: readonly PairFigures[];
  /** Replications left out because the metric was not measured in some alternative. */
  readonly left_out: number;
}

export interface MetricValues {
  readonly label: string;
  /** By replication; null or undefined: not measured, or not run. */
  readonly values: readonly (number | null | undefined)[];
}

export interface ComparisonOptions extends MetricGoal {
  /** Index of the alternative that the others are compared with; null: every two. */
  readonly baseline: number | null;
  /** Seed of the resampling behind the probabilities. */
  readonly seed: string;
  /** Alternatives have different numbers of replications on purpose. */
  readonly unequal?: boolean;
  readonly confidence?: number;
}

const CONFIDENCE = 0.95;

/** Everything about one metric; null when fewer than two replications have it. */
export function compareMetric(
  measured: readonly MetricValues[],
  options: ComparisonOptions,
): MetricComparison | null {
  const { metric, better, seed, confidence = CONFIDENCE } = options;
  const { samples, leftOut } = samplesOf(measured, options.unequal === true);
  if (samples.some((values) => values.length < 2)) return null;
  const best = better === 'lower' ? 'lowest' : 'highest';
  const common = Math.min(...samples.map((values) => values.length));
  const paired = samples.map((values) => values.slice(0, common));
  const equal = samples.every((values) => values.length === common);
  const groups = samples.length > 1 ? compareAll(paired, { paired: true, confidence, best }) : null;
  const random = new Streams(seed, 0).stream('probability best', metric);
  const chances = probabilityBest(paired, { best, random });
  const ranking = rankingOf(samples, better);
  const label = (index: number): string => measured[index].label;
  const alternatives = samples.map((values, index) => {
    const moments = Moments.of(values);
    const { lower, upper } = meanInterval(values, confidence);
    return {
      label: label(index),
      rank: ranking.indexOf(index) + 1,
      replications: values.length,
      mean: moments.mean,
      lower,
      upper,
      sd: moments.sd,
      min: moments.min,
      median: median(values),
      max: moments.max,
      letters: groups !== null && equal ? groups.groups.letters[index] : '',
      probability_best: chances[index].probability,
      regret: chances[index].regret,
    };
  });
  return {
    metric,
    better,
    confidence,
    alternatives,
    ranking: ranking.map(label),
    leaders: (equal && groups ? groups.leaders : [ranking[0]]).map(label),
    groups: equal && groups ? groups.groups.groups.map((group) => group.map(label)) : [],
    pairs: comparePairs(measured, samples, pairsOf(samples.length, options.baseline), confidence),
    left_out: leftOut,
  };
}

/** Values of replications that all alternatives have; with `unequal` each alternative's own. */
function samplesOf(
  measured: readonly MetricValues[],
  unequal: boolean,
): { samples: number[][]; leftOut: number } {
  const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';
  if (unequal) {
    // Replication r stays at place r, so that pairs stay pairs.
    const measuredUntil = (values: MetricValues['values']): number => {
      const missing = values.findIndex((value) => !isNumber(value));
      return missing < 0 ? values.length : missing;
    };
    const samples = measured.map(({ values }) => values.slice(0, measuredUntil(values)) as number[]);
    return { samples, leftOut: 0 };
  }
  const length = Math.max(0, ...measured.map(({ values }) => values.length));
  const whole: number[] = [];
  for (let replication = 0; replication < length; replication++)
    if (measured.every(({ values }) => isNumber(values[replication]))) whole.push(replication);
  const samples = measured.map(({ values }) => whole.map((replication) => values[replication] as number));
  return { samples, leftOut: length - whole.length };
}

function rankingOf(samples: readonly (readonly number[])[], better: MetricGoal['better']): number[] {
  const sign = better === 'lower' ? 1 : -1;
  const means = samples.map((values) => sign * Moments.of(values).mean);
  return means.map((_, index) => index).sort((a, b) => means[a] - means[b] || a - b);
}

/** Every other alternative with the baseline, or every two. */
function pairsOf(count: number, baseline: number | null): [number, number][] {
  const indices = Array.from({ length: count }, (_, index) => index);
  if (baseline !== null)
    return indices.filter((index) => index !== baseline).map((index) => [baseline, index]);
  return indices.flatMap((first) =>
    indices.slice(first + 1).map((second): [number, number] => [first, second]),
  );
}

function comparePairs(
  measured: readonly MetricValues[],
  samples: readonly number[][],
  pairs: readonly [number, number][],
  confidence: number,
): PairFigures[] {
  const each = 1 - (1 - confidence) / Math.max(1, pairs.length);
  const tested = pairs.map(([first, second]) => {
    const count = Math.min(samples[first].length, samples[second].length);
    const baseline = samples[first].slice(0, count);
    const candidate = samples[second].slice(0, count);
    return { first, second, baseline, candidate, p: pairedTest(baseline, candidate).p };
  });
  const adjusted = holm(tested.map(({ p }) => p));
  return tested.map(({ first, second, baseline, candidate, p }, index) => {
    const { estimate, lower, upper } = pairedInterval(baseline, candidate, each);
    const { delta, magnitude } = cliffsDelta(baseline, candidate);
    return {
      baseline: measured[first].label,
      candidate: measured[second].label,
      replications: baseline.length,
      difference: { estimate, lower, upper, confidence },
      relative: relativeDifference(baseline, candidate, each),
      p,
      adjusted_p: adjusted[index],
      different: adjusted[index] <= 1 - confidence,
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
  });
}

function relativeDifference(
  baseline: readonly number[],
  candidate: readonly number[],
  confidence: number,
): PairFigures['relative'] {
  return orNull(() => {
    const ratio = pairedRatioOfMeans(baseline, candidate, confidence);
    return { estimate: ratio.estimate - 1, lower: ratio.lower - 1, upper: ratio.upper - 1 };
  });
}

/** What does not exist for these values (no spread, a mean that is not positive) is null. */
function orNull<Value>(compute: () => Value | null): Value | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}
