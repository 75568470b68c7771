/** What the world asks of the client of a workload, whatever its kind. */
import type { Kernel } from '../../engine/kernel.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { AgentGroupSpec } from '../spec/spec.ts';

export interface ClientContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly root: number;
  /** Process of the client of the first workload; the others follow. */
  readonly firstClient: number;
  /** How many agents the world has. */
  readonly agents: number;
  readonly groups: readonly AgentGroupSpec[];
  readonly observer: Pick<WorldObserver, 'sprintEnded' | 'flowStep' | 'flowEnded' | 'flowEvent'>;
}

export interface CachedCounts {
  readonly requests: number;
  readonly hits: number;
  readonly joined: number;
  readonly expired: number;
  readonly evicted: number;
  readonly answered: number;
  readonly waited: number;
}

export interface BatchCounts {
  readonly tasks: number;
  /** In these tasks. */
  readonly items: number;
  /** Microseconds that they waited for their batch to leave. */
  readonly waited: number;
  /** Items that wait now, of which no task knows. */
  readonly waiting: number;
}

/** Tasks that all clients together will submit, where that is known in advance; null otherwise. */
export function totalOf(clients: readonly Client[]): number | null {
  return clients.reduce<number | null>(
    (sum, { total }) => (sum === null || total === null ? null : sum + total),
    0,
  );
}

/** What every kind of workload does. */
export interface Client {
  /** At the workload's start time. */
  start(): void;
  /** An event of kind arrival or thought. */
  onEvent(kind: number): void;
  /** The root says that a task has ended. */
  onFinished(task: number, success: number): void;
  onTimer(tag: number, argument: number): void;
  /** A step that it listens for has been done, of a flow about this subject. */
  onStep?(subject: number): void;
  /** Once all clients are there, by workload: for those that listen to others. */
  connect?(clients: readonly Client[]): void;
  /** No further tasks will come, whatever happens. */
  readonly exhausted: boolean;
  /** Something of its own is still to come, whatever others do: its start, an arrival, the end of a thought. */
  readonly due: boolean;
  /** Of a calendar: times whose tasks were submitted, and times left out because of tasks under way. */
  readonly recurrences?: { readonly submitted: number; readonly skipped: number };
  /** Of arrivals in batches. */
  readonly batches?: BatchCounts | undefined;
  /** Of requests that look for their result in a cache; times in microseconds, from request to answer. */
  readonly cached?: CachedCounts | undefined;
  /** Of flows: when those that have not ended began, microseconds. */
  readonly flowsOpen?: readonly number[];
  /** Of flows: most that may still begin, besides those that a stream of arrivals will bring. */
  readonly flowsToCome?: number;
  /** The warm-up is over. */
  warm?(): void;
  /** Tasks that will come in all, where that is known in advance. */
  readonly total: number | null;
  /** Of waves. */
  readonly rollout?: Rollout;
}

/** Waves as far as they have come. */
export interface Rollout {
  /** Most tasks that will have been handed in, those that undo others included. */
  readonly most: number;
  /** Whether a gate may still stop what has not been handed in. */
  readonly mayRollBack: boolean;
  /** Stops them and undoes what was done, whatever their gates say; false when nothing is under way. */
  rollBack(): boolean;
}
