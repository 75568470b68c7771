/** What a dispatcher is told when it is made, and whom it answers to. */

import { backoffCeiling } from '../backoff.ts';
import type { ParameterValues } from '../registry.ts';
import type { RetryBudgetOptions } from '../retry-budget.ts';
import type { RoutePolicy } from '../routes/route-health.ts';
import type { AlgorithmEntry } from './algorithm.ts';
import type { AssignmentTimes } from './assignments.ts';
import type { BulkheadOptions } from './compartments.ts';
import type { HandoverOptions } from './handover-options.ts';
import type { RebalanceOptions } from './rebalance-options.ts';
import type { SheddingOptions } from './shedding.ts';
import type { Result } from './vocabulary.ts';

export interface DispatcherOptions extends AssignmentTimes {
  readonly algorithm: AlgorithmEntry;
  readonly parameters: ParameterValues;
  /** Tasks that may wait here; Infinity for no limit. */
  readonly queueLimit: number;
  /** Executions that a task may have. */
  readonly maxAttempts: number;
  /** Microseconds before the first repetition, doubled for each further one; drawn uniformly below it (full jitter). */
  readonly backoff: number;
  readonly backoffLimit: number;
  /** How many retries there may be beside the tasks that come; not given: any number. */
  readonly retryBudget?: RetryBudgetOptions | null;
  /** Who decides, by how attempts end, which workers are given tasks; not given: all that are trusted. */
  readonly routes?: RoutePolicy | null;
  /** Whether a reported failure is tried again here; if not, it is final (the worker has tried as often as it may). */
  readonly retryFailures: boolean;
  /** Whether the waiting tasks of each priority are served by the weights of their tenants; not given: in order of arrival. */
  readonly isFair?: boolean;
  /** What is turned away where too much comes; not given: what `queueLimit` says. By delay not with late binding. */
  readonly shedding?: SheddingOptions | null;
  /** How many tasks of a kind may be with workers at a time; not given: any number. Not with late binding. */
  readonly bulkhead?: BulkheadOptions | null;
  /** How tasks that wait at loaded workers go over to others; not given: they stay. */
  readonly rebalance?: RebalanceOptions | null;
  /** Neighbours that take tasks for which there is no room here; not given: there are none. */
  readonly handover?: HandoverOptions;
}

/** Most microseconds before an attempt is repeated, after so many that were spent. */
export function retryCeiling({ backoff, backoffLimit }: DispatcherOptions, spent: number): number {
  return backoffCeiling(spent, backoff, backoffLimit);
}

/** Who gave the dispatcher its tasks, and hears of their end. */
export interface DispatcherOwner {
  finished(task: number, ticket: number, result: Result): void;
}
