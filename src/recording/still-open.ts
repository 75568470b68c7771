/** What had not happened when a run ended, so that a metric is open: in words that runs have in common. */
import { windowedSeries } from './series.ts';

const TASKS = 'tasks had not ended';
export const FAILURES = 'failures had not been noticed';

/** By metric, the first that fits; default: tasks. */
const OPEN: readonly (readonly [of: RegExp, what: string])[] = [
  [/^detection\.false\.duration$/, 'wrong suspicions had not ended'],
  [/^detection\./, FAILURES],
  [/^(recovery|failover)\.time\./, 'tasks of lost agents had not run again, or might still be lost'],
  [/^recovery\.healing\./, 'agents had not recovered'],
  [/^spawn\./, 'agents that were asked for had not come up'],
  [/^topology\.change\./, 'peers had not made a change'],
  [/^takeover\./, 'a standby had not taken over'],
  [/^flow\./, 'flows had not ended'],
  [/^sprint\./, 'sprints had not ended'],
  [/^batch\./, 'batches had not left'],
  [/^waves\./, 'waves had not ended'],
  [/^workflow\./, 'graphs of steps had not ended'],
  [/^cache\.results\./, 'requests had not been answered'],
];

export function whatIsOpen(metric: string): string {
  if (windowedSeries(metric) !== undefined) return 'the window of time was not over';
  return OPEN.find(([of]) => of.test(metric))?.[1] ?? TASKS;
}

/** What may still come to something: "the tasks that had not ended", in a sentence on one metric. */
export function openThings(metric: string): string {
  return whatIsOpen(metric) === TASKS ? 'the tasks that had not ended' : 'the open values';
}

/** Of the metrics that runs left open those that are of tasks, where there are such: while tasks are open much else is that is of them. */
export function mainlyOpen(metrics: readonly string[]): readonly string[] {
  const ofTasks = metrics.filter((metric) => whatIsOpen(metric) === TASKS);
  return ofTasks.length > 0 ? ofTasks : metrics;
}

/** "tasks had not ended, and failures had not been noticed": why these metrics are open in runs that ended, as a clause. */
export function stillOpen(...metrics: readonly string[]): string {
  return [...new Set(metrics.map(whatIsOpen))].join(', and ');
}
