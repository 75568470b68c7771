/** Writes everything that an experiment leaves behind into one folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RepeatedResult } from '../../lab/experiment/repeated.ts';
import type { ExperimentEnvironment, ExperimentResult, FindResult } from '../../lab/experiment/result.ts';
import { type PutFile, writeCharts } from '../charts/files.ts';
import { FILE_OPTIONS } from '../charts/theme.ts';
import { introduceMetrics } from '../metrics.ts';
import { replaceFolder } from '../output.ts';
import { type Table, toCsv } from '../tables.ts';
import { findChart } from './charts/find.ts';
import { experimentCharts, type NamedChart } from './charts/index.ts';
import { variationChart } from './charts/variation.ts';
import { experimentJson, findJson } from './json.ts';
import { experimentPage, findPage, repeatedPage } from './page.ts';
import { repeatedJson } from './repeated-json.ts';
import { foundTable, repeatedTable, runsTable, toParquet } from './tables.ts';

export { checkOutput, resultFolder } from '../output.ts';
export { findSentence } from './find-sentence.ts';
export { experimentJson, findJson } from './json.ts';
export { repeatedJson } from './repeated-json.ts';
export { repeatedText } from './repeated-text.ts';
export { experimentText } from './text.ts';

export interface WriteExperimentOptions {
  readonly directory: string;
  readonly charts: boolean;
  /** Name and text of the journal, from which the experiment can be continued. */
  readonly journal: { readonly name: string; readonly text: string };
}

/**
 * Writes an experiment: its answer as JSON, all runs as CSV and Parquet, the journal, charts and report.html. All of it
 * appears at once, in place of what was there.
 * @returns The files, relative to the parent of the folder.
 * @throws OutputError when something cannot be written; the place is then as it was.
 */
export function writeExperiment(
  result: ExperimentResult,
  run: ExperimentEnvironment,
  options: WriteExperimentOptions,
): Promise<readonly string[]> {
  introduceMetrics(result.plan.own_metrics);
  return writeFolder(options, {
    table: runsTable(result),
    charts: () => experimentCharts(result, FILE_OPTIONS),
    page: () => experimentPage(result, run, options),
    answer: `${result.plan.kind}.json`,
    json: (files) => experimentJson(result, { ...run, files }),
  });
}

/** The same for many runs of one scenario. */
export function writeRepeated(
  result: RepeatedResult,
  run: ExperimentEnvironment,
  options: WriteExperimentOptions,
): Promise<readonly string[]> {
  introduceMetrics(result.plan.own_metrics);
  const chart = () => variationChart(result, FILE_OPTIONS);
  return writeFolder(options, {
    table: repeatedTable(result),
    charts: () => [chart()].flatMap((spec) => (spec === null ? [] : [{ name: 'variation', spec }])),
    page: () => repeatedPage(result, run, options),
    answer: 'runs.json',
    json: (files) => repeatedJson(result, { ...run, files }),
  });
}

/** The same for a search. */
export function writeSearch(
  result: FindResult,
  run: ExperimentEnvironment,
  options: WriteExperimentOptions,
): Promise<readonly string[]> {
  introduceMetrics(result.plan.own_metrics);
  const chart = () => findChart(result, FILE_OPTIONS);
  return writeFolder(options, {
    table: foundTable(result),
    charts: () => [chart()].flatMap((spec) => (spec === null ? [] : [{ name: 'find', spec }])),
    page: () => findPage(result, run, options),
    answer: 'find.json',
    json: (files) => findJson(result, { ...run, files }),
  });
}

interface Content {
  readonly table: Table;
  readonly charts: () => readonly NamedChart[];
  readonly page: () => Promise<string>;
  /** Name of the file with the answer. */
  readonly answer: string;
  readonly json: (files: readonly string[]) => string;
}

async function writeFolder(options: WriteExperimentOptions, content: Content): Promise<readonly string[]> {
  const folder = basename(options.directory);
  let listed: readonly string[] = [];
  await replaceFolder(options.directory, async (temporary) => {
    const files: string[] = [];
    const put: PutFile = async (name, text) => {
      await mkdir(dirname(join(temporary, name)), { recursive: true });
      await writeFile(join(temporary, name), text);
      files.push(name);
    };
    await put(options.journal.name, options.journal.text);
    const { table } = content;
    await put(table.name, await toCsv(table));
    if (table.rows.length > 0) await put('runs.parquet', await toParquet(table));
    if (options.charts) await writeCharts(content.charts(), put);
    await put('report.html', await content.page());
    listed = [content.answer, ...files].map((name) => `${folder}/${name}`);
    await put(content.answer, content.json(listed));
  });
  return listed;
}
