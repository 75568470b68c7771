/** The same tasks come whatever the scheduler does: common random numbers. */
import { describe, expect, test } from 'vitest';
import { DISTRIBUTION_ALGORITHMS } from '../../src/modules/scheduling/algorithms/index.ts';
import type { WorldSpec } from '../../src/world/spec/spec.ts';
import type { World } from '../../src/world/world.ts';
import {
  backlog,
  exponential,
  finish,
  group,
  type Overrides,
  quietWorld,
  s,
  task,
  uniform,
  worldSpec,
} from './spec.ts';

const work = task({
  service: exponential(2),
  priority: uniform(0, 20),
  payload: uniform(0, 1000),
  affinity_keys: 7,
  failure: { probability: 0.2, regions: {} },
});

function build(overrides: Overrides = {}): WorldSpec {
  return worldSpec({
    seed: 'common',
    agents: { groups: [group({ count: 5, speed: uniform(0.5, 2) })] },
    scheduler: { agent_queue: 1 },
    retry: { max_attempts: 3 },
    workloads: [
      {
        kind: 'open',
        name: 'stream',
        region: null,
        start: 0,
        arrivals: { process: 'poisson', rate: 2 },
        tasks: 300,
        stop: null,
        task: work,
      },
      backlog(20, { name: 'batch', task: work }),
    ],
    ...overrides,
  });
}

/** What each task asks for and when it came, by workload and number, whatever order they were created in. */
function tasks(world: World): Record<string, number[]> {
  const table = world.parts.tasks;
  const found: Record<string, number[]> = {};
  for (let t = 0; t < table.count; t++) {
    found[`${table.workload[t]}/${table.index[t]}`] = [
      table.submittedAt[t],
      table.demand[t],
      table.priority[t],
      table.payload[t],
      table.affinity[t],
    ];
  }
  return found;
}

const run = (spec: WorldSpec, replication = 0) => finish(quietWorld(spec, replication));
const baseline = run(build());

