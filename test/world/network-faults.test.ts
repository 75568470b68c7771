/** The network under partitions and link faults. */
import { describe, expect, test } from 'vitest';
import type { LinkFault } from '../../src/world/network/link-fault.ts';
import { constant, pool, region, uniform } from './spec.ts';
import { binomialBounds, linkFault, RETRY, Wires } from './wires.ts';

describe('a cut', () => {
  test('parts those on different sides; side 0 reaches everybody', () => {
    const wires = new Wires({ agents: [0, 0, 0] });
    // Agents 0 and 1 on side 1, agent 2 on side 2, the coordinator on 3, the client on none.
    wires.network.cuts.push({ side: Uint8Array.of(1, 1, 2, 3, 0), oneWay: false });
    const processes = [0, 1, 2, 3, 4];
    const cut = processes.map((from) => processes.filter((to) => wires.network.isCut(from, to)));
    expect(cut).toEqual([[2, 3], [2, 3], [0, 1, 3], [0, 1, 2], []]);
  });

  test('of one way lets those of the first side hear but not speak', () => {
    const wires = new Wires({ agents: [0] });
    wires.network.cuts.push({ side: Uint8Array.of(1, 2, 2), oneWay: true });
    wires.send(0, wires.coordinator, 0);
    wires.send(wires.coordinator, 0, 1);
    wires.beat(0, 2);
    expect(wires.advance(1).order).toEqual([1]);
    expect(wires.network.counters.dropped).toBe(2);
  });

  test('beside another lets through what neither stops', () => {
    const wires = new Wires({ agents: [0, 0] });
    wires.network.cuts.push({ side: Uint8Array.of(1, 2, 2, 2), oneWay: false });
    wires.network.cuts.push({ side: Uint8Array.of(0, 1, 2, 2), oneWay: true });
    expect([wires.network.isCut(0, 2), wires.network.isCut(1, 2), wires.network.isCut(2, 1)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('stops what is sent while it lasts, not what is on its way', () => {
    const wires = new Wires({ links: { latency: constant(1) } });
    wires.send(0, wires.coordinator, 0);
    wires.advance(0.5);
    wires.network.cuts.push({ side: Uint8Array.of(1, 2, 2), oneWay: false });
    wires.send(0, wires.coordinator, 1);
    wires.advance(0.9);
    wires.network.cuts.pop();
    wires.send(0, wires.coordinator, 2);
    expect(wires.advance(10).times(3)).toEqual([1, -1, 1.9]);
  });

  test('makes clients try again until it is healed', () => {
    const wires = new Wires({ links: { latency: constant(0.5) } });
    wires.network.cuts.push({ side: Uint8Array.of(2, 2, 1), oneWay: false });
    wires.send(wires.client, wires.coordinator, 0, 'submit');
    wires.advance(5);
    expect(wires.network.counters.dropped).toBe(3);
    wires.network.cuts.pop();
    expect(wires.advance(20).times(1)).toEqual([3 * RETRY + 0.5]);
  });
});

/** A link fault, with regions by name. */
type Faulty = Partial<Omit<LinkFault, 'from' | 'to'>> & { readonly from?: string; readonly to?: string };

describe('a link fault', () => {
  // Agents in the first, second and third region; the coordinator in the first.
  const regions = [region('a', { nodes: [pool({ count: 2 })] }), region('b'), region('c')];

  function wires(...faults: Faulty[]): Wires {
    const built = new Wires({ regions, agents: [1, 2, 3], links: { latency: constant(1) } });
    for (const { from, to, ...more } of faults) {
      const number = (name: string | undefined) => regions.findIndex((one) => one.name === name);
      built.network.links.disturb(linkFault({ ...more, from: number(from), to: number(to) }), true);
    }
    return built;
  }

  /** Latencies from each agent to the coordinator, then from the coordinator to each agent. */
  function latencies(...faults: Faulty[]): number[] {
    const built = wires(...faults);
    for (const agent of [0, 1, 2]) built.send(agent, built.coordinator, agent);
    for (const agent of [0, 1, 2]) built.send(built.coordinator, agent, 3 + agent);
    return built.advance(1000).times(6);
  }

  const added = { added: 5 };

  test('hits the pairs of regions that it names', () => {
    expect(latencies(added)).toEqual([6, 6, 6, 6, 6, 6]);
    expect(latencies({ ...added, from: 'b' })).toEqual([1, 6, 1, 1, 1, 1]);
    expect(latencies({ ...added, to: 'b' })).toEqual([1, 1, 1, 1, 6, 1]);
    expect(latencies({ ...added, from: 'b', bothWays: true })).toEqual([1, 6, 1, 1, 6, 1]);
    expect(latencies({ ...added, from: 'a', to: 'c' })).toEqual([1, 1, 1, 1, 1, 6]);
    expect(latencies({ ...added, from: 'a', to: 'c', bothWays: true })).toEqual([1, 1, 6, 1, 1, 6]);
    expect(latencies({ ...added, from: 'a' })).toEqual([6, 1, 1, 6, 6, 6]);
  });

  test('stretches the latency by its factor, then adds; several one after the other', () => {
    expect(latencies({ factor: 3, added: 0.5 })[0]).toBe(3.5);
    expect(latencies({ factor: 3 }, { factor: 2, added: 0.25 })[0]).toBe(6.25);
  });

  test.each([
    ['loss', (built: Wires, n: number) => built.network.counters.dropped / n],
    ['duplicate', (built: Wires, n: number) => built.network.counters.duplicated / n],
  ] as const)('adds to the %s of the link and of other faults as independent causes', (what, share) => {
    const n = 8000;
    const built = new Wires({ agents: [1], links: { latency: uniform(0, 1), [what]: 0.1 } });
    for (const chance of [0.2, 0.25]) built.network.links.disturb(linkFault({ [what]: chance }), true);
    for (let number = 0; number < n; number++) built.send(0, built.coordinator, number);
    const [low, high] = binomialBounds(n, 1 - 0.9 * 0.8 * 0.75);
    expect(share(built, n)).toBeGreaterThan(low / n);
    expect(share(built, n)).toBeLessThan(high / n);
  });

  test('that reorders lets messages overtake', () => {
    const run = (reorder: number) => {
      const built = new Wires({ agents: [1], links: { latency: uniform(0, 1) } });
      built.network.links.disturb(linkFault({ reorder }), true);
      for (let number = 0; number < 200; number++) built.send(0, built.coordinator, number);
      const { order } = built.advance(10);
      return order.filter((number, i) => i > 0 && order[i - 1] > number).length;
    };
    expect(run(0)).toBe(0);
    expect(run(1)).toBeGreaterThan(50);
  });

  test('that is over leaves no trace, but what it delayed is not overtaken', () => {
    const built = wires(added);
    built.send(1, built.coordinator, 0);
    built.advance(0.1);
    built.network.links.active.pop();
    built.beat(1, 1);
    built.send(0, built.coordinator, 2);
    built.advance(0.2);
    built.send(1, built.coordinator, 3);
    expect(built.advance(20).times(4)).toEqual([6, 6, 1.1, 6]);
    expect(built.order).toEqual([2, 0, 1, 3]);
    built.send(1, built.coordinator, 4);
    built.beat(1, 5);
    expect(built.advance(40).times(6).slice(4)).toEqual([21, 21]);
  });
});
