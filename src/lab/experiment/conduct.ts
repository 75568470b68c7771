/**
 * Carries out a plan: journal, workers, design. What is finished is on disk at any moment.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '../environment.ts';
import type { RowOf } from './conclude.ts';
import { concludeSearch } from './conclude-search.ts';
import { runFixed, runSelection, runToPrecision, type Shard } from './designs.ts';
import { Experiment } from './experiment.ts';
import { JOURNAL_FILE, type JournalEntry, JournalWriter, readJournal } from './journal.ts';
import type { FindPlan, Plan } from './plan.ts';
import { workerPool } from './pool.ts';
import type { ExperimentEnvironment, FindResult, Outcome } from './result.ts';
import { search } from './search.ts';
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
  /** Instead of worker threads; closed in the end. */
  readonly runner?: Runner;
  /** Digest of a user's modules that the runner has. */
  readonly code?: string;
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
  const keys = new Set(plan.alternatives.map(({ key }) => key));
  const { answer, environment } = await withJournal(plan, alternatives, options, keys, async (experiment) => {
    const designed = await follow(plan, experiment, options.shard);
    const outcome = { ...designed, partial: experiment.aborted, failures: experiment.failures };
    return { outcome, rowOf: experiment.row.bind(experiment) };
  });
  return { ...answer, environment };
}

/** Searches what the plan asks for; `at` makes a scenario of a number of its range. */
export async function conductSearch(
  plan: FindPlan,
  base: Alternative,
  at: (x: number) => Promise<Alternative>,
  options: ConductOptions,
): Promise<{ readonly result: FindResult; readonly environment: Conducted['environment'] }> {
  const { answer, environment } = await withJournal(plan, [base], options, null, async (experiment) => {
    // The scenario of the file itself is not one of the places searched.
    const { question, range, budget } = plan;
    const found = await search(experiment, question, { at, range, budget });
    return concludeSearch(plan, experiment, found);
  });
  return { result: answer, environment };
}

/** Opens journal and workers, lets `work` run its experiment, and closes both. `keys`: scenarios whose runs are taken over. */
async function withJournal<Answer>(
  plan: unknown,
  alternatives: readonly Alternative[],
  options: ConductOptions,
  keys: ReadonlySet<string> | null,
  work: (experiment: Experiment) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly environment: Conducted['environment'] }> {
  const started = new Date();
  const begin = performance.now();
  const path = join(options.directory, JOURNAL_FILE);
  const entries = options.resume ? ((await readJournal(path))?.entries ?? []) : [];
  const known = keys === null ? entries : entries.filter(({ key }) => keys.has(key));
  await mkdir(options.directory, { recursive: true });
  const journal = await JournalWriter.create(path, plan, known);
  const runner = options.runner ?? (await workerPool(alternatives, { workers: options.workers }));
  try {
    const { signal, onProgress, code } = options;
    const keep = (entry: JournalEntry) => journal.append(entry);
    const experiment = new Experiment(alternatives, { runner, code, known, keep, signal, onProgress });
    const answer = await work(experiment);
    return {
      answer,
      environment: {
        wall: (performance.now() - begin) / 1000,
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
