/**
 * Carries out a plan: journal, workers, design. What is finished is on disk at any moment.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '../environment.ts';
import type { RowOf } from './conclude.ts';
import { runFixed, runSelection, runToPrecision, type Shard } from './designs.ts';
import { Experiment } from './experiment.ts';
import { JOURNAL_FILE, type JournalEntry, JournalWriter, readJournal } from './journal.ts';
import type { Plan } from './plan.ts';
import { workerPool } from './pool.ts';
import type { ExperimentEnvironment, Outcome } from './result.ts';
import type { Alternative, ExperimentProgress, Runner } from './types.ts';

export interface ConductOptions {
  /** Folder of the journal; made if it is missing. */
  readonly directory: string;
  /** Take over what a journal in the folder holds; otherwise it is replaced. */
  readonly resume: boolean;
  /** Worker threads; default one for each core, as far as memory allows. */
  readonly workers?: number;
  /** Only a part of the runs, of a fixed design. */
  readonly shard?: Shard;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  /** Instead of worker threads. */
  readonly runner?: Runner;
}

export interface Conducted {
  readonly outcome: Outcome;
  readonly rowOf: RowOf;
  /** Without the command, which the lab does not know. */
  readonly environment: Omit<ExperimentEnvironment, 'command'>;
}

/**
 * Runs what the plan asks for, as far as an earlier start has not.
 * @throws ExperimentError when a scenario cannot be run or the journal cannot be read
 */
export async function conduct(
  plan: Plan,
  alternatives: readonly Alternative[],
  options: ConductOptions,
): Promise<Conducted> {
  const started = new Date();
  const begin = performance.now();
  const path = join(options.directory, JOURNAL_FILE);
  const known = options.resume ? await knownRuns(path, plan) : [];
  await mkdir(options.directory, { recursive: true });
  const journal = await JournalWriter.create(path, plan, known);
  const runner = options.runner ?? (await workerPool(alternatives, { workers: options.workers }));
  try {
    const { signal, onProgress } = options;
    const keep = (entry: JournalEntry) => journal.append(entry);
    const experiment = new Experiment(alternatives, { runner, known, keep, signal, onProgress });
    const designed = await follow(plan, experiment, options.shard);
    const outcome = { ...designed, partial: experiment.aborted, failures: experiment.failures };
    const wall = (performance.now() - begin) / 1000;
    return {
      outcome,
      rowOf: (alternative, replication) => experiment.row(alternative, replication),
      environment: {
        wall,
        started: started.toISOString(),
        host: environment(),
        workers: runner.parallel,
        resumed: experiment.resumed,
        files: [],
      },
    };
  } finally {
    await runner.close();
    await journal.close();
  }
}

/** What an earlier start has left of the runs that the plan may ask for. */
async function knownRuns(path: string, plan: Plan): Promise<readonly JournalEntry[]> {
  const keys = new Set(plan.alternatives.map(({ key }) => key));
  return ((await readJournal(path))?.entries ?? []).filter(({ key }) => keys.has(key));
}

async function follow(
  plan: Plan,
  experiment: Experiment,
  shard: Shard | undefined,
): Promise<Pick<Outcome, 'precision' | 'selection'>> {
  const { design } = plan;
  switch (design.kind) {
    case 'fixed':
      await runFixed(experiment, design.replications, shard);
      return { precision: null, selection: null };
    case 'precision': {
      const metrics = plan.metrics.map(({ metric }) => metric);
      return { precision: await runToPrecision(experiment, metrics, design), selection: null };
    }
    case 'selection':
      return { precision: null, selection: await runSelection(experiment, plan.metrics[0], design) };
  }
}
