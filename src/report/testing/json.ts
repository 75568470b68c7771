/** The answer of a test as one JSON document. */

import { countOf } from '../ci/case.ts';
import { toJson } from '../json.ts';
import { caseResults, detailsOf, messageOf, type TestedFile } from './outcome.ts';

const STATUSES = ['passed', 'failed', 'undecided', 'error', 'skipped'] as const;

export function testJson(
  files: readonly TestedFile[],
  run: { readonly version: string; readonly command: readonly string[]; readonly directory: string | null },
): string {
  const results = caseResults(files);
  const document = {
    kind: 'test',
    version: run.version,
    counts: Object.fromEntries(STATUSES.map((status) => [status, countOf(results, status)])),
    files: files.map(({ file, state, conditions, problems, notes, runs }) => ({
      ...{ file, state, runs, problems, notes },
      conditions: conditions.map((condition) => {
        const { text, place, status, outcome, snapshot, command, chart } = condition;
        const { verdict = null, result = null, over = null, met = null, runs: judged = null } = outcome ?? {};
        return {
          ...{ text, status, place, message: messageOf(condition), details: detailsOf(condition) },
          ...{ verdict, runs: judged, met, result, over, snapshot, command, chart },
        };
      }),
    })),
    run: { command: run.command, directory: run.directory },
  };
  return `${toJson(document, 2)}\n`;
}
