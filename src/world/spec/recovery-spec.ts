/** How agents that fail are brought back. Times are seconds, prices are in whatever the scenario counts in. */
import type { DistributionSpec } from '../../engine/types.ts';

interface RemedySpec {
  /** Probability that it helps. */
  readonly works: number;
  /** After which an attempt that nobody answers is given up. */
  readonly timeout: number;
  /** Price of one. */
  readonly cost: number;
}

/** The same process again on the same machine. */
export interface RestartSpec extends RemedySpec {
  readonly time: DistributionSpec;
}

/** A fresh agent in its place, to which its state is transferred. */
export interface ReplacementSpec extends RemedySpec {
  readonly boot: DistributionSpec;
  /** Agents that are kept ready. 0: none, each replacement is made when it is needed. */
  readonly spares: number;
  /** Until a spare is in its place. */
  readonly take: DistributionSpec;
  /** Until the state is in its place, which begins when the agent is up. */
  readonly transfer: DistributionSpec;
  /** Price of a spare for an hour. */
  readonly spare_cost: number;
}

export interface RecoverySpec {
  /** observe: nothing is done, only counted what would be. */
  readonly mode: 'act' | 'observe';
  /** Severities (0 to 10) below which an agent is restarted, and replaced; from there on it is quarantined. */
  readonly restart_below: number;
  readonly replace_below: number;
  /** Before people have to look. */
  readonly attempts: number;
  readonly backoff: number;
  readonly backoff_limit: number;
  readonly patience: number;
  readonly restart: RestartSpec;
  readonly replacement: ReplacementSpec;
  /** Kept apart, analysed and fixed. */
  readonly quarantine: RestartSpec;
  readonly people: { readonly time: DistributionSpec; readonly cost: number };
  /** How long an agent must be well before it is given tasks, for each incident, and at most. */
  readonly proving: number;
  readonly proving_limit: number;
  /** Share of the agents of one coordinator that are recovered at a time, and how many however few there are. */
  readonly budget: { readonly share: number; readonly least: number };
  /** More incidents of one agent than this within the window are for people. */
  readonly crash_loop: { readonly incidents: number; readonly window: number };
  /** How an agent comes back: from a first share of its slots to all of them, in equal steps. */
  readonly ramp: { readonly time: number; readonly steps: number; readonly initial: number };
}
