/** What a pipeline is told: one checked thing after the other, whoever checked it. */

/** One checked thing: an expectation, a gated metric, a snapshot. */
export interface CaseResult {
  /** Scenario file, relative to the working folder. */
  readonly suite: string;
  /** The condition or metric, as the user wrote it. */
  readonly name: string;
  readonly status: CaseStatus;
  /** One line; empty when passed. */
  readonly message: string;
  /** The numbers, the command that repeats it, the path of the chart: one line each. */
  readonly details: readonly string[];
  /** The file is relative to the working folder, the line counts from 1. */
  readonly place: { readonly file: string; readonly line: number } | null;
  /** Wall time; null where none is known. */
  readonly seconds: number | null;
}

export type CaseStatus = 'passed' | 'failed' | 'undecided' | 'skipped' | 'error';

/** In the order in which a summary names them. */
const STATUSES: readonly CaseStatus[] = ['passed', 'failed', 'undecided', 'error', 'skipped'];

export function countOf(results: readonly CaseResult[], status: CaseStatus): number {
  return results.filter((result) => result.status === status).length;
}

/** "12 passed, 1 failed, 1 undecided"; "nothing was checked" where there is no result. */
export function summaryLine(results: readonly CaseResult[]): string {
  const parts = STATUSES.map((status) => [status, countOf(results, status)] as const)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status === 'error' && count > 1 ? 'errors' : status}`);
  return parts.length === 0 ? 'nothing was checked' : parts.join(', ');
}

/** What makes a pipeline fail: all but what passed and what was skipped. */
export function isProblem({ status }: CaseResult): boolean {
  return status !== 'passed' && status !== 'skipped';
}

/** Seconds of all results together; null where none is known. */
export function secondsOf(results: readonly CaseResult[]): number | null {
  const known = results.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  return known.length === 0 ? null : known.reduce((sum, seconds) => sum + seconds, 0);
}

/** The results of each suite, in the order in which the suites first appear. */
export function bySuite(results: readonly CaseResult[]): Map<string, CaseResult[]> {
  const suites = new Map<string, CaseResult[]>();
  for (const result of results) {
    const suite = suites.get(result.suite);
    if (suite) suite.push(result);
    else suites.set(result.suite, [result]);
  }
  return suites;
}
