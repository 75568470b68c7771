/** Tasks that give up, from the scenario file to the run: wherever they are when their patience ends. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { Streams } from '../../src/engine/random/streams.ts';
import { TaskTable } from '../../src/world/core/task-table.ts';
import { TaskSource } from '../../src/world/workload/task-source.ts';
import { metricsOf, summaryOf } from '../lab/from-text.ts';

const FREE = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
`;

const workload = (more: string) => `workload: { arrivals: "deterministic(interval=1s)", ${more} }\n`;

describe('a task gives up when its patience ends', () => {
  const one = `${FREE}agents: 1\nscheduler: { algorithm: random, agent_queue: 0 }\nretry: { timeout: never }\n`;

  example.each([
    ['at the coordinator', []],
    ['at an agent', ['scheduler.agent_queue=unlimited']],
    [
      'at an agent that serves by priority',
      ['scheduler.algorithm=priority_queue', 'scheduler.agent_queue=unlimited'],
    ],
    ['with late binding', ['scheduler.algorithm=late_binding', 'scheduler.agent_queue=unlimited']],
  ])('while it waits %s', async (_, set) => {
    const text = `${one}${workload('tasks: 4, service: 10s, patience: 5s')}`;
    const { metrics, notes } = await summaryOf(text, set);
    // The first runs from 1 to 11 s; those of 2, 3 and 4 s give up at 7, 8 and 9.
    expect(metrics).toMatchObject({
      'tasks.submitted': 4,
      'tasks.completed': 1,
      'tasks.failed': 0,
      'tasks.abandoned': 3,
      'tasks.abandonment_rate': 0.75,
      'tasks.success_rate': 0.25,
      'tasks.executions': 1,
      'tasks.unfinished': 0,
      'invariants.violations': 0,
    });
    expect(metrics['task.abandonment.mean']).toBeCloseTo(5, 5);
    expect(metrics['task.latency.mean']).toBeCloseTo(10, 9);
    expect(notes).toContain(
      '3 tasks were abandoned: nothing was under way for them when their patience ended.',
    );
  });

  example('but not where it begins at that very instant', async () => {
    // 1 to 5 s; the second, of 2 s, is free to begin at 5, when its patience of 3 s ends.
    const metrics = await metricsOf(`${one}${workload('tasks: 2, service: 4s, patience: 3s')}`);
    expect(metrics).toMatchObject({ 'tasks.completed': 2, 'tasks.abandoned': 0 });
  });

  example('but not once it has begun, however long it runs', async () => {
    const metrics = await metricsOf(`${one}${workload('tasks: 1, service: 1h, patience: 1s')}`);
    expect(metrics).toMatchObject({ 'tasks.completed': 1, 'tasks.abandoned': 0 });
  });

  example('on its way to the agent, which then never begins it', async () => {
    const text = `health: { detector: none }
network: { latency: 2s }
agents: 1
retry: { timeout: never, ack_timeout: 1min }
${workload('tasks: 1, service: 1s, patience: 3s')}`;
    const metrics = await metricsOf(text);
    expect(metrics).toMatchObject({
      'tasks.abandoned': 1,
      'tasks.executions': 0,
      'invariants.violations': 0,
    });
    // There after 4 s, and the end is known 2 s later.
    expect(metrics['task.abandonment.mean']).toBeCloseTo(6, 2);
  });

  example('between two attempts, when the back-off is not over', async () => {
    const set = ['retry.max_attempts=5', 'retry.backoff=1h', 'retry.backoff_limit=1h'];
    const metrics = await metricsOf(
      `${one}${workload('tasks: 20, service: 1ms, failure: 100%, patience: 2s')}`,
      set,
    );
    expect(metrics).toMatchObject({ 'tasks.abandoned': 20, 'tasks.failed': 0 });
    expect(metrics['task.abandonment.max']).toBeLessThan(2.001);
  });

  example('in the queue of an agent that stands still, as soon as that goes on', async () => {
    const text = `${one}${workload('tasks: 2, service: 10s, patience: 5s')}
faults: [ { kind: pause, target: all, at: 3s, duration: 100s } ]`;
    const metrics = await metricsOf(text, ['scheduler.agent_queue=unlimited']);
    expect(metrics).toMatchObject({ 'tasks.completed': 1, 'tasks.abandoned': 1, 'invariants.violations': 0 });
    expect(metrics['task.abandonment.mean']).toBeCloseTo(101, 5);
  });

  example(
    'as a client sees it, it has failed: a closed population goes on, a wave is not passed',
    async () => {
      const closed = `${one}workload: { population: 3, tasks: 6, service: 4s, think: 1s, patience: 1s }\n`;
      const metrics = await metricsOf(closed);
      expect(metrics['tasks.submitted']).toBe(6);
      expect(metrics['tasks.abandoned']).toBeGreaterThan(0);
      const waves = `${one}workload:
  service: 4s
  patience: 1s
  waves: [ { tasks: 3, required_success: 100% }, { tasks: 1 } ]\n`;
      expect(await metricsOf(waves)).toMatchObject({ 'waves.completed': 0, 'tasks.abandoned': 2 });
    },
  );

  example('in a run that is cut, those that have not yet are bounds', async () => {
    const text = `${one}duration: 5s\n${workload('tasks: 4, service: 10s, patience: 8s')}`;
    const { metrics, bounds } = await summaryOf(text);
    expect(metrics['tasks.abandoned']).toBeNull();
    expect(bounds?.['tasks.abandoned']).toEqual({ lower: 0, upper: 4 });
    expect(bounds?.['tasks.success_rate']).toEqual({ lower: 0, upper: 1 });
    // Nobody gives up before 8 s.
    expect(bounds?.['task.abandonment.mean']).toMatchObject({ lower: 8, or_none: true });
  });

  example('so that no backlog grows without end', async () => {
    const text = `${one}duration: 20min\n${workload('service: "exponential(mean=3s)", patience: 10s')}`;
    const { load, bounds } = await summaryOf(text);
    expect(load?.offered).toBeCloseTo(3, 9);
    expect(['overloaded', 'growing']).not.toContain(load?.state);
    expect(bounds?.['tasks.abandonment_rate'].lower).toBeGreaterThan(0.5);
  });
});

example('patience is drawn by the name of the workload: nothing else about its tasks changes', () => {
  const drawn = (patience: boolean, service: number) => {
    const tasks = new TaskTable();
    const spec = {
      service: { kind: 'exponential' as const, mean: service },
      priority: { kind: 'uniform' as const, min: 1, max: 10 },
      payload: { kind: 'constant' as const, value: 0 },
      capabilities: [],
      affinity_keys: 9,
      failure: { probability: 0, regions: {} },
      ...(patience ? { patience: { kind: 'exponential' as const, mean: 1 } } : {}),
    };
    const source = new TaskSource(tasks, new Streams('1', 0), 0, 'w', [spec], 0, [0]);
    return Array.from({ length: 20 }, (_, i) => {
      if (i === 7) source.skip(0);
      const task = source.create(0, -1);
      tasks.submittedAt[task] = 0;
      return {
        rest: [tasks.demand[task] / service, tasks.priority[task], tasks.affinity[task]],
        patience: tasks.patienceEnd(task),
      };
    });
  };
  const rest = (list: ReturnType<typeof drawn>) => list.map((one) => one.rest);
  const patience = (list: ReturnType<typeof drawn>) => list.map((one) => one.patience);
  expect(rest(drawn(true, 1))).toEqual(rest(drawn(false, 1)));
  expect(patience(drawn(true, 1))).toEqual(patience(drawn(true, 1000)));
  expect(new Set(patience(drawn(false, 1)))).toEqual(new Set([Infinity]));
});

/** Peers look for room for what waits with them, which needs a limit at the agents. */
const SCHEDULERS = [
  'random, agent_queue: 3',
  'least_loaded, agent_queue: 1',
  'central_queue',
  'late_binding',
  'priority_queue, agent_queue: 2, preemption: { progress: keep }',
  'priority_queue, agent_queue: 2, preemption: { progress: lose }',
  'round_robin, agent_queue: 2, rebalance: { interval: 1s }',
];

