/** What a recovery is told when it is made, and whom it answers to. */
import type { ProcessId } from '../ports.ts';
import type { Budget } from './budget.ts';
import type { Ramp } from './ramp.ts';
import type { Remedy, Thresholds } from './severity.ts';

/** Times are microseconds. */
export interface RecoveryOptions {
  /** Who carries out what is decided here. */
  readonly supervisor: ProcessId;
  /** Nothing is done, and nobody leaves the routing: only what would be done is reported. */
  readonly observes: boolean;
  readonly thresholds: Thresholds;
  /** Attempts before people have to look. */
  readonly attempts: number;
  readonly backoff: number;
  readonly backoffLimit: number;
  /** From suspicion to the first attempt: who comes back meanwhile needs none. */
  readonly patience: number;
  /** How long an answer is waited for. */
  readonly timeouts: Readonly<Record<Remedy, number>>;
  /** How long a worker must be well before it is given tasks, for each incident, and at most. */
  readonly proving: number;
  readonly provingLimit: number;
  readonly budget: Budget;
  /** More incidents of one worker than this within the window are a crash loop. */
  readonly loop: { readonly incidents: number; readonly window: number };
  readonly ramp: Ramp;
}

/** The workers that are looked after: numbered 0..count-1. */
export interface RecoveredWorkers {
  readonly count: number;
  readonly process: ArrayLike<ProcessId>;
  /** -1 for strangers. */
  indexOf(process: ProcessId): number;
}

export interface RecoveryOwner {
  /** From now on a worker is given this share of what it could do; 0: nothing, and what it has goes elsewhere. */
  route(worker: number, share: number): void;
}
