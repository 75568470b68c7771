/** Tasks for which there was no retry left. */
import { schedulingFacts } from '../../modules/scheduling/vocabulary.ts';
import { type Counter, type DeclaredMetric, type MetricSource, tasksFailing } from '../declare.ts';

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

function tasksOverBudget(source: MetricSource): Counter {
  const { spec, view } = source;
  const tasks = tasksFailing(source, (add) =>
    view.facts.on(schedulingFacts.overBudget, (_by, task) => add(task)),
  );
  return { ...tasks, figure: (end) => (spec.retry.budget ? tasks.figure(end) : null) };
}
