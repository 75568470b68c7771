/**
 * The answer of a comparison in words, fit to stand in a design document as they are.
 */

import type { TooFew } from '../../lab/experiment/analysis.ts';
import type {
  AlternativeFigures,
  MetricComparison,
  PairFigures,
} from '../../lab/experiment/compare-metric.ts';
import type { SelectionOutcome } from '../../lab/experiment/designs.ts';
import type { CompareResult } from '../../lab/experiment/result.ts';
import type { PointFigures } from '../../lab/experiment/sweep-metric.ts';
import { openThings, stillOpen } from '../../recording/still-open.ts';
import { formatCount, formatNumber, plural } from '../format.ts';
import { formatMetric, metricUnit } from '../metrics.ts';
import { ALIKE, intervalCell, isCorrected, meanText, pairOf, rangeText } from './figures.ts';
import { loadClause } from './load-clause.ts';
import { survivorClause } from './survivor-clause.ts';

/** Alternatives named in a sentence about all. */
const MOST_NAMED = 4;

/** One sentence for each metric. */
export function compareSentences(result: CompareResult): string[] {
  const { selection, partial } = result.outcome;
  const { plan } = result;
  return result.metrics.map((comparison) => {
    const { ranking, leaders, alternatives } = comparison;
    const said = (): Said => {
      if (alternatives.length === 1) return { text: standing(comparison, ranking[0]), about: ranking[0] };
      if (comparison.identical.length === alternatives.length) return { text: sameEverywhere(comparison) };
      if (comparison.too_few !== null)
        return { text: tooFewText(comparison.metric, comparison.too_few, 'alternatives') };
      const first = comparison.metric === plan.metrics[0].metric;
      if (selection !== null && first && selection.best !== null && !partial)
        return {
          text: selectionSentence(result, comparison, selection),
          about: result.alternatives[selection.best].label,
        };
      const text = metricSentence(comparison, baselineOf(result, comparison), selection !== null);
      return leaders.length === alternatives.length ? { text } : { text, about: ranking[0] };
    };
    const { text, about } = said();
    const load = loadClause(about, result.alternatives);
    return `${text}${load}${survivorClause(comparison.metric, result.survivors, ranking)}${missing(comparison)}.`;
  });
}

/** A sentence without its end, and the alternative that it is about where it is one. */
interface Said {
  readonly text: string;
  readonly about?: string;
}

/** The alternative that was asked for, or that stands in for it. */
export function baselineOf({ plan }: CompareResult, comparison: MetricComparison): string {
  const { label } = plan.alternatives[plan.baseline];
  return comparison.unmeasured.includes(label) ? comparison.baseline : label;
}

/** Said first where there are too few replications: nothing is marked then. */
export function tooFewText(
  metric: string,
  { replications, pairs, needed }: TooFew,
  what: 'alternatives' | 'points',
): string {
  const among = pairs === 1 ? `two ${what}` : `all of these ${what} (${formatCount(pairs)} pairs)`;
  return `${plural(replications, 'replication')} are too few to tell ${among} apart by ${metric}, and none is marked: --reps ${needed} finds differences as large as their standard deviation four times of five`;
}

function metricSentence(comparison: MetricComparison, baseline: string, raced: boolean): string {
  const [best, next] = comparison.ranking;
  const { leaders, alternatives, metric } = comparison;
  if (leaders.length === alternatives.length) return undecided(comparison);
  const rival = best === baseline ? next : baseline;
  const gap = leaders.includes(rival) ? '' : gapClause(comparison, best, rival, best === baseline);
  return `${best} has the ${extreme(comparison)} ${metric}: ${valueText(comparison, best)}${gap}${tieClause(comparison, raced)}`;
}

/** "; b has the same in every replication; it cannot be told apart from c". */
function tieClause({ leaders, identical }: MetricComparison, raced: boolean): string {
  const same = identical.slice(1);
  const equals = leaders.slice(1).filter((label) => !same.includes(label));
  const copies = same.length === 0 ? '' : `; ${list(same, 'and')} ${has(same)} the same in every replication`;
  // In a selection the other metrics do not decide who stays.
  const ties = raced || equals.length === 0 ? '' : `; it cannot be told apart from ${list(equals, 'or')}`;
  return `${copies}${ties}`;
}

function has(labels: readonly string[]): string {
  return labels.length === 1 ? 'has' : 'have';
}

function sameEverywhere(comparison: MetricComparison): string {
  const { ranking, metric } = comparison;
  return `${capital(everyone(ranking))} have the same ${metric} in every replication: ${valueText(comparison, ranking[0])}`;
}

function everyone(labels: readonly string[]): string {
  return labels.length === 2 ? list(labels, 'and') : `the ${labels.length} alternatives`;
}

/** "; c was measured in too few runs to be compared". */
function missing({ unmeasured }: MetricComparison): string {
  if (unmeasured.length === 0) return '';
  const [first] = unmeasured;
  const who = unmeasured.length === 1 ? `${first} was` : `${unmeasured.length} alternatives were`;
  return `; ${who} measured in too few runs to be compared`;
}

