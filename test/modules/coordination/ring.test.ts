import { describe, expect, test } from 'vitest';

import { type Token, tokenPassing } from '../../../src/modules/coordination/routing/vocabulary.ts';
import { s } from '../port.ts';
import { Desk, EAST, WEST } from './desk.ts';

const RING = {
  order: 'sequential',
  tokenTimeout: s(5),
  hold: s(0.01),
  confirmTimeout: s(1),
} as const;
const DOWN = -0x80000000;

/** The first of three members with two slots each; the others are at 60 and 61. */
const first = (order: 'sequential' | 'load' = 'sequential') => new Desk({ routing: { ...RING, order } });
/** The same where another member made the first token. */
const second = () => new Desk({ routing: RING, members: [EAST, 50, WEST] });

const token = (
  number: number,
  serial: number,
  round: number,
  rooms: number[],
  versions: number[],
  rounds: number[],
): Token => ({
  number,
  serial,
  round,
  rooms: Int32Array.from(rooms),
  versions: Float64Array.from(versions),
  rounds: Float64Array.from(rounds),
});
const show = (...lists: number[][]) => `[${lists.flat().join(' ')}]`;
const tokens = (sent: string[]) => sent.filter((line) => line.startsWith('token'));

describe('the token', () => {
  test('is made by the first member, kept for a while and passed on until that is confirmed', () => {
    const desk = first();
    expect(desk.advance(0.009)).toEqual([]);
    const pass = `token 60 3 1 1 ${show([2, 2, 2], [1, 0, 0], [1, 0, 0])}`;
    expect(desk.advance(0.01)).toEqual([pass]);
    expect(desk.advance(1.01)).toEqual([pass]);
    expect(desk.hear(EAST, 'taken', 3, 1)).toEqual([]);
    expect(desk.advance(4)).toEqual([]);
  });

  test('is confirmed and kept when it comes, and swallowed when it is older than one seen', () => {
    const desk = second();
    expect(desk.receive(EAST, tokenPassing.token, token(3, 7, 1, [-1, 0, 2], [4, 4, 4], [1, 0, 0]))).toEqual([
      'taken 60 3 7',
    ]);
    expect(desk.advance(0.01)).toEqual([`token 61 3 8 1 ${show([-1, 2, 2], [4, 5, 4], [1, 1, 0])}`]);
    desk.hear(WEST, 'taken', 3, 8);
    // The confirmation was lost, and it has come again; then one of an older number.
    expect(desk.receive(EAST, tokenPassing.token, token(3, 7, 1, [0, 0, 0], [4, 4, 4], [1, 0, 0]))).toEqual([
      'taken 60 3 7',
    ]);
    expect(desk.receive(WEST, tokenPassing.token, token(2, 99, 1, [0, 0, 0], [4, 4, 4], [1, 0, 0]))).toEqual([
      'taken 61 2 99',
    ]);
    expect(desk.advance(1)).toEqual([]);
  });

  test('that comes twice is here once', () => {
    const desk = second();
    const come = () =>
      desk.receive(EAST, tokenPassing.token, token(3, 7, 1, [2, 2, 2], [4, 4, 4], [1, 0, 0]));
    come();
    desk.advance(0.005);
    expect(come()).toEqual(['taken 60 3 7']);
    expect(desk.port.takeObserved()).toEqual(['tokenCame 3 -1']);
    expect(tokens(desk.advance(0.01))).toHaveLength(1);
  });

  test('is passed once when it comes back before a busy member gets to its timer', () => {
    const desk = first();
    desk.advance(0.01);
    const confirm = desk.advanceBusy(1.01);
    desk.receive(WEST, tokenPassing.token, token(3, 3, 1, [2, 2, 2], [1, 1, 1], [1, 1, 1]));
    expect(confirm()).toEqual([]);
    expect(tokens(desk.advance(1.02))).toHaveLength(1);
  });

  test('skips a member that does not confirm it, and all are told', () => {
    const desk = first();
    expect(tokens(desk.advance(2.99))).toHaveLength(3);
    const sent = desk.advance(3.01);
    expect(sent).toEqual([`token 61 3 2 1 ${show([2, DOWN, 2], [1, 1, 0], [1, 0, 0])}`]);
    expect(desk.port.takeObserved()).toContain('suspected 60');
  });

  test('goes to a skipped member again when its heartbeat has been heard', () => {
    const desk = second();
    desk.receive(EAST, tokenPassing.token, token(3, 7, 1, [2, 2, DOWN], [4, 4, 5], [1, 0, 0]));
    expect(tokens(desk.advance(0.01))).toEqual([
      `token 60 3 8 1 ${show([2, 2, DOWN], [4, 5, 5], [1, 1, 0])}`,
    ]);
    desk.hear(EAST, 'taken', 3, 8);
    desk.hear(WEST, 'heartbeat', 0, 1);
    desk.receive(EAST, tokenPassing.token, token(3, 9, 1, [2, 2, DOWN], [5, 5, 5], [1, 1, 0]));
    expect(tokens(desk.advance(0.02))).toEqual([`token 61 3 10 1 ${show([2, 2, 1], [5, 6, 6], [1, 1, 0])}`]);
  });

  test('shows that whoever passes it is there', () => {
    const desk = second();
    desk.receive(EAST, tokenPassing.token, token(3, 7, 1, [2, 2, DOWN], [4, 4, 5], [1, 0, 0]));
    desk.advance(0.01);
    desk.hear(EAST, 'taken', 3, 8);
    // The one that was taken for down has made a token of its own, and knows little.
    desk.receive(WEST, tokenPassing.token, token(8, 1, 1, [2, 2, 2], [0, 0, 1], [0, 0, 1]));
    expect(tokens(desk.advance(0.02))).toEqual([`token 61 8 2 1 ${show([2, 2, 2], [4, 6, 6], [0, 1, 1])}`]);
  });

  test('does not bring back what is known to be out of date', () => {
    const desk = first();
    desk.advance(3.01);
    // The other one has not heard yet that sixty is down.
    desk.receive(WEST, tokenPassing.token, token(5, 1, 1, [2, 2, 2], [1, 0, 1], [1, 0, 0]));
    expect(tokens(desk.advance(3.03))).toEqual([
      `token 61 5 2 1 ${show([2, DOWN, 2], [2, 1, 1], [1, 0, 0])}`,
    ]);
  });

  test('is made anew, under a higher number of its own, when it has not been here for long', () => {
    const desk = second();
    desk.receive(EAST, tokenPassing.token, token(3, 7, 1, [2, 2, 2], [4, 4, 4], [1, 0, 0]));
    desk.advance(0.01);
    desk.hear(WEST, 'taken', 3, 8);
    // The second member waits two times the holding longer than the first.
    expect(desk.advance(5.02)).toEqual([]);
    const [pass] = tokens(desk.advance(5.05));
    expect(pass).toMatch(/^token 61 7 1 /);
    expect(desk.port.takeObserved()).toContain('tokenMade 7');
  });

  test('is not made twice by a first member that comes back', () => {
    const desk = first();
    expect(tokens(desk.crash())).toEqual([]);
    expect(tokens(desk.advance(4.9))).toEqual([]);
    expect(tokens(desk.advance(5.1))[0]).toMatch(/^token 60 6 1 /);
  });

  test('goes to the most loaded that has not had it in the round, if that is the order', () => {
    const desk = first('load');
    desk.receive(WEST, tokenPassing.token, token(4, 1, 1, [2, 1, -2], [1, 1, 1], [0, 0, 0]));
    const pass = tokens(desk.advance(0.01))[0];
    expect(pass).toMatch(/^token 61 4 2 1 /);
    desk.hear(WEST, 'taken', 4, 2);
    desk.receive(WEST, tokenPassing.token, token(4, 3, 1, [2, 1, -2], [2, 1, 2], [1, 0, 1]));
    expect(tokens(desk.advance(0.02))[0]).toMatch(/^token 60 4 4 1 /);
    desk.hear(EAST, 'taken', 4, 4);
    // All have had it: the next round begins.
    desk.receive(EAST, tokenPassing.token, token(4, 5, 1, [2, 1, -2], [3, 2, 2], [1, 1, 1]));
    expect(tokens(desk.advance(0.03))[0]).toMatch(/^token 61 4 6 2 /);
  });
});

