/**
 * An experiment under way: which runs are finished, and how further ones come about.
 */
import {
  byKey,
  type FailedEntry,
  type JournalEntry,
  type JournalRuns,
  LazyEntry,
  RunSet,
  runId,
} from './journal-entry.ts';
import { scenarioKey } from './key.ts';
import { RowStore } from './row-store.ts';
import {
  type Alternative,
  ExperimentError,
  type ExperimentProgress,
  type Job,
  RunCrash,
  RunDefect,
  type RunFailure,
  type Runner,
  type RunRow,
} from './types.ts';

export interface ExperimentOptions {
  readonly runner: Runner;
  /** Metrics whose quantiles are to be values that occurred; finished runs that were not asked for them do not count. */
  readonly exact?: readonly string[];
  /** Digest of a user's modules that the scenarios run with. */
  readonly code?: string;
  /** Finished runs of an earlier start; those of other scenarios are passed over. */
  readonly known?: readonly JournalEntry[];
  /** Called for each run that is newly finished, or given up, before it counts as such. */
  readonly keep?: (entry: JournalEntry | FailedEntry) => Promise<void>;
  /** Aborted: runs under way are given up, finished ones stay. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  /** Where rows are kept; default memory. */
  readonly rows?: RowStore;
}

/** A crash may be the machine's fault: so often is a run tried. */
const MOST_ATTEMPTS = 3;

/** Rows of finished runs by scenario and replication; runs what is missing. */
export class Experiment {
  readonly #options: ExperimentOptions;
  readonly #rows: RowStore;
  readonly #keys = new Map<Alternative, string>();
  readonly #alternatives: Alternative[] = [];
  readonly #failures: RunFailure[] = [];
  /** Runs of an earlier start that have not been asked for yet. */
  readonly #inherited = new Set<string>();
  #done = 0;
  #resumed = 0;
  #total = 0;

  constructor(alternatives: readonly Alternative[], options: ExperimentOptions) {
    this.#options = options;
    this.#rows = options.rows ?? new RowStore();
    for (const alternative of alternatives) this.add(alternative);
    const { exact = [] } = options;
    for (const { key, replication, row } of options.known ?? []) {
      if (!exact.every((metric) => row.exact.includes(metric))) continue;
      this.#rows.set(key, replication, row);
      this.#inherited.add(runId({ key, replication }));
    }
  }

  get alternatives(): readonly Alternative[] {
    return this.#alternatives;
  }

  /** Runs that were given up, in order of alternative and replication. */
  get failures(): readonly RunFailure[] {
    return [...this.#failures].sort((a, b) => a.alternative - b.alternative || a.replication - b.replication);
  }

  get aborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  /** How many runs are worth asking for at a time where the results decide what is asked for next. */
  get ahead(): number {
    const { ahead, parallel } = this.#options.runner;
    return ahead ?? parallel;
  }

  /** How many runs were taken over from an earlier start. */
  get resumed(): number {
    return this.#resumed;
  }

  /** Adds an alternative and returns its index. */
  add(alternative: Alternative): number {
    this.#alternatives.push(alternative);
    this.#keys.set(alternative, scenarioKey(alternative.scenario, this.#options.code));
    return this.#alternatives.length - 1;
  }

  /** The finished run of an alternative, if it is. */
  row(alternative: number, replication: number): RunRow | undefined {
    return this.#rows.get(this.key(alternative), replication);
  }

  /** Whether a run is finished. */
  has(alternative: number, replication: number): boolean {
    return this.#rows.has(this.key(alternative), replication);
  }

  /** All that is finished or was given up, in order of scenario key and replication. */
  record(): JournalRuns {
    const rowOf = (key: string, replication: number) => this.#rows.get(key, replication) as RunRow;
    const entries = [...this.#rows.runs()].map(
      ({ key, replication }) => new LazyEntry(key, replication, rowOf),
    );
    const failed = new Map<string, FailedEntry>();
    for (const { alternative, replication, attempts, reason } of this.failures) {
      const entry = { key: this.key(alternative), replication, attempts, reason };
      if (!failed.has(runId(entry))) failed.set(runId(entry), entry);
    }
    return { entries: entries.sort(byKey), failed: [...failed.values()].sort(byKey) };
  }

  key(alternative: number): string {
    return this.#keys.get(this.#alternatives[alternative]) as string;
  }

  /**
   * Brings these runs to their end, several at a time. A run whose worker goes down is tried again a few times; then, or when
   * the run itself throws, it is listed in `failures`. Returns early when aborted.
   * @throws ExperimentError when a scenario cannot be run at all
   */
  async perform(jobs: readonly Job[]): Promise<void> {
    const failed = new Set(this.#failures.map((failure) => `${failure.alternative} ${failure.replication}`));
    const open = jobs.filter((job) => !failed.has(`${job.alternative} ${job.replication}`));
    const missing = this.#missing(open);
    const known = open.length - missing.length;
    this.#total += open.length;
    this.#done += known;
    for (const { alternative, replication } of open)
      if (this.#inherited.delete(runId({ key: this.key(alternative), replication }))) this.#resumed++;
    this.#report();
    let next = 0;
    let broken = false;
    const work = async (): Promise<void> => {
      while (next < missing.length && !this.aborted && !broken) {
        try {
          await this.#performOne(missing[next++]);
        } catch (error) {
          broken = true;
          throw error;
        }
      }
    };
    const { capacity, parallel } = this.#options.runner;
    const atATime = Math.min(missing.length, capacity ?? parallel);
    const results = await Promise.allSettled(Array.from({ length: atATime }, work));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** Equal scenarios have equal runs: each is needed once. */
  #missing(jobs: readonly Job[]): Job[] {
    const seen = new RunSet();
    return jobs.filter(
      ({ alternative, replication }) =>
        !this.has(alternative, replication) && seen.add(this.key(alternative), replication),
    );
  }

  async #performOne(job: Job): Promise<void> {
    const { runner, signal, keep, exact = [] } = this.#options;
    const { label, scenario } = this.#alternatives[job.alternative];
    const run = { key: this.key(job.alternative), replication: job.replication };
    for (let attempts = 1; ; attempts++) {
      try {
        const row = await runner.run(scenario, job.replication, exact, signal);
        await keep?.({ ...run, row });
        this.#rows.set(run.key, job.replication, row);
        break;
      } catch (error) {
        if (this.aborted) return;
        if (error instanceof ExperimentError) throw new ExperimentError(`${label}: ${error.message}`);
        if (!(error instanceof RunCrash || error instanceof RunDefect)) throw error;
        if (error instanceof RunCrash && attempts < MOST_ATTEMPTS) continue;
        await keep?.({ ...run, attempts, reason: error.message });
        this.#failures.push({ ...job, label, attempts, reason: error.message });
        break;
      }
    }
    this.#done++;
    this.#report();
  }

  #report(): void {
    this.#options.onProgress?.({ done: this.#done, resumed: this.#resumed, total: this.#total });
  }
}
