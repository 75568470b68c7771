/** What faults do to processes, to the network and to links, and that it ends. */
import { describe, expect, test } from 'vitest';
import type {
  FaultSpec,
  OutageFaultSpec,
  PartitionFaultSpec,
  ScheduleSpec,
} from '../../src/world/spec/spec.ts';
import type { World } from '../../src/world/world.ts';
import {
  constant,
  finish,
  group,
  observedWorld,
  pool,
  quietWorld,
  region,
  s,
  selector,
  worldSpec,
} from './spec.ts';

const at = (...times: number[]): ScheduleSpec => ({ kind: 'at', times });

describe('an outage', () => {
  const cluster = {
    regions: [region('home', { zones: 2, nodes: [pool()] }), region('away', { zones: 2, nodes: [pool()] })],
  };
  const agents = { groups: [group({ count: 8 })] };
  const outage = (more: Partial<OutageFaultSpec>): OutageFaultSpec => ({
    kind: 'zone_outage',
    name: 'outage',
    schedule: at(1),
    duration: constant(5),
    region: 'away',
    zone: 1,
    ...more,
  });

  function downAt(fault: FaultSpec, time: number): number[] {
    const spec = worldSpec({
      cluster,
      agents,
      workloads: [],
      duration: 20,
      coordination: { topology: 'tree', fanout: 4 },
      faults: [fault],
    });
    const world = quietWorld(spec);
    world.advance(10_000, s(time));
    const { processes } = world.parts;
    return Array.from({ length: processes.count }, (_, process) => process).filter(
      (process) => !processes.isUp(process),
    );
  }

  // Agents 0, 4 in home 1; 1, 5 in away 1; 2, 6 in home 2; 3, 7 in away 2. Root 8 and the leaf of home in home, leaf 10 in away.
  test('of a zone takes everybody in it', () => {
    const zone = downAt(outage({}), 2);
    expect(zone.filter((process) => process < 8)).toEqual([1, 5]);
    expect(downAt(outage({ zone: 2 }), 2).filter((process) => process < 8)).toEqual([3, 7]);
    expect(downAt(outage({ region: 'home' }), 2).filter((process) => process < 8)).toEqual([0, 4]);
  });

  test('of a region takes its coordinators too, and nobody else', () => {
    const fault = outage({ kind: 'region_outage', zone: null });
    expect(downAt(fault, 2)).toEqual([1, 3, 5, 7, 10]);
    expect(downAt(fault, 0.5)).toEqual([]);
    expect(downAt(fault, 6.5)).toEqual([]);
  });
});

describe('a partition', () => {
  const regions = [region('a'), region('b'), region('c')];
  function world(more: Partial<PartitionFaultSpec>): World {
    const fault: PartitionFaultSpec = {
      kind: 'partition',
      name: 'partition',
      schedule: at(1),
      duration: constant(10),
      cut: { style: 'groups', groups: [['a'], ['b']] },
      direction: 'both',
      flapping: null,
      ...more,
    };
    return quietWorld(
      worldSpec({
        duration: 100,
        cluster: { regions },
        coordination: { region: 'a' },
        agents: { groups: [group({ count: 6 })] },
        workloads: [],
        faults: [fault],
      }),
    );
  }

  /** Agents 0 and 3 are in a, 1 and 4 in b, 2 and 5 in c; the coordinator 6 is in a. Whom the coordinator reaches, and who it. */
  function reach(partitioned: World): { down: number[]; up: number[] } {
    const { network } = partitioned.parts;
    const all = [0, 1, 2, 3, 4, 5];
    return {
      down: all.filter((agent) => !network.isCut(6, agent)),
      up: all.filter((agent) => !network.isCut(agent, 6)),
    };
  }
  const everybody = { down: [0, 1, 2, 3, 4, 5], up: [0, 1, 2, 3, 4, 5] };

  function during(more: Partial<PartitionFaultSpec>, time = 5) {
    const partitioned = world(more);
    partitioned.advance(10_000, s(time));
    return reach(partitioned);
  }

  test('of groups of regions leaves those of no group alone', () => {
    expect(during({})).toEqual({ down: [0, 2, 3, 5], up: [0, 2, 3, 5] });
    expect(during({}, 0.5)).toEqual(everybody);
    expect(during({}, 11.5)).toEqual(everybody);
  });

  test('of one way stops what the first group says', () => {
    expect(during({ direction: 'one_way' })).toEqual({ down: [0, 2, 3, 5], up: everybody.up });
  });

  test('that isolates parts the selected from all others, not from each other', () => {
    const target = selector({ region: 'b' });
    expect(during({ cut: { style: 'isolate', target } })).toEqual({ down: [0, 2, 3, 5], up: [0, 2, 3, 5] });
    expect(during({ cut: { style: 'isolate', target }, direction: 'one_way' })).toEqual({
      down: everybody.down,
      up: [0, 2, 3, 5],
    });
    const partitioned = world({ cut: { style: 'isolate', target } });
    partitioned.advance(10_000, s(5));
    expect(partitioned.parts.network.isCut(1, 4)).toBe(false);
  });

  test('in halves puts each node wholly on one side', () => {
    const sides = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const built = world({ cut: { style: 'halves' } });
      const other = quietWorld({ ...built.spec, seed: `${seed}` });
      other.advance(10_000, s(5));
      const { up, down } = reach(other);
      expect(up).toEqual(down);
      // Two agents a node.
      for (const agent of [0, 1, 2]) expect(up.includes(agent)).toBe(up.includes(agent + 3));
      sides.add(up.join());
    }
    expect(sides.size).toBeGreaterThan(2);
  });

  test('that flaps is cut and healed in turn, and healed in the end', () => {
    const flapping = world({ flapping: 2, duration: constant(5) });
    const cut = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5].map((time) => {
      flapping.advance(10_000, s(time));
      return flapping.parts.network.isCut(6, 1);
    });
    expect(cut).toEqual([false, true, true, false, false, true, false, false, false]);
    expect(flapping.parts.network.cuts).toEqual([]);
  });

  test('is told with how many it cut off', () => {
    const spec = world({ cut: { style: 'isolate', target: selector({ count: 2 }) } }).spec;
    const began = (spec: World['spec']) => {
      const { world: told, heard } = observedWorld(spec);
      finish(told);
      return heard.filter(([event]) => event === 'faultBegan');
    };
    expect(began(spec)).toEqual([['faultBegan', 1, 0, 0, 2]]);
    expect(began(world({}).spec)).toEqual([['faultBegan', 1, 0, 0, 0]]);
  });
});

describe('a link fault', () => {
  test('is on its links while it lasts, with regions as numbers', () => {
    const fault: FaultSpec = {
      kind: 'link',
      name: 'link',
      schedule: at(1, 2),
      duration: constant(3),
      from: 'b',
      to: null,
      both_ways: true,
      loss: 0.1,
      duplicate: 0,
      reorder: 0,
      latency_factor: 1,
      latency_added: 0,
    };
    const world = quietWorld(
      worldSpec({
        duration: 10,
        cluster: { regions: [region('home'), region('b')] },
        workloads: [],
        faults: [fault],
      }),
    );
    const active = [0.5, 1.5, 2.5, 4.5, 5.5].map((time) => {
      world.advance(1000, s(time));
      return world.parts.network.links.active.map(({ loss, from, to }) => [loss, from, to]);
    });
    const one = [0.1, 1, -1];
    expect(active).toEqual([[], [one], [one, one], [one], []]);
  });
});
