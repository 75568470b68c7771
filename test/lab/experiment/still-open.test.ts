/** Why runs left a metric open depends on what the metric is of. */
import { expect, test } from 'vitest';
import { compare } from '../../../src/lab/compare.ts';
import { parseScenario } from '../../../src/lab/load-scenario.ts';
import { decidedBy } from '../../../src/lab/still-open.ts';
import { METRICS } from '../../../src/recording/metrics.ts';
import { stillOpen } from '../../../src/recording/still-open.ts';
import { compareSentences } from '../../../src/report/experiment/sentences.ts';

/** All tasks end, and agents are down at that time, of which nobody notices before. */
const down = (timeout: string) =>
  parseScenario(`
agents: 20
health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: ${timeout} } }
workload: { arrivals: "poisson(rate=4/s)", service: 2s, stop: 1min }
faults:
  - { kind: crash, target: { agents: 1 }, at: 10s, duration: 40s }
  - { kind: crash, target: { agents: 2 }, at: 55s, duration: 1h }
`);

test('a failure that nobody had noticed is no task that had not ended', async () => {
  const result = await compare(
    { a: down('20s'), b: down('25s') },
    { design: { kind: 'fixed', replications: 2 }, metrics: ['detection.time.crash'], workers: 1 },
  );
  const [sentence] = compareSentences(result);
  expect(sentence).toContain(
    'UNDECIDED by detection.time.crash, as failures had not been noticed when runs did',
  );
  const note = result.notes.find((text) => text.includes('only bounds are known'));
  expect(note).toMatch(/^Failures had not been noticed when runs did: of detection\.time\.crash only bounds/);
  expect(note).toMatch(/Let the last failures be noticed before the end, or ask for a quantile/);
  expect([sentence, note].join(' ')).not.toContain('asks had not ended');
});

test.each([
  [['task.latency.p99'], 'tasks had not ended', 'raise duration'],
  [['makespan', 'tasks.completed'], 'tasks had not ended', 'raise duration'],
  [
    ['detection.time.p99'],
    'failures had not been noticed',
    'let the last failures be noticed before the end, or ask for a quantile (detection.time.p50)',
  ],
  [
    ['makespan', 'detection.time.mean'],
    'tasks had not ended, and failures had not been noticed',
    'raise duration; let the last failures be noticed before the end, or ask for a quantile (detection.time.p50)',
  ],
  [['flow.latency.p99'], 'flows had not ended', 'raise duration'],
  [['spawn.latency.p99'], 'agents that were asked for had not come up', 'raise duration'],
] as const)('%s', (metrics, what, remedy) => {
  expect(stillOpen(...metrics)).toBe(what);
  expect(decidedBy(metrics, false)).toBe(remedy);
});

test('metrics of tasks alone are open because of tasks', () => {
  const ofTasks = METRICS.filter(({ name }) => stillOpen(name) === 'tasks had not ended');
  const others = ofTasks.filter(({ name }) =>
    /^(detection|recovery|failover|spawn|sprint|batch|takeover)\./.test(name),
  );
  // Counts that are exact at any time.
  expect(
    others.map(({ name }) => name).filter((name) => /\.(time|healing|latency|boot|duration)/.test(name)),
  ).toEqual([]);
});
