/** Steps of flows that got no answer in time, and those that may not be tried again. */
import { flowFacts } from '../../modules/flows/vocabulary.ts';
import type { WorkloadSpec } from '../../world/spec/spec.ts';
import { Count, type DeclaredMetric } from '../declare.ts';

const hasTimeouts = (workload: WorkloadSpec) =>
  workload.kind === 'flow' && workload.steps.some(({ timeout = null }) => timeout !== null);

const isLimited = (workload: WorkloadSpec) => workload.kind === 'flow' && Boolean(workload.budget);

export const flowOverBudget: DeclaredMetric = {
  name: 'flow.over_budget',
  unit: 'count',
  description:
    'steps of flows that would have been tried again, but failed because there had been as many retries as the budget of the flow allows',
  better: 'lower',
  label: 'over the retry budget',
  shown: { heading: 'Flows', after: 'flow.retries', unlessZero: true },
  measure({ spec, view }) {
    const count = new Count();
    view.facts.on(flowFacts.overBudget, () => {
      count.value++;
    });
    return {
      figure: () => (spec.workloads.some(isLimited) ? count.value : null),
      warm: () => count.warm(),
    };
  },
};

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
