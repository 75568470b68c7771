/** Tasks that wait because others of their kind are with agents. */
import { schedulingFacts } from '../../modules/scheduling/vocabulary.ts';
import { Count, type DeclaredMetric } from '../declare.ts';

export const heldBack: DeclaredMetric = {
  name: 'bulkhead.held',
  unit: 'count',
  description:
    'times that a task came to wait at the coordinator, the first time or again, while as many of its kind were with agents as scheduler.bulkhead allows',
  label: 'held back by a bulkhead',
  shown: { heading: 'Coordination', after: 'queue.depth.max', unlessZero: true },
  measure({ spec, view }) {
    const count = new Count();
    view.facts.on(schedulingFacts.heldBack, () => {
      count.value++;
    });
    return { figure: () => (spec.scheduler.bulkhead ? count.value : null), warm: () => count.warm() };
  },
};
