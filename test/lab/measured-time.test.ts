/** With a warm-up, some figures are of the tasks submitted after it and some of all: their descriptions say which. */
import { expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';
import { METRICS } from '../../src/recording/metrics.ts';

const described = (name: string) => METRICS.find((metric) => metric.name === name)?.description ?? '';

test('completed leaves out what came in the warm-up, throughput and unfinished do not', async () => {
  // One agent, ten tasks at once of ten seconds each; measured from 35 s to 75 s.
  const text = 'duration: 75s\nwarmup: 35s\nagents: 1\nworkload: { backlog: 10, service: 10s }';
  const { metrics } = (await runScenario(parseScenario(text))).summary;
  expect(metrics).toMatchObject({ 'tasks.submitted': 0, 'tasks.completed': 0, 'tasks.unfinished': 3 });
  expect(metrics.throughput).toBe(4 / 40);
  for (const name of ['tasks.submitted', 'tasks.completed', 'tasks.failed', 'tasks.success_rate'])
    expect(described(name)).toContain('in the measured time');
  for (const name of ['tasks.unfinished', 'throughput'])
    expect(described(name)).toContain('submitted in the warm-up included');
});

test('attempts and hand-overs say what counts', () => {
  expect(described('tasks.retried')).toMatch(/loss of whoever had the task.*retry\.max_attempts of its own/);
  expect(described('topology.handovers.count')).toContain('refused included');
});
