import { expect, test } from 'vitest';
import { compareSides } from '../../../src/lab/diff/result.ts';
import { summaryOf } from '../from-text.ts';

/** One agent, a task each half second, of one second each: tasks are open when the run ends. */
const busy = (agents: number) =>
  summaryOf(
    `duration: 30s\nagents: ${agents}\nretry: { timeout: never }\nworkload: { arrivals: "deterministic(interval=500ms)", service: 1s }`,
  );

test('figures that are open in both runs differ where their bounds do', async () => {
  const [a, b] = [await busy(1), await busy(2)];
  const side = (label: string, summary: typeof a) => ({ label, summary, timeline: null });
  const { metrics, sameMetrics } = compareSides(side('A', a), side('B', b), { kind: 'same' });
  const latency = metrics.find(({ metric }) => metric === 'task.latency.p50');
  expect(latency).toMatchObject({ a: null, b: null, bounds: { a: a.bounds['task.latency.p50'] } });
  expect(metrics.map(({ metric }) => metric)).toContain('tasks.completed');
  const again = compareSides(side('A', a), side('A', a), { kind: 'same' });
  expect([again.metrics, again.sameMetrics]).toEqual([[], metrics.length + sameMetrics]);
});

test('a run that ended before its scenario is of another configuration than a whole one', async () => {
  const summary = await busy(1);
  const side = (label: string, more: object) => ({
    ...{ label, summary: { ...summary, ...more }, timeline: null },
  });
  const configuration = (more: object) =>
    compareSides(side('A', {}), side('B', more), { kind: 'same' }).configuration;
  expect(configuration({})).toEqual([]);
  expect(configuration({ until: 20 })).toEqual([{ path: '--until', a: undefined, b: 20 }]);
  expect(configuration({ partial: true, simulated: 7 })).toEqual([
    { path: 'interrupted after', a: undefined, b: 7 },
  ]);
});
