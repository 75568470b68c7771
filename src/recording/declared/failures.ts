/** Why tasks failed for good. Those that were shed, or turned away by an agent, have metrics of their own. */
import { REASON, type Reason } from '../../modules/scheduling/vocabulary.ts';
import { type DeclaredMetric, tasksFailing } from '../declare.ts';
import { overBudget } from './retry-budget.ts';

/** Each is shown above those before it. */
const CAUSES: readonly (readonly [name: string, reason: Reason, what: string, label: string])[] = [
  ['unacknowledged', REASON.unacknowledged, 'was confirmed by nobody', 'of these, nobody confirmed it'],
  ['agent', REASON.workerLost, 'was lost with its agent, suspected or restarted', 'of these, agent lost'],
  ['timeout', REASON.timeout, 'brought no result within retry.timeout', 'of these, attempt timed out'],
  ['failure', REASON.failure, 'reported that it had failed', 'of these, attempt failed'],
];

/** Those without a retry left; and by the last attempt that a task had, which with tasks.shed and tasks.rejected are all of tasks.failed. */
export const FAILURE_METRICS: readonly DeclaredMetric[] = [
  overBudget,
  ...CAUSES.map(
    ([name, reason, what, label]): DeclaredMetric => ({
      name: `tasks.failed.${name}`,
      unit: 'count',
      description: `tasks submitted in the measured time that failed for good, the last attempt of which ${what}`,
      better: 'lower',
      label,
      shown: { heading: 'Tasks', after: 'tasks.failed', unlessZero: true },
      measure: (source) =>
        tasksFailing(source, (add) =>
          source.announced.on('taskFailed', (task, why) => {
            if (why === reason) add(task);
          }),
        ),
    }),
  ),
];
