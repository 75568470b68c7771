/** One test from files to exit code. */

import type { Runner } from '../../lab/experiment/types.ts';
import type { OpenModules } from '../../lab/isolated.ts';
import type { TestedScenario } from '../../lab/testing/perform.ts';
import { introduceMetrics } from '../../report/metrics.ts';
import type { TestedFile } from '../../report/testing/outcome.ts';
import type { Snapshot } from '../../scenario/build/conditions/fingerprint.ts';
import { type ExitCode, UsageError } from '../exit.ts';
import { readCount } from '../experiment/options.ts';
import { runnerOf } from '../experiment/perform.ts';
import { queuedRunner } from '../experiment/queued.ts';
import { withModules } from '../input.ts';
import { type Interrupt, withInterrupt } from '../interrupt.ts';
import { RunsBar } from '../runs-bar.ts';
import type { Session } from '../session.ts';
import { type WithCharts, writeCharts } from './charts.ts';
import { concluded, snapshotOf, testCode, untested } from './conclude.ts';
import { findScenarios } from './find.ts';
import { loadTests } from './load.ts';
import { isPipeline, type TestCommandOptions } from './options.ts';
import { type SelectedTest, type Selection, selectTests } from './select.ts';
import { obsoleteResults, obsoleteSnapshots, updateSnapshots } from './snapshots.ts';
import { answerJson, tellResults } from './tell.ts';
import { type FileStates, statesOf } from './watch.ts';

const MOST_REPS = 100_000;

export interface Round {
  readonly code: ExitCode;
  /** Every file that the test depended on, besides modules, and how it looked when it was read. */
  readonly reads: FileStates;
}

/** Runs `work` with a bar, and what goes on at an interrupt. */
export async function testRound(
  paths: readonly string[],
  options: TestCommandOptions,
  session: Session,
): Promise<Round> {
  const shown = options.quiet !== true;
  const bar = new RunsBar(session.err, shown, 'loading scenarios', { logged: true });
  const first = () => {
    const text = 'interrupted: ending the runs under way; interrupt again to quit at once';
    if (session.err.terminal && shown) bar.phase(text);
    else session.err.line(text).catch(() => {});
  };
  bar.start();
  try {
    return await withInterrupt({ first, second: () => bar.stop() }, (interrupt) =>
      withModules(options.module, (modules) =>
        new TestRound(paths, options, session, { bar, interrupt, modules }).perform(),
      ),
    );
  } finally {
    bar.stop();
  }
}

interface Surroundings {
  readonly bar: RunsBar;
  readonly interrupt: Interrupt;
  readonly modules: OpenModules | null;
}

class TestRound {
  readonly #paths: readonly string[];
  readonly #options: TestCommandOptions;
  readonly #session: Session;
  readonly #around: Surroundings;
  readonly #reps: number | null;
  readonly #begin = performance.now();

  constructor(paths: readonly string[], options: TestCommandOptions, session: Session, around: Surroundings) {
    this.#paths = paths;
    this.#options = options;
    this.#session = session;
    this.#around = around;
    this.#reps = options.reps === undefined ? null : readCount('--reps', options.reps, 1, MOST_REPS);
  }

