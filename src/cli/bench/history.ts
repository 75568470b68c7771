/** `sim bench history`: trends as text and charts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHistory, SHORTEST_SEGMENT, type Trend, trends } from '../../lab/bench/history.ts';
import { EXIT, type ExitCode, UsageError, WriteError } from '../exit.ts';
import type { Session } from '../session.ts';
import { trendsText } from './trends-text.ts';

export interface HistoryOptions {
  readonly out?: string;
  readonly json?: boolean;
  readonly charts?: boolean;
}

const FOLDER = 'results/runs/bench-history';

export async function performHistory(
  file: string,
  { out: folder = FOLDER, json, charts = true }: HistoryOptions,
  { out }: Session,
): Promise<ExitCode> {
  const entries = await readHistory(file);
  if (entries.length === 0) throw new UsageError(`${file} has no entries`);
  const found = trends(entries);
  const files = charts ? await drawTrends(found, folder) : [];
  if (json) {
    const { toJson } = await import('../../report/json.ts');
    await out.write(
      `${toJson({ kind: 'bench history', entries: entries.length, shortest_segment: SHORTEST_SEGMENT, trends: found, files }, 2)}\n`,
    );
  } else {
    await out.line(trendsText(found, entries.length, { color: out.color, width: out.width }));
    if (files.length > 0) await out.line(`\n${files.length} files in ${folder}`);
  }
  return EXIT.fine;
}

/** SVG and PNG of each benchmark. */
async function drawTrends(found: readonly Trend[], folder: string): Promise<string[]> {
  const [{ makeFolder }, { trendsChart, trendsFile }, { loadRenderer }, { FILE_OPTIONS }] = await Promise.all(
    [
      import('../../files/make-folder.ts'),
      import('../../report/bench/trends-chart.ts'),
      import('../../report/charts/render.ts'),
      import('../../report/charts/theme.ts'),
    ],
  );
  const renderer = await loadRenderer();
  const files: string[] = [];
  try {
    await makeFolder(folder);
    for (const benchmark of new Set(found.map((trend) => trend.benchmark))) {
      const rows = found.filter((trend) => trend.benchmark === benchmark);
      const svg = await renderer.svg(trendsChart(benchmark, rows, FILE_OPTIONS));
      for (const [ending, content] of [
        ['svg', svg],
        ['png', await renderer.png(svg)],
      ] as const) {
        const file = join(folder, `${trendsFile(benchmark)}.${ending}`);
        await writeFile(file, content);
        files.push(file);
      }
    }
  } catch (error) {
    throw new WriteError(folder, error);
  }
  return files;
}
