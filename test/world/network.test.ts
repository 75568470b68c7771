/** The network when nothing is wrong with it but its links: latency, order, loss, duplication, bandwidth. */

import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import type { DistributionSpec } from '../../src/engine/types.ts';
import { intake, scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import { constant, exponential, link, links, pool, region, uniform } from './spec.ts';
import { binomialBounds, RETRY, Wires } from './wires.ts';

const seconds = (latency: number) => link({ latency: constant(latency) });

describe('latency', () => {
  const classes = {
    same_node: seconds(0.001),
    same_zone: seconds(0.01),
    same_region: seconds(0.1),
    between_regions: seconds(1),
  };
  // Nodes 0 and 1 in zone 1 of the first region, 2 and 3 in its zone 2, 4 in the second region, 5 in the third.
  const regions = [region('a', { zones: 2, nodes: [pool({ count: 2 })] }), region('b'), region('c')];

  example('goes by what the two nodes have in common', () => {
    const wires = new Wires({ links: classes, regions, agents: [0, 1, 2, 4] });
    for (const agent of [0, 1, 2, 3]) wires.send(agent, wires.coordinator, agent);
    expect(wires.advance(10).times(4)).toEqual([0.001, 0.01, 0.1, 1]);
  });

  example('between two regions can be given for each direction', () => {
    const between = [
      { ...seconds(2), from: 'a', to: 'b' },
      { ...seconds(3), from: 'b', to: 'a' },
    ];
    const wires = new Wires({ links: classes, between, regions, agents: [4, 5] });
    wires.send(0, wires.coordinator, 0);
    wires.send(wires.coordinator, 0, 1);
    wires.send(1, wires.coordinator, 2);
    wires.send(wires.coordinator, 1, 3);
    expect(wires.advance(10).times(4)).toEqual([3, 2, 1, 1]);
  });

  example('is drawn for each message, from the stream of its sender alone', () => {
    const latency = uniform(0.1, 0.9);
    const alone = new Wires({ links: { latency }, agents: [0, 1] });
    const together = new Wires({ links: { latency }, agents: [0, 1] });
    for (const [time, number] of [0, 5, 10].entries()) {
      alone.advance(number).send(0, alone.coordinator, time);
      together.advance(number).send(1, together.coordinator, 100 + time);
      together.send(0, together.coordinator, time);
    }
    const times = alone.advance(20).times(3);
    expect(together.advance(20).times(3)).toEqual(times);
    expect(new Set(times.map((time, i) => time - 5 * i)).size).toBe(3);
  });
});

describe('order', () => {
  const latencies: fc.Arbitrary<DistributionSpec> = fc.constantFrom(
    uniform(0, 2),
    exponential(1),
    constant(0.5),
  );

  test.prop(
    [latencies, fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 500 })), { maxLength: 60 })],
    {
      numRuns: 80,
    },
  )(
    'of messages between a process and its coordinator is that of sending, in both directions',
    (latency, sends) => {
      const wires = new Wires({ links: { latency }, agents: [1] });
      let time = 0;
      for (const [number, [up, wait]] of sends.entries()) {
        time += wait / 1000;
        wires.advance(time);
        if (up) wires.send(0, wires.coordinator, number);
        else wires.send(wires.coordinator, 0, number);
      }
      wires.advance(10_000);
      for (const receiver of [0, wires.coordinator]) {
        const numbers = wires.arrivals.filter(({ to }) => to === receiver).map(({ number }) => number);
        expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
      }
      expect(wires.arrivals).toHaveLength(sends.length);
    },
  );

  example('is broken by as many messages as the link reorders', () => {
    // Of two messages sent together, each slow or quick, the second arrives first where it is quick, the first slow, and one
    // of them keeps no order.
    const latency: DistributionSpec = { kind: 'discrete', values: [0.1, 1], weights: [1, 1] };
    const wires = new Wires({ links: { latency, reorder: 0.4 }, agents: [1] });
    const pairs = 8000;
    for (let pair = 0; pair < pairs; pair++) {
      wires.advance(pair * 3);
      wires.send(0, wires.coordinator, 2 * pair);
      wires.send(0, wires.coordinator, 2 * pair + 1);
    }
    const times = wires.advance(pairs * 3).arrivals;
    let overtaken = 0;
    for (let pair = 0; pair < pairs; pair++)
      if (times[2 * pair].number > times[2 * pair + 1].number) overtaken++;
    const [low, high] = binomialBounds(pairs, (1 - 0.6 * 0.6) / 4);
    expect(overtaken).toBeGreaterThan(low);
    expect(overtaken).toBeLessThan(high);
  });
});

