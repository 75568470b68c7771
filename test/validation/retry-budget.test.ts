/** Retry budgets against what follows from their definition: retries/s <= ratio x tasks/s + reserve. */
import { expect, test } from 'vitest';
import { summaryOf } from '../lab/from-text.ts';

const failing = (budget: string, rate = 100) => `
duration: 200s
agents: 400
health: { detector: none, heartbeat_interval: 0s }
retry: { max_attempts: 10, timeout: never, budget: ${budget} }
workload: { arrivals: "deterministic(interval=${1000 / rate}ms)", service: 10ms, failure: 100% }
`;

test('where everything fails, 100 tasks a second get 30 retries, and the load is 1.3 times as much', async () => {
  const { metrics, bounds } = await summaryOf(failing('true'));
  expect((metrics['tasks.retried'] ?? 0) / 200).toBeCloseTo(30, 0);
  expect((metrics['tasks.executions'] ?? 0) / (metrics['tasks.submitted'] ?? 1)).toBeCloseTo(1.3, 2);
  expect(bounds['tasks.over_budget']?.lower ?? metrics['tasks.over_budget']).toBeGreaterThan(19_000);
});

test('without a budget each task is tried as often as it may be', async () => {
  const { metrics } = await summaryOf(failing('false', 10));
  expect((metrics['tasks.executions'] ?? 0) / (metrics['tasks.submitted'] ?? 1)).toBeCloseTo(10, 1);
  expect(metrics['tasks.over_budget']).toBeNull();
});

test('the reserve alone is what a trickle has', async () => {
  const { metrics } = await summaryOf(failing('{ ratio: 0, reserve: 2/s, window: 5s }', 10));
  expect((metrics['tasks.retried'] ?? 0) / 200).toBeCloseTo(2, 1);
});