test.prop(
  [
    fc.constantFrom(...SCHEDULERS),
    fc.constantFrom('star', 'tree', 'mesh', 'ring', 'star, standby: { witnesses: 3 }'),
    fc.constantFrom('', 'faults: [ { kind: crash, target: { agents: 50% }, at: 5s, duration: 10s } ]'),
    fc.constantFrom('1ms', '"discrete(values=[1ms, 700ms])"'),
    fc.constantFrom(0, 0.05),
    fc.integer({ min: 1, max: 1000 }),
  ],
  { numRuns: 40 },
)('tasks are conserved and none begins too late', async (scheduler, topology, fault, latency, loss, seed) => {
  const text = `
seed: ${seed}
scheduler: { algorithm: ${scheduler} }
coordination: { topology: ${topology}, fanout: 4 }
network: { latency: ${latency}, loss: ${loss} }
agents: { count: 12 }
retry: { max_attempts: 3, timeout: 20s, backoff: 100ms }
workload:
  arrivals: "poisson(rate=15/s)"
  tasks: 150
  service: "exponential(mean=1s)"
  priority: "uniform(min=1, max=10)"
  failure: 5%
  patience: "exponential(mean=2s)"
${fault}
`;
  const { metrics, notes } = await summaryOf(text);
  const of = (name: string) => metrics[name] as number;
  expect([of('invariants.violations'), notes]).toEqual([0, expect.anything()]);
  expect(of('tasks.completed') + of('tasks.failed') + of('tasks.abandoned')).toBe(150);
  expect(of('tasks.lost')).toBe(0);
  expect(of('tasks.duplicated')).toBe(0);
});
