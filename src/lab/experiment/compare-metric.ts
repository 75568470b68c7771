/**
 * What an experiment says about one metric: how good each alternative is, how they differ, which of them lead.
 */

import { Streams } from '../../engine/random/streams.ts';
import type { Bounds } from '../../recording/bounds.ts';
import { letterDisplay } from '../statistics/letters.ts';
import { probabilityBest } from '../statistics/probability-best.ts';
import { median } from '../statistics/quantiles.ts';
import { Moments } from '../statistics/summary.ts';
import { type Analysis, analyse, type Standing, type TooFew } from './analysis.ts';
import type { MetricGoal } from './designs.ts';
import { comparePairs, type PairFigures } from './pairs.ts';
import {
  type Counted,
  isExact,
  lows,
  type MetricValues,
  pairedValues,
  type Span,
  samplesOf,
  valuesOf,
  wholeValues,
} from './samples.ts';

export type { PairFigures } from './pairs.ts';
export type { MetricValues } from './samples.ts';

export interface AlternativeFigures {
  readonly label: string;
  /** From 1, best mean first. */
  readonly rank: number;
  readonly replications: number;
  /** null where the end of runs left values open; `bounds` then holds the least and the largest mean they allow. */
  readonly mean: number | null;
  readonly bounds: Bounds | null;
  /** Runs whose value is open. */
  readonly open: number;
  /** Every run has the same value: nothing is known of the spread. */
  readonly constant: boolean;
  /** Interval of this mean, on its own or together with the others (`joint`); an end may be infinite where values are open. */
  readonly lower: number;
  readonly upper: number;
  /** null where values are open. */
  readonly sd: number | null;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
  /** Alternatives that share a letter cannot be told apart; empty where replications are too unequal to say. */
  readonly letters: string;
  /** Share of resamples of the replications in which its mean is the best; null below five replications that all have. */
  readonly probability_best: number | null;
  /** Expected shortfall of the mean against the best one, by the same resamples. */
  readonly regret: number | null;
}

export interface MetricComparison extends MetricGoal {
  readonly confidence: number;
  /** Label that the others are compared with: as asked for, or the next one that was measured. */
  readonly baseline: string;
  /** In the order given. */
  readonly alternatives: readonly AlternativeFigures[];
  /** Labels of those that fewer than two replications measured; the others are compared without them. */
  readonly unmeasured: readonly string[];
  /** Labels, best mean first. */
  readonly ranking: readonly string[];
  /** Labels that cannot be told from the best one, which comes first; after a selection of those that stayed as long as it. */
  readonly leaders: readonly string[];
  /** Labels with the value of the best one, which comes first, in every replication; empty where there is no other. */
  readonly identical: readonly string[];
  readonly groups: readonly (readonly string[])[];
  /** Intervals of means hold for all pairs together, not each on its own. */
  readonly joint: boolean;
  /** Too few replications for so many comparisons: nothing is marked. */
  readonly too_few: TooFew | null;
  readonly pairs: readonly PairFigures[];
  /** Replications that do not count for all alternatives, because the metric was not measured in some of them. */
  readonly left_out: number;
}

export interface ComparisonOptions extends MetricGoal {
  /** Index of the alternative that the others are compared with; null: every two. */
  readonly baseline: number | null;
  /** Seed of the resampling behind the probabilities. */
  readonly seed: string;
  /** Alternatives have different numbers of replications on purpose. */
  readonly unequal?: boolean;
  /** Index of the alternative that was selected as the best, which need not have the best mean so far. */
  readonly selected?: number | null;
  readonly confidence?: number;
  /** Mean number of things of which the metric is a share, where that is known. */
  readonly size?: number | null;
}

const CONFIDENCE = 0.95;
/** Four values have 35 resamples: too few for a share that means something. */
const FEWEST_RESAMPLED = 5;

