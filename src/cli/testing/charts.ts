/** The charts of conditions that did not pass. */
import { RunCrash, type Runner } from '../../lab/experiment/types.ts';
import type { TestedScenario } from '../../lab/testing/perform.ts';
import type { TestedCondition, TestedFile } from '../../report/testing/outcome.ts';
import type { NamedTestChart } from '../../report/testing/write.ts';
import { isFigureExpectation } from '../../scenario/scenario.ts';
import type { SelectedTest } from './select.ts';

/** A chart takes a part of a second. */
export const MOST_CHARTS = 100;
const USUAL_FOLDER = 'results/runs/test';

interface Drawn {
  readonly charts: readonly NamedTestChart[];
  /** Of each condition that has one: the name of its chart. */
  readonly names: ReadonlyMap<TestedCondition, string>;
}

interface ToDraw {
  readonly file: TestedFile;
  readonly selected: SelectedTest;
  readonly tested: TestedScenario;
}

export interface WithCharts {
  /** With the paths of the charts. */
  readonly files: ReadonlyMap<SelectedTest, TestedFile>;
  /** The folder of the charts; null where there are none. */
  readonly directory: string | null;
}

/** Draws what did not pass, and writes it to a folder of its own where there is any. */
export async function writeCharts(
  files: readonly ToDraw[],
  {
    runner,
    signal,
    out,
    answer,
  }: {
    readonly runner: Runner;
    readonly signal: AbortSignal;
    readonly out: string | undefined;
    /** The text of test.json. */
    readonly answer: (files: readonly TestedFile[], directory: string) => Promise<string>;
  },
): Promise<WithCharts> {
  const { charts, names } = await drawConditions(files, runner, signal);
  if (charts.length === 0 || signal.aborted)
    return { files: new Map(files.map(({ selected, file }) => [selected, file])), directory: null };
  const { OutputFolder, chartPath, writeTest } = await import('../../report/testing/write.ts');
  const folder =
    out === undefined ? await OutputFolder.takeNumbered(USUAL_FOLDER) : await OutputFolder.take(out);
  try {
    const { directory } = folder;
    const withCharts = files.map(({ selected, file }) => {
      const conditions = file.conditions.map((condition) => {
        const name = names.get(condition);
        return name === undefined ? condition : { ...condition, chart: chartPath(directory, name) };
      });
      return [selected, { ...file, conditions }] as const;
    });
    const json = await answer(
      withCharts.map(([, file]) => file),
      directory,
    );
    await writeTest(folder, { charts, json });
    return { files: new Map(withCharts), directory };
  } finally {
    folder.release();
  }
}

/** Draws each condition that failed or is undecided; those that read a level are run again to see it over time. */
async function drawConditions(files: readonly ToDraw[], runner: Runner, signal: AbortSignal): Promise<Drawn> {
  const [{ conditionChart }, { FILE_OPTIONS }, { levelHistory, levelOf }] = await Promise.all([
    import('../../report/testing/charts.ts'),
    import('../../report/testing/write.ts'),
    import('../../lab/testing/levels.ts'),
  ]);
  const charts: NamedTestChart[] = [];
  const names = new Map<TestedCondition, string>();
  for (const { file, selected, tested } of files)
    for (const condition of file.conditions) {
      const { outcome, status } = condition;
      const isDrawn = status === 'failed' || status === 'undecided';
      if (!isDrawn || outcome === null || charts.length >= MOST_CHARTS || signal.aborted) continue;
      const { expectation, replication } = outcome;
      if (!isFigureExpectation(expectation)) continue;
      // Over many runs what matters is how they differ.
      const series = outcome.over === null ? levelOf(expectation) : null;
      const end = tested.rows[replication].simulated;
      const history =
        series === null || !(end > 0)
          ? null
          : await levelHistory(selected.scenario, replication, { series, end }, runner, signal).catch(
              unlessBroken(signal),
            );
      const spec = conditionChart(outcome, tested.rows, { file: file.file, history }, FILE_OPTIONS);
      if (spec === null) continue;
      const name = chartName(charts.length + 1, selected.scenario.name, expectation.metric);
      charts.push({ name, spec });
      names.set(condition, name);
    }
  return { charts, names };
}

/** A chart of the run's figure has to do where the run over time is interrupted, or its worker goes down. */
function unlessBroken(signal: AbortSignal) {
  return (error: unknown): null => {
    if (signal.aborted || error instanceof RunCrash) return null;
    throw error;
  };
}

/** "03-quickstart-task-latency-p99": the number keeps them apart. */
function chartName(number: number, scenario: string, metric: string): string {
  const words = `${scenario} ${metric}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return `${String(number).padStart(2, '0')}-${words.slice(0, 80)}`;
}
