/** Counts at the instant when what they count is settled, and what the words of figures say. Worked examples, computed by hand. */
import { describe, expect, test } from 'vitest';
import { metricsOf, summaryOf } from './from-text.ts';

const COSTS = 'costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s }';
const AT_ONCE = `network: { latency: 0s }\ncoordination: { ${COSTS} }\n`;
const IN_A = `network: { latency: 0s }\ncoordination: { region: a, ${COSTS} }\n`;
const wasted = async (text: string, duration: string) =>
  (await metricsOf(text, [`duration=${duration}`]))['tasks.executions.wasted'];

describe('wasted executions', () => {
  test('count when a crash ends them', async () => {
    const text = `${AT_ONCE}
agents: 1
health: { heartbeat_interval: 1s, parameters: { timeout: 3s } }
retry: { timeout: never, max_attempts: 100 }
faults: [{ kind: crash, target: all, every: 20s, duration: 1s }]
workload: { backlog: 1, service: 60s }
`;
    expect(await wasted(text, '20500ms')).toBe(1);
    expect(await wasted(text, '41s')).toBe(2);
    expect(await wasted(text, '99s')).toBe(4);
  });

  test('count when another one of the task has succeeded, not when its end is recorded', async () => {
    // Cut off from 1 s to 100 s, both agents finish what they began before anybody hears of it: the first from 0 s to 20 s, the
    // other, told after 10 s of silence, from then on for 20 s.
    const text = `${IN_A}
cluster: { regions: [a, b, c] }
agents: { groups: [{ name: near, count: 1, regions: [b] }, { name: far, count: 1, regions: [c], speed: 0.5 }] }
health: { heartbeat_interval: 1s, parameters: { timeout: 5s } }
retry: { timeout: never }
faults:
  - { kind: partition, between: [a, b], at: 1s, duration: 200s }
workload: { backlog: 1, service: 20s }
`;
    const runs = await Promise.all(
      ['15s', '30s', '60s', '70s'].map((duration) => metricsOf(text, [`duration=${duration}`])),
    );
    expect(runs.map((metrics) => metrics['tasks.executions'])).toEqual([2, 2, 2, 2]);
    // The one that is cut off succeeds at 20 s, the other at about 46 s: one of them is not needed.
    expect(runs.map((metrics) => metrics['tasks.executions.wasted'])).toEqual([0, 0, 1, 1]);
    expect(runs.map((metrics) => metrics['tasks.effects.repeated'])).toEqual([0, 0, 1, 1]);
  });

  test('count when what was suspended is dropped', async () => {
    const text = `${AT_ONCE}
agents: 1
health: { heartbeat_interval: 1s, parameters: { timeout: 3s } }
scheduler: { algorithm: priority_queue, preemption: true }
retry: { timeout: never, max_attempts: 10 }
faults: [{ kind: crash, target: all, at: 10s, duration: 100s }]
workloads:
  - { name: long, backlog: 1, service: 60s, priority: 1 }
  - { name: urgent, backlog: 1, service: 60s, priority: 9, start: 5s }
`;
    // Both at once: the one that ran and the one that waited to go on.
    expect(await wasted(text, '12s')).toBe(2);
  });
});

describe('availability', () => {
  const one = (fault: string) =>
    metricsOf(`${AT_ONCE}
agents: 1
duration: 100s
health: { heartbeat_interval: 1s }
faults: [{ kind: ${fault}, target: all, at: 10s, duration: 50s }]
workload: { backlog: 1, service: 10h }
`);

  test('counts a pause as up, and a crash as down', async () => {
    expect((await one('pause'))['agents.availability']).toBe(1);
    expect((await one('crash'))['agents.availability']).toBe(0.5);
  });
});

describe('attempts used up without a confirmation', () => {
  const cut = (attempts: number) => `${IN_A}
cluster: { regions: [a, b] }
agents: { count: 1, regions: [b] }
health: { heartbeat_interval: 0s, detector: none }
retry: { timeout: never, ack_timeout: 1s, max_attempts: ${attempts} }
faults: [{ kind: partition, between: [a, b], at: 0s, duration: 20s }]
workload: { backlog: 1, service: 1s, start: 1s }
`;

  test('are told apart from work that failed', async () => {
    const failed = await summaryOf(cut(2));
    expect(failed.metrics).toMatchObject({ 'tasks.failed': 1, 'tasks.executions': 0 });
    expect(failed.notes).toContain(
      '2 attempts of the 2 that each task has were used up because nobody confirmed the assignment within 6 s (6 times retry.ack_timeout), not because the work failed. 1 task was given up by that. Such an attempt ends at an agent that is down, cut off or too slow to answer; raise retry.ack_timeout or retry.max_attempts.',
    );
    const late = await summaryOf(cut(10));
    expect(late.metrics['tasks.completed']).toBe(1);
    expect(late.notes.join()).toContain('used up because nobody confirmed the assignment within 6 s');
  });

  test('are not there where all is confirmed', async () => {
    const { notes } = await summaryOf(
      `${AT_ONCE}agents: 1\nworkload: { backlog: 5, service: 1s, failure: 50% }`,
    );
    expect(notes.join()).not.toContain('confirmed');
  });
});

describe('what is under way when a run ends', () => {
  test('is bounded: agents being created', async () => {
    const text =
      'agents: 2\nspawning: { mode: sequential, boot: 10s }\nworkload: { backlog: 2, service: 1h }\n';
    const cut = await summaryOf(text, ['duration=14s']);
    // One is up after 10 s; the other waited for that and has been under way for 4 s.
    expect(cut.metrics['spawn.latency.max']).toBeNull();
    expect(cut.bounds).toMatchObject({
      'spawn.latency.max': { lower: 10, upper: null },
      'spawn.latency.mean': { lower: 10, upper: null },
      'spawn.boot.mean': { lower: 7, upper: null },
    });
    const none = await summaryOf(text, ['duration=9s', 'claims=[spawn.latency.max < 20s]']);
    expect(none.bounds['spawn.latency.max']).toEqual({ lower: 9, upper: null, or_none: true });
    expect(none.claims[0]).toMatchObject({
      verdict: 'undecided',
      reason: '2 agents that were asked for have not come up',
    });
    expect((await summaryOf(text, ['duration=30s'])).metrics['spawn.latency.max']).toBe(20);
  });

  test('is bounded: changes of how peers work together', async () => {
    const text = `
duration: 30s
cluster: { regions: [a, b] }
agents: 12
coordination: { topology: mesh, fanout: 2, adapt: [{ at: 10s, topology: ring }] }
scheduler: { algorithm: least_loaded, agent_queue: 0 }
faults: [{ kind: partition, between: [a, b], at: 5s, duration: 40s }]
workload: { arrivals: "poisson(rate=5/s)", service: 500ms }
claims: [topology.change.time.max < 1min]
`;
    const cut = await summaryOf(text);
    expect(cut.metrics['topology.change.time.max']).toBeNull();
    expect(cut.bounds['topology.change.time.max']?.upper).toBeNull();
    expect(cut.claims[0]).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('not made the latest change'),
    });
    const whole = await summaryOf(text, ['duration=2min']);
    expect(whole.metrics['topology.change.time.max']).toBeGreaterThan(35);
    expect(whole.claims[0].verdict).toBe('met');
  });
});
