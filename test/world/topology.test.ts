import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { Cluster } from '../../src/world/plan/cluster.ts';
import { type CoordinatorPlan, planCoordinators } from '../../src/world/plan/topology.ts';
import type { CoordinationSpec } from '../../src/world/spec/spec.ts';
import { group, pool, region, worldSpec } from './spec.ts';

function plan(
  agents: number,
  more: Partial<CoordinationSpec>,
  regions = 1,
): { plans: CoordinatorPlan[]; cluster: Cluster; nodes: Int32Array } {
  const names = ['home', 'away', 'far'].slice(0, regions);
  const cluster = new Cluster(names.map((name) => region(name, { nodes: [pool({ count: 2 })] })));
  const nodes = cluster.placeAgents([group({ count: agents })]);
  const { coordination } = worldSpec({ coordination: more });
  return { plans: planCoordinators(coordination, cluster, nodes), cluster, nodes };
}

/** Children of each coordinator, as written in the plan. */
const shape = (plans: readonly CoordinatorPlan[]) => plans.map(({ children }) => children);

describe('a star', () => {
  example('is one coordinator above all', () => {
    const { plans } = plan(3, { topology: 'star' });
    expect(plans).toEqual([{ process: 3, node: 0, parent: null, children: [0, 1, 2], leaf: true }]);
  });

  example('stands in the region it is told to', () => {
    const { plans, cluster } = plan(3, { topology: 'star', region: 'away' }, 2);
    expect(cluster.nodeRegion[plans[0].node]).toBe(1);
  });

  example('may have nobody below it', () => {
    expect(shape(plan(0, { topology: 'star' }).plans)).toEqual([[]]);
    expect(shape(plan(0, { topology: 'tree' }).plans)).toEqual([[]]);
  });
});

describe('a tree', () => {
  example('has as many levels as its fan-out takes', () => {
    // Five leaves over nine agents, three above them, two above those, one root.
    const { plans } = plan(9, { topology: 'tree', fanout: 2 });
    expect(shape(plans)).toEqual([
      [10, 11],
      [12, 13],
      [14],
      [15, 16],
      [17, 18],
      [19],
      [0],
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ]);
    expect(plans.map(({ parent }) => parent)).toEqual([null, 9, 9, 10, 10, 11, 12, 12, 13, 13, 14]);
  });

  example('of one leaf is that leaf, in the region of the root', () => {
    const { plans, cluster } = plan(3, { topology: 'tree', fanout: 5, region: 'home' });
    expect(shape(plans)).toEqual([[0, 1, 2]]);
    expect(plans[0].leaf).toBe(true);
    const away = new Cluster([region('home'), region('away')]);
    const nodes = away.placeAgents([group({ count: 3, regions: ['away'] })]);
    const { coordination } = worldSpec({ coordination: { topology: 'tree', fanout: 5 } });
    const [root] = planCoordinators(coordination, away, nodes);
    expect(away.nodeRegion[root.node]).toBe(0);
    expect(cluster.nodeRegion[plans[0].node]).toBe(0);
  });

  /** Coordinators of each level, from the root down, and most children of a leaf. */
  const levels = (plans: readonly CoordinatorPlan[]) => {
    const depth = new Map<number, number>();
    for (const { process, parent } of plans)
      depth.set(process, parent === null ? 0 : (depth.get(parent) as number) + 1);
    const counts: number[] = [];
    for (const level of depth.values()) counts[level] = (counts[level] ?? 0) + 1;
    return counts;
  };
  const largestLeaf = (plans: readonly CoordinatorPlan[]) =>
    Math.max(...plans.filter(({ leaf }) => leaf).map(({ children }) => children.length));

  example.each([
    // Leaves of 10 and four children above them: 25, 7, 2, 1.
    [250, { node_size: 10, ratio: 4 }, [1, 2, 7, 25], 10],
    // Nodes of ten agents at depth 3: the root, then as many as reach 25 leaves evenly.
    [250, { node_size: 10, depth: 3 }, [1, 5, 25], 10],
    [1000, { node_size: 10, depth: 4 }, [1, 4, 20, 100], 10],
    [250, { node_size: 10, depth: 2 }, [1, 25], 10],
    // No more levels than needed.
    [8, { node_size: 10, depth: 4 }, [1], 8],
    [250, { fanout: 50, ratio: 2 }, [1, 2, 3, 5], 50],
    [250, { levels: [1, 4, 16] }, [1, 4, 16], 16],
    [3, { levels: [1, 4, 16] }, [1, 3, 3], 1],
    [250, { levels: [1] }, [1], 250],
  ] as const)('of %d agents by %j has levels of %j', (agents, shape, expected, leaf) => {
    const { plans } = plan(agents, { topology: 'tree', ...shape });
    expect(levels(plans)).toEqual(expected);
    expect(largestLeaf(plans)).toBe(leaf);
  });

  example('by levels may have a leaf across the border of two regions', () => {
    const { plans, cluster } = plan(9, { topology: 'tree', levels: [1, 2] }, 3);
    expect(
      shape(plans)
        .slice(1)
        .flat()
        .sort((x, y) => x - y),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(plans.slice(1).map(({ node }) => cluster.nodeRegion[node])).toEqual([0, 1]);
  });

  test.prop(
    [fc.integer({ min: 0, max: 120 }), fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 3 })],
    {
      numRuns: 200,
    },
  )('reaches every agent once, and holds to its fan-out', (agents, fanout, regions) => {
    const { plans, cluster, nodes } = plan(agents, { topology: 'tree', fanout }, regions);
    const below = plans.flatMap(({ children }) => children);
    // Everybody but the root stands below somebody, once: agents first, then coordinators, as they are numbered.
    const expected = Array.from({ length: agents + plans.length }, (_, process) => process);
    expected.splice(agents, 1);
    expect([...below].sort((x, y) => x - y)).toEqual(expected);
    for (const [i, { process, parent, children, leaf, node }] of plans.entries()) {
      expect(process).toBe(agents + i);
      if (parent === null) expect(i).toBe(0);
      else {
        expect(parent).toBeLessThan(process);
        expect(plans[parent - agents].children).toContain(process);
      }
      expect(children.length).toBeLessThanOrEqual(fanout);
      for (const child of children) expect(child < agents).toBe(leaf);
      // Leaves sit with their agents, all others with the root.
      const home = leaf && plans.length > 1 ? cluster.nodeRegion[nodes[children[0]]] : 0;
      expect(cluster.nodeRegion[node]).toBe(home);
      if (leaf && plans.length > 1)
        for (const child of children) expect(cluster.nodeRegion[nodes[child]]).toBe(home);
    }
  });

  test.prop([fc.integer({ min: 1, max: 200 }), fc.integer({ min: 2, max: 20 })])(
    'has no more leaves than it needs, and fills them evenly',
    (agents, fanout) => {
      const { plans } = plan(agents, { topology: 'tree', fanout });
      const sizes = plans.filter(({ leaf }) => leaf).map(({ children }) => children.length);
      expect(sizes).toHaveLength(Math.ceil(agents / fanout));
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    },
  );
});
