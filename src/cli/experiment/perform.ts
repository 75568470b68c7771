/**
 * From a plan to files, text and exit code: what compare, sweep and merge have in common.
 */
import { join } from 'node:path';
import type { Conducted, ConductOptions } from '../../lab/experiment/conduct.ts';
import type { ComparePlan, SweepPlan } from '../../lab/experiment/plan.ts';
import type { ExperimentResult } from '../../lab/experiment/result.ts';
import type { Alternative, ExperimentProgress } from '../../lab/experiment/types.ts';
import type { WrittenExperiment } from '../../report/experiment/write.ts';
import type { OutputFolder } from '../../report/folder.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { withModules } from '../input.ts';
import { type Interrupt, withInterrupt } from '../interrupt.ts';
import { RunsBar } from '../runs-bar.ts';
import type { Session } from '../session.ts';
import { takeFolder } from './folder.ts';
import { type ExperimentOptions, type Modules, readCount, readShard } from './options.ts';
import { checkQueueOptions, queuedRunner } from './queued.ts';

/** What sets alternatives side by side. */
type SetPlan = ComparePlan | SweepPlan;

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
  return withBar(options, session, async (bar, { signal, keep }) => {
    const shard = readShard(options.shard);
    checkQueueOptions(options);
    let folder: OutputFolder | undefined;
    try {
      const { plan, conducted, command } = await withModules(options.module, async (modules) => {
        const workers = readWorkers(options);
        const { plan, alternatives, command } = await prepare(modules);
        folder = await takeFolder(plan, options);
        bar.phase('starting workers');
        const { conduct } = await import('../../lab/experiment/conduct.ts');
        keep();
        const conducted = await conduct(plan, alternatives, {
          directory: folder.directory,
          resume: options.resume === true,
          workers,
          shard,
          signal,
          onProgress: progressOf(bar, signal),
          ...(await runnerOf(plan.name, modules, alternatives, options, session, bar)),
        });
        return { plan, conducted, command };
      });
      const taken = folder as unknown as OutputFolder;
      if (shard !== undefined) {
        bar.stop();
        return await finishPart(conducted, taken.directory, options, session);
      }
      if (!signal.aborted) bar.phase('writing results');
      const charts = options.charts && !signal.aborted;
      return await finish(plan, conducted, { ...options, charts, folder: taken, command }, session, () =>
        bar.stop(),
      );
    } finally {
      folder?.release();
    }
  });
}

/** Shows progress while `work` goes on, and hands it what an interrupt does. */
export async function withBar(
  options: Pick<ExperimentOptions, 'quiet'>,
  session: Session,
  work: (bar: RunsBar, interrupt: Interrupt) => Promise<ExitCode>,
): Promise<ExitCode> {
  const bar = new RunsBar(session.err, !options.quiet, 'loading scenarios');
  const first = () => {
    const text = 'interrupted: keeping what is finished; interrupt again to quit at once';
    if (session.err.terminal && !options.quiet) bar.phase(text);
    else session.err.line(text).catch(() => {});
  };
  bar.start();
  try {
    return await withInterrupt({ first, second: () => bar.stop() }, (interrupt) => work(bar, interrupt));
  } finally {
    bar.stop();
  }
}

/**
 * What does the runs: a queue where one is asked for, else threads. Runs with a user's modules go on in threads that are watched; with
 * --check-determinism, each is done twice.
 */
export async function runnerOf(
  name: string,
  modules: Modules,
  alternatives: readonly Alternative[],
  options: ExperimentOptions,
  session: Session,
  bar: RunsBar,
): Promise<Pick<ConductOptions, 'runner' | 'code'>> {
  if (options.queue !== undefined) return queuedRunner(name, modules, options, session, bar);
  const workers = readWorkers(options);
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

/** How many runs go on at a time, where the command line says so. */
export function readWorkers({ workers }: ExperimentOptions): number | undefined {
  return workers === undefined ? undefined : readCount('--workers', workers, 1, 1024);
}

/** Draws progress until an interrupt. */
export function progressOf(bar: RunsBar, signal: AbortSignal) {
  return (progress: ExperimentProgress): void => {
    if (!signal.aborted) bar.update(progress);
  };
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
  const { out } = session;
  if (options.json) await out.write(report.experimentJson(result, { ...run, files: written.files }));
  else if (!options.quiet) {
    await out.line(report.experimentText(result, { color: out.color, width: out.width }));
    await out.line(`\n${whereabouts(folder.directory, written, outcome.partial)}`);
  } else await sayMissed(result, session);
  if (outcome.partial) return EXIT.interrupted;
  const fine =
    outcome.failures.length === 0 &&
    result.unmeasured.length === 0 &&
    result.alternatives.every(({ missed }) => missed === 0);
  if (!fine) return EXIT.failed;
  return result.alternatives.every(({ undecided }) => undecided === 0) ? EXIT.fine : EXIT.undecided;
}

/** For those who asked for quiet: what made the command fail. */
async function sayMissed({ notes, unmeasured }: ExperimentResult, { err }: Session): Promise<void> {
  for (const note of notes.filter((note) => note.startsWith('The expectation '))) await err.line(note);
  if (unmeasured.length > 0) await err.line(`not measured: ${unmeasured.join(', ')}`);
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
  { out, err }: Session,
): Promise<ExitCode> {
  const { partial, failures } = outcome;
  for (const { label, replication, reason } of failures)
    await err.line(`error: ${label}, replication ${replication} failed: ${reason}`);
  if (options.json)
    await out.line(
      JSON.stringify({ kind: 'part', part: options.shard, directory, partial, failures }, null, 2),
    );
  else if (!options.quiet && !partial && failures.length === 0)
    await out.line(`part ${options.shard} is done, in ${directory}; sim merge joins it with the others`);
  if (partial) return EXIT.interrupted;
  return failures.length === 0 ? EXIT.fine : EXIT.failed;
}
