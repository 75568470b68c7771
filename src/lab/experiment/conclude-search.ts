/** From what a search has evaluated to its answer. */
import { createHash } from 'node:crypto';
import { formatRatio, plural } from '../../scenario/numbers.ts';
import { unseenProbability } from '../statistics/rare.ts';
import { decidedBy } from '../still-open.ts';
import { VERSION } from '../version.ts';
import { standingOf } from './analysis.ts';
import { cautionNotes } from './caution-notes.ts';
import { expectationNotes } from './expectation-notes.ts';
import type { Experiment } from './experiment.ts';
import { isArriving } from './figure.ts';
import { heavyTailNotes } from './heavy-tails.ts';
import type { FindPlan } from './plan.ts';
import { writtenValue } from './question.ts';
import type { FindResult, FoundPoint } from './result.ts';
import type { SearchAnswer } from './search.ts';
import type { SearchPoint } from './search-evaluator.ts';
import { survivorNotes, survivorsOf } from './survivors.ts';
import type { RunRow } from './types.ts';
import { kindOf } from './value-kind.ts';

const CONFIDENCE = 0.95;

export function concludeSearch(
  plan: FindPlan,
  experiment: Experiment,
  found: SearchAnswer | null,
): FindResult {
  const evaluated = found?.points ?? [];
  const all = evaluated.flatMap(({ x, alternative, replications }) =>
    replications.map((replication) => ({
      value: writtenValue(x, plan.range),
      replication,
      row: experiment.row(alternative, replication) as RunRow,
      key: experiment.key(alternative),
    })),
  );
  const places = evaluated.map(({ x, alternative, replications }) => ({
    label: placeLabel(x, plan),
    rows: replications.map((replication) => experiment.row(alternative, replication) as RunRow),
  }));
  const survivors = survivorsOf(places, [plan.question.metric]);
  const labelled = places.flatMap(({ label, rows }) => rows.map((row) => ({ label, row })));
  const expectations = expectationNotes(labelled);
  const hash = createHash('sha256');
  for (const { row } of all) hash.update(row.fingerprint);
  return {
    plan,
    version: VERSION,
    fingerprint: hash.digest('hex').slice(0, 16),
    partial: experiment.aborted,
    failures: experiment.failures,
    expectations,
    notes: [
      ...expectations.unmet,
      ...expectations.undecided,
      ...survivorNotes(survivors),
      ...constantNotes(evaluated, plan),
      ...tailNotes(evaluated, plan, experiment),
      ...cautionNotes(labelled, [plan.question.metric]),
    ],
    survivors,
    answer: found?.answer ?? null,
    points: evaluated.map((point) => figures(point, plan, experiment)),
    runs: all.map(({ value, replication, row }) => ({ value, replication, row })),
    keys: all.map(({ key }) => key),
  };
}

/** Of each place, whether its mean can be trusted. */
function tailNotes(
  points: readonly SearchPoint[],
  plan: FindPlan,
  experiment: Pick<Experiment, 'alternatives' | 'row'>,
): string[] {
  const places = points.map(({ x, alternative }) => ({
    label: placeLabel(x, plan),
    scenario: experiment.alternatives[alternative].scenario,
  }));
  const runs = points.flatMap(({ alternative, replications }, place) =>
    replications.map((replication) => ({
      ...{ alternative: place, replication },
      row: experiment.row(alternative, replication) as RunRow,
    })),
  );
  return heavyTailNotes(places, runs, [plan.question]);
}

/** Places at which all runs gave the same value: a rarer one would not have shown, and the answer depends on the mean. */
function constantNotes(points: readonly SearchPoint[], { question: { metric } }: FindPlan): string[] {
  const constant = points.filter(
    ({ values }) =>
      values.length > 1 && values.every(({ low, high }) => low === values[0].low && high === values[0].low),
  );
  if (constant.length === 0) return [];
  const least = Math.min(...constant.map(({ values }) => values.length));
  const where = constant.length === points.length ? 'all' : `${constant.length} of the`;
  return [
    `At ${where} ${plural(points.length, 'value')} looked at, ${metric} was the same in every run: what happens in up to ${formatRatio(unseenProbability(least))} of runs (95 %, from ${plural(least, 'run')}) would not have shown, and the mean with it may lie elsewhere.`,
  ];
}

function placeLabel(x: number, { question, range }: FindPlan): string {
  return `${question.path} = ${writtenValue(x, range)}`;
}

function figures(
  { x, values, overloaded, alternative, replications }: SearchPoint,
  { range, question }: FindPlan,
  experiment: Pick<Experiment, 'row'>,
): FoundPoint {
  const finite = values.flatMap(({ low, high }) => [low, high].filter(Number.isFinite));
  const kind = kindOf(question.metric, finite, null);
  const standing = standingOf(values, kind, CONFIDENCE);
  const { mean, bounds, open, lower, upper } = standing;
  const place = { x, value: writtenValue(x, range), replications: values.length };
  const arrives = (replication: number) => isArriving(experiment.row(alternative, replication)?.load ?? null);
  const remedy = open === 0 ? {} : { remedy: decidedBy([question.metric], replications.some(arrives)) };
  const isAnyAmount = kind.kind === 'amount' || kind.kind === 'continuous';
  const constant = isAnyAmount && standing.constant;
  return { ...place, mean, bounds, ...remedy, open, overloaded, lower, upper, constant };
}
