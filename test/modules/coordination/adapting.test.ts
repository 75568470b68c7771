import { describe, expect, test } from 'vitest';
import type { PeerSettings } from '../../../src/modules/coordination/peer-options.ts';
import { gossiping } from '../../../src/modules/coordination/routing/vocabulary.ts';
import { s } from '../port.ts';
import { Desk, EAST, table, WEST } from './desk.ts';

const OPERATOR = 50;
const RING = { order: 'sequential', tokenTimeout: s(5), hold: s(0.01), confirmTimeout: s(1) } as const;

/** Targeted, then by gossip, then a ring, then targeted with two hops. */
const SETTINGS: PeerSettings[] = [
  { routing: 'targeted', hops: 1 },
  { routing: 'gossip', hops: 1 },
  { routing: RING, hops: 1 },
  { routing: 'targeted', hops: 2 },
];
const desk = (timeout: number | null = null) => new Desk({ settings: SETTINGS, timeout });
const kinds = (sent: string[]) => sent.map((line) => line.split(' ')[0]);

describe('a change of settings', () => {
  test('is made when the operator says so, and all neighbours are told', () => {
    const one = desk();
    expect(one.hear(OPERATOR, 'adapt', 1)).toEqual(['heartbeat 60 1 2', 'heartbeat 61 1 2']);
    expect(one.port.takeObserved()).toEqual(['adapted 1']);
    // Once, whoever says so again.
    expect(one.hear(OPERATOR, 'adapt', 1)).toEqual([]);
    expect(kinds(one.advance(0))).toEqual(['table']);
  });

  test('is learnt from a neighbour that has made it, and taught to one that has not', () => {
    const one = desk();
    expect(one.hear(EAST, 'heartbeat', 1, 2)).toEqual(['heartbeat 60 1 2', 'heartbeat 61 1 2']);
    expect(one.hear(WEST, 'heartbeat', 0, 2)).toEqual(['heartbeat 61 1 2']);
    expect(one.hear(WEST, 'heartbeat', 1, 2)).toEqual([]);
    // Gossip takes the place of heartbeats, in this as well.
    expect(one.receive(WEST, gossiping.table, table(0, 3, [61, 1, 2]))).toEqual([
      'heartbeat 60 3 2',
      'heartbeat 61 3 2',
    ]);
    expect(one.receive(EAST, gossiping.table, table(0, 1, [60, 1, 2]))).toEqual(['heartbeat 60 3 2']);
  });

  test('that is not known here is not made', () => {
    const one = desk();
    expect(one.hear(OPERATOR, 'adapt', 4)).toEqual([]);
    expect(one.port.takeObserved()).toEqual([]);
  });

  test('lasts through a crash', () => {
    const one = desk();
    one.hear(OPERATOR, 'adapt', 1);
    expect(kinds(one.crash())).toEqual([]);
    expect(kinds(one.advance(0))).toEqual(['table']);
  });

  test('ends the timers of what was before', () => {
    const one = desk();
    one.hear(OPERATOR, 'adapt', 1);
    one.hear(OPERATOR, 'adapt', 3);
    expect(one.advance(20)).toEqual([]);
  });

  test('leaves tasks where they are, and their results are taken as ever', () => {
    const one = desk();
    one.submit(1, 2, 3);
    one.hear(OPERATOR, 'adapt', 2);
    expect(one.hear(EAST, 'result', 3, 3, 1)).toEqual(['acknowledged 60 3 3', 'finished 90 3 1']);
  });

  test('lets tasks go further when it says so', () => {
    const one = desk();
    one.submit(1, 2);
    one.hear(EAST, 'assign', 3, 7, 1);
    expect(one.hear(OPERATOR, 'adapt', 3)).toContain('assign 61 3 3 2');
  });
});

describe('whom to trust', () => {
  test('is judged anew by silence when a ring is left', () => {
    const one = desk(3);
    one.hear(OPERATOR, 'adapt', 2);
    // The first member makes the token; nobody confirms that it got it.
    one.advance(8);
    const suspicions = () => one.port.takeObserved().filter((line) => line.endsWith(' 60'));
    expect(suspicions()).toEqual(['suspected 60']);
    one.hear(OPERATOR, 'adapt', 3);
    expect(suspicions()).toEqual(['trusted 60']);
    one.advance(10.9);
    expect(suspicions()).toEqual([]);
    one.advance(11.1);
    expect(suspicions()).toEqual(['suspected 60']);
  });

  test('is not what a ring said, once that is left', () => {
    const one = desk(60);
    one.hear(OPERATOR, 'adapt', 2);
    one.advance(4);
    expect(one.port.takeObserved()).toContain('suspected 60');
    one.hear(OPERATOR, 'adapt', 3);
    expect(one.port.takeObserved()).toContain('trusted 60');
  });

  test('is not judged by silence in a ring', () => {
    const one = new Desk({ settings: SETTINGS, timeout: 3, members: [EAST, 50, WEST] });
    one.hear(OPERATOR, 'adapt', 2);
    one.advance(4);
    expect(one.port.takeObserved().filter((line) => line.startsWith('suspected 60'))).toEqual([]);
  });
});
