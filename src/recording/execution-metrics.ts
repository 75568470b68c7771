/** Metrics of executions as against the tasks that they are of. */
import type { MetricUnit } from './metric-description.ts';

export const EXECUTION_SCALARS: readonly (readonly [string, MetricUnit, string])[] = [
  ['tasks.executions', 'count', 'executions begun'],
  ['tasks.cost', 'count', 'what the executions begun in the measured time cost by the prices of tasks'],
  ['tasks.cost_per_task', 'count', 'the same per completed task'],
  [
    'tasks.effects.repeated',
    'count',
    'executions that ran to their end successfully although another one of the same task had: what the task does was done again, ' +
      'even where only one result was recorded (tasks.duplicated counts results)',
  ],
  [
    'tasks.executions.wasted',
    'count',
    'executions whose result nobody needs, counted at the instant when that is settled: they end without one, are suspended and ' +
      'dropped, succeed when another one of the same task had, begin when their task has ended, or are not the one by which it ends',
  ],
];
