/**
 * One scenario run many times: how much each figure varies, and how often each condition holds.
 */
import { createHash } from 'node:crypto';
import type { Bounds } from '../../recording/bounds.ts';
import { type Expectation, isFigureExpectation } from '../../scenario/scenario.ts';
import { untruncatedLaw } from '../heavy-laws.ts';
import { wilsonInterval } from '../statistics/proportion.ts';
import { unseenProbability } from '../statistics/rare.ts';
import { Moments } from '../statistics/summary.ts';
import type { Verdict } from '../verdict.ts';
import { VERSION } from '../version.ts';
import { type Standing, standingOf } from './analysis.ts';
import type { Conducted } from './conduct.ts';
import { type ExpectationNotes, expectationNotes } from './expectation-notes.ts';
import { repeatedNotes } from './experiment-notes.ts';
import { figureOf, growsIn } from './figure.ts';
import { labelledRuns } from './labelled-runs.ts';
import { countVerdicts, decideOver, type OverRuns } from './over-runs.ts';
import type { RepeatedPlan } from './plan.ts';
import type { FinishedRun, Outcome } from './result.ts';
import { countedOf, lows, valuesOf } from './samples.ts';
import { kindOf, sizeMetric } from './value-kind.ts';

/**
 * A metric over all runs that measured it. Where all of them have the same value the ends of the interval are infinite: a plan may
 * fix the value, or a rare event that no run has shown may change it by any amount.
 */
export interface RepeatedFigure extends Standing {
  readonly metric: string;
  /** null where values are open. */
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /**
   * Where all runs have the same value: the largest probability of another one that is compatible with that, at the confidence of the
   * intervals; null otherwise.
   */
  readonly differs_at_most: number | null;
  /** Runs that did not measure it. */
  readonly unmeasured: number;
  /** What is known of each run, by replication; null where it was not measured. */
  readonly values: readonly (number | Bounds | null)[];
}

/** How often a condition of the scenario holds. */
export interface RepeatedCondition {
  readonly text: string;
  /** Expectations decide the exit code, claims do not. */
  readonly of: 'expect' | 'claims';
  readonly met: number;
  readonly unmet: number;
  /** Runs that could not decide it. */
  readonly undecided: number;
  readonly runs: number;
  /** Wilson's interval of the share of runs in which it holds, whatever the undecided ones come to; 0 to 1. */
  readonly lower: number;
  readonly upper: number;
  readonly confidence: number;
  /** Of the runs together: by `over` where the condition is of many runs, otherwise met where it is in each of them. */
  readonly verdict: Verdict;
  readonly over?: OverRuns;
}

export interface RepeatedResult {
  readonly plan: RepeatedPlan;
  readonly version: string;
  readonly fingerprint: string;
  readonly outcome: Outcome;
  /** In alphabetical order. */
  readonly figures: readonly RepeatedFigure[];
  readonly conditions: readonly RepeatedCondition[];
  readonly expectations: ExpectationNotes;
  readonly notes: readonly string[];
  readonly runs: readonly FinishedRun[];
}

const CONFIDENCE = 0.95;

export function concludeRepeated(plan: RepeatedPlan, { outcome, rowOf }: Conducted): RepeatedResult {
  const replications = plan.design.kind === 'fixed' ? plan.design.replications : 0;
  const runs = Array.from({ length: replications }, (_, replication) => replication).flatMap(
    (replication) => {
      const row = rowOf(0, replication);
      return row === undefined ? [] : [{ alternative: 0, replication, row }];
    },
  );
  const hash = createHash('sha256');
  for (const { row } of runs) hash.update(row.fingerprint);
  const names = new Set(
    runs.flatMap(({ row: { metrics, bounds } }) => [...Object.keys(metrics), ...Object.keys(bounds)]),
  );
  const grows = growsIn(runs.map(({ row }) => row.load));
  const conditions = conditionsOf(plan, runs);
  const figures = [...names].sort().flatMap((metric) => figuresOf(metric, runs, grows));
  const inRuns = expectationNotes(labelledRuns(plan.alternatives, runs));
  return {
    plan,
    version: VERSION,
    fingerprint: hash.digest('hex').slice(0, 16),
    outcome,
    figures,
    conditions,
    expectations: {
      unmet: [...inRuns.unmet, ...overNotes(conditions, 'unmet', 'was not met')],
      undecided: [...inRuns.undecided, ...overNotes(conditions, 'undecided', 'is UNDECIDED')],
    },
    notes: [...repeatedNotes(plan, outcome, runs), ...agreementNotes(conditions, figures)],
    runs,
  };
}

