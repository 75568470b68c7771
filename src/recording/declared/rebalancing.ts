/** Tasks that rebalancers move between workers. */
import { schedulingFacts } from '../../modules/scheduling/vocabulary.ts';
import { countOf, type DeclaredMetric } from '../declare.ts';

export const steals: DeclaredMetric = {
  name: 'work.steals',
  unit: 'count',
  description: 'waiting tasks that went from one agent or coordinator to another with less to do',
  label: 'moved to another agent',
  shown: { heading: 'Tasks', after: 'tasks.preempted', unlessZero: true },
  measure: countOf(schedulingFacts.moved),
};

export const rounds: DeclaredMetric = {
  name: 'rebalance.rounds',
  unit: 'count',
  description: 'looks at the loads of agents for tasks to move',
  measure: countOf(schedulingFacts.rebalanced),
};

export const refusals: DeclaredMetric = {
  name: 'rebalance.refused',
  unit: 'count',
  description: 'tasks that were to be moved and had been begun',
  measure: countOf(schedulingFacts.kept),
};
