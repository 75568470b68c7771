/** Writes everything that a run leaves behind into one folder. */
import { mkdir, open, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunResult, RunSummary } from '../lab/result.ts';
import type { LoggedEvent } from '../recording/record.ts';
import { type PutFile, writeCharts } from './charts/files.ts';
import { drawCharts } from './charts/index.ts';
import { FILE_OPTIONS } from './charts/theme.ts';
import { reportPage } from './html/page.ts';
import { summaryJson, toJson } from './json.ts';
import { replaceFolder, SUMMARY_FILE } from './output.ts';
import { runTables, toCsv } from './tables.ts';

export { checkOutput, resultFolder } from './output.ts';
export { summaryText } from './summary-text.ts';

export interface WriteOptions {
  /** Where to; created, or replaced when it holds results of an earlier run. */
  readonly directory: string;
  /** Also draw charts: as files, and in the page. */
  readonly charts: boolean;
}

/** Lines of the event log that are turned into text at a time. */
const LINES_AT_ONCE = 5_000;

/**
 * Writes a run: summary.json, the tables, events.ndjson if there are events, charts and report.html. All of it appears at
 * once, in place of what an earlier run left there.
 * @returns The files, relative to the parent of the folder; summary.json lists the same.
 * @throws OutputError when something cannot be written; the place is then as it was.
 */
export async function writeRun(result: RunResult, options: WriteOptions): Promise<readonly string[]> {
  const folder = basename(options.directory);
  let listed: readonly string[] = [];
  await replaceFolder(options.directory, async (temporary) => {
    const files: string[] = [];
    const put: PutFile = async (name, content) => {
      await mkdir(dirname(join(temporary, name)), { recursive: true });
      await writeFile(join(temporary, name), content);
      files.push(name);
    };
    for (const table of runTables(result)) await put(table.name, await toCsv(table));
    if (result.record.log.length > 0) {
      await writeEvents(join(temporary, 'events.ndjson'), result.record.log);
      files.push('events.ndjson');
    }
    if (options.charts) await writeCharts(drawCharts(result, FILE_OPTIONS), put);
    await put('report.html', await reportPage(result, options));
    listed = [SUMMARY_FILE, ...files].map((name) => `${folder}/${name}`);
    await put(SUMMARY_FILE, summaryJson(withFiles(result.summary, listed)));
  });
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