/** Why a condition may leave open what the interval of its figure seems to settle. */
function agreementNotes(
  conditions: readonly RepeatedCondition[],
  figures: readonly RepeatedFigure[],
): string[] {
  const known = new Map(figures.map((figure) => [figure.metric, figure]));
  const wider = conditions.flatMap(({ over }) => {
    const figure = over?.of === 'mean' && over.confidence !== null ? known.get(over.metric) : undefined;
    if (!over || !figure || figure.mean === null) return [];
    return over.lower < figure.lower || over.upper > figure.upper ? [over.metric] : [];
  });
  return [...new Set(wider)].map(
    (metric) =>
      `Most runs gave the same ${metric}: its interval takes those that may give another value for like the ones that did, a condition on its mean does not, and has wider bounds.`,
  );
}

/** Conditions of many runs, which no run decides alone. */
function overNotes(conditions: readonly RepeatedCondition[], wanted: Verdict, what: string): string[] {
  return conditions
    .filter(({ of, over, verdict }) => of === 'expect' && over && verdict === wanted)
    .map(({ text, runs }) => `The expectation ${text} ${what}: ${runs} runs together.`);
}

/** @param grows whether the backlog does */
function figuresOf(metric: string, runs: readonly FinishedRun[], grows: boolean): RepeatedFigure[] {
  const values = runs.map(({ row }) => figureOf(row, metric, grows));
  const spans = valuesOf(countedOf(values));
  if (spans.length === 0) return [];
  const sizes = runs.flatMap(({ row }) => row.metrics[sizeMetric(metric) ?? ''] ?? []);
  const finite = spans.flatMap(({ low, high }) => [low, high].filter(Number.isFinite));
  const kind = kindOf(metric, finite, sizes.length === 0 ? null : Moments.of(sizes).mean);
  const standing = standingOf(spans, kind, CONFIDENCE);
  const { sd, min, max } = Moments.of(lows(spans));
  const known = standing.mean !== null;
  const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  return [
    {
      metric,
      ...standing,
      ...(standing.constant ? unbounded : {}),
      differs_at_most: standing.constant ? unseenProbability(spans.length, CONFIDENCE) : null,
      sd: known && spans.length > 1 ? sd : null,
      min: known ? min : null,
      max: known ? max : null,
      unmeasured: values.length - spans.length,
      values,
    },
  ];
}

function conditionsOf(plan: RepeatedPlan, runs: readonly FinishedRun[]): RepeatedCondition[] {
  const [{ scenario }] = plan.alternatives;
  const listed = [
    ...scenario.expect.map((expectation) => ({ expectation, of: 'expect' as const })),
    ...scenario.claims.map((expectation) => ({ expectation, of: 'claims' as const })),
  ];
  if (runs.length === 0) return [];
  const rows = runs.map(({ row }) => row);
  const law = untruncatedLaw(scenario);
  return listed.map(({ expectation, of }, place) => {
    const over =
      isFigureExpectation(expectation) && expectation.over ? decideOver(expectation, rows, law, place) : null;
    const counted = over ?? countVerdicts(concerned(expectation, runs).map(({ row }) => row.verdicts[place]));
    const { runs: count, met, unmet, undecided } = counted;
    const { lower } = wilsonInterval(met, count, CONFIDENCE);
    const { upper } = wilsonInterval(met + undecided, count, CONFIDENCE);
    const common = { text: expectation.text, of, met, unmet, undecided, runs: count, lower, upper };
    const verdict = over?.verdict ?? (unmet > 0 ? 'unmet' : undecided > 0 ? 'undecided' : 'met');
    return { ...common, confidence: CONFIDENCE, verdict, ...(over === null ? {} : { over }) };
  });
}

/** What is kept of an earlier run is of its first replication: the others say nothing of it. */
function concerned(expectation: Expectation, runs: readonly FinishedRun[]): readonly FinishedRun[] {
  const isKept = !isFigureExpectation(expectation) && expectation.source.kind !== 'scenario';
  return isKept ? runs.filter(({ replication }) => replication === 0) : runs;
}
