/**
 * The one analysis of a metric over alternatives, from which letters, stars, sentences, pairs and intervals all come.
 */
import type { Bounds } from '../../recording/bounds.ts';
import { replicationsForDifference, testPower } from '../statistics/power.ts';
import { Moments } from '../statistics/summary.ts';
import { cautiousLimits } from './agreement.ts';
import type { MetricGoal } from './designs.ts';
import { type Limits, meanLimits } from './mean-limits.ts';
import { type Decision, decideAgainst, decideAll } from './pairs.ts';
import {
  type Counted,
  highs,
  isExact,
  lows,
  meanBounds,
  pairedValues,
  type Span,
  valuesOf,
} from './samples.ts';
import { kindOf, type ValueKind } from './value-kind.ts';

/** What is known of the mean of one alternative. */
export interface Standing extends Limits {
  readonly replications: number;
  /** null where the end of runs left values open: then `bounds` holds what is known. */
  readonly mean: number | null;
  readonly bounds: Bounds | null;
  /** How many of the runs left it open. */
  readonly open: number;
  /** Whether every run has the same value, so that nothing is known of the spread. */
  readonly constant: boolean;
}

/** Too few replications for so many comparisons: nothing is told apart, and nothing is marked. */
export interface TooFew {
  readonly replications: number;
  readonly pairs: number;
  /** How many would find a difference as large as its standard deviation in four of five experiments. */
  readonly needed: number;
}

export interface Analysis {
  readonly kind: ValueKind;
  readonly decisions: readonly Decision[];
  readonly standings: readonly Standing[];
  /** Indices, best first; where values are open, by the worse end of what they may come to. */
  readonly ranking: readonly number[];
  /**
   * Whether the intervals of the means hold for all pairs together, and not each on its own. They do where otherwise two of them
   * would lie apart without the pair being told apart: at the level of all pairs that cannot be.
   */
  readonly joint: boolean;
  readonly too_few: TooFew | null;
  readonly apart: (a: number, b: number) => boolean;
}

export interface AnalysisOptions extends MetricGoal {
  readonly confidence: number;
  /** Mean number of things of which the metric is a share, where that is known. */
  readonly size: number | null;
}

/** Up to here every two are compared; of more, each with the best only. */
const MOST_COMPARED = 150;
/** A difference of twice its standard deviation is large: where not even every second one is found, there are too few runs. */
const LARGE_EFFECT = 2;
const LEAST_POWER = 0.5;
/** What a sensible experiment finds: a difference as large as its standard deviation, four times of five. */
const USUAL_EFFECT = 1;
const USUAL_POWER = 0.8;

/** @param counted values of each alternative, one or more */
export function analyse(counted: readonly Counted[], options: AnalysisOptions): Analysis {
  const { metric, better, confidence, size } = options;
  const samples = counted.map(valuesOf);
  const kind = kindOf(
    metric,
    samples.flatMap((spans) => [...lows(spans), ...highs(spans)].filter(Number.isFinite)),
    size,
  );
  const standingsAt = (level: number) => samples.map((spans) => standingOf(spans, kind, level));
  const own = standingsAt(confidence);
  const ranking = rankingOf(own, better);
  const decisions =
    counted.length <= MOST_COMPARED
      ? decideAll(counted, kind, confidence)
      : decideAgainst(ranking[0], counted, kind, confidence);
  const pairs = (counted.length * (counted.length - 1)) / 2;
  const agrees = (standings: readonly Standing[]) =>
    decisions.every(
      ({ first, second, different }) => different || overlap(standings[first], standings[second]),
    );
  const alone = agrees(own);
  const together = alone ? own : standingsAt(1 - (1 - confidence) / Math.max(1, pairs));
  const tooFew = tooFewOf(counted, decisions, { pairs, confidence, alone, agree: agrees(together) });
  const joint = !alone && tooFew === null;
  const kept = tooFew === null ? decisions : decisions.map((each) => ({ ...each, different: false }));
  return {
    kind,
    decisions: kept,
    standings: joint ? together : own,
    ranking,
    joint,
    too_few: tooFew,
    apart: apartBy(kept),
  };
}

