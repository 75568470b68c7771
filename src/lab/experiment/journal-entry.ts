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

/** An entry whose row is fetched when it is read, and kept by nobody: the rows of many runs are more than memory holds. */
export class LazyEntry implements JournalEntry {
  readonly key: string;
  readonly replication: number;
  readonly #rowOf: (key: string, replication: number) => RunRow;

  /** @param rowOf shared by all entries: one of its own for each would be most of what an entry takes */
  constructor(key: string, replication: number, rowOf: (key: string, replication: number) => RunRow) {
    this.key = key;
    this.replication = replication;
    this.#rowOf = rowOf;
  }

  get row(): RunRow {
    return this.#rowOf(this.key, this.replication);
  }
}

/** Runs by key and replication, without a text for each. */
export class RunSet {
  readonly #replications = new Map<string, Set<number>>();

  /** Returns false where the run is in the set already. */
  add(key: string, replication: number): boolean {
    const own = this.#replications.get(key) ?? new Set<number>();
    this.#replications.set(key, own);
    const before = own.size;
    return own.add(replication).size > before;
  }

  has(key: string, replication: number): boolean {
    return this.#replications.get(key)?.has(replication) ?? false;
  }
}