  async perform(): Promise<Round> {
    const { interrupt, modules } = this.#around;
    introduceMetrics(modules?.descriptions.flatMap(({ metrics }) => metrics));
    const { files, others, folders } = findScenarios(this.#paths);
    if (files.length === 0)
      throw new UsageError(
        `there are no scenarios in ${this.#paths.join(', ')}${others > 0 ? `: ${others} YAML files have none of a scenario's keys` : ''}`,
      );
    const loaded = await loadTests(files, modules);
    const reads = statesOf(loaded.flatMap((test) => test.reads));
    const selection = await selectTests(loaded, this.#options.filter, this.#reps);
    if (selection.tests.length === 0)
      throw new UsageError(`--filter ${this.#options.filter}: no file and no condition has that in it`);
    const obsolete = obsoleteSnapshots(folders, loaded);
    interrupt.keep();
    const { tested, directory, snapshots } = await this.#test(selection);
    const { signal } = interrupt;
    const update = this.#options.update === true && !signal.aborted;
    if (update) await updateSnapshots(snapshots, obsolete);
    const all = update ? tested : [...tested, ...obsoleteResults(obsolete)];
    const { bar } = this.#around;
    bar.stop();
    const seconds = (performance.now() - this.#begin) / 1000;
    const totals = { filtered: selection.filtered, others, seconds };
    await tellResults(all, { directory, totals, paths: this.#paths }, this.#options, this.#session);
    return { code: testCode(all, signal.aborted), reads };
  }

  async #test({ tests }: Selection): Promise<{
    readonly tested: readonly TestedFile[];
    readonly directory: string | null;
    readonly snapshots: ReadonlyMap<string, Snapshot>;
  }> {
    const { bar, modules } = this.#around;
    const chosen = tests.flatMap(({ selected }) => selected ?? []);
    const results = new Map<SelectedTest, TestedFile>();
    const rows = new Map<SelectedTest, TestedScenario>();
    const inOrder = this.#printer(tests, results);
    bar.phase('starting workers');
    const runner = await this.#runner(chosen, modules);
    try {
      await inOrder();
      await this.#run(chosen, runner, async (selected, tested, file) => {
        rows.set(selected, tested);
        results.set(selected, file);
        await inOrder();
      });
      const drawn = await this.#charts(chosen, results, rows, runner);
      const tested = tests.map(({ loaded, selected }) =>
        selected === null ? untested(loaded) : (drawn.files.get(selected) as TestedFile),
      );
      const snapshots = new Map(
        chosen.flatMap((selected) => {
          const taken = snapshotOf(results.get(selected) as TestedFile, selected);
          return taken === null ? [] : [[selected.file, taken] as const];
        }),
      );
      return { tested, directory: drawn.directory, snapshots };
    } finally {
      await runner.close();
    }
  }

  async #runner(chosen: readonly SelectedTest[], modules: OpenModules | null): Promise<Runner> {
    const { module, checkDeterminism } = this.#options;
    if (this.#options.queue !== undefined) {
      const { err, environment } = this.#session;
      return (await queuedRunner('test', modules, this.#options, { err, environment, bar: this.#around.bar }))
        .runner;
    }
    const alternatives = chosen.map(({ file, scenario }) => ({ label: file, file, values: {}, scenario }));
    const workers =
      this.#options.workers === undefined
        ? undefined
        : readCount('--workers', this.#options.workers, 1, 1024);
    const { runner } = await runnerOf(modules, alternatives, { module, checkDeterminism }, workers);
    if (runner !== undefined) return runner;
    const { workerPool } = await import('../../lab/experiment/pool.ts');
    return workerPool(alternatives, { workers });
  }

  /** Prints the line of each file once all before it are printed. */
  #printer(tests: Selection['tests'], results: ReadonlyMap<SelectedTest, TestedFile>): () => Promise<void> {
    const { json, quiet } = this.#options;
    let next = 0;
    return async () => {
      for (; next < tests.length; next++) {
        const { loaded, selected } = tests[next];
        const file = selected === null ? untested(loaded) : results.get(selected);
        if (file === undefined) return;
        if (json || quiet) continue;
        const { fileText } = await import('../../report/testing/text.ts');
        await this.#say(fileText(file, this.#session.out.color));
      }
    };
  }

  /** A line between two states of the bar. */
  async #say(line: string): Promise<void> {
    const { bar } = this.#around;
    bar.stop();
    await this.#session.out.line(line);
    bar.start();
  }

  async #run(
    chosen: readonly SelectedTest[],
    runner: Runner,
    onTested: (selected: SelectedTest, tested: TestedScenario, file: TestedFile) => Promise<void>,
  ): Promise<void> {
    const { interrupt, modules, bar } = this.#around;
    const { signal } = interrupt;
    const [{ performTests }, { judgeConditions }] = await Promise.all([
      import('../../lab/testing/perform.ts'),
      import('../../lab/testing/judge.ts'),
    ]);
    const modulesWords = (this.#options.module ?? []).flatMap((path) => ['--module', path]);
    const options = {
      update: this.#options.update === true,
      pipeline: isPipeline(this.#session.environment),
      more: modulesWords,
      reps: this.#reps,
    };
    const conclude = (index: number, tested: TestedScenario): TestedFile => {
      const selected = chosen[index];
      const whole = tested.failure === null && tested.skipped === null;
      const outcomes = whole ? judgeConditions(selected.scenario, tested.rows, this.#reps) : [];
      return concluded(selected, tested, outcomes, options);
    };
    bar.phase('running scenarios');
    await performTests(chosen, {
      runner,
      ...{ code: modules?.digest, signal },
      failFast: this.#options.failFast === true,
      hasFailed: (index, tested) => testCode([conclude(index, tested)], false) !== 0,
      onProgress: (progress) => {
        if (!signal.aborted) bar.update(progress);
      },
      onTested: (index, tested) => onTested(chosen[index], tested, conclude(index, tested)),
    });
  }

  #charts(
    chosen: readonly SelectedTest[],
    results: ReadonlyMap<SelectedTest, TestedFile>,
    rows: ReadonlyMap<SelectedTest, TestedScenario>,
    runner: Runner,
  ): Promise<WithCharts> {
    const { bar, interrupt } = this.#around;
    const { signal } = interrupt;
    if (!this.#options.charts || signal.aborted) return Promise.resolve({ files: results, directory: null });
    bar.phase('drawing charts');
    const files = chosen.map((selected) => ({
      selected,
      file: results.get(selected) as TestedFile,
      tested: rows.get(selected) as TestedScenario,
    }));
    const answer = (all: readonly TestedFile[], directory: string) =>
      answerJson(all, directory, this.#paths, this.#options);
    return writeCharts(files, { runner, signal, out: this.#options.out, answer });
  }
}
