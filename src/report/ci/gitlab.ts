/** Results as the code quality report of GitLab, which it shows at the lines of a merge request. */
import { createHash } from 'node:crypto';
import { toJson } from '../json.ts';
import { type CaseResult, isProblem } from './case.ts';

const SEVERITIES: Readonly<Record<CaseResult['status'], string>> = {
  passed: 'info',
  skipped: 'info',
  undecided: 'minor',
  failed: 'major',
  error: 'critical',
};

/**
 * A JSON array with one entry for each result that is neither passed nor skipped. GitLab takes entries of one fingerprint for one
 * finding, before and after a change: it is a hash of suite and name, and of the number among equal ones, never of the figures.
 */
export function gitlabReport(results: readonly CaseResult[]): string {
  const seen = new Map<string, number>();
  const entries = results.map((result) => {
    const key = JSON.stringify([result.suite, result.name]);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return { result, fingerprint: createHash('sha256').update(`${key} ${number}`).digest('hex') };
  });
  const report = entries
    .filter(({ result }) => isProblem(result))
    .map(({ result: { suite, name, status, message, place }, fingerprint }) => ({
      description: `${status}: ${name}: ${message}`,
      check_name: name,
      fingerprint,
      severity: SEVERITIES[status],
      location: { path: place?.file ?? suite, lines: { begin: place?.line ?? 1 } },
    }));
  return `${toJson(report, 2)}\n`;
}
