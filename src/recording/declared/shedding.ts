/** What is turned away by scheduler.shedding. It is part of tasks.shed, like what finds the queue full. */
import { schedulingFacts } from '../../modules/scheduling/vocabulary.ts';
import type { SheddingSpec } from '../../world/spec/shedding-spec.ts';
import { type DeclaredMetric, tasksFailing } from '../declare.ts';

const CAUSES = [
  {
    name: 'waited',
    kind: 'codel',
    fact: schedulingFacts.waitedTooLong,
    description:
      'tasks submitted in the measured time and shed after they had waited while waits were too long',
    label: 'of these, waits too long',
  },
  {
    name: 'priority',
    kind: 'priority',
    fact: schedulingFacts.tooMuchToDo,
    description:
      'tasks submitted in the measured time and shed because there was too much to do for their priority',
    label: 'of these, priority too low',
  },
] as const satisfies readonly { readonly kind: SheddingSpec['kind']; readonly [key: string]: unknown }[];

export const SHEDDING_METRICS: readonly DeclaredMetric[] = CAUSES.map(
  ({ name, kind, fact, description, label }): DeclaredMetric => ({
    name: `tasks.shed.${name}`,
    unit: 'count',
    description,
    better: 'lower',
    label,
    shown: { heading: 'Tasks', after: 'tasks.shed', unlessZero: true },
    measure(source) {
      const tasks = tasksFailing(source, (add) => source.view.facts.on(fact, (_by, task) => add(task)));
      const { shedding } = source.spec.scheduler;
      return { ...tasks, figure: (end) => (shedding?.kind === kind ? tasks.figure(end) : null) };
    },
  }),
);
