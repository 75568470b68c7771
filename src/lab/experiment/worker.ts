/**
 * What runs in each worker thread: one scenario, one replication at a time.
 */
import type { Scenario } from '../../scenario/scenario.ts';
import { singleRun } from './single-run.ts';
import type { RunRow } from './types.ts';

export interface WorkerJob {
  readonly scenario: Scenario;
  readonly replication: number;
  readonly exact: readonly string[];
  /** Whether to tell what became of each condition. */
  readonly whole?: boolean;
}

/** Classes of errors do not survive the way between threads: their names do. */
export type WorkerAnswer =
  | { readonly row: RunRow }
  | { readonly error: { readonly name: string; readonly message: string } };

export async function runJob({ scenario, replication, exact, whole }: WorkerJob): Promise<WorkerAnswer> {
  try {
    return { row: await singleRun(scenario, replication, exact, whole) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return { error: { name, message } };
  }
}
