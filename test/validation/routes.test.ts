/** Agents that are judged by how their attempts end, in whole runs. */
import { expect, test } from 'vitest';
import { summaryOf } from '../lab/from-text.ts';

/** Twenty agents at 80 %, of which two fail at all that they are given; the others never. */
const failing = (scheduler: string, more = '') => `
duration: 200s
cluster: { regions: [main, bad] }
agents: { groups: [{ name: well, count: 18, regions: [main] }, { name: ill, count: 2, regions: [bad] }] }
scheduler: { algorithm: random, agent_queue: 0, ${scheduler} }
retry: { max_attempts: 10 }
workload: { arrivals: poisson(rate=70/s), service: 200ms, failure: { probability: 0%, regions: { bad: 100% } }, stop: 180s }
${more}`;

test('with ejection two agents that always fail are out but for the seconds after each return', async () => {
  const { metrics } = await summaryOf(failing('ejection: true'));
  const { 'routes.ejections': ejections, 'routes.ejected.mean': mean } = metrics;
  // At once, and then after 30, 60 and 90 s, each time at the sweep before the end of it: two agents, three or four times.
  expect(ejections).toBeGreaterThanOrEqual(6);
  expect(ejections).toBeLessThanOrEqual(8);
  expect(metrics['routes.ejections.consecutive']).toBe(ejections);
  // Five failures each.
  expect(metrics['tasks.retried']).toBeGreaterThanOrEqual(5 * (ejections as number));
  expect(metrics['tasks.retried']).toBeLessThan(7 * (ejections as number));
  expect(metrics['routes.ejected.max']).toBe(2);
  expect(mean).toBeGreaterThan(1.5);
  expect(metrics['tasks.completed']).toBe(metrics['tasks.submitted']);
});

test('without it each of them takes its share of the attempts, and nothing is measured of ejections', async () => {
  const { metrics } = await summaryOf(failing('queue_limit: unlimited'));
  const share = (metrics['tasks.retried'] as number) / (metrics['tasks.executions'] as number);
  expect(share).toBeGreaterThan(0.08);
  expect(metrics['routes.ejections']).toBeNull();
  expect(metrics['routes.ejected.mean']).toBeNull();
});

test('no more are out than may be, and who is spared is counted', async () => {
  const { metrics } = await summaryOf(failing('ejection: { budget: { share: 5% } }'));
  expect(metrics['routes.ejected.max']).toBe(1);
  expect(metrics['routes.spared']).toBeGreaterThan(10);
});

test('a breaker lets ten through after each minute, and opens again', async () => {
  const { metrics } = await summaryOf(failing('breaker: { size: 20, minimum: 20 }'));
  // Opened within seconds, and tried at about 60 and 120 s, and once more for the slower of the two.
  expect(metrics['routes.ejections.failures']).toBe(2);
  expect(metrics['routes.ejections.trial']).toBeGreaterThanOrEqual(4);
  expect(metrics['tasks.retried']).toBe(2 * 20 + 10 * (metrics['routes.ejections.trial'] as number));
});

test('a coordinator that is lost knows nothing against anybody when it is back, and so does the other of a pair', async () => {
  const crash = 'faults: [{ kind: crash, target: { coordinators: root }, at: 20s, duration: 10s }]';
  const alone = await summaryOf(failing('ejection: { time: 300s }', crash));
  expect(alone.metrics['routes.ejections']).toBe(4);
  expect(alone.metrics['routes.ejected.max']).toBe(2);
  const pair = await summaryOf(
    failing(
      'ejection: { time: 300s }',
      `${crash}\ncoordination: { standby: { timeout: 2s, heartbeat: 500ms, witnesses: 3 } }`,
    ),
  );
  expect(pair.metrics['routes.ejections']).toBe(4);
  expect(pair.metrics['routes.ejected.max']).toBe(2);
  expect(pair.metrics['takeover.count']).toBe(1);
});

/** Ten agents: imports of 10 s, twice what these can do, and calls of 100 ms that need one agent. */
const crowded = (scheduler: string, topology = 'star') => `
duration: 300s
agents: 10
coordination: { topology: ${topology}, fanout: 5 }
scheduler: { algorithm: least_loaded, agent_queue: 0, ${scheduler} }
retry: { timeout: never }
workloads:
  - { name: imports, tenant: slow, arrivals: poisson(rate=2/s), service: 10s }
  - { name: calls, tenant: fast, arrivals: poisson(rate=10/s), service: 100ms }
`;

test.each(['star', 'tree'])(
  'a kind of task that would take all agents leaves some to others, in a %s',
  async (topology) => {
    const with8 = await summaryOf(crowded('bulkhead: 8', topology));
    const without = await summaryOf(crowded('bulkhead: unlimited', topology));
    const p95 = ({ metrics, bounds }: Awaited<ReturnType<typeof summaryOf>>) =>
      metrics['tenant.fast.latency.p95'] ?? bounds['tenant.fast.latency.p95']?.lower ?? 0;
    // Two agents for calls at half of what they can do, against calls behind imports that nobody can do.
    expect(p95(with8)).toBeLessThan(0.5);
    expect(p95(without)).toBeGreaterThan(10);
    expect(with8.metrics['bulkhead.held']).toBeGreaterThan(100);
    expect(without.metrics['bulkhead.held']).toBeNull();
    // Eight agents were at imports all the time but for the first seconds, and one of the others half of it.
    expect(with8.metrics['agents.utilization']).toBeGreaterThan(0.85);
    expect(with8.metrics['agents.utilization']).toBeLessThan(0.92);
  },
);

test('a run says so where no agents could be compared', async () => {
  const note = 'never did 5 agents of one coordinator have 100 attempts each within 10 s';
  const notesOf = async (ejection: string) =>
    (await summaryOf(failing(`ejection: ${ejection}`))).notes.join('\n');
  expect(await notesOf('true')).toContain(note);
  expect(await notesOf('{ success_rate: { attempts: 10 } }')).not.toContain('ejected');
  expect(await notesOf('{ success_rate: { deviations: never } }')).not.toContain('ejected');
});
