/** Tasks for which there was no retry left. */
import { schedulingFacts } from '../../modules/scheduling/vocabulary.ts';
import { countBounds } from '../bounds.ts';
import type { Counter, DeclaredMetric, MetricSource } from '../declare.ts';

export const overBudget: DeclaredMetric = {
  name: 'tasks.over_budget',
  unit: 'count',
  description:
    'tasks submitted in the measured time that would have been tried again, but failed because there had been as many retries as retry.budget allows',
  better: 'lower',
  label: 'over the retry budget',
  shown: { heading: 'Tasks', after: 'tasks.failed', unlessZero: true },
  measure: tasksOverBudget,
};

/** Each task that has not ended may still come to that. */
function tasksOverBudget({ spec, view }: MetricSource): Counter {
  let from = 0;
  let count = 0;
  view.facts.on(schedulingFacts.overBudget, (_by, task) => {
    if (view.tasks.submittedAt[task] >= from) count++;
  });
  return {
    figure: ({ open }) => (spec.retry.budget ? countBounds(count, open) : null),
    warm() {
      from = view.now;
      count = 0;
    },
  };
}