describe('a member', () => {
  test('hands tasks over only while it has the token', () => {
    const desk = second();
    expect(desk.submit(1, 2, 3)).toEqual(['assign 10 1 1 0', 'assign 11 2 2 0']);
    expect(desk.receive(EAST, tokenPassing.token, token(3, 7, 1, [0, 0, 2], [4, 4, 4], [1, 0, 0]))).toEqual([
      'taken 60 3 7',
      'assign 61 3 3 1',
    ]);
    // What comes meanwhile as well.
    expect(desk.submit(4)).toEqual(['assign 61 4 4 1']);
    expect(tokens(desk.advance(0.01))).toEqual([`token 61 3 8 1 ${show([0, 0, 0], [4, 5, 4], [1, 1, 0])}`]);
    expect(desk.submit(5)).toEqual([]);
  });

  test('takes back what it gave to a member that the token says is down', () => {
    const desk = second();
    desk.submit(1, 2);
    desk.receive(EAST, tokenPassing.token, token(3, 7, 1, [0, 0, 2], [4, 4, 4], [1, 0, 0]));
    expect(desk.submit(3)).toEqual(['assign 61 3 3 1']);
    desk.hear(WEST, 'assigned', 3, 3, 1, 1);
    desk.advance(0.01);
    desk.hear(WEST, 'taken', 3, 8);
    expect(
      desk.receive(EAST, tokenPassing.token, token(3, 12, 2, [1, 0, DOWN], [5, 5, 5], [1, 1, 1])),
    ).toEqual(['taken 60 3 12', 'cancel 61 3 3', 'assign 60 3 4 1']);
  });

  test('sends heartbeats to the members on either side only', () => {
    const around = [60, 61, 62, 63].map((process) => ({ process }));
    const desk = new Desk({ routing: RING, timeout: 60, members: [50, 60, 61, 62, 63] }, around);
    const beats = desk.advance(0.5).filter((line) => line.startsWith('heartbeat'));
    expect(beats.map((line) => line.split(' ')[1])).toEqual(['60', '63']);
  });
});
