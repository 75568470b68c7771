import { expect, test, vi } from 'vitest';
import { documentOf, live, liveFolder, liveMetric } from './live.ts';

// Seconds, where the machine has nothing else to do.
vi.setConfig({ testTimeout: 240_000 });

/** Two of six agents are slow for eight seconds: tasks of 200 ms take them 667 ms. */
const ILL = `name: ill
seed: 3
duration: 30s
agents: 6
network: { latency: 1ms }
scheduler: { agent_queue: 0 }
health:
  heartbeat_interval: 500ms
  detector: health_states
  parameters: { degraded_after: 400ms, critical_after: 2s, work: 200ms, timeout: 8s }
workload: { arrivals: poisson(rate=12/s), service: 200ms, stop: 25s }
faults: [{ kind: slow, target: { agents: 2 }, at: 8s, duration: 8s, factor: 30% }]
`;

test('states of health are told of processes that are slow, by the same rules as in the simulation', async () => {
  const cwd = liveFolder({ 'ill.yaml': ILL });
  const outcome = await live(cwd, ['ill.yaml', '--speed', '2', '--processes', '2', '--json', '--quiet']);
  const document = documentOf(outcome);
  expect(document).toMatchObject({ end: 'finished', violations: [] });
  for (const side of ['live', 'simulated'] as const) {
    const degraded = document.metrics['health.changes.degraded']?.[side];
    expect(degraded, side).toBeGreaterThanOrEqual(2);
    // By the third slow answer; a machine that does other things as well may be later.
    const noticed = document.metrics['health.time_to_notice.slow']?.[side];
    expect(noticed, side).toBeGreaterThan(1);
    expect(noticed, side).toBeLessThan(8);
  }
  expect(liveMetric(document, 'tasks.completed')).toBe(liveMetric(document, 'tasks.submitted'));
});
