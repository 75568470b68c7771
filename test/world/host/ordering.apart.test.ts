/** The sentences about messages, inboxes and timers of `src/modules/README.md`: each test has the name of one. */

import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { DistributionSpec } from '../../../src/engine/types.ts';
import { scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import { toWorker } from '../../../src/modules/worker/vocabulary.ts';
import type { LinkSpec } from '../../../src/world/spec/spec.ts';
import { constant, links, type Overrides, s, uniform } from '../spec.ts';
import { LEAF, OrderingWorld, OTHER_LEAF, ordering, ROOT, type Script } from './ordering-world.ts';

/** An agent that answers to `LEAF`. */
const AGENT = 0;

const EITHER: DistributionSpec = { kind: 'discrete', values: [0.1, 1], weights: [1, 1] };

function worldOver(link: Partial<LinkSpec>, more: Overrides = {}, script?: Script): OrderingWorld {
  return new OrderingWorld({ network: { links: links(link) }, ...more }, script);
}

const costs = (more: Record<string, number>) => ({
  submit: 0,
  assign: 0,
  acknowledge: 0,
  result: 0,
  heartbeat: 0,
  ...more,
});

/** Has numbered words sent, so many seconds apart. */
function send(world: OrderingWorld, from: number, to: number, gaps: readonly number[]): OrderingWorld {
  let now = world.world.now / 1e6;
  for (const [number, gap] of gaps.entries()) {
    now += gap;
    world.until(now).port(from).post(to, ordering.word, number);
  }
  return world;
}

const sorted = (values: readonly number[]) => [...values].sort((x, y) => x - y);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
/** Seconds between messages. */
const gaps = fc.array(
  fc.integer({ min: 0, max: 700 }).map((milliseconds) => milliseconds / 1000),
  { maxLength: 30 },
);
const often = { numRuns: 20 };

describe('messages', () => {
  property.prop([gaps], often)(
    'Messages of one process to another over a link of constant delay arrive in the order in which they were sent.',
    (times) => {
      for (const to of [ROOT, OTHER_LEAF]) {
        const world = send(worldOver({ latency: constant(2) }), LEAF, to, times).until(100);
        expect(world.values(to)).toEqual(upTo(times.length));
      }
    },
  );

  property.prop([gaps], often)(
    'Between a parent and its child, messages arrive in the order in which they were sent even if delays vary: a slow message holds up those behind it.',
    (times) => {
      for (const [from, to] of [
        [LEAF, ROOT],
        [ROOT, LEAF],
      ]) {
        const world = send(worldOver({ latency: uniform(0, 3) }), from, to, times).until(100);
        expect(world.values(to)).toEqual(upTo(times.length));
      }
    },
  );

  test('Between processes that are not parent and child, a message with a shorter delay overtakes those sent before it.', () => {
    const world = send(worldOver({ latency: EITHER }), LEAF, OTHER_LEAF, new Array(40).fill(0.25)).until(100);
    const values = world.values(OTHER_LEAF);
    expect(sorted(values)).toEqual(upTo(40));
    expect(values).not.toEqual(upTo(40));
    // Each takes its own delay.
    const delays = world.heard(OTHER_LEAF).map(([at, number]) => at - 0.25 * (number + 1));
    for (const delay of delays)
      expect(Math.min(Math.abs(delay - 0.1), Math.abs(delay - 1))).toBeLessThan(1e-6);
  });

  test('Messages of different senders are taken in the order of their arrival, and those that arrive at one instant in the order in which they were sent.', () => {
    const latency: DistributionSpec = { kind: 'discrete', values: [1, 2, 3], weights: [1, 1, 1] };
    const world = worldOver({ latency });
    for (let number = 0; number < 60; number++) {
      const from = number % 2 === 0 ? LEAF : OTHER_LEAF;
      world
        .until(Math.floor(number / 4))
        .port(from)
        .post(ROOT, ordering.word, number);
    }
    const heard = world.until(100).heard(ROOT);
    expect(heard).toHaveLength(60);
    expect(heard).toEqual([...heard].sort(([at, number], [at2, number2]) => at - at2 || number - number2));
    expect(heard.map(([, number]) => number)).not.toEqual(upTo(60));
  });

  property.prop([gaps], often)(
    'Between a parent and its child, a duplicate arrives after its original and before the next message.',
    (times) => {
      const world = worldOver({ latency: uniform(0, 3), duplicate: 1 });
      const values = send(world, LEAF, ROOT, times).until(100).values(ROOT);
      expect(values).toEqual(upTo(times.length).flatMap((number) => [number, number]));
    },
  );

  test('Between processes that are not parent and child, a duplicate has a delay of its own and may arrive after messages that were sent later.', () => {
    const world = worldOver({ latency: EITHER, duplicate: 1 });
    for (let pair = 0; pair < 20; pair++) send(world.until(10 * pair), LEAF, OTHER_LEAF, [0, 0.5]);
    const orders = upTo(20).map((pair) =>
      world
        .until(500)
        .heard(OTHER_LEAF)
        .filter(([at]) => Math.floor(at / 10) === pair)
        .map(([, number]) => number)
        .join(''),
    );
    expect(orders).toContain('0011');
    expect(orders).toContain('0110');
  });

  test('A lost message leaves a gap that neither side is told of, and those behind it do not wait.', () => {
    const world = send(worldOver({ latency: constant(1), loss: 0.5 }), LEAF, ROOT, new Array(40).fill(0.25));
    const heard = world.until(100).heard(ROOT);
    expect(heard.length).toBeGreaterThan(5);
    expect(heard.length).toBeLessThan(35);
    expect(heard.map(([, number]) => number)).toEqual(sorted(heard.map(([, number]) => number)));
    expect(heard.map(([at]) => at)).toEqual(heard.map(([, number]) => 0.25 * (number + 1) + 1));
    expect(world.of(LEAF)).toEqual([]);
  });

  test('A message that `reorder` picks neither waits for those sent before it nor holds up those sent after it.', () => {
    const delays = (reorder: number) => {
      const world = send(worldOver({ latency: EITHER, reorder }), LEAF, ROOT, new Array(40).fill(0.25));
      return world
        .until(100)
        .heard(ROOT)
        .map(([at, number]) => s(at) - s(0.25 * (number + 1)));
    };
    expect(new Set(delays(1))).toEqual(new Set([s(0.1), s(1)]));
    // Otherwise some wait.
    expect(new Set(delays(0))).toEqual(new Set([s(0.1), s(0.25), s(0.5), s(0.75), s(1)]));
  });

  test('A cut loses what is sent across it while it lasts, and what was on its way when it began still arrives.', () => {
    const world = send(worldOver({ latency: constant(1) }), LEAF, ROOT, [0.5]);
    const heal = world.until(1).cutOff(LEAF);
    world.until(2).port(LEAF).post(ROOT, ordering.word, 7);
    world.port(ROOT).post(LEAF, ordering.word, 8);
    world.until(2.5);
    heal();
    expect(world.until(100).heard(ROOT)).toEqual([[1.5, 0]]);
    expect(world.heard(LEAF)).toEqual([]);
  });

  property.prop([fc.integer({ min: 0, max: 50 })], often)(
    'After a cut has healed, a parent and its child receive what was sent before and after it in the order of sending, and nothing that was sent during it.',
    (seed) => {
      const world = worldOver({ latency: uniform(0, 3) }, { seed: String(seed) });
      const port = world.port(LEAF);
      for (const number of [0, 1]) port.post(ROOT, ordering.word, number);
      const heal = world.until(0.1).cutOff(LEAF);
      for (const number of [2, 3]) port.post(ROOT, ordering.word, number);
      world.until(0.2);
      heal();
      for (const number of [4, 5]) port.post(ROOT, ordering.word, number);
      expect(world.until(100).values(ROOT)).toEqual([0, 1, 4, 5]);
    },
  );

  test('Links neither lose nor duplicate a message of a redelivered kind, and `reorder` does not pick it.', () => {
    const received = (kind: 'word' | 'sure') => {
      const world = worldOver({ latency: EITHER, loss: 0.3, duplicate: 0.3, reorder: 1 });
      for (const number of upTo(40))
        world
          .until(number / 4)
          .port(LEAF)
          .post(ROOT, ordering[kind], number);
      return world.until(100).values(ROOT);
    };
    expect(received('sure')).toEqual(upTo(40));
    expect(received('word')).not.toEqual(sorted(received('word')));
  });

  test('A message of a redelivered kind that meets a cut, a process that is down or a full inbox is sent again after `retry.ack_timeout`, as often as it takes, even if its sender has crashed since.', () => {
    const retry = { ack_timeout: 2 };
    const cut = worldOver({}, { retry });
    const heal = cut.cutOff(LEAF);
    cut.port(LEAF).post(ROOT, ordering.sure, 1);
    cut.until(1).crash(LEAF);
    cut.until(4.5);
    heal();
    expect(cut.until(100).heard(ROOT)).toEqual([[6, 1]]);

    const down = worldOver({}, { retry });
    down.crash(ROOT);
    down.port(LEAF).post(ROOT, ordering.sure, 1);
    down.until(4.5).restart(ROOT);
    expect(down.until(100).heard(ROOT)).toEqual([[6, 1]]);

    const coordination = { inbox_limit: 1, costs: costs({ result: 5 }) };
    const full = worldOver({}, { retry, coordination });
    full.port(LEAF).post(ROOT, ordering.word, 0);
    full.port(LEAF).post(ROOT, ordering.sure, 1);
    expect(full.until(100).heard(ROOT)).toEqual([
      [5, 0],
      [6, 1],
    ]);
  });

  test('Messages of redelivered kinds are sent again independently of each other, so that a later one may arrive first even between a parent and its child.', () => {
    const world = worldOver({}, { retry: { ack_timeout: 2 } });
    const heal = world.cutOff(LEAF);
    world.port(LEAF).post(ROOT, ordering.sure, 0);
    world.until(1).port(LEAF).post(ROOT, ordering.sure, 1);
    world.until(2.5);
    heal();
    expect(world.until(100).heard(ROOT)).toEqual([
      [3, 1],
      [4, 0],
    ]);
  });

  property.prop([fc.array(fc.boolean(), { maxLength: 30 })], often)(
    "An agent's heartbeats keep their place among its other messages to its coordinator.",
    (beats) => {
      const world = worldOver({ latency: uniform(0, 3) });
      const { network, processes } = world.world.parts;
      for (const [number, isBeat] of beats.entries()) {
        world.until(number / 10);
        if (isBeat) network.sendHeartbeat(AGENT, number, processes.beat[AGENT]);
        else network.post(AGENT, LEAF, scheduling.assigned, number, 0, 0);
      }
      expect(world.until(100).values(LEAF)).toEqual(upTo(beats.length));
    },
  );

  test('An agent sends no heartbeats while it is paused, and does not make up for them afterwards.', () => {
    const health = { heartbeat_interval: 1, detector: 'none', parameters: {} };
    const beats = (pauses: boolean) => {
      const world = worldOver({}, { health }).until(2);
      if (pauses) world.pause(AGENT);
      world.until(5);
      if (pauses) world.resume(AGENT);
      return world
        .until(8)
        .of(LEAF, 'beat')
        .filter(({ from }) => from === AGENT)
        .map(({ at }) => at);
    };
    expect(beats(false)).toHaveLength(8);
    expect(beats(true)).toEqual(beats(false).filter((at) => at <= 2 || at > 5));
  });
});

describe('inbox and timers', () => {
  const coordination = { costs: costs({ result: 1 }) };

  test('A coordinator handles one message at a time in the order of their arrival, and its module sees each when its handling time is over.', () => {
    const world = send(worldOver({}, { coordination }), LEAF, ROOT, [0, 0, 0.5, 4]);
    expect(world.until(100).heard(ROOT)).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [5.5, 3],
    ]);
  });

  test('A message that finds the inbox full is dropped; the message being handled counts, and timers do not.', () => {
    const world = worldOver({}, { coordination: { ...coordination, inbox_limit: 2 } });
    for (const tag of [7, 8, 9]) world.port(ROOT).setTimer(s(1.25), tag, 0);
    send(world, LEAF, ROOT, [0, 0, 0.5, 1]);
    expect(world.until(100).heard(ROOT)).toEqual([
      [1, 0],
      [2, 1],
      [2, 7],
      [2, 8],
      [2, 9],
      [3, 3],
    ]);
  });

  test('An agent has no inbox: while it runs, it sees a message at the instant of its arrival.', () => {
    const world = worldOver({ latency: constant(1) }, { coordination });
    for (const task of [100, 101]) world.port(LEAF).post(AGENT, toWorker.withdraw, task, 1);
    expect(world.until(100).heard(LEAF, 'answer')).toEqual([
      [2, 100],
      [2, 101],
    ]);
  });

  property.prop([fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 20 })], often)(
    'Timers of a coordinator that are due at the same instant fire in the order in which they were set, whatever their delays.',
    (waits) => {
      const world = worldOver({});
      let now = 0;
      for (const [tag, wait] of waits.entries()) {
        now += wait;
        world
          .until(now)
          .port(ROOT)
          .setTimer(s(1000 - now), tag, 0);
      }
      expect(world.until(2000).heard(ROOT)).toEqual(waits.map((_, tag) => [1000, tag]));
    },
  );

  property.prop([fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 20 })], often)(
    'Timers that are due at different times fire in the order of these times, in whatever order they were set.',
    (delays) => {
      const world = worldOver({});
      for (const [tag, delay] of delays.entries()) world.port(ROOT).setTimer(delay, tag, 0);
      const due = delays.map((delay, tag) => [delay / 1e6, tag]);
      expect(world.until(100).heard(ROOT)).toEqual(due.sort(([x], [y]) => x - y));
    },
  );

  test('A timer with delay 0 fires at the same instant, after the present call and after everything that was already due at this instant.', () => {
    let setting = false;
    const world = worldOver({ latency: constant(1) }, {}, ({ what, value }, port) => {
      expect(setting).toBe(false);
      if (what !== 'word' || value !== 0) return;
      setting = true;
      port.setTimer(0, 7, 0);
      setting = false;
    });
    expect(send(world, LEAF, ROOT, [0, 0]).until(100).of(ROOT)).toMatchObject([
      { at: 1, what: 'word', value: 0 },
      { at: 1, what: 'word', value: 1 },
      { at: 1, what: 'timer', value: 7 },
    ]);
  });

  test('Of a timer and a message that are due at the same instant, the one that was set or sent first comes first.', () => {
    for (const more of [{}, { coordination }]) {
      const world = worldOver({ latency: constant(1) }, more);
      const timer = () => world.port(ROOT).setTimer(s(1), 7, 0);
      const word = () => world.port(LEAF).post(ROOT, ordering.word, 8);
      timer();
      word();
      world.until(10);
      word();
      timer();
      expect(world.until(100).values(ROOT)).toEqual([7, 8, 8, 7]);
    }
  });

  test('A timer that is due while a message is handled waits in the inbox, behind the messages that are there and ahead of those that come later.', () => {
    const world = worldOver({}, { coordination });
    world.port(ROOT).setTimer(s(0.5), 7, 0);
    send(world, LEAF, ROOT, [0, 0.25, 0.5]);
    expect(world.until(100).heard(ROOT)).toEqual([
      [1, 0],
      [2, 1],
      [2, 7],
      [3, 2],
    ]);
  });

  test('A timer that is cancelled before it is due is not called, and `cancelTimer` returns true.', () => {
    const world = worldOver({});
    const timer = world.port(ROOT).setTimer(s(1), 7, 0);
    expect(world.until(0.5).port(ROOT).cancelTimer(timer)).toBe(true);
    expect(world.until(100).of(ROOT)).toEqual([]);
  });

  test('A timer that waits in the inbox can no longer be cancelled: `cancelTimer` returns false, and `onTimer` is called all the same.', () => {
    let timer = 0;
    const cancelled: boolean[] = [];
    const world = worldOver({}, { coordination }, ({ what }, port) => {
      if (what === 'word') cancelled.push(port.cancelTimer(timer));
    });
    timer = world.port(ROOT).setTimer(s(0.5), 7, 0);
    expect(send(world, LEAF, ROOT, [0]).until(100).of(ROOT)).toMatchObject([
      { at: 1, what: 'word' },
      { at: 1, what: 'timer', value: 7 },
    ]);
    expect(cancelled).toEqual([false]);
  });
});
