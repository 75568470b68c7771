/** What is turned away where too much comes, against exact results and against what it is for. */
import { describe, expect, test } from 'vitest';
import { metricsOf, summaryOf } from '../lab/from-text.ts';

/** One agent with 100 tasks a second, or as many as do that together; messages take no time that matters. */
const queue = (scheduler: string, rate: number) => `
duration: 300s
agents: 1
health: { detector: none, heartbeat_interval: 0s }
network: { links: { same_node: { latency: 0s }, same_zone: { latency: 0s }, same_region: { latency: 0s } } }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s } }
retry: { timeout: never }
scheduler: { algorithm: central_queue, ${scheduler} }
workload: { arrivals: "poisson(rate=${rate}/s)", service: exponential(mean=10ms) }
`;

const shareShed = async (text: string) => {
  const { metrics, bounds } = await summaryOf(text);
  return (metrics['tasks.shed'] ?? bounds['tasks.shed']?.lower ?? 0) / (metrics['tasks.submitted'] ?? 1);
};

describe('by priority', () => {
  test.each([
    { rate: 50, threshold: 2 },
    { rate: 80, threshold: 5 },
    { rate: 150, threshold: 5 },
  ])(
    'with one threshold of $threshold for all it is the loss of M/M/1/K at $rate tasks a second',
    async (row) => {
      const rho = row.rate / 100;
      let all = 0;
      let power = 1;
      for (let n = 0; n <= row.threshold; n++, power *= rho) all += power;
      const loss = power / rho / all;
      const shed = await shareShed(
        queue(`shedding: { kind: priority, thresholds: { 10: ${row.threshold} } }`, row.rate),
      );
      expect(Math.abs(shed / loss - 1)).toBeLessThan(0.05);
    },
  );

  test('what is important is done in time, however much comes that is not', async () => {
    const metrics = await metricsOf(`
duration: unlimited
agents: 10
scheduler: { algorithm: priority_queue, agent_queue: 0, shedding: { kind: priority, thresholds: { 5: 1 } } }
retry: { timeout: never }
workloads:
  - { name: calls, tenant: calls, priority: 9, arrivals: poisson(rate=50/s), service: exponential(mean=100ms), stop: 60s }
  - { name: bulk, tenant: bulk, priority: 2, arrivals: poisson(rate=500/s), service: exponential(mean=100ms), stop: 60s }
`);
    expect(metrics['tenant.calls.latency.p95']).toBeLessThan(0.6);
    expect(metrics['agents.utilization']).toBeGreaterThan(0.85);
  });
});

describe('by delay', () => {
  const codel = 'shedding: { kind: codel, target: 20ms, interval: 100ms }';

  test('nothing is shed where no queue stands, and nothing waits long where one would', async () => {
    expect(await shareShed(queue(codel, 50))).toBeLessThan(0.01);
    const { metrics, bounds } = await summaryOf(queue(codel, 130));
    // 30 of 130 are too many.
    const shed = metrics['tasks.shed.waited'] ?? bounds['tasks.shed.waited']?.lower ?? 0;
    expect(shed / (metrics['tasks.submitted'] ?? 1)).toBeGreaterThan(0.2);
    expect(shed / (metrics['tasks.submitted'] ?? 1)).toBeLessThan(0.26);
    expect(bounds['task.wait.p50']?.upper ?? metrics['task.wait.p50']).toBeLessThan(1);
    // Without it a third of the time is what tasks wait in the end.
    const without = await summaryOf(queue('shedding: none', 130));
    expect(without.bounds['task.wait.p50']?.lower).toBeGreaterThan(20);
    expect(without.metrics['tasks.shed.waited']).toBeNull();
  });

  test.each([
    'topology: star',
    'topology: tree, fanout: 5',
    'topology: mesh, fanout: 5',
    'topology: star, standby: true',
  ])('%s: in each, all tasks end, and waits are short', async (coordination) => {
    const { metrics } = await summaryOf(`
duration: unlimited
agents: 10
coordination: { ${coordination} }
scheduler: { algorithm: least_loaded, agent_queue: 0, ${codel} }
retry: { timeout: never }
workload: { arrivals: poisson(rate=130/s), service: exponential(mean=100ms), stop: 60s }
`);
    expect(metrics['tasks.lost']).toBe(0);
    expect(metrics['tasks.unfinished']).toBe(0);
    expect(metrics['tasks.shed.waited']).toBeGreaterThan(1000);
    expect((metrics['tasks.completed'] ?? 0) + (metrics['tasks.failed'] ?? 0)).toBe(
      metrics['tasks.submitted'],
    );
    expect(metrics['task.wait.p95']).toBeLessThan(2);
  });
});
