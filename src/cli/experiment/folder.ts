/**
 * Where the results of an experiment go: a folder that this command has for itself, and in which nothing is lost.
 */
import { join } from 'node:path';
import type { Journal } from '../../lab/experiment/journal.ts';
import type { AnyPlan } from '../../lab/experiment/journal-shape.ts';
import type { OutputFolder } from '../../report/folder.ts';
import { UsageError } from '../exit.ts';
import type { ExperimentOptions } from './options.ts';

type FolderOptions = Pick<ExperimentOptions, 'out' | 'shard' | 'resume'>;

/** What a folder holds of an experiment. */
type Holding =
  /** No journal. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly why: string }
  /** `difference`: why it is another experiment; null when it is this one. */
  | { readonly kind: 'experiment'; readonly difference: string | null; readonly finished: boolean };

/**
 * The folder for the results, taken. With --resume it is one that holds this experiment, otherwise a new or an empty one. Below
 * results/runs it gets a number where its name is taken.
 * @throws UsageError or OccupiedError when something else is there, OutputError when the folder cannot be used
 */
export async function takeFolder(plan: AnyPlan, options: FolderOptions): Promise<OutputFolder> {
  const { OutputFolder, resultFolder } = await import('../../report/experiment/write.ts');
  const part = options.shard === undefined ? '' : `-part-${options.shard.replace('/', '-of-')}`;
  const usual = resultFolder(`${plan.name}-${plan.kind}${part}`, plan.seed);
  const { out, resume } = options;
  if (resume) {
    const found = out === undefined ? await folderToResume(usual, plan) : out;
    // What is in it is looked at where it is read.
    if (found !== null && (await lookInto(found, plan)).kind !== 'none') return OutputFolder.reopen(found);
  }
  if (out === undefined) return OutputFolder.takeNumbered(usual);
  await refuseExperiment(out, plan);
  return OutputFolder.take(out);
}

/**
 * Of the folders `usual`, `usual`-2, `usual`-3 ... that exist, the last that holds this experiment unfinished, or else the last that
 * holds it; null when there are no experiments.
 */
export async function folderToResume(usual: string, plan: AnyPlan): Promise<string | null> {
  const { numberedFolders } = await import('../../report/experiment/write.ts');
  const others: { readonly folder: string; readonly difference: string; readonly finished: boolean }[] = [];
  let unfinished: string | null = null;
  let finished: string | null = null;
  for (const folder of await numberedFolders(usual)) {
    const holding = await lookInto(folder, plan);
    if (holding.kind !== 'experiment') continue;
    const { difference } = holding;
    if (difference !== null) others.push({ folder, difference, finished: holding.finished });
    else if (holding.finished) finished = folder;
    else unfinished = folder;
  }
  const other = others.find((one) => !one.finished) ?? others[0];
  if (unfinished === null && finished === null && other !== undefined)
    throw new UsageError(
      `there is nothing to continue: ${other.folder} holds another experiment (${other.difference}); without --resume this one begins`,
    );
  return unfinished ?? finished;
}

/**
 * Says of a folder that is asked for by name and holds an experiment what can be done.
 * @throws UsageError
 */
export async function refuseExperiment(directory: string, plan: AnyPlan): Promise<void> {
  const holding = await lookInto(directory, plan);
  if (holding.kind === 'none') return;
  if (holding.kind === 'unreadable') throw new UsageError(`${holding.why}; name a new or an empty folder`);
  const { difference, finished } = holding;
  const state = finished ? 'finished' : 'unfinished';
  if (difference !== null)
    throw new UsageError(
      `${directory} holds the results of another experiment, ${state} (${difference}), and nothing there is replaced: name a new or an empty folder with --out`,
    );
  throw new UsageError(
    finished
      ? `${directory} holds the results of this very experiment, finished, and nothing there is replaced: to add runs, give --resume and more --reps; to run it anew, name a new or an empty folder with --out`
      : `${directory} holds this very experiment, unfinished, and nothing there is replaced: continue it with --resume; to run it anew, name a new or an empty folder with --out`,
  );
}

async function lookInto(directory: string, plan: AnyPlan): Promise<Holding> {
  const [{ JOURNAL_FILE, surveyJournal }, { experimentDifference }] = await Promise.all([
    import('../../lab/experiment/journal.ts'),
    import('../../lab/experiment/same.ts'),
  ]);
  let journal: Pick<Journal, 'plan' | 'finished'> | null;
  try {
    journal = await surveyJournal(join(directory, JOURNAL_FILE));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: 'unreadable', why: error.message };
  }
  if (journal === null) return { kind: 'none' };
  const { finished } = journal;
  const difference = experimentDifference(journal.plan, plan, ['there', 'here']);
  return { kind: 'experiment', difference, finished };
}
