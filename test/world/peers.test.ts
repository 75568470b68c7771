import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { WorldError } from '../../src/world/core/errors.ts';
import { TaskTable } from '../../src/world/core/task-table.ts';
import { Cluster } from '../../src/world/plan/cluster.ts';
import { Homes } from '../../src/world/plan/homes.ts';
import { type CoordinatorPlan, planCoordinators } from '../../src/world/plan/topology.ts';
import type { MeshSpec } from '../../src/world/spec/spec.ts';
import { metricsOf, summaryOf } from '../lab/from-text.ts';
import {
  backlog,
  constant,
  finish,
  group,
  links,
  observedWorld,
  region,
  selector,
  task,
  worldSpec,
} from './spec.ts';

const FULL: MeshSpec = { neighbourhood: 'full', neighbours: 4, routing: 'targeted', interval: 1, hops: 1 };

function plan(agents: number, fanout: number, mesh: Partial<MeshSpec> = {}, regions = 1): CoordinatorPlan[] {
  const cluster = new Cluster(['home', 'away', 'far'].slice(0, regions).map((name) => region(name)));
  const nodes = cluster.placeAgents([group({ count: agents })]);
  const { coordination } = worldSpec({
    coordination: { topology: 'mesh', fanout, mesh: { ...FULL, ...mesh } },
  });
  return planCoordinators(coordination, cluster, nodes);
}

describe('the plan of a mesh', () => {
  example('shares the agents out and makes everybody a neighbour, the next first', () => {
    expect(plan(5, 2)).toEqual([
      { process: 5, node: 0, parent: null, children: [0], leaf: true, neighbours: [6, 7], watches: 6 },
      { process: 6, node: 0, parent: null, children: [1, 2], leaf: true, neighbours: [7, 5], watches: 7 },
      { process: 7, node: 0, parent: null, children: [3, 4], leaf: true, neighbours: [5, 6], watches: 5 },
    ]);
  });

  example('of the nearest has those next to a peer', () => {
    const plans = plan(6, 1, { neighbourhood: 'nearest', neighbours: 2 });
    expect(plans.map(({ neighbours }) => neighbours)).toEqual([
      [7, 11],
      [8, 6],
      [9, 7],
      [10, 8],
      [11, 9],
      [6, 10],
    ]);
  });

  example('says when there are too many to know each other', () => {
    expect(() => plan(4002, 2)).toThrow('at most 2000 peers can know each other, and these are 2001');
    expect(plan(4002, 2, { neighbourhood: 'nearest' })).toHaveLength(2001);
    expect(() => plan(4002, 2, { neighbourhood: 'nearest', routing: 'gossip' })).toThrow(WorldError);
  });

  example('of nobody is one peer without neighbours', () => {
    expect(plan(0, 2)).toMatchObject([{ children: [], neighbours: [] }]);
  });

  test.prop([
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 2, max: 9 }),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom(2, 4, 6),
    fc.constantFrom('full' as const, 'nearest' as const),
  ])('has every agent once, and neighbours on both sides', (agents, fanout, regions, neighbours, reach) => {
    const plans = plan(agents, fanout, { neighbourhood: reach, neighbours }, regions);
    const below = plans.flatMap(({ children }) => children);
    expect([...below].sort((x, y) => x - y)).toEqual(Array.from({ length: agents }, (_, i) => i));
    for (const { process, neighbours: around = [], watches } of plans) {
      expect(new Set(around).size).toBe(around.length);
      expect(around).not.toContain(process);
      expect(around.length).toBe(
        reach === 'full' ? plans.length - 1 : Math.min(neighbours, plans.length - 1),
      );
      for (const other of around) expect(plans[other - agents].neighbours).toContain(process);
      if (plans.length > 1) expect(around).toContain(watches);
    }
  });
});

