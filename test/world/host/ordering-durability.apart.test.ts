/** The sentences about what is durable when of `src/modules/README.md`: each test has the name of one. */

import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { schedulingFacts } from '../../../src/modules/scheduling/vocabulary.ts';
import { constant, links, type Overrides, s } from '../spec.ts';
import { LEAF, OrderingWorld, ordering, ROOT, type Script } from './ordering-world.ts';

/** A sync takes a second. */
const SYNC = { coordination: { storage: { sync: constant(1) } } };
/** Words take a second to handle. */
const costs = { submit: 0, assign: 0, acknowledge: 0, result: 1, heartbeat: 0 };
const SLOW = { coordination: { ...SYNC.coordination, costs } };

const DATA = Uint8Array.of(1);

function worldWith(script: Script, more: Overrides = SYNC): OrderingWorld {
  return new OrderingWorld({ network: { links: links({ latency: constant(0) }) }, ...more }, script);
}

/** What the leaf does in a call; nobody else does anything. */
const leaf =
  (action: (...of: Parameters<Script>) => void): Script =>
  (call, port, memory) => {
    if (call.process === LEAF) action(call, port, memory);
  };

/** The leaf is told a word, in a call that begins at once. */
const tell = (world: OrderingWorld, number: number) =>
  world.call(ROOT, (port) => port.post(LEAF, ordering.word, number));

/** The root is told, and then a row and an entry are written. */
const writing = leaf(({ what, value }, port) => {
  if (what !== 'word') return;
  port.post(ROOT, ordering.word, value);
  port.storage.put(value, value, 0, 0, 0);
  port.log.append(value, DATA);
});

const keys = (world: OrderingWorld) => world.rows(LEAF).map(([key]) => key);
const entries = ({
  first,
  last,
  termAt,
}: {
  first: number;
  last: number;
  termAt(index: number): number | undefined;
}) => Array.from({ length: last - first + 1 }, (_, i) => termAt(first + i));
const terms = (world: OrderingWorld) => {
  const log = world.log(LEAF);
  return entries({ first: log.first, last: log.last, termAt: (index) => log.termAt(index) });
};
/** When the leaf heard of which entry of which term. */
const durable = (world: OrderingWorld) =>
  world.of(LEAF, 'durable').map(({ at, value, from }): [number, number, number] => [at, value, from]);

