import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { Processes } from '../../src/world/core/processes.ts';
import { draw, Selection } from '../../src/world/faults/selection.ts';
import { Cluster } from '../../src/world/plan/cluster.ts';
import { generator } from '../modules/port.ts';
import { pool, region, selector } from './spec.ts';

/** Two regions of two zones with a node each; agents 0 to 7 on nodes 0, 1, 2, 3, 0, ...; three coordinators on nodes 0, 2, 3. */
function scene(): Selection {
  const zones = { zones: 2, nodes: [pool()] };
  const processes = new Processes(8, 3, 1);
  processes.node.set([0, 1, 2, 3, 0, 1, 2, 3, 0, 2, 3, 0]);
  return new Selection({
    processes,
    cluster: new Cluster([region('home', zones), region('away', zones)]),
    groups: ['first', 'second'],
    groupOf: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1),
  });
}

describe('candidates', () => {
  const pick = (more: Parameters<typeof selector>[0]) => Array.from(scene().candidates(selector(more)));

  example('are all processes of the kind', () => {
    expect(pick({})).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(pick({ processes: 'coordinators' })).toEqual([8, 9, 10]);
  });

  example('meet all conditions', () => {
    expect(pick({ region: 'away' })).toEqual([2, 3, 6, 7]);
    expect(pick({ zone: 1 })).toEqual([0, 2, 4, 6]);
    expect(pick({ region: 'away', zone: 2 })).toEqual([3, 7]);
    expect(pick({ group: 'second' })).toEqual([5, 6, 7]);
    expect(pick({ region: 'home', zone: 2, group: 'second' })).toEqual([5]);
    expect(pick({ processes: 'coordinators', region: 'away', zone: 1 })).toEqual([9]);
    expect(pick({ processes: 'coordinators', group: 'first' })).toEqual([]);
    expect(pick({ zone: 3 })).toEqual([]);
  });
});

describe('a draw', () => {
  const random = (seed: number) => ({ uniform: generator(seed) });

  test.prop([
    fc.uniqueArray(fc.nat(1000)),
    fc.option(fc.nat(20)),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer(),
  ])('takes the number or the share asked for, each once, in order', (from, count, fraction, seed) => {
    const sorted = Int32Array.from(from).sort();
    const drawn = Array.from(draw(selector({ count, fraction }), sorted, random(seed)));
    const wanted = count ?? Math.round(fraction * from.length);
    expect(drawn).toHaveLength(Math.min(wanted, from.length));
    expect(drawn).toEqual([...new Set(drawn)].sort((x, y) => x - y));
    for (const one of drawn) expect(from).toContain(one);
  });

  example('takes each with the same chance', () => {
    const counts = new Array<number>(6).fill(0);
    const source = random(11);
    for (let i = 0; i < 6000; i++)
      for (const one of draw(selector({ count: 2 }), Int32Array.of(0, 1, 2, 3, 4, 5), source)) counts[one]++;
    // Each about 2000 times of 6000, with a standard deviation of 37.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(165);
  });
});
