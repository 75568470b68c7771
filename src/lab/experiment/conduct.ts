/**
 * Carries out a plan: journal, workers, design. What is finished is on disk at any moment.
 */
import { dirname, join } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { environment } from '../environment.ts';
import type { RowOf } from './conclude.ts';
import { concludeSearch } from './conclude-search.ts';
import { runFixed, runSelection, type Shard } from './designs.ts';
import { Experiment } from './experiment.ts';
import { JOURNAL_FILE, type Journal, JournalWriter, readJournal } from './journal.ts';
import { type FailedEntry, type JournalEntry, type JournalRuns, runId } from './journal-entry.ts';
import type { AnyPlan } from './journal-shape.ts';
import type { FindPlan, Plan } from './plan.ts';
import { workerPool } from './pool.ts';
import { runToPrecision } from './precision-design.ts';
import type { ExperimentEnvironment, FindResult, Outcome } from './result.ts';
import { RowStore } from './row-store.ts';
import { experimentDifference } from './same.ts';
import { search } from './search.ts';
import { type Alternative, ExperimentError, type ExperimentProgress, type Runner } from './types.ts';

export interface ConductOptions {
  /** Folder of the journal; made if it is missing. */
  readonly directory: string;
  /** Take over what a journal of this experiment in the folder holds; otherwise there must be none. */
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
  /** What the journal is to hold in the end; runs that the answer has no use for are among it. */
  readonly kept: JournalRuns;
  /** Without the command, which the lab does not know. */
  readonly environment: Omit<ExperimentEnvironment, 'command'>;
}

export interface Searched extends Pick<Conducted, 'kept' | 'environment'> {
  readonly result: FindResult;
}

/**
 * Runs what the plan asks for, as far as an earlier start has not.
 * @throws ExperimentError when a scenario cannot be run, the journal cannot be read, it is that of another experiment, or there is
 * one and nothing of it is to be taken over
 */
export async function conduct(
  plan: Plan,
  alternatives: readonly Alternative[],
  options: ConductOptions,
): Promise<Conducted> {
  const { answer, ...rest } = await withJournal(plan, alternatives, options, async (experiment) => {
    const designed = await follow(plan, experiment, options.shard);
    const outcome = { ...designed, partial: experiment.aborted, failures: experiment.failures };
    return { outcome, rowOf: experiment.row.bind(experiment) };
  });
  return { ...answer, ...rest };
}

/** Searches what the plan asks for; `at` makes a scenario of a number of its range. */
export async function conductSearch(
  plan: FindPlan,
  base: Alternative,
  at: (x: number) => Promise<Alternative>,
  options: ConductOptions,
): Promise<Searched> {
  const { answer, ...rest } = await withJournal(plan, [base], options, async (experiment) => {
    // The scenario of the file itself is not one of the places searched.
    const { question, range, budget } = plan;
    const found = await search(experiment, question, { at, range, budget });
    return concludeSearch(plan, experiment, found);
  });
  return { result: answer, ...rest };
}

/** Opens journal and workers, lets `work` run its experiment, and closes both. */
async function withJournal<Answer>(
  plan: AnyPlan,
  alternatives: readonly Alternative[],
  options: ConductOptions,
  work: (experiment: Experiment) => Promise<Answer>,
): Promise<Pick<Conducted, 'kept' | 'environment'> & { readonly answer: Answer }> {
  const started = new Date();
  const begin = performance.now();
  const path = join(options.directory, JOURNAL_FILE);
  let journal: JournalWriter | undefined;
  let { runner } = options;
  try {
    const earlier = options.resume ? await readEarlier(path, plan) : null;
    const known = earlier?.entries ?? [];
    await makeFolder(options.directory);
    const writer =
      earlier === null
        ? await JournalWriter.create(path, plan)
        : await JournalWriter.continue(path, plan, earlier);
    journal = writer;
    runner ??= await workerPool(alternatives, { workers: options.workers });
    const { signal, onProgress, code } = options;
    const keep = (entry: JournalEntry | FailedEntry) => writer.append(entry);
    const exact = exactMetrics(plan);
    // The answer reads them until the process ends.
    const rows = new RowStore({ folder: options.directory });
    const common = { runner, exact, code, known, keep, rows };
    const experiment = new Experiment(alternatives, { ...common, signal, onProgress });
    const answer = await work(experiment);
    // Of a whole experiment the end is written with its answer.
    if (options.shard !== undefined && !experiment.aborted) await writer.end();
    return {
      answer,
      kept: keptRuns(experiment, plan, earlier),
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
    await runner?.close();
    await journal?.close();
  }
}

/** Quantiles that are compared, or searched for, are not rounded; other metrics are exact as they are. */
function exactMetrics(plan: AnyPlan): string[] {
  const asked = plan.kind === 'find' ? [plan.question.metric] : plan.metrics.map(({ metric }) => metric);
  return asked.filter((metric) => /\.p\d+$/.test(metric));
}

/** What an earlier start of this experiment has left. */
async function readEarlier(path: string, plan: AnyPlan): Promise<Journal | null> {
  // Which of its rows count is known later: those that do are taken over into the store of this experiment.
  const journal = await readJournal(path, new RowStore({ folder: dirname(path), mostInMemory: 0 }));
  if (journal === null) return null;
  const difference = experimentDifference(journal.plan, plan, ['there', 'here']);
  if (difference === null) return journal;
  throw new ExperimentError(
    `${path} is that of another experiment, which cannot be continued: ${difference}`,
  );
}

/**
 * What is finished stays in the journal, whether this design counts it or not. Only a search or selection that has come to its
 * end leaves out what it ran ahead of its decisions, as that depends on the number of workers.
 */
function keptRuns(experiment: Experiment, plan: AnyPlan, earlier: Journal | null): JournalRuns {
  const { entries, failed } = experiment.record();
  if (experiment.aborted) {
    const settled = new Set([...entries, ...failed].map(runId));
    const left = earlier?.failed.filter((entry) => !settled.has(runId(entry))) ?? [];
    return { entries, failed: [...failed, ...left] };
  }
  if (plan.kind !== 'find' && plan.design.kind !== 'selection') return { entries, failed };
  // A journal that had come to its end holds no runs ahead, and one of another design none of this one's.
  const whole = earlier !== null && (earlier.finished || asked(earlier.plan) !== asked(plan));
  return { entries: whole ? earlier.entries : [], failed };
}

function asked(plan: AnyPlan): string {
  return JSON.stringify(plan.kind === 'find' ? [plan.range, plan.budget] : plan.design);
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