describe('messages', () => {
  test('On a disk that takes no time, what a call writes is durable at once, and messages leave within the call.', () => {
    const world = worldWith(writing, {});
    tell(world.until(2), 7);
    world.until(2);
    expect(world.heard(ROOT)).toEqual([[2, 7]]);
    world.crash(LEAF);
    expect([keys(world), terms(world)]).toEqual([[7], [7]]);
  });

  test('A message leaves once everything is durable that was written in its call, before it or after, and in all earlier calls.', () => {
    const world = worldWith(writing);
    tell(world, 1);
    // Two calls during the first sync: the second of them writes nothing.
    tell(world.until(0.5), 2);
    world.until(0.75).call(LEAF, (port) => port.post(ROOT, ordering.word, 3));
    expect(world.until(10).heard(ROOT)).toEqual([
      [1, 1],
      [2, 2],
      [2, 3],
    ]);
  });

  test('A sync covers what has been written when it begins; what is written during it waits for the next, which begins when it ends.', () => {
    const world = worldWith(writing);
    for (const [number, at] of [0, 0.25, 0.5, 5].entries()) tell(world.until(at), number);
    expect(world.until(10).heard(ROOT)).toEqual([
      [1, 0],
      [2, 1],
      [2, 2],
      [6, 3],
    ]);
  });

  test('A message of a call that writes nothing leaves with the call if all earlier writes are durable.', () => {
    const world = worldWith(writing);
    tell(world, 1);
    world.until(1).call(LEAF, (port) => port.post(ROOT, ordering.word, 2));
    expect(world.until(10).heard(ROOT)).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  test('Messages that may leave early leave within the call, ahead of those that wait.', () => {
    const world = worldWith(
      leaf(({ what }, port) => {
        if (what !== 'word') return;
        port.storage.put(1, 1, 0, 0, 0);
        port.post(ROOT, ordering.word, 1);
        port.postEarly(ROOT, ordering.word, 2);
      }),
    );
    tell(world, 0);
    expect(world.until(10).heard(ROOT)).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  test('A fact is told when a message that was posted in its place leaves.', () => {
    const world = worldWith(
      leaf(({ what }, port) => {
        if (what !== 'word') return;
        port.report(schedulingFacts.completed, 5);
        port.post(ROOT, ordering.word, 1);
        port.storage.put(1, 1, 0, 0, 0);
      }),
    );
    const told: number[][] = [];
    world.facts.on(schedulingFacts.completed, (by, task) => told.push([world.world.now, by, task]));
    tell(world, 0);
    expect(world.until(10).heard(ROOT)).toEqual([[1, 1]]);
    expect(told).toEqual([[s(1), LEAF, 5]]);
    // One of a call without writes is told within it.
    world.call(LEAF, (port) => port.report(schedulingFacts.completed, 6));
    expect(told.slice(1)).toEqual([[s(10), LEAF, 6]]);
  });

  property.prop([fc.array(fc.tuple(fc.constantFrom(0, 0.3, 1, 4), fc.boolean()), { maxLength: 20 })])(
    'Messages and facts that wait keep the order in which they were posted and reported.',
    (calls) => {
      const world = worldWith(() => {});
      const told: number[] = [];
      world.facts.on(schedulingFacts.completed, (_by, task) => told.push(task));
      let now = 0;
      for (const [number, [gap, writes]] of calls.entries()) {
        now += gap;
        world.until(now).call(LEAF, (port) => {
          if (writes) port.storage.put(1, number, 0, 0, 0);
          port.post(ROOT, ordering.word, number);
          port.report(schedulingFacts.completed, number);
        });
      }
      const numbers = calls.map((_, number) => number);
      expect(world.until(now + 10).values(ROOT)).toEqual(numbers);
      expect(told).toEqual(numbers);
    },
  );
});

describe('crashes', () => {
  property.prop([fc.integer({ min: 0, max: 4_000_000 })], { numRuns: 40 })(
    'A crash loses the rows and the entries of the log that are not durable, and the messages that wait for them.',
    (at) => {
      const world = worldWith(writing);
      const calls = [0, 0.5, 1.75].filter((time) => time * 1e6 <= at);
      for (const [number, time] of calls.entries()) tell(world.until(time), number + 1);
      world.until(at / 1e6).crash(LEAF);
      // Syncs end at 1, 2 and 3 seconds.
      const expected = [1, 2, 3].filter((second) => second * 1e6 <= at);
      expect([keys(world), terms(world)]).toEqual([expected, expected]);
      world.until(100);
      expect(world.values(ROOT)).toEqual(expected);
    },
  );

  test('A message of a redelivered kind counts as handed over once what its call has written is durable: where a crash loses that, it is sent again.', () => {
    const world = worldWith(writing, { ...SYNC, retry: { ack_timeout: 4 } });
    for (const [at, number] of [0, 2].entries())
      world.until(2 * at).call(ROOT, (port) => port.post(LEAF, ordering.sure, number));
    // The first is durable from 1 on, the second not before 3.
    world.until(2.5).crash(LEAF);
    world.until(3).restart(LEAF);
    expect(world.until(20).heard(LEAF, 'word')).toEqual([
      [0, 0],
      [2, 2],
      [6.5, 2],
    ]);
    expect(keys(world)).toEqual([0, 2]);
  });

  test('What a module finds in its log and its rows when it starts is durable.', () => {
    const world = worldWith(writing);
    tell(world, 1);
    tell(world.until(1.5), 2);
    world.until(2).crash(LEAF);
    world.until(3).restart(LEAF);
    world.until(3).call(LEAF, (port) => port.post(ROOT, ordering.word, 9));
    world.crash(LEAF);
    expect([keys(world), terms(world)]).toEqual([[1], [1]]);
    expect(world.until(100).heard(ROOT)).toEqual([
      [1, 1],
      [3, 9],
    ]);
  });
});

describe('`onDurable`', () => {
  test('`onDurable` is told of the end of the log as it was when the sync began, after the messages that waited for the sync have left.', () => {
    const world = worldWith(writing);
    tell(world.until(1), 4);
    tell(world.until(1.5), 5);
    expect(durable(world.until(10))).toEqual([
      [2, 1, 4],
      [3, 2, 5],
    ]);
    const said = worldWith(
      leaf(({ what, value }, port) => {
        if (what === 'durable') port.post(ROOT, ordering.word, 100 + value);
        if (what !== 'word') return;
        port.log.append(value, DATA);
        port.post(ROOT, ordering.word, value);
      }),
    );
    tell(said, 4);
    expect(said.until(10).values(ROOT)).toEqual([4, 101]);
  });

  test('On a disk that takes no time, `onDurable` is called at the same instant, after the present call and after everything that was already due.', () => {
    const world = worldWith(
      leaf(({ what, value }, port) => {
        if (what !== 'word') return;
        port.log.append(value, DATA);
        port.log.append(value + 1, DATA);
        port.setTimer(0, 5, 0);
      }),
      {},
    );
    world.port(LEAF).setTimer(s(3), 4, 0);
    world.until(2);
    world.port(ROOT).setTimer(s(1), 1, 0);
    tell(world, 1);
    expect(world.until(2).of(LEAF, 'word', 'timer', 'durable')).toMatchObject([
      { at: 2, what: 'word', value: 1 },
      { at: 2, what: 'durable', value: 2, from: 2 },
      { at: 2, what: 'timer', value: 5 },
    ]);
    expect(durable(world.until(10))).toHaveLength(1);
  });

  test('`onDurable` does not tell of syncs that cover no change of the log.', () => {
    for (const more of [{}, SYNC]) {
      const world = worldWith(
        leaf(({ what, value }, port) => {
          if (what === 'word') port.storage.put(value, 1, 0, 0, 0);
        }),
        more,
      );
      world.call(LEAF, (port) => port.log.append(1, DATA));
      for (const at of [3, 5]) tell(world.until(at), at);
      expect(durable(world.until(10))).toHaveLength(1);
    }
  });

  test('`onDurable` may tell of an entry that has been truncated since, by the term that it had.', () => {
    const world = worldWith(() => {});
    world.call(LEAF, ({ log }) => log.append(1, DATA));
    world.until(0.5).call(LEAF, ({ log }) => {
      log.truncateFrom(1);
      log.append(2, DATA);
    });
    expect(durable(world.until(10))).toEqual([
      [1, 1, 1],
      [2, 1, 2],
    ]);
  });

  test('Where a sync ends while a message is handled, what waited leaves at once, and `onDurable` waits in the inbox.', () => {
    const script = leaf(({ what, value }, port) => {
      if (what !== 'word' || value !== 1) return;
      port.log.append(1, DATA);
      port.post(ROOT, ordering.sure, 1);
    });
    const world = worldWith(script, SLOW);
    // Handled from 0 to 1, 1 to 2, 2 to 3; the sync is from 1 to 2.
    for (const number of [1, 2, 3]) tell(world, number);
    tell(world.until(1.5), 4);
    world.until(1.75).port(LEAF).setTimer(s(0.75), 6, 0);
    expect(world.until(10).of(LEAF, 'word', 'timer', 'durable')).toMatchObject([
      { at: 1, value: 1 },
      { at: 2, value: 2 },
      { at: 3, value: 3 },
      { at: 4, value: 4 },
      { at: 4, what: 'durable' },
      { at: 4, what: 'timer', value: 6 },
    ]);
    expect(world.heard(ROOT)).toEqual([[2, 1]]);
  });

  test('What waits for a sync that ends while the process is paused leaves when the pause ends.', () => {
    const world = worldWith(writing);
    tell(world, 1);
    world.until(0.5).pause(LEAF);
    tell(world, 2);
    world.until(3).resume(LEAF);
    expect(world.until(10).heard(ROOT)).toEqual([
      [3, 1],
      [4, 2],
    ]);
    expect(durable(world)).toEqual([
      [3, 1, 1],
      [4, 2, 2],
    ]);
    expect(world.of(LEAF, 'word', 'durable')[1]).toMatchObject({ what: 'durable', value: 1 });
  });
});