/** What is known of the mean of these runs. */
export function standingOf(spans: readonly Span[], kind: ValueKind, confidence: number): Standing {
  const exact = isExact(spans);
  const [least, most] = [lows(spans), highs(spans)];
  const open = spans.filter(({ low, high }) => low !== high).length;
  // Runs that were cut at the same time agree on their bound, which tells nothing of those that may not be.
  const limits = (values: readonly number[]): Limits =>
    exact || kind.kind === 'setting' || values.length < 2
      ? meanLimits(values, kind, confidence)
      : cautiousLimits(values, kind, (1 + confidence) / 2);
  const upper = most.every(Number.isFinite) ? limits(most).upper : Number.POSITIVE_INFINITY;
  return {
    replications: spans.length,
    mean: exact ? Moments.of(least).mean : null,
    bounds: exact ? null : meanBounds(spans),
    open,
    lower: limits(least).lower,
    upper,
    constant:
      exact && kind.kind !== 'setting' && least.length > 1 && least.every((value) => value === least[0]),
  };
}

/** By the mean, or by the end of the bounds that is worse, then by the other one. */
function rankingOf(standings: readonly Standing[], better: MetricGoal['better']): number[] {
  const sign = better === 'lower' ? 1 : -1;
  const worst = standings.map(({ mean, bounds }) => {
    if (bounds === null) return [mean as number, mean as number];
    const top = bounds.upper ?? Number.POSITIVE_INFINITY;
    return better === 'lower' ? [top, bounds.lower] : [bounds.lower, top];
  });
  const order = (a: number, b: number) => (a === b ? 0 : sign * (a < b ? -1 : 1));
  return standings
    .map((_, index) => index)
    .sort((a, b) => order(worst[a][0], worst[b][0]) || order(worst[a][1], worst[b][1]) || a - b);
}

function overlap(a: Limits, b: Limits): boolean {
  return a.lower <= b.upper && b.lower <= a.upper;
}

interface Circumstances {
  readonly pairs: number;
  readonly confidence: number;
  /** Whether the intervals of the means agree with the decisions, each on its own. */
  readonly alone: boolean;
  /** The same of intervals that hold for all pairs together: only a sample without variation can contradict those. */
  readonly agree: boolean;
}

function tooFewOf(
  counted: readonly Counted[],
  decisions: readonly Decision[],
  { pairs, confidence, alone, agree }: Circumstances,
): TooFew | null {
  const undecided = decisions.filter(({ different }) => !different);
  // What is the same in every run, or open, more replications do not tell apart.
  const exact = undecided.filter(({ first, second }) => {
    const [a, b] = pairedValues(counted[first], counted[second]);
    return isExact(a) && isExact(b) && a.some(({ low }, index) => low !== b[index].low);
  });
  if (exact.length === 0 || (undecided.length < decisions.length && alone)) return null;
  const [{ first, second }] = exact;
  const replications = pairedValues(counted[first], counted[second])[0].length;
  const alpha = (1 - confidence) / pairs;
  if (agree && findsLarge(replications, alpha)) return null;
  // A sign test reaches the level from so many equal signs on.
  const signs = 1 + Math.ceil(Math.log2(1 / alpha));
  return { replications, pairs, needed: Math.max(enoughReplications(pairs, confidence), signs) };
}

/** Answers of the power calculation, which takes a while and is asked the same of every metric. */
const powerful = new Map<string, boolean>();
const enough = new Map<number, number>();

/** Whether every second large difference is found. */
function findsLarge(replications: number, alpha: number): boolean {
  const key = `${replications} ${alpha}`;
  const found = powerful.get(key) ?? testPower('paired', replications, LARGE_EFFECT, alpha) >= LEAST_POWER;
  powerful.set(key, found);
  return found;
}

/** Replications with which a difference as large as its standard deviation is found four times of five among so many pairs. */
export function enoughReplications(pairs: number, confidence = 0.95): number {
  const alpha = (1 - confidence) / Math.max(1, pairs);
  const needed =
    enough.get(alpha) ??
    replicationsForDifference({
      design: 'paired',
      difference: USUAL_EFFECT,
      sd: 1,
      power: USUAL_POWER,
      alpha,
    });
  enough.set(alpha, needed);
  return needed;
}

function apartBy(decisions: readonly Decision[]): (a: number, b: number) => boolean {
  const apart = new Set(
    decisions.filter(({ different }) => different).map(({ first, second }) => `${first} ${second}`),
  );
  return (a, b) => apart.has(`${Math.min(a, b)} ${Math.max(a, b)}`);
}