/** Everything about one metric; null when no alternative has at least two replications of it. */
export function compareMetric(
  measured: readonly MetricValues[],
  options: ComparisonOptions,
): MetricComparison | null {
  const { metric, better, confidence = CONFIDENCE } = options;
  const { kept, unmeasured, counted, leftOut } = samplesOf(measured, options.unequal === true);
  if (kept.length === 0) return null;
  const label = (index: number): string => measured[kept[index]].label;
  const samples = counted.map(valuesOf);
  const analysis = analyse(counted, { metric, better, confidence, size: options.size ?? null });
  const { decisions, standings, ranking, joint, too_few } = analysis;
  const selected = kept.indexOf(options.selected ?? -1);
  const best = selected < 0 ? ranking[0] : selected;
  const whole = wholeValues(counted);
  const equal = samples.every(({ length }) => length === whole[0].length);
  const groups = equal && kept.length > 1 && too_few === null ? groupsOf(analysis) : null;
  const chances = too_few === null ? chancesOf(whole, options) : null;
  const baseline = baselineOf(kept, options.baseline ?? 0);
  const identical = ranking.filter((index) => index !== best && sameValues(counted[best], counted[index]));
  return {
    metric,
    better,
    confidence,
    baseline: label(baseline),
    alternatives: samples.map((spans, index) => ({
      label: label(index),
      rank: ranking.indexOf(index) + 1,
      ...figuresOf(spans, standings[index]),
      letters: groups?.letters[ranking.indexOf(index)] ?? '',
      probability_best: chances?.[index].probability ?? null,
      regret: chances?.[index].regret ?? null,
    })),
    unmeasured: unmeasured.map((index) => measured[index].label),
    ranking: ranking.map(label),
    leaders: leadersOf(best, counted, analysis).map(label),
    identical: identical.length === 0 ? [] : [best, ...identical].map(label),
    groups: groups?.groups.map((group) => group.map((place) => label(ranking[place]))) ?? [],
    joint,
    too_few,
    pairs: comparePairs(counted, decisions, {
      baseline: options.baseline === null ? null : baseline,
      confidence,
      kind: analysis.kind,
      label,
    }),
    left_out: leftOut,
  };
}

function figuresOf(spans: readonly Span[], standing: Standing) {
  const values = lows(spans);
  const { sd, min, max } = Moments.of(values);
  const known = standing.mean !== null;
  return {
    ...standing,
    sd: known ? sd : null,
    min: known ? min : null,
    median: known ? median(values) : null,
    max: known ? max : null,
  };
}

/** The wanted one, or the next that is there. */
function baselineOf(kept: readonly number[], wanted: number): number {
  return Math.max(
    0,
    kept.findIndex((index) => index >= wanted),
  );
}

/** Letters by place in the ranking, so that they run from best to worst. */
function groupsOf({ ranking, apart }: Analysis) {
  return letterDisplay(ranking.length, (i, j) => apart(ranking[i], ranking[j]));
}

function leadersOf(best: number, counted: readonly Counted[], { ranking, apart }: Analysis): number[] {
  // Whoever left a selection earlier was found to be worse there, by a sharper test than that of all pairs.
  const stayed = (index: number): boolean => counted[index].length >= counted[best].length;
  return [best, ...ranking.filter((index) => index !== best && stayed(index) && !apart(best, index))];
}

function sameValues(first: Counted, second: Counted): boolean {
  const [a, b] = pairedValues(first, second);
  return a.length > 1 && isExact(a) && isExact(b) && a.every(({ low }, place) => low === b[place].low);
}

/** Of open values there is nothing to resample. */
function chancesOf(whole: readonly Span[][], { metric, better, seed }: ComparisonOptions) {
  if (whole[0].length < FEWEST_RESAMPLED || !whole.every(isExact)) return null;
  const random = new Streams(seed, 0).stream('probability best', metric);
  return probabilityBest(whole.map(lows), { best: better === 'lower' ? 'lowest' : 'highest', random });
}
