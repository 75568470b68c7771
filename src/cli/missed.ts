/** For those who asked for quiet: what made a command fail. */
import type { ExpectationNotes } from '../lab/experiment/expectation-notes.ts';
import type { RunFailure } from '../lab/experiment/types.ts';
import type { RunSummary } from '../lab/result.ts';
import type { Session } from './session.ts';

/** Prints the lines on standard error, each on its own. */
export async function sayMissed(lines: readonly string[], { err }: Session): Promise<void> {
  for (const line of lines) await err.line(line);
}

/** The expectations of one run that were not met or not decided, and why. */
export async function missedInRun({ expectations, modules }: RunSummary): Promise<string[]> {
  const missed = expectations.filter(({ verdict }) => verdict !== 'met');
  if (missed.length === 0) return [];
  const { introduceModules, measuredText, undecidedBecause } = await import('../report/metrics.ts');
  introduceModules({ modules });
  return missed.map((result) => {
    const { text, verdict } = result;
    const why = verdict === 'unmet' ? measuredText(result) : undecidedBecause(result);
    return `expectation ${verdict === 'unmet' ? 'not met' : 'undecided'}: ${text} (${why})`;
  });
}

/** What went wrong in the runs of an experiment. */
export function missedInRuns(
  { unmet, undecided }: ExpectationNotes,
  failures: readonly RunFailure[],
  unmeasured: readonly string[] = [],
): string[] {
  return [
    ...failures.map(failureLine),
    ...unmet,
    ...undecided,
    ...(unmeasured.length > 0 ? [`not measured: ${unmeasured.join(', ')}`] : []),
  ];
}

/** A single alternative has no label. */
export function failureLine({ label, replication, reason }: RunFailure): string {
  const run = `replication ${replication}`;
  return `error: ${label === '' ? run : `${label}, ${run}`} failed: ${reason}`;
}
