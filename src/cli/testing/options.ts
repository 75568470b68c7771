/** Options of `sim test`, and what the environment says besides. */
import type { Environment } from '../channel.ts';
import { UsageError } from '../exit.ts';
import { checkQueueOptions } from '../experiment/queued.ts';

export interface TestCommandOptions {
  readonly filter?: string;
  readonly failFast?: boolean;
  readonly watch?: boolean;
  readonly update?: boolean;
  readonly reps?: string;
  readonly module?: readonly string[];
  readonly checkDeterminism?: boolean;
  readonly workers?: string;
  readonly queue?: string;
  readonly out?: string;
  readonly charts: boolean;
  readonly junit?: string;
  readonly markdown?: string;
  readonly gitlab?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Whether this is a pipeline, in which nobody looks at what is written. */
export function isPipeline({ CI }: Environment): boolean {
  return CI !== undefined && CI !== '' && CI !== '0' && CI.toLowerCase() !== 'false';
}

/** @throws UsageError where options contradict each other or the environment */
export function checkTestOptions(options: TestCommandOptions, environment: Environment): void {
  checkQueueOptions(options);
  const { update, watch, json, out, failFast, filter } = options;
  if (update && isPipeline(environment))
    throw new UsageError(
      '--update is refused where CI is set: update snapshots where you can look at them, and commit them',
    );
  if (watch && json)
    throw new UsageError('--watch has no end, and --json prints one document: leave out one of them');
  if (watch && out !== undefined)
    throw new UsageError('--watch tests many times, and --out is one folder: leave out one of them');
  if (watch && isPipeline(environment))
    throw new UsageError('--watch is refused where CI is set: it has no end');
  if (update && failFast)
    throw new UsageError('--update takes the snapshots of all scenarios: leave out --fail-fast');
  if (filter?.trim() === '')
    throw new UsageError('--filter: expected a part of the name of a file or of a condition');
}
