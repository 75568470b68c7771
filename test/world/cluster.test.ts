import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { WorldError } from '../../src/world/core/errors.ts';
import { Cluster } from '../../src/world/plan/cluster.ts';
import { group, pool, region } from './spec.ts';

const named = (...names: string[]) => names.map((name) => region(name));

describe('nodes', () => {
  example('are numbered by region, zone, pool', () => {
    const cluster = new Cluster([
      region('a', { zones: 2, nodes: [pool({ count: 2 }), pool({ role: 'primary' })] }),
      region('b', { zones: 1, nodes: [pool()] }),
    ]);
    expect(cluster.nodes).toBe(7);
    expect(Array.from(cluster.nodeRegion)).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(Array.from(cluster.nodeZone)).toEqual([0, 0, 0, 1, 1, 1, 2]);
    expect(cluster.zoneNumber).toEqual([1, 2, 1]);
    expect([cluster.region('b'), cluster.region('c')]).toEqual([1, -1]);
  });
});

describe('agents', () => {
  const place = (cluster: Cluster, ...groups: Parameters<typeof group>[0][]) =>
    Array.from(cluster.placeAgents(groups.map((one) => group(one))));

  example('go to regions in turn, and there to nodes in turn', () => {
    const cluster = new Cluster([region('a', { nodes: [pool({ count: 2 })] }), region('b')]);
    expect(place(cluster, { count: 6 })).toEqual([0, 2, 1, 2, 0, 2]);
  });

  example('of one group can be kept to some regions', () => {
    const cluster = new Cluster(named('a', 'b', 'c'));
    expect(place(cluster, { count: 4, regions: ['c', 'a'] })).toEqual([2, 0, 2, 0]);
  });

  example('further agents move nobody', () => {
    const regions = [region('a', { zones: 3, nodes: [pool({ count: 2, agents: 7 })] }), region('b')];
    const few = place(new Cluster(regions), { count: 20 });
    const many = place(new Cluster(regions), { count: 45 });
    expect(many.slice(0, 20)).toEqual(few);
  });

  example('take backup nodes only where all others are full', () => {
    const nodes = [pool({ role: 'backup', agents: 2 }), pool({ count: 2, agents: 2 })];
    const cluster = new Cluster([region('a', { nodes })]);
    expect(place(cluster, { count: 6 })).toEqual([1, 2, 1, 2, 0, 0]);
  });

  example.each([
    ['agents', { agents: 3 }, {}, 3],
    ['cores', { cpu: 2 }, { cpu: 0.5 }, 4],
    ['memory', { memory: 1000 }, { memory: 300 }, 3],
    ['cores that do not add up in binary', { cpu: 0.3 }, { cpu: 0.1 }, 3],
  ])('fit by %s', (_, limits, requests, fits) => {
    const cluster = () => new Cluster([region('a', { nodes: [pool(limits)] })]);
    expect(place(cluster(), { count: fits, ...requests })).toHaveLength(fits);
    expect(() => place(cluster(), { count: fits + 1, ...requests })).toThrow(WorldError);
  });

  example('pass to the next region when theirs is full', () => {
    const cluster = new Cluster([region('a', { nodes: [pool({ agents: 1 })] }), region('b')]);
    expect(place(cluster, { count: 4 })).toEqual([0, 1, 1, 1]);
  });

  example('that do not fit are an error that says how many did, and where', () => {
    const cluster = new Cluster([region('a', { nodes: [pool({ agents: 2 })] }), region('b')]);
    try {
      place(
        cluster,
        { name: 'first', count: 1, regions: ['a'] },
        { name: 'second', count: 5, regions: ['a'] },
      );
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(WorldError);
      expect((error as WorldError).key).toBe('agents');
      expect((error as WorldError).message).toMatch(
        /only 1 of the 5 agents of group "second" fit on the nodes of a: add nodes$/,
      );
    }
  });

  example('ask for cores and bytes in units', () => {
    const cluster = new Cluster([region('a', { nodes: [pool({ cpu: 1, memory: 1e9 })] })]);
    const each = (cpu: number, memory: number) => {
      try {
        place(cluster, { count: 9, cpu, memory });
        return expect.unreachable();
      } catch (error) {
        return /\((.*)\)/.exec((error as WorldError).message)?.[1];
      }
    };
    expect(each(0, 100e9)).toBe('each asks for 100 GB');
    expect(each(1, 536_870_912)).toBe('each asks for 1 core and 537 MB');
    expect(each(2.5, 0)).toBe('each asks for 2.5 cores');
  });

  const clusters = fc.array(
    fc.record({ zones: fc.integer({ min: 1, max: 3 }), count: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 1, maxLength: 4 },
  );

  test.prop([clusters, fc.integer({ min: 0, max: 200 })], { numRuns: 100 })(
    'are spread evenly: over regions, and over the nodes of each, by at most one',
    (drawn, count) => {
      const regions = drawn.map((one, i) =>
        region(`${i}`, { zones: one.zones, nodes: [pool({ count: one.count })] }),
      );
      const cluster = new Cluster(regions);
      const perNode = new Array<number>(cluster.nodes).fill(0);
      for (const node of place(cluster, { count })) perNode[node]++;
      const spread = (counts: number[]) => Math.max(...counts) - Math.min(...counts);
      const perRegion = regions.map((_, r) =>
        perNode.reduce((sum, agents, node) => sum + (cluster.nodeRegion[node] === r ? agents : 0), 0),
      );
      expect(spread(perRegion)).toBeLessThanOrEqual(1);
      for (const r of regions.keys())
        expect(spread(perNode.filter((_, node) => cluster.nodeRegion[node] === r))).toBeLessThanOrEqual(1);
    },
  );

  test.prop([
    fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 0, max: 30 }),
  ])('fit exactly when there is room, whatever room each node has', (rooms, count) => {
    const nodes = rooms.map((agents) => pool({ agents }));
    const cluster = new Cluster([region('a', { nodes })]);
    const room = rooms.reduce((sum, agents) => sum + agents, 0);
    if (count > room) expect(() => place(cluster, { count })).toThrow(WorldError);
    else {
      const perNode = new Array<number>(rooms.length).fill(0);
      for (const node of place(cluster, { count })) perNode[node]++;
      for (const [node, agents] of perNode.entries()) expect(agents).toBeLessThanOrEqual(rooms[node]);
    }
  });
});

describe('coordinators', () => {
  example('run on primary nodes in turn, on any where there are none', () => {
    const cluster = new Cluster([
      region('a', { nodes: [pool({ count: 2 }), pool({ role: 'primary', count: 2 })] }),
      region('b', { nodes: [pool({ role: 'backup' }), pool({ count: 2 })] }),
    ]);
    expect([0, 1, 2].map((n) => cluster.coordinatorNode(0, n))).toEqual([2, 3, 2]);
    expect([0, 1, 2, 3].map((n) => cluster.coordinatorNode(1, n))).toEqual([5, 6, 4, 5]);
  });
});
