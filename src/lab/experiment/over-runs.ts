/** Conditions of many runs: whether the runs that there are decide them, and how many would. */
import { figureIn } from '../../recording/bounds.ts';
import { plural } from '../../scenario/numbers.ts';
import type { FigureExpectation, Limit, Quantifier } from '../../scenario/scenario.ts';
import { type HeavyLaw, isMeanOfTimes } from '../heavy-laws.ts';
import { clopperPearsonInterval } from '../statistics/proportion.ts';
import { Moments } from '../statistics/summary.ts';
import { decidedBy } from '../still-open.ts';
import { decide, decideAll, type Verdict } from '../verdict.ts';
import { cautiousLimits } from './agreement.ts';
import { figureOf, growsIn, isArriving } from './figure.ts';
import { differenceRange, type Limits, meanLimits, rangeOf } from './mean-limits.ts';
import { leastWith, neededText, unlucky } from './needed-reps.ts';
import { highs, isExact, lows, type Span, spanOf } from './samples.ts';
import type { RunRow } from './types.ts';
import { kindOf, sizeMetric } from './value-kind.ts';
import { openRuns, reasonIn, TEST, whyHeavy, whyOpen } from './why-open.ts';

/** What the runs say of the mean of a figure, or of the share of runs in which a condition holds. */
export interface OverRuns extends Limits {
  readonly metric: string;
  readonly verdict: Verdict;
  readonly runs: number;
  /** Runs in which the condition itself holds, does not, and may or may not. */
  readonly met: number;
  readonly unmet: number;
  readonly undecided: number;
  /** What `estimate`, `lower` and `upper` are of. */
  readonly of: 'mean' | 'difference' | 'share';
  /** null where the end of runs left it open, or it was not measured. */
  readonly estimate: number | null;
  /**
   * `lower` and `upper` bound it, each at this level on its own; -Infinity and Infinity where nothing does. null: of these runs
   * alone, so that the estimate is all there is.
   */
  readonly confidence: number | null;
  /** Of an undecided one, in words that may follow "undecided:"; and what would decide it. */
  readonly reason?: string;
  readonly remedy?: string;
}

/**
 * Decides a condition over these runs, one row each. Where fewer than it asks for are there it stays undecided; a run that did not
 * measure the figure leaves it undecided too, as a mean over the others would be one of survivors.
 *
 * A mean is decided by one-sided bounds, each at the level of the condition: Student's, or those of how rarely runs deviate where these
 * are wider (`meanLimits`). Where most runs agree, nothing is known of what a rarer one may bring but the limits of what there can be
 * (`surelyWithin`): those that were seen to differ may be harmless ones. A range holds when both of its sides do, and fails when one
 * does (intersection-union: no correction). Where a law of the scenario has no variance, nothing bounds a mean of its values from
 * above. A share of runs is decided by the one-sided bounds of Clopper and Pearson.
 *
 * @param place of the condition among those of its scenario, by which rows say why they leave it open
 * @param law without variance whose values the runs may have; null: there is none
 */
export function decideOver(
  expectation: FigureExpectation,
  rows: readonly RunRow[],
  law: HeavyLaw | null = null,
  place?: number,
): OverRuns {
  const why = reasonIn(rows, place);
  const over = expectation.over as Quantifier;
  const verdicts = verdictsOf(expectation, rows);
  const base = {
    metric: expectation.metric,
    ...countVerdicts(verdicts),
    ...{ of: 'share' as const, estimate: null, lower: 0, upper: 1, confidence: null },
  };
  if (over.of === 'mean' && rows.length < 2)
    return {
      ...base,
      verdict: 'undecided',
      reason: 'one run says nothing of how much the mean varies',
      remedy: '--reps 20',
    };
  if (rows.length < over.reps)
    return {
      ...base,
      verdict: 'undecided',
      reason: `only ${rows.length} of the ${over.reps} reps were run`,
      remedy: `--reps ${over.reps}`,
    };
  switch (over.of) {
    case 'all':
      return { ...base, ...decideEach(base, why) };
    case 'share':
      return { ...base, ...decideShare(base, over, why) };
    case 'mean':
      return { ...base, ...decideMean(expectation, { rows, confidence: over.confidence, law, why }) };
  }
}

