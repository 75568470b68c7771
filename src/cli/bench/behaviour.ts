/** The behaviour rows of `sim bench`: from files to a report, and to new baselines. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Accepted } from '../../lab/bench/accept.ts';
import type { BehaviourReport, Reference, Subject } from '../../lab/bench/behaviour-types.ts';
import type { ListedScenario, Project } from '../../lab/bench/project.ts';
import type { Versions } from '../../lab/bench/versions.ts';
import type { Alternative, Runner } from '../../lab/experiment/types.ts';
import { UsageError } from '../exit.ts';
import type { Modules } from '../experiment/options.ts';
import { readCount } from '../experiment/options.ts';
import { queuedRunner } from '../experiment/queued.ts';
import type { RunsBar } from '../runs-bar.ts';
import type { Session } from '../session.ts';
import { findScenarios } from '../testing/find.ts';
import { type BenchOptions, optionalCount, readMargins, readUntil } from './options.ts';

export interface BehaviourContext {
  readonly folder: string;
  readonly project: Project | null;
  readonly modules: Modules;
  readonly versions: Versions | null;
  readonly signal: AbortSignal;
  readonly progress: RunsBar;
  readonly session: Session;
  /** YYYY-MM-DD */
  readonly today: string;
}

const MOST_REPS = 10_000;

export async function performBehaviour(
  files: readonly string[],
  options: BenchOptions,
  context: BehaviourContext,
): Promise<{ readonly report: BehaviourReport; readonly accepted: Accepted | null }> {
  const { signal, progress, modules, today, versions } = context;
  const until = readUntil(options.until, today);
  const subjects = await readAll(files, options, context);
  const alternatives = subjects.map(
    ({ name, file, scenario }): Alternative => ({ label: name, file, values: {}, scenario }),
  );
  const [{ Experiment }, { compareBehaviour }, { committedReference, gatesOf }] = await Promise.all([
    import('../../lab/experiment/experiment.ts'),
    import('../../lab/bench/behaviour.ts'),
    import('../../lab/bench/gate-pairs.ts'),
  ]);
  const gates = subjects.flatMap((subject) => gatesOf(subject, null).map(({ metric }) => metric));
  const exact = [...new Set(gates)].filter((metric) => /\.p\d+$/.test(metric));
  progress.phase('running scenarios');
  const runner = await runnerOf(modules, alternatives, options, context);
  let reference: Reference & { close?(): void } = committedReference();
  try {
    if (versions !== null) {
      const { versionReference } = await import('../../lab/bench/version-reference.ts');
      reference = versionReference(versions.base, options.against as string, {
        exact,
        signal,
        parallel: runner.parallel,
      });
    }
    const experiment = new Experiment(alternatives, {
      runner,
      exact,
      code: modules?.digest,
      signal,
      onProgress: ({ done, total }) => progress.update({ done, resumed: 0, total }),
    });
    const report = await compareBehaviour(subjects, { experiment, reference, today });
    if (options.accept !== true || signal.aborted) return { report, accepted: null };
    progress.phase('running scenarios for their baselines');
    const { acceptBaselines } = await import('../../lab/bench/accept.ts');
    const acceptance = { because: (options.because as string).trim(), until };
    const accepted = await acceptBaselines(subjects, {
      experiment,
      folder: context.folder,
      acceptance,
      today,
    });
    return { report, accepted };
  } finally {
    reference.close?.();
    await runner.close();
  }
}

async function readAll(
  files: readonly string[],
  options: BenchOptions,
  { folder, project, modules }: BehaviourContext,
): Promise<Subject[]> {
  const [{ listedScenarios }, { readSubjects }] = await Promise.all([
    import('../../lab/bench/project.ts'),
    import('../../lab/bench/subjects.ts'),
  ]);
  const all = project === null ? await keptScenarios(folder) : listedScenarios(project);
  const listed =
    files.length === 0 ? all : findScenarios(files).files.flatMap((file) => entriesOf(file, all, project));
  if (listed.length === 0)
    throw new UsageError(
      `there is nothing to compare: name scenario files, or list them in ${join(folder, 'bench.json')}`,
    );
  const words = {
    metrics: options.metric?.flatMap((text) => text.split(',')),
    margins: options.margin === undefined ? undefined : readMargins(options.margin),
    replications: optionalCount('--reps', options.reps, 1, MOST_REPS),
    fresh: optionalCount('--fresh', options.fresh, 0, MOST_REPS),
    set: options.set,
    seed: options.seed,
  };
  return readSubjects(listed, { folder, words, modules: modules?.descriptions });
}

/** A file that is in the list counts as it is there, as often as it is there. */
function entriesOf(file: string, all: readonly ListedScenario[], project: Project | null): ListedScenario[] {
  const normal = (path: string) => join(path);
  const entries = all.filter((entry) => normal(entry.file) === normal(file));
  if (entries.length > 0) return entries;
  const { replications, fresh, margin, margins, metrics } = project ?? {};
  return [{ file, replications, fresh, margin, margins, metrics }];
}

/** Without a list, what has a baseline. */
async function keptScenarios(folder: string): Promise<ListedScenario[]> {
  const { readBaseline } = await import('../../lab/bench/baseline.ts');
  const { PROJECT_FILE } = await import('../../lab/bench/project.ts');
  const { SPEED_FILE } = await import('../../lab/bench/thresholds.ts');
  const listed: ListedScenario[] = [];
  for (const name of jsonFiles(folder)) {
    if (name === PROJECT_FILE || name === SPEED_FILE) continue;
    const found = await readBaseline(join(folder, name));
    if (found.kind === 'format')
      throw new UsageError(
        `${join(folder, name)} is of another format, so that its scenario is not known: name the scenario files`,
      );
    if (found.kind !== 'found') continue;
    const { scenario, set, seed } = found.baseline;
    listed.push({ file: scenario, name: name.replace(/\.json$/, ''), set: [...set], seed });
  }
  return listed;
}

function jsonFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function runnerOf(
  modules: Modules,
  alternatives: readonly Alternative[],
  options: BenchOptions,
  { session: { err, environment }, progress }: BehaviourContext,
): Promise<Runner> {
  if (options.queue !== undefined)
    return (await queuedRunner('bench', modules, options, { err, environment, bar: progress })).runner;
  const workers =
    options.workers === undefined ? undefined : readCount('--workers', options.workers, 1, 1024);
  if (modules === null) {
    const { workerPool } = await import('../../lab/experiment/pool.ts');
    return workerPool(alternatives, { workers });
  }
  const { isolatedRunner } = await import('../../lab/isolated-runner.ts');
  return isolatedRunner(modules, alternatives, { workers });
}
