/** Writes the charts of a test and its answer into a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeCharts } from '../charts/files.ts';
import { type ChartSpec, FILE_OPTIONS } from '../charts/theme.ts';
import type { OutputFolder } from '../folder.ts';

export { OutputFolder } from '../folder.ts';
export { FILE_OPTIONS };

export interface NamedTestChart {
  /** File name without ending. */
  readonly name: string;
  readonly spec: ChartSpec;
}

/** The path of a chart's picture in the folder of results. */
export function chartPath(directory: string, name: string): string {
  return join(directory, 'charts', `${name}.png`);
}

/**
 * Puts charts and test.json into the folder, all or nothing.
 * @throws OutputError when something cannot be written
 */
export async function writeTest(
  folder: OutputFolder,
  { charts, json }: { readonly charts: readonly NamedTestChart[]; readonly json: string },
): Promise<void> {
  const fill = async (temporary: string) => {
    const put = async (name: string, content: string | Uint8Array) => {
      const path = join(temporary, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    };
    await writeCharts(charts, put);
    await put('test.json', json);
  };
  await folder.put(fill, { last: ['test.json'] });
}