/** The verdict of each run on the condition itself, whatever it says of many. */
export function verdictsOf(expectation: FigureExpectation, rows: readonly RunRow[]): Verdict[] {
  return rows.map((row) => decideAll(expectation, (name) => figureIn(row, name)));
}

type Counts = Pick<OverRuns, 'runs' | 'met' | 'unmet' | 'undecided'>;
type Decided = Pick<OverRuns, 'verdict' | 'reason' | 'remedy'> & Partial<OverRuns>;

function decideEach({ runs, met, unmet, undecided }: Counts, why: string | undefined): Decided {
  const estimate = undecided === 0 ? met / runs : null;
  if (unmet > 0) return { verdict: 'unmet', estimate };
  if (undecided === 0) return { verdict: 'met', estimate };
  return { verdict: 'undecided', ...openRuns(undecided, runs, why) };
}

function decideShare(
  { runs, met, undecided }: Counts,
  { share, confidence }: { readonly share: number; readonly confidence: number },
  why: string | undefined,
): Decided {
  const bounds = (successes: number, trials: number) =>
    clopperPearsonInterval(successes, trials, 2 * confidence - 1);
  const [least, most] = [bounds(met, runs), bounds(met + undecided, runs)];
  const estimate = undecided === 0 ? met / runs : null;
  const told = { estimate, lower: least.lower, upper: most.upper, confidence };
  if (least.lower >= share) return { ...told, verdict: 'met' };
  if (most.upper < share) return { ...told, verdict: 'unmet' };
  // Whatever the open runs came to, the answer would be there.
  if (undecided > 0 && (least.upper < share || most.lower >= share))
    return { ...told, verdict: 'undecided', ...openRuns(undecided, runs, why) };
  const [seen, isMore] = [met / runs, met / runs >= share];
  const decides = (trials: number) => {
    const { lower, upper } = bounds(unlucky(seen, trials, isMore ? -1 : 1), trials);
    return isMore ? lower >= share : upper < share;
  };
  return {
    ...told,
    verdict: 'undecided',
    reason: 'so few runs leave it open',
    ...neededText(leastWith(decides, runs)),
  };
}

interface Evidence {
  readonly rows: readonly RunRow[];
  /** Of one side. */
  readonly confidence: number;
  readonly law: HeavyLaw | null;
  /** Why one of the runs leaves it open. */
  readonly why: string | undefined;
}

function decideMean(expectation: FigureExpectation, evidence: Evidence): Decided {
  const { confidence } = evidence;
  const { metric, and, ...first } = expectation;
  const limits = [first, ...(and === undefined ? [] : [and])];
  const sides = limits.map((limit) => decideSide(metric, limit, evidence));
  const [shown] = sides;
  const told = { of: shown.of, estimate: shown.estimate, lower: shown.lower, upper: shown.upper, confidence };
  if (sides.some(({ verdict }) => verdict === 'unmet')) {
    const { reason, remedy, ...side } = sides.find(({ verdict }) => verdict === 'unmet') as Side;
    return { ...side, confidence };
  }
  const open = sides.find(({ verdict }) => verdict === 'undecided');
  if (open === undefined) return { ...told, verdict: 'met' };
  return { ...open, confidence };
}

type Side = Decided & Pick<OverRuns, 'of' | 'estimate' | 'lower' | 'upper'>;

