/** Writes everything that a run leaves behind into one folder. */
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunResult, RunSummary } from '../lab/result.ts';
import type { LoggedEvent } from '../recording/record.ts';
import { writeCharts } from './charts/files.ts';
import { drawCharts } from './charts/index.ts';
import { FILE_OPTIONS } from './charts/theme.ts';
import { OutputFolder } from './folder.ts';
import { reportPage } from './html/page.ts';
import { summaryJson, toJson } from './json.ts';
import { introduceModules } from './metrics.ts';
import { fileWriter } from './report-files.ts';
import { runTables, toCsv } from './tables.ts';

export { OutputFolder } from './folder.ts';
export { resultFolder } from './output.ts';
export { summaryText } from './summary-text.ts';

export interface WriteOptions {
  /** Where to: a new folder, an empty one, or one that has been taken before. */
  readonly directory: string | OutputFolder;
  /** Also draw charts: as files, and in the page. */
  readonly charts: boolean;
}

const SUMMARY_FILE = 'summary.json';

/** Lines of the event log that are turned into text at a time. */
const LINES_AT_ONCE = 5_000;

/**
 * Writes a run: summary.json, the tables, events.ndjson if there are events, charts and report.html. summary.json appears last: where
 * it is, the others are.
 * @returns The files, relative to the parent of the folder; summary.json lists the same.
 * @throws OccupiedError when the folder holds anything
 * @throws OutputError when something cannot be written; the folder is then as it was
 */
export async function writeRun(result: RunResult, options: WriteOptions): Promise<readonly string[]> {
  introduceModules(result.summary);
  const { directory, charts } = options;
  if (directory instanceof OutputFolder) return writeInto(directory, result, charts);
  const folder = await OutputFolder.take(directory);
  try {
    return await writeInto(folder, result, charts);
  } finally {
    folder.release();
  }
}

async function writeInto(
  folder: OutputFolder,
  result: RunResult,
  charts: boolean,
): Promise<readonly string[]> {
  const name = basename(folder.directory);
  let listed: readonly string[] = [];
  const fill = async (temporary: string): Promise<void> => {
    const files: string[] = [];
    const put = fileWriter(temporary, files);
    for (const table of runTables(result)) await put(table.name, await toCsv(table));
    if (result.record.log.length > 0) {
      await writeEvents(join(temporary, 'events.ndjson'), result.record.log);
      files.push('events.ndjson');
    }
    if (charts) await writeCharts(drawCharts(result, FILE_OPTIONS), put);
    await put('report.html', await reportPage(result, { charts }));
    listed = [SUMMARY_FILE, ...files].map((file) => `${name}/${file}`);
    await put(SUMMARY_FILE, summaryJson(withFiles(result.summary, listed)));
  };
  await folder.put(fill, { last: [SUMMARY_FILE] });
  return listed;
}

async function writeEvents(path: string, log: readonly LoggedEvent[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let start = 0; start < log.length; start += LINES_AT_ONCE) {
      const lines = log.slice(start, start + LINES_AT_ONCE).map((event) => `${toJson(event)}\n`);
      await file.writeFile(lines.join(''));
    }
  } finally {
    await file.close();
  }
}

function withFiles(summary: RunSummary, files: readonly string[]): RunSummary {
  return { ...summary, run: { ...summary.run, files } };
}
