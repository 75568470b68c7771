/** Agents that turn tasks away when their queue is full, from the scenario file to the run. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { metricsOf, summaryOf } from '../lab/from-text.ts';

const BASE = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
`;

describe('an agent with a full queue', () => {
  const text = `${BASE}
scheduler: { algorithm: round_robin, agent_queue: unlimited }
agents: { count: 1, queue_limit: 1, when_full: reject }
retry: { max_attempts: 1, timeout: never }
workload: { arrivals: "deterministic(interval=1s)", tasks: 5, service: 3.5s }
`;

  example('loses what comes to it, by worked example', async () => {
    // At 1 s the first begins, at 2 s the second waits; those of 3 and 4 s are lost. At 4.5 s the second begins, and the fifth waits.
    const { metrics, notes } = await summaryOf(text);
    expect(metrics).toMatchObject({
      'tasks.submitted': 5,
      'tasks.completed': 3,
      'tasks.failed': 2,
      'tasks.rejected': 2,
      'tasks.rejections': 2,
      'tasks.success_rate': 0.6,
      'tasks.retried': 0,
      'invariants.violations': 0,
    });
    expect(metrics['task.wait.mean']).toBeCloseTo((0 + 2.5 + 3) / 3, 9);
    expect(notes).toContain(
      '2 tasks failed because an agent that was full (when_full: reject) turned away the last of 1 attempt.',
    );
  });

  example('keeps nothing from being done elsewhere while attempts are left', async () => {
    const metrics = await metricsOf(text, ['agents.count=4', 'retry.max_attempts=4', 'agents.queue_limit=0']);
    expect(metrics).toMatchObject({ 'tasks.completed': 5, 'tasks.rejected': 0 });
  });

  example('that blocks keeps tasks at the coordinator instead', async () => {
    const metrics = await metricsOf(text, ['agents.when_full=block']);
    expect(metrics).toMatchObject({ 'tasks.completed': 5, 'tasks.failed': 0, 'tasks.rejections': 0 });
  });

  example('waits for the back-off before it is asked again', async () => {
    const metrics = await metricsOf(text, [
      'retry.max_attempts=20',
      'retry.backoff=1s',
      'retry.backoff_limit=1s',
    ]);
    expect(metrics['tasks.rejections']).toBeGreaterThan(2);
    expect(metrics['task.latency.part.backoff.mean']).toBeGreaterThan(0);
    expect(metrics['task.latency.mean']).toBeCloseTo(
      ['waiting', 'attempts', 'backoff', 'service', 'report'].reduce(
        (sum, part) => sum + (metrics[`task.latency.part.${part}.mean`] as number),
        0,
      ),
      9,
    );
  });

  example('does not make a backlog without end of an overload', async () => {
    const set = ['workload.tasks=unlimited', 'duration=10min', 'workload.service=exponential(mean=5s)'];
    const { load } = await summaryOf(text, set);
    expect(load?.offered).toBeCloseTo(5, 9);
    expect(load?.state).not.toBe('overloaded');
    expect(load?.state).not.toBe('growing');
  });
});

describe('is refused where no agent would ever turn a task away:', () => {
  example.each([
    ['agents: { count: 1, when_full: reject }', '', /an agent without queue_limit always has room/],
    [
      'agents: { count: 1, when_full: reject, queue_limit: 2 }',
      'scheduler: { algorithm: random, agent_queue: 2 }',
      /with agent_queue 2 no agent is ever given more than it has room for/,
    ],
    [
      'agents: { groups: [{ name: a, count: 1, when_full: reject, queue_limit: 2 }] }',
      'scheduler: late_binding',
      /agents\.groups\[0\]\.when_full: with late_binding no agent is ever given more/,
    ],
    ['agents: { count: 1, when_full: drop }', '', /block or reject/],
  ])('%s %s', async (agents, scheduler, message) => {
    const text = `${agents}\n${scheduler}\nworkload: { backlog: 3, service: 1s }`;
    await expect(metricsOf(text)).rejects.toThrow(message);
  });
});

test.prop(
  [
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom('random', 'round_robin', 'least_loaded', 'power_of_d_choices'),
    fc.constantFrom('star', 'tree'),
    fc.integer({ min: 1, max: 1000 }),
  ],
  { numRuns: 15 },
)(
  'tasks are conserved, whatever the algorithm and the topology',
  async (queue, attempts, algorithm, topology, seed) => {
    const text = `
seed: ${seed}
scheduler: { algorithm: ${algorithm}, agent_queue: unlimited }
coordination: { topology: ${topology}, fanout: 4 }
agents: { count: 12, slots: 1, queue_limit: ${queue}, when_full: reject }
retry: { max_attempts: ${attempts}, timeout: never, backoff: 100ms }
workload: { arrivals: "poisson(rate=20/s)", tasks: 200, service: "exponential(mean=1s)", failure: 5% }
`;
    const metrics = await metricsOf(text);
    const of = (name: string) => metrics[name] as number;
    expect(of('tasks.completed') + of('tasks.failed')).toBe(of('tasks.submitted'));
    expect(of('tasks.rejected')).toBeLessThanOrEqual(of('tasks.failed'));
    expect(of('tasks.rejections')).toBeGreaterThanOrEqual(of('tasks.rejected'));
    expect(of('invariants.violations')).toBe(0);
    expect(of('tasks.lost')).toBe(0);
  },
);
