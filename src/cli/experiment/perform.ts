/**
 * From a plan to files, text and exit code: what compare, sweep and merge have in common.
 */
import { join } from 'node:path';
import type { Conducted, ConductOptions } from '../../lab/experiment/conduct.ts';
import type { ExpectationNotes } from '../../lab/experiment/expectation-notes.ts';
import type { AnyPlan } from '../../lab/experiment/journal-shape.ts';
import type { SetPlan } from '../../lab/experiment/plan.ts';
import type { ExperimentResult } from '../../lab/experiment/result.ts';
import type { Alternative, ExperimentProgress } from '../../lab/experiment/types.ts';
import type { WrittenExperiment } from '../../report/experiment/write.ts';
import type { OutputFolder } from '../../report/folder.ts';
import { EXIT, type ExitCode, verdictCode } from '../exit.ts';
import { withModules } from '../input.ts';
import { failureLine, missedInRuns, sayMissed } from '../missed.ts';
import { RunsBar } from '../runs-bar.ts';
import type { Session } from '../session.ts';
import { type Work, withWork } from '../work.ts';
import { takeFolder } from './folder.ts';
import { type ExperimentOptions, type Modules, readCount, readShard } from './options.ts';
import { checkQueueOptions, queuedRunner } from './queued.ts';

export interface Prepared {
  readonly plan: SetPlan;
  readonly alternatives: readonly Alternative[];
  /** The words that give this answer again. */
  readonly command: readonly string[];
}

type Shown = Pick<ExperimentOptions, 'json' | 'quiet' | 'charts'>;

/** Runs an experiment and tells what came out. */
export function performExperiment(
  prepare: (modules: Modules) => Promise<Prepared>,
  options: ExperimentOptions,
  session: Session,
): Promise<ExitCode> {
  return withRuns(options, session, async (work) => {
    const { bar, signal } = work;
    const { plan, folder, conducted, command } = await withModules(options.module, async (modules) => {
      const { plan, alternatives, command } = await prepare(modules);
      const { folder, conducting } = await beginRuns(plan, alternatives, modules, options, work);
      const { conduct } = await import('../../lab/experiment/conduct.ts');
      return { plan, folder, conducted: await conduct(plan, alternatives, conducting), command };
    });
    if (options.shard !== undefined) {
      bar.stop();
      return finishPart(conducted, folder.directory, options, session);
    }
    if (!signal.aborted) bar.phase('writing results');
    const charts = options.charts && !signal.aborted;
    return finish(plan, conducted, { ...options, charts, folder, command }, session, () => bar.stop());
  });
}

/** Work that consists of many runs. */
export function withRuns(
  options: Pick<ExperimentOptions, 'quiet'>,
  session: Session,
  work: (at: Work<RunsBar>) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withWork(
    new RunsBar(session.err, !options.quiet, 'loading scenarios', { logged: true }),
    options,
    session,
    work,
  );
}

/**
 * Takes the folder, and says where and how the runs go on. From here on an interrupt keeps what is finished.
 * @throws what `takeFolder` throws; UsageError for a number of workers or a part that there cannot be
 */
export async function beginRuns(
  plan: AnyPlan,
  alternatives: readonly Alternative[],
  modules: Modules,
  options: ExperimentOptions,
  work: Work<RunsBar>,
): Promise<{ readonly folder: OutputFolder; readonly conducting: ConductOptions }> {
  const { bar, signal, keep, hold, err } = work;
  checkQueueOptions(options);
  const workers =
    options.workers === undefined ? undefined : readCount('--workers', options.workers, 1, 1024);
  const shard = readShard(options.shard);
  const folder = hold(await takeFolder(plan, options));
  if (folder.completed && !options.quiet)
    await err.line(
      `${folder.directory}: an earlier command was ended in the middle of putting its results in place; they are whole now`,
    );
  bar.phase('starting workers');
  const onProgress = (progress: ExperimentProgress): void => {
    if (!signal.aborted) bar.update(progress);
  };
  const runner =
    options.queue === undefined
      ? await runnerOf(modules, alternatives, options, workers)
      : await queuedRunner(plan.name, modules, options, work);
  if (options.queue === undefined) bar.phase('simulating');
  keep();
  const resume = options.resume === true;
  const conducting = { directory: folder.directory, resume, workers, shard, signal, onProgress, ...runner };
  return { folder, conducting };
}

