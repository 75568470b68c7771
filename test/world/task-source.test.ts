/** The same tasks come whatever the scheduler does: common random numbers. */
import { describe, expect, test } from 'vitest';
import { DISTRIBUTION_ALGORITHMS } from '../../src/modules/scheduling/algorithms/index.ts';
import type { WorldSpec } from '../../src/world/spec.ts';
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
