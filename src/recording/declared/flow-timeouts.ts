/** Steps of flows that got no answer in time. */
import { flowFacts } from '../../modules/flows/vocabulary.ts';
import type { WorkloadSpec } from '../../world/spec/spec.ts';
import { Count, type DeclaredMetric } from '../declare.ts';

const hasTimeouts = (workload: WorkloadSpec) =>
  workload.kind === 'flow' && workload.steps.some(({ timeout = null }) => timeout !== null);

export const flowTimeouts: DeclaredMetric = {
  name: 'flow.timeouts',
  unit: 'count',
  description: 'times that a flow waited no longer for the task of a step: its timeout was over',
  better: 'lower',
  label: 'waits given up',
  shown: { heading: 'Flows', after: 'flow.retries', unlessZero: true },
  measure({ spec, view }) {
    const count = new Count();
    view.facts.on(flowFacts.timedOut, () => {
      count.value++;
    });
    return {
      figure: () => (spec.workloads.some(hasTimeouts) ? count.value : null),
      warm: () => count.warm(),
    };
  },
};
