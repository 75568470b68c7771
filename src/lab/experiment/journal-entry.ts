/**
 * What an experiment writes down of each run.
 */
import type { RunRow } from './types.ts';

/** One finished run. */
export interface JournalEntry {
  /** Of the scenario, from `scenarioKey`. */
  readonly key: string;
  readonly replication: number;
  readonly row: RunRow;
}

/** A run that was given up. Whoever continues the experiment tries it again. */
export interface FailedEntry extends Pick<JournalEntry, 'key' | 'replication'> {
  readonly attempts: number;
  readonly reason: string;
}

/** What a journal holds besides its first line. */
export interface JournalRuns {
  readonly entries: readonly JournalEntry[];
  /** Those that have not been finished since. */
  readonly failed: readonly FailedEntry[];
}

type JournalRun = Pick<JournalEntry, 'key' | 'replication'>;

/** By which a run is known. */
export function runId({ key, replication }: JournalRun): string {
  return `${key} ${replication}`;
}

/** The order of runs that have no other. */
export function byKey(a: JournalRun, b: JournalRun): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.replication - b.replication;
}