describe('loss and duplication', () => {
  const n = 10_000;

  function run(more: { loss?: number; duplicate?: number }, kind: 'result' | 'submit' = 'result') {
    const wires = new Wires({ links: { latency: uniform(0.01, 0.02), ...more }, agents: [1] });
    const from = kind === 'submit' ? wires.client : 0;
    for (let number = 0; number < n; number++) wires.send(from, wires.coordinator, number, kind);
    return wires.advance(1000);
  }

  example('come as often as the link says', () => {
    const { arrivals, network } = run({ loss: 0.1, duplicate: 0.05 });
    const { dropped, duplicated, sent } = network.counters;
    expect(sent).toBe(n);
    const [least, most] = binomialBounds(n, 0.1);
    expect(dropped).toBeGreaterThan(least);
    expect(dropped).toBeLessThan(most);
    const [low, high] = binomialBounds(n - dropped, 0.05);
    expect(duplicated).toBeGreaterThan(low);
    expect(duplicated).toBeLessThan(high);
    expect(arrivals).toHaveLength(n - dropped + duplicated);
    expect(network.pool.size).toBe(0);
  });

  example('never come to messages between clients and the root', () => {
    const { arrivals, network } = run({ loss: 0.5, duplicate: 0.5 }, 'submit');
    expect(arrivals).toHaveLength(n);
    expect([network.counters.dropped, network.counters.duplicated]).toEqual([0, 0]);
  });

  example('certain loss lets nothing through, and no chance of it everything', () => {
    expect(run({ loss: 1 }).arrivals).toHaveLength(0);
    expect(run({}).arrivals).toHaveLength(n);
    expect(run({ duplicate: 1 }).arrivals).toHaveLength(2 * n);
  });
});

describe('bandwidth', () => {
  const slow = { latency: constant(0.05), bandwidth: 1000 };

  example('makes the messages of one node wait for each other', () => {
    const wires = new Wires({ links: slow, agents: [1, 1, 2], messageSize: 100 });
    // 500 bytes leave at 0.5, 100 more of the same node at 0.6; another node is not concerned.
    wires.sendLarge(0, wires.coordinator, 0, 400);
    wires.send(1, wires.coordinator, 1);
    wires.send(2, wires.coordinator, 2);
    wires.advance(2);
    wires.sendLarge(1, wires.coordinator, 3, 200);
    expect(wires.advance(10).times(4)).toEqual([0.55, 0.65, 0.15, 2.35]);
    expect(wires.network.counters.bytes).toBe(500 + 100 + 100 + 300);
  });

  example('is each class of links by itself', () => {
    const regions = [region('a', { nodes: [pool({ count: 2 })] }), region('b')];
    const wires = new Wires({ links: links(slow), regions, agents: [1, 2] });
    // Node 0 sends within its zone and to the other region at once.
    wires.sendLarge(wires.coordinator, 0, 0, 900);
    wires.sendLarge(wires.coordinator, 1, 1, 900);
    expect(wires.advance(10).times(2)).toEqual([1.05, 1.05]);
  });

  example('does not lose fractions of microseconds over many messages', () => {
    const wires = new Wires({
      links: { latency: constant(0), bandwidth: 3_000_000 },
      agents: [1],
      messageSize: 1,
    });
    // A third of a microsecond each.
    for (let number = 0; number < 3000; number++) wires.send(0, wires.coordinator, number);
    expect(wires.advance(1).times(3000).at(-1)).toBe(0.001);
  });
});

describe('heartbeats', () => {
  example('take the same way as messages, and keep their place among them', () => {
    const wires = new Wires({ links: { latency: uniform(0.1, 2) }, agents: [1] });
    const expected: number[] = [];
    for (let number = 0; number < 100; number++) {
      wires.advance(number / 20);
      if (number % 2 === 0) wires.beat(0, number);
      else wires.send(0, wires.coordinator, number);
      expected.push(number);
    }
    expect(wires.advance(100).order).toEqual(expected);
    expect(wires.network.counters).toMatchObject({ sent: 100, heartbeatsSent: 50, bytes: 10_000 });
  });

  example('are lost and counted like messages', () => {
    const wires = new Wires({ links: { loss: 0.3 }, agents: [1] });
    for (let number = 0; number < 5000; number++) wires.beat(0, number);
    const { dropped } = wires.network.counters;
    const [low, high] = binomialBounds(5000, 0.3);
    expect(dropped).toBeGreaterThan(low);
    expect(dropped).toBeLessThan(high);
    expect(wires.advance(10).arrivals).toHaveLength(5000 - dropped);
  });
});

describe('a message that finds nobody', () => {
  example("is gone, unless it is a client's: that is sent again until it is taken", () => {
    const wires = new Wires({ agents: [1] });
    const { network } = wires;
    network.drop(network.pool.add(0, wires.coordinator, scheduling.result));
    network.drop(network.pool.add(wires.client, wires.coordinator, intake.submit, 7));
    expect(network.counters.dropped).toBe(2);
    expect(network.pool.size).toBe(1);
    expect(wires.advance(10).arrivals).toEqual([
      { at: RETRY, from: wires.client, to: wires.coordinator, number: 7 },
    ]);
  });

  example('counters can be set back', () => {
    const wires = new Wires({ links: { loss: 0.5, duplicate: 0.5 } });
    for (let number = 0; number < 100; number++) wires.send(0, wires.coordinator, number);
    wires.beat(0, 0);
    wires.network.forgetCounters();
    expect(wires.network.counters).toEqual({
      sent: 0,
      bytes: 0,
      dropped: 0,
      duplicated: 0,
      heartbeatsSent: 0,
    });
  });
});