describe('the home of a task', () => {
  const homes = (tasks: TaskTable) => new Homes(tasks, 10, [[10, 11, 12], [12]]);

  example('is one peer after the other, among those that can do such tasks', () => {
    const tasks = new TaskTable();
    for (let i = 0; i < 6; i++) tasks.requirement[tasks.add(0, i, 0, 0)] = i % 3 === 2 ? 1 : 0;
    const table = homes(tasks);
    expect([0, 1, 2, 3, 4, 5].map((one) => table.choose(one))).toEqual([10, 11, 12, 12, 10, 12]);
    expect([0, 1, 2, 3, 4, 5].map((one) => table.of(one))).toEqual([10, 11, 12, 12, 10, 12]);
  });

  example('is the same for all tasks of one key', () => {
    const tasks = new TaskTable();
    for (let i = 0; i < 6; i++) tasks.affinity[tasks.add(0, i, 0, 0)] = 1 + (i % 2);
    const table = homes(tasks);
    expect([0, 1, 2, 3, 4, 5].map((one) => table.choose(one))).toEqual([10, 11, 10, 11, 10, 11]);
  });
});

describe('a world with a ring', () => {
  example.each(['sequential' as const, 'load' as const])(
    'has one token at a time after all faults (%s)',
    (order) => {
      const { world, heard } = observedWorld(
        worldSpec({
          duration: 120,
          cluster: { regions: [region('home'), region('away')] },
          agents: { groups: [group({ count: 12 })] },
          coordination: {
            topology: 'ring',
            fanout: 2,
            ring: { order, token_timeout: 5, hold: 0.05, hops: 1 },
          },
          network: { links: links({ latency: constant(0.01), loss: 0.02 }) },
          health: { heartbeat_interval: 1 },
          workloads: [backlog(40, { task: task({ affinity_keys: 1, service: constant(30) }) })],
          faults: [
            {
              name: 'cut',
              kind: 'partition',
              cut: { style: 'groups', groups: [['home'], ['away']] },
              direction: 'both',
              flapping: null,
              schedule: { kind: 'at', times: [10] },
              duration: constant(20),
            },
            {
              name: 'crash',
              kind: 'crash',
              target: selector({ processes: 'coordinators', count: 2 }),
              factor: 1,
              schedule: { kind: 'at', times: [40] },
              duration: constant(20),
            },
          ],
        }),
      );
      world.advance(5_000_000);
      const came = heard.filter(([event]) => event === 'tokenCame').map(([, time]) => time);
      const shortest = (from: number, to: number) => {
        const times = came.filter((time) => time > from && time < to);
        expect(times.length).toBeGreaterThan(100);
        return Math.min(...times.slice(1).map((time, i) => time - times[i]));
      };
      // One token on either side of the cut, and one in all again.
      expect(shortest(20, 30)).toBeLessThan(0.05);
      expect(shortest(80, 120)).toBeGreaterThanOrEqual(0.05);
      expect(world.lostTasks()).toBe(0);
      expect(world.parts.oracle.violations).toBe(0);
    },
  );
});

