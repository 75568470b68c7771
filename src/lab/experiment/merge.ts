/**
 * Joins the journals of an experiment's parts.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '../environment.ts';
import type { RowOf } from './conclude.ts';
import type { Conducted } from './conduct.ts';
import { JOURNAL_FILE, readJournal } from './journal.ts';
import { byKey, type FailedEntry, runId } from './journal-entry.ts';
import type { Plan, SetPlan } from './plan.ts';
import { RowStore } from './row-store.ts';
import { partDifference } from './same.ts';
import { ExperimentError, type RunFailure } from './types.ts';

/** Runs named in a message; further ones are counted. */
const MOST_NAMED = 3;

export interface Merged extends Conducted {
  readonly plan: SetPlan;
}

/** All that parts hold, by run. */
interface Runs {
  readonly rows: RowStore;
  readonly failed: ReadonlyMap<string, FailedEntry>;
}

/**
 * The experiment whose parts lie in these folders, as if it had run in one: with the runs that failed.
 * @throws ExperimentError when a folder holds no part, parts belong to different experiments, or runs are missing
 */
export async function mergeParts(directories: readonly string[]): Promise<Merged> {
  const started = new Date();
  const begin = performance.now();
  const rows = new RowStore({ folder: tmpdir() });
  const given = new Map<string, FailedEntry>();
  let plan: SetPlan | undefined;
  for (const directory of directories) {
    const journal = await readJournal(join(directory, JOURNAL_FILE), rows);
    if (journal === null) throw new ExperimentError(`${directory} holds no ${JOURNAL_FILE}`);
    if (journal.plan.kind === 'find')
      throw new ExperimentError(`${directory} holds a search (--find), which has no parts`);
    if (journal.plan.kind === 'runs')
      throw new ExperimentError(
        `${directory} holds many runs of one scenario (run --reps), which have no parts`,
      );
    plan ??= journal.plan;
    const sides = [`in ${directories[0]}`, `in ${directory}`] as const;
    const difference = partDifference(plan, journal.plan, sides);
    if (difference !== null)
      throw new ExperimentError(
        `${directory} is a part of another experiment than ${directories[0]}: ${difference}`,
      );
    for (const entry of journal.failed) given.set(runId(entry), entry);
  }
  if (plan === undefined) throw new ExperimentError('there is nothing to join');
  const failed = new Map([...given].filter(([, { key, replication }]) => !rows.has(key, replication)));
  checkComplete(plan, { rows, failed });
  const { alternatives } = plan;
  const rowOf: RowOf = (alternative, replication) => rows.get(alternatives[alternative].key, replication);
  return {
    plan,
    outcome: { partial: false, precision: null, selection: null, failures: failuresOf(plan, failed) },
    rowOf,
    kept: { entries: [], failed: [...failed.values()].sort(byKey) },
    environment: {
      wall: (performance.now() - begin) / 1000,
      started: started.toISOString(),
      host: environment(),
      workers: 0,
      resumed: [...rows.runs()].length,
      files: [],
    },
  };
}

/** Of alternatives that are the same scenario, the first is the one whose run failed. */
function failuresOf(plan: Plan, failed: Runs['failed']): RunFailure[] {
  const failures: RunFailure[] = [];
  for (const { key, replication, attempts, reason } of failed.values()) {
    const alternative = plan.alternatives.findIndex((planned) => planned.key === key);
    if (alternative < 0) continue;
    failures.push({
      alternative,
      replication,
      label: plan.alternatives[alternative].label,
      attempts,
      reason,
    });
  }
  return failures.sort((a, b) => a.alternative - b.alternative || a.replication - b.replication);
}

function checkComplete({ design, alternatives }: Plan, { rows, failed }: Runs): void {
  if (design.kind !== 'fixed')
    throw new ExperimentError('only experiments with a fixed number of replications have parts');
  const missing = alternatives.flatMap(({ label, key }) =>
    Array.from({ length: design.replications }, (_, replication) => replication)
      .filter((replication) => {
        return !rows.has(key, replication) && !failed.has(runId({ key, replication }));
      })
      .map((replication) => `${label}, replication ${replication}`),
  );
  if (missing.length === 0) return;
  const more = missing.length > MOST_NAMED ? `; and ${missing.length - MOST_NAMED} more` : '';
  throw new ExperimentError(
    `${missing.length === 1 ? 'a run is' : 'runs are'} missing: ${missing.slice(0, MOST_NAMED).join('; ')}${more}`,
  );
}