/** All alternatives in one group. */
function undecided(comparison: MetricComparison): string {
  const { ranking, metric, alternatives } = comparison;
  const open = alternatives.filter((each) => each.open > 0);
  if (open.length > 0)
    return `UNDECIDED by ${metric}, as ${stillOpen(metric)} when runs did: ${list(
      ranking
        .slice(0, MOST_NAMED)
        .map((label) => `${label} ${meanText(metric, figuresOf(comparison, label))}`),
      'and',
    )}`;
  const first = ranking[0];
  const last = ranking[ranking.length - 1];
  return `${capital(everyone(ranking))} cannot be told apart by ${metric}: ${valueText(comparison, first)} for ${first}, ${valueText(comparison, last)} for ${last}${ranking.length === 2 ? '' : ', the farthest from it'}`;
}

function selectionSentence(
  { alternatives }: CompareResult,
  comparison: MetricComparison,
  selection: SelectionOutcome,
): string {
  const { label } = alternatives[selection.best ?? 0];
  const zone = formatMetric(comparison.metric, selection.indifference);
  const sure = selection.guaranteed
    ? `selected as the best with ${percent(selection.confidence)} confidence wherever it leads by at least ${zone}`
    : 'the best so far, without a guarantee';
  const saved =
    selection.saved > 0 ? `, ${plural(selection.saved, 'run')} fewer than equal replications` : '';
  return `${label} has the ${extreme(comparison)} ${comparison.metric}: ${valueText(comparison, label)}; ${sure} (${plural(selection.runs, 'run')}${saved})${tieClause(comparison, false)}`;
}

function extreme({ better }: MetricComparison): string {
  return better === 'lower' ? 'lowest' : 'highest';
}

/** "2.31 s (95 % interval 2.27 s to 2.35 s, 20 replications)". */
function valueText(comparison: MetricComparison, label: string): string {
  const { metric, confidence } = comparison;
  const figures = figuresOf(comparison, label);
  return `${meanText(metric, figures)} (${intervalClause(metric, figures, confidence)})`;
}

/** "95 % interval 2.27 to 2.35 s, 20 replications", "all alike, 6 replications". */
export function intervalClause(
  metric: string,
  figures: Pick<PointFigures, 'constant' | 'lower' | 'upper' | 'replications'>,
  confidence: number,
): string {
  const cell = intervalCell(metric, figures);
  const runs = plural(figures.replications, 'replication');
  return cell === ALIKE ? `${cell}, ${runs}` : `${percent(confidence)} interval ${cell}, ${runs}`;
}

function figuresOf({ alternatives }: MetricComparison, label: string): AlternativeFigures {
  return alternatives.find((each) => each.label === label) as AlternativeFigures;
}

function standing(comparison: MetricComparison, label: string): string {
  return `${label} has a ${comparison.metric} of ${valueText(comparison, label)}`;
}

/** ", 18 % below round_robin (95 %: 15 to 21 %)". */
function gapClause(comparison: MetricComparison, best: string, rival: string, next: boolean): string {
  const pair = pairOf(comparison, rival, best);
  if (pair === null) return '';
  if (pair.difference.estimate === null) return openGap(comparison, best, rival);
  const gap = gapOf(pair, comparison.metric);
  const who = next && comparison.alternatives.length > 2 ? `the next, ${rival}` : rival;
  // Intervals of all pairs hold together, and are wider than what the stepwise test needs.
  const shown = gap.holdsZero
    ? `p = ${formatNumber(pair.adjusted_p, 2)}${isCorrected(comparison) ? " after Holm's correction" : ''}`
    : `${percent(comparison.confidence)}: ${gap.interval}`;
  return `, ${gap.size} ${gap.direction} ${who} (${shown})`;
}

/** ", below b (at least 10 min) whatever the open values come to". */
function openGap(comparison: MetricComparison, best: string, rival: string): string {
  const { metric, better } = comparison;
  const direction = better === 'lower' ? 'below' : 'above';
  const other = figuresOf(comparison, rival);
  const open = [figuresOf(comparison, best), other].some((each) => each.open > 0);
  return `, ${direction} ${rival} (${meanText(metric, other)})${open ? `, whatever ${openThings(metric)} come to` : ''}`;
}

interface Gap {
  readonly size: string;
  readonly direction: 'below' | 'above';
  readonly interval: string;
  readonly holdsZero: boolean;
}

/** Ratios differ by percentage points, other metrics by per cent, or by their unit where there is no per cent. */
function gapOf({ difference, relative }: Pick<PairFigures, 'difference' | 'relative'>, metric: string): Gap {
  const points = metricUnit(metric) === 'ratio';
  const inPercent = relative !== null && !points;
  const { estimate: found, lower, upper } = inPercent ? relative : difference;
  const estimate = found ?? 0;
  const sign = estimate < 0 ? -1 : 1;
  const [least, most] = sign < 0 ? [-upper, -lower] : [lower, upper];
  const direction = sign < 0 ? 'below' : 'above';
  const holdsZero = least <= 0 && most >= 0;
  if (inPercent || points) {
    const unit = points ? 'percentage points' : '%';
    const number = (value: number) => formatNumber(value * 100, 2);
    return {
      size: `${number(Math.abs(estimate))} ${unit}`,
      direction,
      holdsZero,
      interval: `${number(least)} to ${number(most)}${points ? '' : ' %'}`,
    };
  }
  return {
    size: formatMetric(metric, Math.abs(estimate)),
    direction,
    holdsZero,
    interval: rangeText(metric, least, most),
  };
}

/** "95 %". */
export function percent(share: number): string {
  return `${formatNumber(share * 100)} %`;
}

/** "a, b or c". */
export function list(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
}

function capital(text: string): string {
  return text.startsWith('the ') ? `T${text.slice(1)}` : text;
}
