/** Writes everything that an experiment leaves behind into one folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ExperimentEnvironment, ExperimentResult } from '../../lab/experiment/result.ts';
import { loadRenderer } from '../charts/render.ts';
import { FILE_OPTIONS } from '../charts/theme.ts';
import { toJson } from '../json.ts';
import { replaceFolder } from '../output.ts';
import { toCsv } from '../tables.ts';
import { experimentCharts } from './charts/index.ts';
import { experimentJson } from './json.ts';
import { experimentPage } from './page.ts';
import { runsTable, toParquet } from './tables.ts';

export { checkOutput, resultFolder } from '../output.ts';
export { experimentJson } from './json.ts';
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
export async function writeExperiment(
  result: ExperimentResult,
  run: ExperimentEnvironment,
  options: WriteExperimentOptions,
): Promise<readonly string[]> {
  const folder = basename(options.directory);
  const answer = `${result.plan.kind}.json`;
  let listed: readonly string[] = [];
  await replaceFolder(options.directory, async (temporary) => {
    const files: string[] = [];
    const put = async (name: string, content: string | Uint8Array): Promise<void> => {
      await mkdir(dirname(join(temporary, name)), { recursive: true });
      await writeFile(join(temporary, name), content);
      files.push(name);
    };
    await put(options.journal.name, options.journal.text);
    const table = runsTable(result);
    await put(table.name, await toCsv(table));
    if (table.rows.length > 0) await put('runs.parquet', await toParquet(table));
    if (options.charts) await putCharts(result, put);
    await put('report.html', await experimentPage(result, run, options));
    listed = [answer, ...files].map((name) => `${folder}/${name}`);
    await put(answer, experimentJson(result, { ...run, files: listed }));
  });
  return listed;
}

async function putCharts(
  result: ExperimentResult,
  put: (name: string, content: string | Uint8Array) => Promise<void>,
): Promise<void> {
  const charts = experimentCharts(result, FILE_OPTIONS);
  if (charts.length === 0) return;
  const renderer = await loadRenderer();
  for (const { name, spec } of charts) {
    const svg = await renderer.svg(spec);
    await put(`charts/${name}.vl.json`, `${toJson(spec, 1)}\n`);
    await put(`charts/${name}.svg`, `${svg}\n`);
    await put(`charts/${name}.png`, renderer.png(svg));
  }
}
