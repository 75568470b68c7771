/** What a coordinator is told about its workers, its place and how it is to work. */
import type { DetectorEntry } from '../health/detector.ts';
import type { ProcessId } from '../ports.ts';
import type { RecoveryOptions } from '../recovery/options.ts';
import type { ParameterValues } from '../registry.ts';
import type { DispatcherOptions } from '../scheduling/options.ts';
import type { Result } from '../scheduling/vocabulary.ts';
import type { WorkerDescription } from '../scheduling/workers.ts';
import type { MakeMember } from './watch.ts';

export interface CoordinatorOptions {
  readonly workers: readonly WorkerDescription[];
  /** Tasks that may be assigned to a worker beyond its slots; Infinity for no limit. */
  readonly agentQueue: number;
  readonly dispatcher: DispatcherOptions;
  /** Whether workers come and go, so that there may be nobody here for a while. */
  readonly elastic?: boolean;
  /**
   * Whether it may have taken over from another, so that what it first hears of a worker is no news of a restart. Tasks that the worker
   * forgot in between are assigned again: no assignment from before is confirmed.
   */
  readonly adopts?: boolean;
  /** The coordinator above; null at the root. */
  readonly parent: ProcessId | null;
  /** Microseconds between heartbeats of the workers, and of this coordinator to its parent; 0: none. */
  readonly heartbeatInterval: number;
  /** Others that give tasks; `finished` is false when none of them gave this one. */
  readonly colleagues?: { finished(task: number, ticket: number, result: Result): boolean };
  readonly detector: { readonly entry: DetectorEntry; readonly parameters: ParameterValues } | null;
  /** Workers watch each other, placed in the order of `workers`, and this coordinator with them. Default: they do not. */
  readonly member?: MakeMember | null;
  /** How workers are recovered that are suspected; not given: nobody recovers them, and they are trusted again as they are heard. */
  readonly recovery?: RecoveryOptions | null;
}
