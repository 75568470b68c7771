/** What becomes of results, assignments and executions on the way. */
import { schedulingFacts } from '../../modules/scheduling/vocabulary.ts';
import { countOf, countTold, type DeclaredMetric } from '../declare.ts';

export const fenced: DeclaredMetric = {
  name: 'tasks.fenced',
  unit: 'count',
  description: 'late results turned away by their fencing token',
  better: 'lower',
  shown: { heading: 'Tasks', after: 'tasks.duplicated', unlessZero: true },
  measure: countOf(schedulingFacts.fenced),
};

export const preempted: DeclaredMetric = {
  name: 'tasks.preempted',
  unit: 'count',
  description: 'times that a running task had to wait for a more urgent one',
  label: 'times interrupted',
  shown: { heading: 'Tasks', after: 'tasks.timeouts', unlessZero: true },
  measure: countTold('taskPreempted'),
};

export const rejections: DeclaredMetric = {
  name: 'tasks.rejections',
  unit: 'count',
  description: 'times that an agent without room turned a task away, by which it need not have failed',
  better: 'lower',
  label: 'times turned away',
  shown: { heading: 'Tasks', after: 'tasks.rejected', unlessZero: true },
  measure: countTold('taskRejected'),
};