describe('tasks', () => {
  test.each(DISTRIBUTION_ALGORITHMS.names())('are the same under %s', (algorithm) => {
    const world = run(build({ scheduler: { algorithm, agent_queue: 0 } }));
    expect(tasks(world)).toEqual(tasks(baseline));
  });

  test('are the same whatever the agents, faults, network and retries', () => {
    const other = build({
      agents: { groups: [group({ count: 2 }), group({ name: 'more', slots: 3 })] },
      network: { message_size: 5 },
      retry: { max_attempts: 1, ack_timeout: 5 },
      faults: [
        {
          kind: 'link',
          name: 'bad',
          schedule: { kind: 'at', times: [3] },
          duration: exponential(5),
          from: null,
          to: null,
          both_ways: false,
          loss: 0.3,
          duplicate: 0,
          reorder: 0,
          latency_factor: 1,
          latency_added: 0.5,
        },
      ],
    });
    expect(tasks(run(other))).toEqual(tasks(baseline));
  });

  test('of one workload do not depend on another', () => {
    const [stream] = build().workloads;
    const alone = tasks(run({ ...build(), workloads: [stream] }));
    const together = tasks(baseline);
    for (const [name, values] of Object.entries(alone)) expect(together[name]).toEqual(values);
  });

  test('differ under another seed, and in another replication', () => {
    expect(tasks(run({ ...build(), seed: 'other' }))).not.toEqual(tasks(baseline));
    expect(tasks(run(build(), 1))).not.toEqual(tasks(baseline));
  });

  test('have priorities 1 to 10, whole payloads and keys from 1', () => {
    const { priority, payload, affinity, count } = baseline.parts.tasks;
    const seen = (values: ArrayLike<number>) => new Set(Array.from(values).slice(0, count));
    expect(Math.min(...seen(priority))).toBe(1);
    expect(Math.max(...seen(priority))).toBe(10);
    for (const bytes of seen(payload)) expect(Number.isInteger(bytes)).toBe(true);
    expect([...seen(affinity)].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('failures', () => {
  test('of the k-th execution of a task are the same whoever runs it', () => {
    // Every task runs until it succeeds: how often it takes is in its coins.
    const counts = (algorithm: string) => {
      const world = run(
        build({
          scheduler: { algorithm, agent_queue: 0 },
          retry: { max_attempts: 1000, backoff: 1, ack_timeout: 100 },
        }),
      );
      const { executions, workload, index, count } = world.parts.tasks;
      const byTask: Record<string, number> = {};
      for (let t = 0; t < count; t++) byTask[`${workload[t]}/${index[t]}`] = executions[t];
      return byTask;
    };
    const first = counts('least_loaded');
    expect(counts('random')).toEqual(first);
    const total = Object.values(first).reduce((sum, count) => sum + count, 0);
    // 320 tasks, each 1 / 0.8 executions on average.
    expect(total / 320).toBeGreaterThan(1.15);
    expect(total / 320).toBeLessThan(1.35);
  });

  test('come with the probability of the region where the task runs', () => {
    const world = run(
      worldSpec({
        cluster: { regions: [{ name: 'home', zones: 1, nodes: build().cluster.regions[0].nodes }] },
        retry: { max_attempts: 1 },
        workloads: [
          backlog(5, { name: 'here', task: task({ failure: { probability: 0, regions: { home: 1 } } }) }),
          backlog(5, {
            name: 'elsewhere',
            task: task({ failure: { probability: 0, regions: { away: 1 } } }),
          }),
        ],
      }),
    );
    expect(Array.from(world.parts.tasks.state.slice(0, 10))).toEqual([3, 3, 3, 3, 3, 2, 2, 2, 2, 2]);
    expect(world.now).toBe(s(10));
  });
});

describe('requests that are answered from kept results', () => {
  const [stream, ...others] = build().workloads;
  const withCache = (ttl: number) =>
    run(
      build({
        workloads: [
          {
            ...stream,
            cache: { ttl, keys: { kind: 'zipf', n: 10, s: 1, step: 1 }, size: 5 },
          } as typeof stream,
          ...others,
        ],
      }),
    );

  test('leave the tasks of all others as they were', () => {
    const plain = tasks(baseline);
    for (const ttl of [0.5, 100]) {
      const kept = tasks(withCache(ttl));
      expect(Object.keys(kept).length).toBeLessThan(Object.keys(plain).length);
      for (const [name, values] of Object.entries(kept)) expect(plain[name], name).toEqual(values);
    }
  });
});

describe('the tasks of flows', () => {
  const step = (name: string, attempts = 1) => ({
    name,
    attempts,
    delay: 0,
    from: name,
    otherwise: 'skip' as const,
    checkpoint: false,
    emits: [],
    task: work,
  });
  const flows = (algorithm: string, count: number) =>
    run(
      build({
        scheduler: { algorithm, agent_queue: 1 },
        retry: { max_attempts: 1 },
        workloads: [
          {
            kind: 'flow',
            name: 'flow',
            region: null,
            start: 0,
            arrivals: { process: 'poisson', rate: 1 },
            on: null,
            count,
            stop: null,
            max_open: 1000,
            events: 'none',
            steps: [step('a', 3), step('b'), step('c', 2)],
          },
        ],
      }),
    );
  /** Without the time: when a step begins is up to the scheduler. */
  const asked = (world: World) =>
    Object.fromEntries(Object.entries(tasks(world)).map(([name, [, ...rest]]) => [name, rest]));

  test.each(['random', 'round_robin', 'central_queue'])('are the same under %s', (algorithm) => {
    expect(asked(flows(algorithm, 60))).toEqual(asked(flows('least_loaded', 60)));
  });

  test('do not depend on how many flows follow', () => {
    const few = asked(flows('least_loaded', 20));
    const many = asked(flows('least_loaded', 60));
    for (const [name, values] of Object.entries(few)) expect(many[name], name).toEqual(values);
  });
});
