/** Writes everything that an experiment leaves behind into one folder. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RepeatedResult } from '../../lab/experiment/repeated.ts';
import type { ExperimentEnvironment, ExperimentResult, FindResult } from '../../lab/experiment/result.ts';
import { type PutFile, writeCharts } from '../charts/files.ts';
import { FILE_OPTIONS } from '../charts/theme.ts';
import { OutputFolder } from '../folder.ts';
import { introduceMetrics } from '../metrics.ts';
import { isInside } from '../placing.ts';
import { csvPieces, type Rows, type Table } from '../tables.ts';
import { findChart } from './charts/find.ts';
import { experimentCharts, type NamedChart } from './charts/index.ts';
import { variationChart } from './charts/variation.ts';
import { experimentJson, findJson } from './json.ts';
import { experimentPage, findPage, repeatedPage } from './page.ts';
import { repeatedJson } from './repeated-json.ts';
import { foundTable, repeatedTable, runsTable, writeParquet } from './tables.ts';

export { OutputFolder } from '../folder.ts';
export { numberedFolders } from '../numbered-folders.ts';
export { resultFolder } from '../output.ts';
export { findSentence } from './find-sentence.ts';
export { findText } from './find-text.ts';
export { experimentJson, findJson } from './json.ts';
export { repeatedJson } from './repeated-json.ts';
export { repeatedText } from './repeated-text.ts';
export { experimentText } from './text.ts';

export interface WriteExperimentOptions {
  /** Where to: a new folder, an empty one, or one that has been taken before, which may hold an earlier state of the experiment. */
  readonly directory: string | OutputFolder;
  readonly charts: boolean;
  /** Name and text of the journal, from which the experiment can be continued; the text in pieces. */
  readonly journal: { readonly name: string; readonly text: Iterable<string> };
}

export interface WrittenExperiment {
  /** The files, relative to the parent of the folder; empty where a partial answer has left the place to a whole one. */
  readonly files: readonly string[];
  /** Folder within the folder to which an earlier answer, or what else was in the way, has been moved. */
  readonly earlier: string | null;
}

/**
 * Writes an experiment: its answer as JSON, all runs as CSV and Parquet, the journal, charts and report.html. The answer appears after
 * all files but the journal. It takes the place of an earlier partial one; an earlier whole answer is moved to a folder within, and
 * stays where it is when this one is partial.
 * @throws OccupiedError when the folder has not been taken and holds anything
 * @throws OutputError when something cannot be written; the folder is then as it was
 */
export function writeExperiment(
  result: ExperimentResult,
  run: ExperimentEnvironment,
  options: WriteExperimentOptions,
): Promise<WrittenExperiment> {
  introduceMetrics(result.plan.own_metrics);
  return write(options, {
    partial: result.outcome.partial,
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
): Promise<WrittenExperiment> {
  introduceMetrics(result.plan.own_metrics);
  const chart = () => variationChart(result, FILE_OPTIONS);
  return write(options, {
    partial: result.outcome.partial,
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
): Promise<WrittenExperiment> {
  introduceMetrics(result.plan.own_metrics);
  const chart = () => findChart(result, FILE_OPTIONS);
  return write(options, {
    partial: result.partial,
    table: foundTable(result),
    charts: () => [chart()].flatMap((spec) => (spec === null ? [] : [{ name: 'find', spec }])),
    page: () => findPage(result, run, options),
    answer: 'find.json',
    json: (files) => findJson(result, { ...run, files }),
  });
}

interface Content {
  readonly partial: boolean;
  readonly table: Table<Rows>;
  readonly charts: () => readonly NamedChart[];
  readonly page: () => Promise<string>;
  /** Name of the file with the answer. */
  readonly answer: string;
  readonly json: (files: readonly string[]) => string;
}

async function write(options: WriteExperimentOptions, content: Content): Promise<WrittenExperiment> {
  const { directory } = options;
  if (directory instanceof OutputFolder) return writeInto(directory, options, content);
  const folder = await OutputFolder.take(directory);
  try {
    return await writeInto(folder, options, content);
  } finally {
    folder.release();
  }
}

async function writeInto(
  folder: OutputFolder,
  options: WriteExperimentOptions,
  content: Content,
): Promise<WrittenExperiment> {
  const before = await earlierAnswer(folder.directory, content.answer);
  if (content.partial && before !== null && !before.partial) return { files: [], earlier: null };
  const name = basename(folder.directory);
  let listed: readonly string[] = [];
  const fill = async (temporary: string): Promise<void> => {
    const files: string[] = [];
    const place = async (file: string, write: (path: string) => Promise<void>): Promise<void> => {
      await mkdir(dirname(join(temporary, file)), { recursive: true });
      await write(join(temporary, file));
      files.push(file);
    };
    const put: PutFile = (file, text) => place(file, (path) => writeFile(path, text));
    await place(options.journal.name, (path) => writeFile(path, options.journal.text));
    const { table } = content;
    await place(table.name, (path) => writeFile(path, csvPieces(table)));
    if (table.rows.length > 0) await place('runs.parquet', (path) => writeParquet(table, path));
    if (options.charts) await writeCharts(content.charts(), put);
    await put('report.html', await content.page());
    listed = [content.answer, ...files].map((file) => `${name}/${file}`);
    await put(content.answer, content.json(listed));
  };
  const earlier = await folder.put(fill, {
    own: [options.journal.name, ...(before?.partial ? before.files : [])],
    aside: before?.partial === false ? before.files.filter((file) => file !== options.journal.name) : [],
    last: [content.answer, options.journal.name],
  });
  return { files: listed, earlier };
}

/** The answer that is there, with the names of its files; null where there is none. */
async function earlierAnswer(
  directory: string,
  answer: string,
): Promise<{ readonly partial: boolean; readonly files: readonly string[] } | null> {
  try {
    const { partial, run } = JSON.parse(await readFile(join(directory, answer), 'utf8')) as {
      readonly partial?: unknown;
      readonly run: { readonly files: readonly string[] };
    };
    const files = run.files.map((file) => file.split('/').slice(1).join('/'));
    return { partial: partial === true, files: files.filter(isInside) };
  } catch {
    // What is there instead is not an answer, and in the way.
    return null;
  }
}
