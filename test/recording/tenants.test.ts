/** What a run says of each tenant. */
import { expect, test } from 'vitest';
import { summaryOf } from '../lab/from-text.ts';

/** One agent. Shop: a task each half second from 0.5 s to 10 s, of one second each. Bank: none before 30 s. */
const TWO = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
retry: { timeout: never }
agents: 1
workloads:
  - { name: a, tenant: shop, arrivals: "deterministic(interval=500ms)", tasks: 20, service: 1s }
  - { name: b, tenant: bank, arrivals: "deterministic(interval=30s)", tasks: 1, service: 1s }
claims: [tenant.shop.wait.p99 >= 4s, tenant.shop.wait.p99 < 6s, tenant.shop.latency.max == 10.5s, tenant.shop.latency.p50 < 6s, task.wait.p99 < 1s]
`;

test('latencies and waits of a whole run are those of its tasks', async () => {
  const { metrics, claims } = await summaryOf(TWO);
  // The k-th of the shop's tasks, from 1, comes at k / 2 s and ends at k + 1/2 s.
  expect(metrics).toMatchObject({
    'tenant.shop.latency.mean': 5.75,
    'tenant.shop.latency.p50': 5.5,
    'tenant.shop.latency.p90': 9.5,
    'tenant.shop.latency.p99': 10.5,
    'tenant.shop.wait.mean': 4.75,
    'tenant.shop.wait.p50': 4.5,
    'tenant.shop.wait.max': 9.5,
    'tenant.bank.latency.max': 1,
    'tenant.bank.wait.p99': 0,
  });
  expect(claims.map(({ verdict }) => verdict)).toEqual(['met', 'unmet', 'met', 'met', 'unmet']);
});

test('where tasks had not ended they are bounded, for the tenants whose tasks these are', async () => {
  const { metrics, bounds, claims } = await summaryOf(`duration: 10600ms${TWO}`);
  expect(bounds['tenant.shop.latency.p50']).toEqual({ lower: 3, upper: 5.5 });
  expect(bounds['tenant.shop.latency.p95']).toEqual({ lower: 5.1, upper: null });
  expect(bounds['tenant.shop.wait.p99']).toEqual(bounds['task.wait.p99']);
  expect([metrics['tenant.bank.latency.p50'], bounds['tenant.bank.latency.p50']]).toEqual([null, undefined]);
  expect(claims.map(({ verdict }) => verdict)).toEqual(['met', 'undecided', 'undecided', 'met', 'unmet']);
});
