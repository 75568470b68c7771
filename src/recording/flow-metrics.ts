/** What is measured of flows: name, unit, description. */
import { type MetricDescription, QUANTILES } from './metric-description.ts';

function describeStatistics(name: string, what: string): MetricDescription[] {
  const of = (suffix: string, description: string): MetricDescription => ({
    name: `${name}.${suffix}`,
    unit: 'seconds',
    description,
    better: 'lower',
  });
  return [
    of('mean', `${what}, mean`),
    ...QUANTILES.map(([suffix, q]) => of(suffix, `${what}, ${q * 100} % of all are at or below`)),
    of('max', `${what}, maximum`),
  ];
}

/** Of all flows together, and of each step of each workload of flows. */
export const FLOW_METRICS: readonly MetricDescription[] = [
  { name: 'flow.completed', unit: 'count', description: 'flows that came to their end', better: 'higher' },
  {
    name: 'flow.failed',
    unit: 'count',
    description: 'flows that ended at a step that failed for good',
    better: 'lower',
  },
  {
    name: 'flow.refused',
    unit: 'count',
    description: 'flows turned away because as many were open as may be',
    better: 'lower',
  },
  {
    name: 'flow.retries',
    unit: 'count',
    description: 'steps of flows whose task failed for good and that were tried again',
    better: 'lower',
  },
  { name: 'flow.events', unit: 'count', description: 'events of steps sent, one for each listener' },
  { name: 'flow.events.bytes', unit: 'bytes', description: 'bytes of these events in their compact form' },
  ...describeStatistics(
    'flow.latency',
    'time from the beginning of a flow to its end, of those that completed',
  ),
  {
    name: 'flow.<flow>.<step>.done',
    unit: 'count',
    description: 'times that the step was done',
    better: 'higher',
  },
  {
    name: 'flow.<flow>.<step>.retried',
    unit: 'count',
    description: 'times that its task failed for good and was tried again, from it or a step before it',
    better: 'lower',
  },
  ...describeStatistics(
    'flow.<flow>.<step>.latency',
    'time from handing in the task of the step to the event that it is done',
  ),
];
