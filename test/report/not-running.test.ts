/** What is shown of tasks that are not being executed counts those on the way as well, and must not call them waiting. */
import { expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';
import { CHARTS } from '../../src/report/charts/index.ts';
import { FILE_OPTIONS } from '../../src/report/charts/theme.ts';
import { summaryText } from '../../src/report/summary-text.ts';

test('ten tasks with an agent each never wait, while all of their messages are on the way', async () => {
  const result = await runScenario(
    parseScenario(`
agents: 10
network: { latency: 2s }
retry: { timeout: never, ack_timeout: 10s }
health: { detector: none }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
workload: { backlog: 10, service: 1s }
`),
  );
  const { metrics } = result.summary;
  // Two messages before the second of work, and one after it.
  expect(metrics['queue.depth.max']).toBe(10);
  expect(metrics['queue.depth.mean']).toBeCloseTo((10 * 6) / 7, 9);
  const text = summaryText(result, { color: false, width: 100 });
  expect(text).toMatch(/tasks not running, most +10$/m);
  const throughput = JSON.stringify(
    CHARTS.find(({ name }) => name === 'throughput')?.draw(result, FILE_OPTIONS),
  );
  expect(throughput).toContain('at most 10 not running at a time');
  for (const shown of [text, throughput]) expect(shown).not.toMatch(/\bwaiting\b/i);
});
