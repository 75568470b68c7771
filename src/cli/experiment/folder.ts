/**
 * Where the results of an experiment go: a folder that can be written, and in which nothing finished is lost.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../../lab/experiment/journal.ts';
import type { FindPlan, Plan } from '../../lab/experiment/plan.ts';
import { UsageError } from '../exit.ts';
import { makeFolderFor, prepareFolderOf } from '../input.ts';
import type { ExperimentOptions } from './options.ts';

type FolderOptions = Pick<ExperimentOptions, 'out' | 'shard' | 'resume'>;

/** What a folder holds of an experiment. */
type Holding =
  /** Nothing that took a run. */
  | { readonly kind: 'free' }
  | { readonly kind: 'unreadable'; readonly why: string; readonly finished: boolean }
  /** `difference`: why it is another experiment; null when it is this one. */
  | { readonly kind: 'experiment'; readonly difference: string | null; readonly finished: boolean };

/** Experiments of one name, kind and seed that are told apart by a number. */
const MOST_NUMBERED = 1_000;

/**
 * The folder for the results, found to be writable and free for them. One below results/runs gets a number where another
 * experiment of the same name has it.
 * @throws UsageError when finished runs would be lost, OutputError or WriteError when the folder cannot be used
 */
export async function chooseFolder(plan: Plan | FindPlan, options: FolderOptions): Promise<string> {
  const { checkOutput, resultFolder } = await import('../../report/experiment/write.ts');
  const part = options.shard === undefined ? '' : `-part-${options.shard.replace('/', '-of-')}`;
  const usual = resultFolder(`${plan.name}-${plan.kind}${part}`, plan.seed);
  const directory = options.out ?? (await numberedFolder(usual, plan, options));
  await prepareFolderOf(directory);
  await checkOutput(directory);
  // With --resume, runs that another experiment has left are refused where they are read.
  if (!options.resume) await refuseUnfinished(directory, plan);
  await makeFolderFor(directory);
  return directory;
}

/** The first of `usual`, `usual`-2, `usual`-3 ... that is free or holds this experiment. */
async function numberedFolder(
  usual: string,
  plan: Plan | FindPlan,
  { resume }: FolderOptions,
): Promise<string> {
  const others: { readonly folder: string; readonly difference: string; readonly finished: boolean }[] = [];
  for (let number = 1; number <= MOST_NUMBERED; number++) {
    const folder = number === 1 ? usual : `${usual}-${number}`;
    const holding = await lookInto(folder, plan);
    if (holding.kind === 'experiment' && holding.difference !== null)
      others.push({ folder, difference: holding.difference, finished: holding.finished });
    else if (holding.kind === 'experiment') return folder;
    else if (holding.kind === 'free') {
      const other = others.find(({ finished }) => !finished) ?? others[0];
      if (!resume || other === undefined) return folder;
      throw new UsageError(
        `there is nothing to continue: ${other.folder} holds another experiment (${other.difference}); without --resume this one begins`,
      );
    }
  }
  throw new UsageError(`${usual} and ${MOST_NUMBERED - 1} numbered folders are taken: name one with --out`);
}

/** Finished runs of an interrupted experiment are not thrown away without being asked. */
export async function refuseUnfinished(directory: string, plan: Plan | FindPlan): Promise<void> {
  const holding = await lookInto(directory, plan);
  if (holding.kind === 'free' || holding.finished) return;
  if (holding.kind === 'unreadable')
    throw new UsageError(`${holding.why}; choose another folder, or remove this one`);
  if (holding.difference !== null)
    throw new UsageError(
      `${directory} holds another experiment that is unfinished (${holding.difference}): choose another folder, or remove this one`,
    );
  throw new UsageError(
    `${directory} holds an unfinished experiment: continue it with --resume, or remove the folder`,
  );
}

async function lookInto(directory: string, plan: Plan | FindPlan): Promise<Holding> {
  const [{ JOURNAL_FILE, readJournal }, { experimentDifference }] = await Promise.all([
    import('../../lab/experiment/journal.ts'),
    import('../../lab/experiment/same.ts'),
  ]);
  let journal: Journal | null;
  try {
    journal = await readJournal(join(directory, JOURNAL_FILE));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: 'unreadable', why: error.message, finished: await hasAnswer(directory) };
  }
  if (journal === null) return { kind: 'free' };
  const { finished, entries } = journal;
  if (!finished && entries.length === 0) return { kind: 'free' };
  const difference = experimentDifference(journal.plan, plan, ['there', 'here']);
  return { kind: 'experiment', difference, finished };
}

/** Whether an experiment came to its answer here. */
async function hasAnswer(directory: string): Promise<boolean> {
  const texts = await Promise.all(
    ['compare', 'sweep', 'find', 'runs'].map((kind) =>
      readFile(join(directory, `${kind}.json`), 'utf8').catch(() => 'null'),
    ),
  );
  return texts.some((text) => {
    try {
      const answer = JSON.parse(text) as { readonly partial?: boolean } | null;
      return answer !== null && answer.partial !== true;
    } catch {
      return false;
    }
  });
}