describe('a world of peers', () => {
  example('hands over what one peer has no agents for, and its home tells of the end', () => {
    // Two peers of two agents each; the first alone gets the tasks, by their key.
    const { world, heard } = observedWorld(
      worldSpec({
        agents: { groups: [group({ count: 4 })] },
        coordination: { topology: 'mesh', fanout: 2, mesh: FULL },
        health: { heartbeat_interval: 1 },
        workloads: [backlog(4, { task: task({ affinity_keys: 1, service: constant(3) }) })],
      }),
    );
    finish(world);
    // All four at once, where two would have had to wait.
    expect(world.now).toBe(3e6);
    const passed = heard.filter(([event]) => event === 'taskPassed');
    expect(passed.map(([, , ...what]) => what)).toEqual([
      [2, 5, 1],
      [3, 5, 1],
    ]);
    expect(heard.filter(([event]) => event === 'taskAccepted')).toHaveLength(4);
    expect(heard.filter(([event]) => event === 'taskCompleted')).toHaveLength(4);
  });

  /** Twice as much as the agents can do, of which nothing may wait. */
  const OVERLOAD = `
duration: 60s
agents: 10
coordination: { topology: mesh, fanout: 2, mesh: { hops: 5 } }
scheduler: { algorithm: least_loaded, agent_queue: 0, queue_limit: 0 }
workload: { arrivals: poisson(rate=20/s), service: 1s }
`;

  const TEXT = `
duration: 2m
cluster: { regions: [a, b] }
agents: 40
coordination: { topology: mesh, fanout: 10 }
scheduler: { algorithm: least_loaded, agent_queue: 0 }
workload: { name: w, arrivals: poisson(rate=25/s), service: exponential(mean=1s), stop: 100s }
faults:
  - { name: one gone, kind: crash, target: { coordinators: 1 }, at: 20s, duration: 20s }
  - { name: cut, kind: partition, between: [a, b], at: 60s, duration: 20s }
`;

  example('gets work done where agents come one by one, and most peers have none', async () => {
    const text = `
agents: 40
coordination: { topology: mesh, fanout: 4 }
scheduler: { algorithm: least_loaded, agent_queue: 0 }
spawning: { mode: sequential, boot: 300ms, per_wave: pool }
workload: { name: w, waves: [{ tasks: 1, service: 5s }, { tasks: 30, service: 5s }, { tasks: 6, service: 5s }] }
`;
    const metrics = await metricsOf(text);
    expect(metrics['tasks.completed']).toBe(37);
    expect(metrics['invariants.violations']).toBe(0);
  });

  example('loses nothing in a ring', async () => {
    const metrics = await metricsOf(TEXT, ['coordination.topology=ring']);
    expect(metrics['tasks.unfinished']).toBe(0);
    expect(metrics['tasks.duplicated']).toBe(0);
    expect(metrics['topology.handovers.count']).toBeGreaterThan(0);
    // Four members that keep the token for 10 ms each, and ways between two regions.
    expect(metrics['ring.token.rotation.mean']).toBeGreaterThan(0.04);
    expect(metrics['ring.tokens.regenerated']).toBeGreaterThan(0);
  });

  example.each(['targeted', 'broadcast', 'gossip'])(
    'turns away what nobody has room for (%s)',
    async (routing) => {
      const { metrics, bounds } = await summaryOf(OVERLOAD, [`coordination.mesh.routing=${routing}`]);
      const shed = metrics['tasks.shed'] ?? bounds['tasks.shed'].lower;
      // Of 20 Erlang on 10 agents 46 % are served where all tasks see all agents; peers of two see less at a time.
      expect(shed).toBeGreaterThan(0.5 * Number(metrics['tasks.submitted']));
      expect(metrics['agents.utilization']).toBeGreaterThan(0.8);
      expect(metrics['queue.depth.max']).toBeLessThan(15);
      expect(metrics['topology.handovers.count']).toBeLessThan(Number(metrics['tasks.submitted']));
      expect(metrics['tasks.lost']).toBe(0);
    },
  );

  example.each(['broadcast', 'gossip'])('loses nothing with %s either', async (routing) => {
    const metrics = await metricsOf(TEXT, [`coordination.mesh.routing=${routing}`]);
    expect(metrics['tasks.unfinished']).toBe(0);
    expect(metrics['tasks.lost']).toBe(0);
    expect(metrics['tasks.duplicated']).toBe(0);
    expect(metrics['topology.handovers.count']).toBeGreaterThan(0);
    // The crashed peer is noticed by its silence.
    expect(metrics['detection.count']).toBe(1);
  });

  example('loses nothing when a peer crashes and a cut parts them', async () => {
    const together = await metricsOf(TEXT);
    expect(together['tasks.unfinished']).toBe(0);
    expect(together['tasks.lost']).toBe(0);
    expect(together['tasks.duplicated']).toBe(0);
    expect(together['invariants.violations']).toBe(0);
    expect(together['coordinators.count']).toBe(4);
    expect(together['topology.handovers.count']).toBeGreaterThan(0);
    const hops = together['topology.hops.mean'] ?? 0;
    expect(hops).toBeGreaterThan(1);
    // One handover at most, but for those that are taken back.
    expect(hops).toBeLessThan(2);
    const star = await metricsOf(TEXT, ['coordination.topology=star']);
    expect(star['topology.hops.mean']).toBe(1);
    expect(star['topology.handovers.count']).toBeNull();
    const tree = await metricsOf(TEXT, ['coordination.topology=tree']);
    expect(tree['topology.hops.mean']).toBeGreaterThanOrEqual(2);
  });
});
