/** What is measured and said of agents that are spawned, from the text of a scenario to its metrics. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';
import { METRICS } from '../../src/recording/metrics.ts';

/** Six agents of 1 MB, three waves of 6, 1 and 1 tasks; messages take no time. */
const EXAMPLE = `
agents: { count: 6, memory: 1MB }
scheduler: { algorithm: least_loaded, agent_queue: 0 }
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
workload:
  waves:
    - { name: read, tasks: 6, service: 10s }
    - { name: consolidate, tasks: 1, service: 10s }
    - { name: clean up, tasks: 1, service: 10s }
`;

async function metricsOf(text: string) {
  return (await runScenario(parseScenario(text))).summary.metrics;
}

async function summary(text: string) {
  return (await runScenario(parseScenario(EXAMPLE + text))).summary;
}

describe('the example of the document', () => {
  test('with a pool: six agents, of which two do two tasks', async () => {
    const { metrics, notes } = await summary('spawning: { mode: sequential, boot: 300ms, per_wave: pool }');
    expect(metrics).toMatchObject({
      makespan: 31.8,
      'spawn.count': 6,
      'spawn.pooled': 0,
      'spawn.queue.max': 5,
      'spawn.refused': 0,
      'spawn.latency.max': 1.8,
      'spawn.boot.max': 0.3,
      'pool.size': 6,
      'pool.reuse_rate.waves': 2 / 3,
      'pool.reuse_rate.slots': 0.25,
      'pool.tasks_per_agent': 8 / 6,
      'agents.hibernated.mean': null,
      'agents.memory.max': 6e6,
    });
    expect(metrics['spawn.latency.mean']).toBeCloseTo(1.05, 9);
    // Six agents, less what had not been begun in the first 1.5 s: five after 0.3 s, four after 0.6 s, ...
    expect(metrics['agents.memory.mean']).toBeCloseTo(6e6 - (0.3 * 15e6) / 31.8, 0);
    expect(notes).toEqual([]);
  });

  test('with fresh agents: eight, 0.6 s later, and less memory', async () => {
    const { metrics } = await summary('spawning: { mode: sequential, boot: 300ms, per_wave: fresh }');
    expect(metrics).toMatchObject({ makespan: 32.4, 'spawn.count': 8, 'pool.size': null });
    expect(metrics['agents.memory.mean']).toBeLessThan(4.5e6);
    expect(metrics['agents.availability']).toBe(1);
  });
});

describe('availability', () => {
  const boot = (duration: string, more = '') =>
    metricsOf(
      `duration: ${duration}\nagents: 1\nspawning: { mode: sequential, boot: 10s }\nworkload: { backlog: 1, service: 1h }\n${more}`,
    );

  test('is none where no agent was ever up', async () => {
    expect((await boot('9s'))['agents.availability']).toBeNull();
  });

  test('is of the time from which an agent is there, not of its start', async () => {
    // Up from 10 s on, down from 20 s to 25 s.
    const crash = 'faults: [{ name: down, kind: crash, target: { agents: 1 }, at: 20s, duration: 5s }]';
    expect((await boot('50s', crash))['agents.availability']).toBeCloseTo(1 - 5 / 40, 3);
  });
});

test('nothing of it is measured where agents are not spawned', async () => {
  const { metrics } = await summary('');
  const ofSpawning = METRICS.filter(({ name }) =>
    /^(spawn|pool)\.|^agents\.(hibernated|memory)\./.test(name),
  );
  expect(ofSpawning.length).toBeGreaterThan(12);
  for (const { name } of ofSpawning) expect([name, metrics[name]]).toEqual([name, null]);
  expect(metrics['spawn.latency.mean']).toBeNull();
});

test('sleep is measured', async () => {
  const { metrics } = await summary(
    'spawning: { mode: pool, size: 6, take: 0s, per_wave: pool, hibernate: { after: 5s, wake: 1s, memory: 100kB } }',
  );
  // Five are idle at 10 s and asleep from 15 s on. For the third task one of them is woken at 20 s; in its place sleeps, from 25 s to the end
  // at 31 s, whoever did the second.
  expect(metrics.makespan).toBe(31);
  const slept = 5 * 5 + 4 * 11 + 6;
  expect(metrics['agents.hibernated.mean']).toBeCloseTo(slept / 31, 9);
  // Six spares are made in the place of those taken, in 30 to 40 ms, and stay.
  const memory = metrics['agents.memory.mean'] ?? 0;
  expect(memory).toBeCloseTo(12e6 - (slept * 0.9e6) / 31, 6);
  expect(metrics['spawn.pooled']).toBe(1);
});

test('what was spawned before the warm-up was over is left out', async () => {
  const { metrics } = await summary('spawning: { mode: sequential, boot: 300ms }\nwarmup: 1s');
  expect(metrics['spawn.count']).toBe(3);
  expect(metrics['spawn.latency.max']).toBe(1.8);
  expect(metrics['spawn.queue.max']).toBe(2);
});

test('requests beyond the limit are told', async () => {
  const text = `
agents: 10
scheduler: { agent_queue: 0 }
spawning: { mode: batch, max_agents: 2 }
scaling: { policy: target_tracking, initial: 1 }
workload: { backlog: 100, service: 10s }
`;
  const { metrics, notes } = (await runScenario(parseScenario(text))).summary;
  expect(metrics['spawn.refused']).toBeGreaterThan(0);
  expect(metrics['agents.provided.max']).toBe(2);
  expect(notes).toEqual([
    `${metrics['spawn.refused']} requests for agents were refused: there were as many as spawning.max_agents (2) allows.`,
  ]);
});