/** Runs with a user's modules go on in threads that are watched; with --check-determinism, each is done twice. */
export async function runnerOf(
  modules: Modules,
  alternatives: readonly Alternative[],
  options: Pick<ExperimentOptions, 'module' | 'checkDeterminism'>,
  workers: number | undefined,
): Promise<Pick<ConductOptions, 'runner' | 'code'>> {
  const checks = options.checkDeterminism === true;
  if (modules === null && !checks) return {};
  const { isolatedRunner } = await import('../../lab/isolated-runner.ts');
  const { workerPool } = await import('../../lab/experiment/pool.ts');
  const { twice } = await import('../../lab/determinism.ts');
  const runner =
    modules === null
      ? await workerPool(alternatives, { workers })
      : isolatedRunner(modules, alternatives, { workers });
  return { runner: checks ? twice(runner, options.module) : runner, code: modules?.digest };
}

/** Concludes, writes and prints. `ready` is called before the first line is printed. */
export async function finish(
  plan: SetPlan,
  { outcome, rowOf, kept, environment }: Conducted,
  options: Shown & { readonly folder: OutputFolder; readonly command: readonly string[] },
  session: Session,
  ready: () => void,
): Promise<ExitCode> {
  const [{ concludeComparison, concludeSweep }, { experimentJournal }, report] = await Promise.all([
    import('../../lab/experiment/conclude.ts'),
    import('../../lab/experiment/journal-text.ts'),
    import('../../report/experiment/write.ts'),
  ]);
  const result: ExperimentResult =
    plan.kind === 'compare' ? concludeComparison(plan, outcome, rowOf) : concludeSweep(plan, outcome, rowOf);
  const run = { ...environment, command: options.command };
  const { folder, charts } = options;
  const written = await report.writeExperiment(result, run, {
    directory: folder,
    charts,
    journal: experimentJournal(result, kept),
  });
  ready();
  const { failures, partial } = outcome;
  const { expectations, unmeasured } = result;
  await tell(options, session, {
    json: () => report.experimentJson(result, { ...run, files: written.files }),
    text: (shown) => report.experimentText(result, shown),
    whereabouts: whereabouts(folder.directory, written, partial),
    missed: missedInRuns(expectations, failures, unmeasured),
  });
  return experimentCode(partial, failures.length > 0, expectations, unmeasured.length > 0);
}

/** The answer of an experiment, for those who read it and for those who only hear what is wrong. */
interface Answer {
  readonly json: () => string;
  readonly text: (options: { readonly color: boolean; readonly width: number }) => string;
  readonly whereabouts: string;
  readonly missed: readonly string[];
}

/** Prints an answer as the options ask for it. */
export async function tell(
  options: Pick<ExperimentOptions, 'json' | 'quiet'>,
  session: Session,
  { json, text, whereabouts, missed }: Answer,
): Promise<void> {
  const { out } = session;
  if (options.json) await out.write(json());
  else if (!options.quiet) {
    await out.line(text({ color: out.color, width: out.width }));
    await out.line(`\n${whereabouts}`);
  }
  if (options.quiet) await sayMissed(missed, session);
}

/** How an experiment ends. `failed`: a run failed. `open`: its own question was not settled, or nothing was measured that it is about. */
export function experimentCode(
  partial: boolean,
  failed: boolean,
  { unmet, undecided }: ExpectationNotes,
  open = false,
): ExitCode {
  if (partial) return EXIT.interrupted;
  return verdictCode(failed || unmet.length > 0, open || undecided.length > 0);
}

/** Where the results are, and what became of earlier ones. */
export function whereabouts(
  directory: string,
  { files, earlier }: WrittenExperiment,
  partial: boolean,
): string {
  const lines = [
    files.length > 0
      ? `${files.length} files in ${directory}; ${join(directory, 'report.html')} shows them all`
      : `The finished answer in ${directory} stays as it is; the new runs are in its journal.`,
    ...(earlier === null ? [] : [`What was there before is in ${join(directory, earlier)}.`]),
    ...(partial ? ['The same command with --resume continues it.'] : []),
  ];
  return lines.join('\n');
}

async function finishPart(
  { outcome }: Conducted,
  directory: string,
  options: ExperimentOptions,
  session: Session,
): Promise<ExitCode> {
  const { out } = session;
  const { partial, failures } = outcome;
  await sayMissed(failures.map(failureLine), session);
  if (options.json)
    await out.line(
      JSON.stringify({ kind: 'part', part: options.shard, directory, partial, failures }, null, 2),
    );
  else if (!options.quiet && !partial && failures.length === 0)
    await out.line(`part ${options.shard} is done, in ${directory}; sim merge joins it with the others`);
  if (partial) return EXIT.interrupted;
  return failures.length === 0 ? EXIT.fine : EXIT.failed;
}
