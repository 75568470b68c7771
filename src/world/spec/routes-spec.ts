/** Which agents are given tasks, by how their attempts end; and how many tasks of a kind may be with agents. Times are seconds. */

/** Agents that fail more often than others are given nothing for a while. */
export interface EjectionSpec {
  /** Between sweeps. */
  readonly interval: number;
  /** Failures one after the other that eject at once; null: any number. */
  readonly consecutive: number | null;
  /** At a sweep: standard deviations below the mean of those with enough attempts; null: no matter. */
  readonly success_rate: {
    readonly deviations: number | null;
    readonly agents: number;
    readonly attempts: number;
  };
  /** At a sweep: share of attempts that fail; null: no matter. */
  readonly failure_share: {
    readonly share: number | null;
    readonly agents: number;
    readonly attempts: number;
  };
  /** For each ejection of an agent, and at most. */
  readonly time: number;
  readonly time_limit: number;
  /** Longest time that is added to it. */
  readonly jitter: number;
  /** Share of the agents of one coordinator that are out at a time, and how many however few there are. */
  readonly budget: { readonly share: number; readonly least: number };
  /** Whether attempts without a result in time count as failures. */
  readonly timeouts: boolean;
}

/** Each agent is given nothing while its breaker is open. */
export interface BreakerSpec {
  /** Of which attempts the shares are taken: the last `size`, or those of the last `size` seconds. */
  readonly window: 'attempts' | 'seconds';
  readonly size: number;
  /** Attempts without which no share is taken. */
  readonly minimum: number;
  /** Shares from which on it opens. */
  readonly failures: number;
  readonly slow: number;
  readonly slow_after: number;
  readonly wait: number;
  readonly trials: number;
  readonly timeouts: boolean;
}

/** At most so many tasks of one kind are with agents at a time. */
export interface BulkheadSpec {
  readonly by: 'type' | 'tenant';
  readonly limit: number;
}
