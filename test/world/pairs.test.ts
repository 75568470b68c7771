/** Agents that are not equally fast at every task, nor equally dear, from the scenario file to the run. */
import { describe, test as example, expect } from 'vitest';
import { ranksOf } from '../../src/world/plan/ranks.ts';
import { metricsOf, summaryOf } from '../lab/from-text.ts';
import { backlog, constant, group, task, worldSpec } from './spec.ts';

const FREE = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
retry: { timeout: never }
`;
const TWO = `${FREE}agents: { count: 2, groups: [ { name: a, count: 1 }, { name: b, count: 1, speed: 2 } ] }\n`;

describe('an execution takes its work by the speed of the agent and by that of its group at the task', () => {
  example.each([
    ['{}', 8, 4],
    ['{ a: 4 }', 2, 4],
    ['{ a: 0.5, b: 2 }', 16, 2],
  ])('relative_speed: %s', async (relative, first, second) => {
    const text = `${TWO}workload: { backlog: 2, service: 8s, relative_speed: ${relative} }\n`;
    const metrics = await metricsOf(text, ['scheduler=round_robin']);
    expect(metrics['task.service.mean']).toBeCloseTo((first + second) / 2, 9);
    expect(metrics['task.service.max']).toBeCloseTo(Math.max(first, second), 9);
    expect(metrics.makespan).toBeCloseTo(Math.max(first, second), 9);
  });
});

describe('heft', () => {
  /** Two kinds of task, each of which another group is good at: R||Cmax with 2 s against 8 s, or 4 s at speed 2. */
  const kinds = `${FREE}agents: { count: 2, groups: [ { name: a, count: 1 }, { name: b, count: 1 } ] }
scheduler: heft
workload:
  - { name: x, backlog: 3, service: 8s, relative_speed: { a: 4 } }
  - { name: y, backlog: 3, service: 8s, relative_speed: { b: 4 } }
`;

  example('gives each task to the agent that is good at it', async () => {
    expect((await metricsOf(kinds)).makespan).toBeCloseTo(6, 9);
    // Whoever does not look takes turns: 8 s for half of them.
    expect((await metricsOf(kinds, ['scheduler=round_robin'])).makespan).toBeGreaterThan(6);
  });

  example('has ranks by the mean cost over the agents', () => {
    const spec = worldSpec({
      agents: {
        groups: [group({ name: 'a', count: 1 }), group({ name: 'b', count: 3, speed: constant(2) })],
      },
      workloads: [backlog(1, { task: task({ service: constant(8), relative_speed: { a: 4, b: 0.5 } }) })],
    });
    // 8 / 4 once, and 8 / (2 x 0.5) three times.
    expect(ranksOf(spec)).toEqual([((2 + 3 * 8) / 4) * 1e6]);
  });
});

describe('the offered load', () => {
  const open = (rate: number, more = '') =>
    `${TWO}duration: 1min\nworkload: { arrivals: "poisson(rate=${rate}/s)", service: 1s, relative_speed: { a: 4 }${more} }\n`;

  example('is no less than the fastest could make of it, and not said where it may be more', async () => {
    expect((await summaryOf(open(1))).load?.offered).toBeNull();
    const { load } = await summaryOf(open(15));
    // 15 tasks of 0.25 s at most a second, for agents that do 3 s of work.
    expect(load).toMatchObject({ state: 'overloaded', offered: 1.25 });
    expect(load?.reason).toContain('at least 125 %');
  });

  example('is exact where only agents of one group are capable', async () => {
    const text = open(1, ', capabilities: [x]').replace(
      'name: a, count: 1',
      'name: a, count: 1, capabilities: [x]',
    );
    expect((await summaryOf(text)).load?.offered).toBeCloseTo(0.25, 9);
  });
});

describe('a price', () => {
  example('is paid for every execution that begins, by the group of its agent', async () => {
    const text = `${TWO}workload: { backlog: 4, service: 8s, price: { a: 0.5, b: 3 } }\n`;
    // Turn by turn: two executions each.
    const metrics = await metricsOf(text, ['scheduler=round_robin']);
    expect(metrics['tasks.cost']).toBeCloseTo(7, 12);
    expect(metrics['tasks.cost_per_task']).toBeCloseTo(7 / 4, 12);
  });

  example('is also paid for those that fail, and not by the warm-up', async () => {
    const text = `${TWO}warmup: 5500ms\nworkload: { arrivals: "deterministic(interval=2s)", tasks: 4, service: 1s, failure: 100%, price: { a: 1, b: 1 } }\n`;
    // Those of 2 and 4 s, tried twice, are of the warm-up; those of 6 and 8 s are not.
    const metrics = await metricsOf(text, ['retry.max_attempts=2']);
    expect(metrics['tasks.cost']).toBe(4);
    expect(metrics['tasks.cost_per_task']).toBeNull();
  });

  example('adds up in decimals', async () => {
    const text = `${TWO}workload: { backlog: 28, service: 1s, price: { a: 0.1, b: 0.1 } }\nclaims: [tasks.cost <= 2.8]\n`;
    const { metrics, claims } = await summaryOf(text);
    expect([metrics['tasks.cost'], claims[0].verdict]).toEqual([2.8, 'met']);
  });

  example('that nobody gave is none', async () => {
    expect((await metricsOf(`${TWO}workload: { backlog: 1, service: 1s }\n`))['tasks.cost']).toBeNull();
  });
});

describe('is refused', () => {
  example.each([
    ['backlog: 1, relative_speed: { c: 2 }', /relative_speed\.c.*(known|groups?)/s],
    ['backlog: 1, relative_speed: { a: 0 }', /relative_speed\.a: expected/],
    ['backlog: 1, price: { c: 2 }', /price\.c/],
    ['backlog: 1, price: { a: -1 }', /price\.a: expected/],
    ['arrivals: { poisson: { load: 50% } }, tasks: 5, relative_speed: { a: 2 }', /give rate instead of load/],
  ])('%s', async (workload, message) => {
    await expect(metricsOf(`${TWO}workload: { ${workload}, service: 1s }\n`)).rejects.toThrow(message);
  });
});
