/** State that makes repeated work cheaper, in whole worlds. */
import { describe, expect, test } from 'vitest';
import type { AgentGroupSpec, TaskSpec } from '../../src/world/spec/spec.ts';
import { metricsOf } from '../lab/from-text.ts';
import {
  backlog,
  constant,
  exponential,
  finish,
  group,
  type Overrides,
  observedWorld,
  quietWorld,
  selector,
  task,
  worldSpec,
} from './spec.ts';

/** Tasks of ten seconds that all carry one key. */
const keyed = (tasks: number, more: Partial<TaskSpec> = {}) =>
  backlog(tasks, { task: task({ service: constant(10), affinity_keys: 1, ...more }) });
const holding = (more: Partial<AgentGroupSpec> = {}) => ({ groups: [group({ cache: 1, ...more })] });

/** Seconds that the run takes, and for each start whether the state was held. */
function hits(overrides: Overrides): { seconds: number; hits: boolean[] } {
  const { world, heard } = observedWorld(worldSpec(overrides));
  finish(world);
  const asked = heard.filter(([event]) => event === 'cacheAsked').map(([, , , , hit]) => hit === 1);
  return { seconds: world.now / 1e6, hits: asked };
}

describe('a task that repeats work', () => {
  test('takes its share of the time where the state is held', () => {
    const workloads = [keyed(3, { warm: 0.4 })];
    expect(hits({ agents: holding(), workloads })).toEqual({ seconds: 18, hits: [false, true, true] });
  });

  test('takes longer by the cold start where it is not, at the speed of the agent', () => {
    const workloads = [keyed(3, { cold_start: constant(6) })];
    expect(hits({ agents: holding({ speed: constant(2) }), workloads }).seconds).toBe(18);
  });

  test('gains nothing on an agent that holds no state, or when it has no key', () => {
    const warm = { warm: 0.4 };
    expect(hits({ agents: holding({ cache: 0 }), workloads: [keyed(3, warm)] }).seconds).toBe(30);
    expect(hits({ agents: holding(), workloads: [keyed(3, { ...warm, affinity_keys: 0 })] })).toEqual({
      seconds: 30,
      hits: [],
    });
  });

  test('finds the state from the end of the first execution on, not from its start', () => {
    // Both slots begin the key at once, and neither has it.
    const run = hits({ agents: holding({ slots: 2 }), workloads: [keyed(4, { warm: 0.4 })] });
    expect(run).toEqual({ seconds: 14, hits: [false, false, true, true] });
  });

  test('finds nothing after a crash', () => {
    const run = hits({
      agents: holding(),
      health: { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 2 } },
      workloads: [keyed(2, { warm: 0.4 })],
      faults: [
        {
          kind: 'crash',
          name: 'crash',
          schedule: { kind: 'at', times: [12] },
          duration: constant(1),
          target: selector(),
          factor: 1,
        },
      ],
    });
    // The second task begins warm, is lost, and begins anew on an agent that has forgotten.
    expect(run.hits).toEqual([false, true, false]);
  });
});

test('cold starts are drawn with the task: nothing else about it changes', () => {
  const drawn = (more: Partial<TaskSpec>) => {
    const base = { service: exponential(1), affinity_keys: 5, payload: exponential(100), ...more };
    const { tasks } = finish(
      quietWorld(worldSpec({ agents: holding(), workloads: [backlog(50, { task: task(base) })] })),
    ).parts;
    return { demand: tasks.demand.slice(0, 50), keys: tasks.affinity.slice(0, 50), cold: tasks.cold[7] };
  };
  const plain = drawn({});
  const cold = drawn({ cold_start: exponential(3) });
  expect(cold.demand).toEqual(plain.demand);
  expect(cold.keys).toEqual(plain.keys);
  expect([plain.cold, cold.cold > 0]).toEqual([0, true]);
});

describe('from a scenario', () => {
  const text = `
    duration: 5m
    agents: { count: 10, cache: 2 }
    workload: { arrivals: poisson(rate=4/s), service: 1s, affinity_keys: 20, warm: 40%, stop: 4m }
  `;
  const rate = async (scheduler: string) =>
    (await metricsOf(text, [`scheduler=${scheduler}`]))['cache.hit_rate'] ?? Number.NaN;

  test('a key hashed to one agent is found there, one sent anywhere is found by luck', async () => {
    // 20 keys over 10 agents that hold two each: anywhere, a key is held by one agent in ten.
    expect(await rate('random')).toBeLessThan(0.2);
    expect(await rate('consistent_hashing')).toBeGreaterThan(0.4);
  });

  test('without it nothing is reported', async () => {
    const metrics = await metricsOf('workload: { backlog: 3, service: 1s }');
    expect([metrics['cache.hits'], metrics['cache.hit_rate']]).toEqual([0, null]);
  });
});
