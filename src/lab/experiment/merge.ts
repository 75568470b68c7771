/**
 * Joins the journals of an experiment's parts.
 */
import { join } from 'node:path';
import { environment } from '../environment.ts';
import type { RowOf } from './conclude.ts';
import type { Conducted } from './conduct.ts';
import { JOURNAL_FILE, readJournal } from './journal.ts';
import type { Plan } from './plan.ts';
import { ExperimentError, type RunRow } from './types.ts';

/** Runs named in a message; further ones are counted. */
const MOST_NAMED = 3;

export interface Merged extends Conducted {
  readonly plan: Plan;
}

/**
 * The experiment whose parts lie in these folders, as if it had run in one.
 * @throws ExperimentError when a folder holds no part, parts belong to different experiments, or runs are missing
 */
export async function mergeParts(directories: readonly string[]): Promise<Merged> {
  const started = new Date();
  const begin = performance.now();
  const rows = new Map<string, RunRow>();
  let plan: Plan | undefined;
  for (const directory of directories) {
    const journal = await readJournal(join(directory, JOURNAL_FILE));
    if (journal === null) throw new ExperimentError(`${directory} holds no ${JOURNAL_FILE}`);
    const own = journal.plan as Plan;
    if (plan !== undefined && JSON.stringify(own) !== JSON.stringify(plan))
      throw new ExperimentError(`${directory} is a part of another experiment than ${directories[0]}`);
    plan = own;
    for (const { key, replication, row } of journal.entries) rows.set(`${key} ${replication}`, row);
  }
  if (plan === undefined) throw new ExperimentError('there is nothing to join');
  const { alternatives } = plan;
  const rowOf: RowOf = (alternative, replication) =>
    rows.get(`${alternatives[alternative].key} ${replication}`);
  checkComplete(plan, rowOf);
  return {
    plan,
    outcome: { partial: false, precision: null, selection: null, failures: [] },
    rowOf,
    environment: {
      wall: (performance.now() - begin) / 1000,
      started: started.toISOString(),
      host: environment(),
      workers: 0,
      resumed: rows.size,
      files: [],
    },
  };
}

function checkComplete(plan: Plan, rowOf: RowOf): void {
  const { design } = plan;
  if (design.kind !== 'fixed')
    throw new ExperimentError('only experiments with a fixed number of replications have parts');
  const missing = plan.alternatives.flatMap(({ label }, alternative) =>
    Array.from({ length: design.replications }, (_, replication) => replication)
      .filter((replication) => rowOf(alternative, replication) === undefined)
      .map((replication) => `${label}, replication ${replication}`),
  );
  if (missing.length === 0) return;
  const more = missing.length > MOST_NAMED ? `; and ${missing.length - MOST_NAMED} more` : '';
  throw new ExperimentError(
    `${missing.length === 1 ? 'a run is' : 'runs are'} missing: ${missing.slice(0, MOST_NAMED).join('; ')}${more}`,
  );
}
