/** Prints what a test came to, and writes what was asked for. */
import { caseResults, type TestedFile } from '../../report/testing/outcome.ts';
import type { TestTotals } from '../../report/testing/text.ts';
import type { Session } from '../session.ts';
import { MOST_CHARTS } from './charts.ts';
import type { TestCommandOptions } from './options.ts';
import { tellPipelines } from './outputs.ts';

const TITLE = 'sim test';

export interface Told {
  /** Where the charts are; null where there are none. */
  readonly directory: string | null;
  readonly totals: TestTotals;
  /** As they were given. */
  readonly paths: readonly string[];
}

/** @throws WriteError when a file cannot be written */
export async function tellResults(
  files: readonly TestedFile[],
  { directory, totals, paths }: Told,
  options: TestCommandOptions,
  session: Session,
): Promise<void> {
  const { json, quiet } = options;
  const { out, err } = session;
  const { fileText, problemLines, totalsText } = await import('../../report/testing/text.ts');
  if (json) await out.write(await answerJson(files, directory, paths, options));
  else {
    const channel = quiet ? err : out;
    const obsolete = files.filter(({ state }) => state === 'obsolete');
    if (!quiet) for (const file of obsolete) await out.line(fileText(file, out.color));
    const lines = problemLines(files, channel.color);
    if (lines.length > 0) await channel.line((quiet ? lines.slice(1) : lines).join('\n'));
    if (!quiet) await out.line(`${lines.length > 0 ? '\n' : ''}${totalsText(files, totals)}`);
  }
  const charts = files.flatMap(({ conditions }) => conditions.flatMap(({ chart }) => chart ?? [])).length;
  if (charts === MOST_CHARTS && !quiet)
    await err.line(`charts of the first ${MOST_CHARTS} conditions were drawn`);
  await tellPipelines(caseResults(files), TITLE, options, json ? err : out, session);
}

/** The answer as one JSON document. */
export async function answerJson(
  files: readonly TestedFile[],
  directory: string | null,
  paths: readonly string[],
  { filter, update, reps, module = [] }: TestCommandOptions,
): Promise<string> {
  const [{ testJson }, { VERSION }] = await Promise.all([
    import('../../report/testing/json.ts'),
    import('../../lab/version.ts'),
  ]);
  const command = [
    ...['sim', 'test', ...paths],
    ...(filter === undefined ? [] : ['--filter', filter]),
    ...(reps === undefined ? [] : ['--reps', reps]),
    ...(update ? ['--update'] : []),
    ...module.flatMap((path) => ['--module', path]),
  ];
  return testJson(files, { version: VERSION, command, directory });
}
