/** From what a search has evaluated to its answer. */
import { createHash } from 'node:crypto';
import { VERSION } from '../version.ts';
import { standingOf } from './analysis.ts';
import { expectationNotes } from './expectation-notes.ts';
import type { Experiment } from './experiment.ts';
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
  const expectations = expectationNotes(
    places.flatMap(({ label, rows }) => rows.map((row) => ({ label, row }))),
  );
  const hash = createHash('sha256');
  for (const { row } of all) hash.update(row.fingerprint);
  return {
    plan,
    version: VERSION,
    fingerprint: hash.digest('hex').slice(0, 16),
    partial: experiment.aborted,
    failures: experiment.failures,
    expectations,
    notes: [...expectations.unmet, ...expectations.undecided, ...survivorNotes(survivors)],
    survivors,
    answer: found?.answer ?? null,
    points: evaluated.map((point) => figures(point, plan)),
    runs: all.map(({ value, replication, row }) => ({ value, replication, row })),
    keys: all.map(({ key }) => key),
  };
}

function placeLabel(x: number, { question, range }: FindPlan): string {
  return `${question.path} = ${writtenValue(x, range)}`;
}

function figures({ x, values, overloaded }: SearchPoint, { range, question }: FindPlan): FoundPoint {
  const finite = values.flatMap(({ low, high }) => [low, high].filter(Number.isFinite));
  const kind = kindOf(question.metric, finite, null);
  const { mean, bounds, open, lower, upper } = standingOf(values, kind, CONFIDENCE);
  const place = { x, value: writtenValue(x, range), replications: values.length };
  return { ...place, mean, bounds, open, overloaded, lower, upper };
}
