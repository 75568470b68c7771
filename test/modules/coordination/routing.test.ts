import { describe, expect, test } from 'vitest';

import { gossiping } from '../../../src/modules/coordination/routing/vocabulary.ts';
import { Desk, EAST, table, WEST } from './desk.ts';

describe('broadcast', () => {
  const busy = () => {
    const desk = new Desk({ routing: 'broadcast' });
    desk.submit(1, 2);
    return desk;
  };

  test('asks all neighbours when a task waits, and the first with room gets it', () => {
    const desk = busy();
    expect(desk.submit(3)).toEqual(['ask 60 1', 'ask 61 1']);
    // One question at a time.
    expect(desk.submit(4)).toEqual([]);
    expect(desk.hear(EAST, 'offer', 1, 0)).toEqual([]);
    expect(desk.hear(WEST, 'offer', 1, 1)).toEqual([
      'assign 61 3 3 1',
      // All have answered and one of them was of use: there is more to ask for.
      'ask 60 2',
      'ask 61 2',
    ]);
    expect(desk.hear(EAST, 'offer', 2, 7)).toEqual(['assign 60 4 4 1']);
  });

  test('asks again after the interval when nobody had room, or answers were lost', () => {
    const desk = busy();
    desk.submit(3);
    desk.hear(EAST, 'offer', 1, 0);
    expect(desk.hear(WEST, 'offer', 1, -2)).toEqual([]);
    expect(desk.advance(0.99)).toEqual([]);
    expect(desk.advance(1)).toEqual(['ask 60 2', 'ask 61 2']);
    // An answer to an earlier question is none.
    expect(desk.hear(EAST, 'offer', 1, 2)).toEqual([]);
    expect(desk.advance(1.99)).toEqual([]);
    expect(desk.advance(2).filter((line) => line.startsWith('ask'))).toEqual(['ask 60 3', 'ask 61 3']);
  });

  test('asks no more when nothing waits', () => {
    const desk = busy();
    desk.submit(3);
    desk.hear(10, 'assigned', 1, 1, 1);
    desk.hear(11, 'assigned', 2, 2, 1);
    expect(desk.hear(10, 'result', 1, 1, 1)).toContain('assign 10 3 3 0');
    desk.hear(10, 'assigned', 3, 3, 1);
    expect(desk.advance(30)).toEqual([]);
  });

  test('answers with its own room, and offers of nothing that fits are not taken for help', () => {
    const desk = busy();
    expect(desk.hear(EAST, 'ask', 5)).toEqual(['offer 60 5 0']);
    desk.submit(3);
    // The only task that waits came from the one who offers.
    desk.hear(10, 'result', 1, 1, 1);
    expect(desk.hear(WEST, 'ask', 6)).toEqual(['offer 61 6 0']);
  });
});

describe('gossip', () => {
  const desk = () => new Desk({ routing: 'gossip', timeout: 3 });

  test('tells a neighbour all it knows every interval, and answers who tells it', () => {
    const one = desk();
    // The first round comes at a random time within the interval: here at once, and to the first neighbour.
    expect(one.advance(0)).toEqual(['table 60 1 0 [50 1 2]']);
    one.port.draws.push(0.5);
    expect(one.advance(1)).toEqual(['table 61 1 0 [50 2 2]']);
    expect(one.receive(WEST, gossiping.table, table(1, 0, [61, 9, 1]))).toEqual([
      'table 61 0 0 [50 2 2 61 9 1]',
    ]);
    expect(one.receive(WEST, gossiping.table, table(0, 0, [60, 4, -3]))).toEqual([]);
    expect(one.advance(2)).toEqual(['table 60 1 0 [50 3 2 60 4 -3 61 9 1]']);
  });

  test('keeps the newer of two versions, and gives tasks by its table', () => {
    const one = desk();
    one.receive(WEST, gossiping.table, table(0, 0, [60, 4, -3, 61, 9, 1]));
    one.receive(WEST, gossiping.table, table(0, 0, [60, 3, 2]));
    one.submit(1, 2);
    expect(one.submit(3)).toEqual(['assign 61 3 3 1']);
    one.receive(WEST, gossiping.table, table(0, 0, [60, 5, 2]));
    expect(one.submit(4)).toEqual(['assign 60 4 4 1']);
  });

  test('takes a version that grows for a sign of life, whoever brings it', () => {
    const one = desk();
    const bring = (version: number) =>
      one.receive(WEST, gossiping.table, table(0, 0, [60, version, 2, 61, version, 2]));
    for (let second = 1; second <= 5; second++) {
      one.advance(second);
      bring(second);
    }
    const suspicions = () => one.port.takeObserved().filter((line) => line.endsWith(' 60'));
    expect(suspicions()).toEqual([]);
    // From now on nothing is new of sixty.
    for (let second = 6; second <= 8; second++) {
      one.advance(second);
      one.receive(WEST, gossiping.table, table(0, 0, [60, 5, 2, 61, second, 2]));
    }
    expect(suspicions()).toEqual(['suspected 60']);
    // Its workers have been silent as well.
    expect(one.submit(1)).toEqual(['assign 61 1 1 1']);
    bring(9);
    expect(suspicions()).toContain('trusted 60');
  });

  test('sends no heartbeats', () => {
    expect(
      desk()
        .advance(3.5)
        .filter((line) => line.startsWith('heartbeat')),
    ).toEqual([]);
  });

  test('its versions do not fall back in a crash, even where the clock does', () => {
    const one = desk();
    one.advance(3.5);
    one.crash(0);
    const later = 2 ** 32;
    expect(one.advance(1)).toEqual([`table 60 1 0 [50 ${later + 1} 2]`, `table 60 1 0 [50 ${later + 2} 2]`]);
  });

  test('its versions do not fall back where it is taken up again after another routing', () => {
    const settings = (['gossip', 'targeted', 'gossip'] as const).map((routing) => ({ routing, hops: 1 }));
    const one = new Desk({ settings });
    const version = () => Number(/\[50 (\d+)/.exec(one.advance(5).at(-1) ?? '')?.[1]);
    expect(version()).toBe(6);
    one.hear(EAST, 'adapt', 1);
    one.hear(EAST, 'adapt', 2);
    one.port.take();
    expect(one.advance(5)).toContain('table 60 1 2 [50 7 2]');
  });
});

describe('targeted', () => {
  test('tells all neighbours of its room with every heartbeat', () => {
    const desk = new Desk({ timeout: 30 });
    desk.submit(1);
    expect(desk.advance(1)).toEqual(['heartbeat 60 0 1', 'heartbeat 61 0 1']);
    // What has been given away is not here.
    desk.submit(2, 3);
    expect(desk.advance(2)).toContain('heartbeat 60 0 0');
    expect(desk.hear(EAST, 'assign', 9, 1, 1)).toContain('assigned 60 9 1 1 -1');
  });
});