/** One limit of the mean; of a multiple of another metric, what is left of the figure when that is taken away, against 0. */
function decideSide(metric: string, limit: Limit, evidence: Evidence): Side {
  const { rows, confidence } = evidence;
  const law = [metric, limit.times ?? metric].some(isMeanOfTimes) ? evidence.law : null;
  const of = limit.times === undefined ? 'mean' : 'difference';
  const grows = growsIn(rows.map(({ load }) => load));
  const spans = rows.map((row) => spanOfSide(row, metric, limit, grows));
  const missing = spans.filter((span) => span === undefined).length;
  const nothing = { estimate: null, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  if (missing > 0)
    return {
      ...{ of, ...nothing, verdict: 'undecided' },
      reason: `${missing} of ${plural(rows.length, 'run')} did not measure it`,
      remedy: evidence.why ?? TEST,
    };
  const known = spans as Span[];
  const limits = limitsOf(known, metric, limit, evidence);
  const { lower, upper } = law === null ? limits : withoutVariance(limits, of);
  const target = limit.times === undefined ? limit.value : 0;
  const bounds = { lower, upper: Number.isFinite(upper) ? upper : null };
  const verdict = decide(limit.operator, bounds, target);
  const estimate = isExact(known) ? Moments.of(lows(known)).mean : null;
  const side = { of, estimate, lower, upper, verdict } as const;
  const open = limit.times === undefined ? [metric] : [metric, limit.times];
  if (verdict !== 'undecided') return side;
  if (law !== null) return { ...side, ...whyHeavy(law) };
  return {
    ...side,
    ...whyOpen(known, side, { target, confidence, longer: decidedBy(open, arrivesIn(rows)) }),
  };
}

/** A rare value may be as large as all others together: of positive values what is not known is how much larger their mean is. */
function withoutVariance({ lower }: Limits, of: Side['of']): Limits {
  return { lower: of === 'mean' ? lower : Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
}

/** Whether more tasks would have come in one that left something open, for as long as it went on. */
function arrivesIn(rows: readonly RunRow[]): boolean {
  return rows.some(({ load, bounds }) => isArriving(load) && Object.keys(bounds).length > 0);
}

function spanOfSide(row: RunRow, metric: string, { value, times }: Limit, grows: boolean): Span | undefined {
  const left = spanOf(figureOf(row, metric, grows));
  if (times === undefined || left === undefined) return left;
  const other = spanOf(figureOf(row, times, grows));
  if (other === undefined) return undefined;
  const ends = [other.low, other.high].map((end) => (value === 0 ? 0 : end * value));
  return { low: left.low - Math.max(...ends), high: left.high - Math.min(...ends) };
}

/**
 * Bounds of the mean: its lower one by the least values that the runs may have, its upper one by the largest. Runs most of which agree
 * on such an end tell as little of rarer ones as those that agree on a value.
 */
function limitsOf(
  spans: readonly Span[],
  metric: string,
  { times }: Limit,
  { rows, confidence }: Evidence,
): Limits {
  const finite = spans.flatMap(({ low, high }) => [low, high].filter(Number.isFinite));
  const sizes = rows.flatMap(({ metrics }) => metrics[sizeMetric(metric) ?? ''] ?? []);
  const size = sizes.length === 0 ? null : Moments.of(sizes).mean;
  // Differences may be negative, which the kind of the figure itself does not allow.
  const kind = kindOf(metric, times === undefined ? finite : finite.map(Math.abs), size);
  const used = times === undefined ? kind : ({ kind: 'continuous' } as const);
  const range = times === undefined ? rangeOf(used) : differenceRange(used);
  const end = (values: readonly number[], side: keyof Limits): number => {
    if (!values.every(Number.isFinite)) return side === 'lower' ? -Infinity : Infinity;
    if (kind.kind === 'setting') return meanLimits(values, used, 2 * confidence - 1, range)[side];
    return cautiousLimits(values, used, confidence, range)[side];
  };
  return { lower: end(lows(spans), 'lower'), upper: end(highs(spans), 'upper') };
}

/** How often each verdict is among them. */
export function countVerdicts(verdicts: readonly Verdict[]): Counts {
  const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length;
  return { runs: verdicts.length, met: count('met'), unmet: count('unmet'), undecided: count('undecided') };
}
