import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Reservations } from '../../../src/modules/worker/reservations.ts';

const LIFE = 7;

describe('reservations at a worker', () => {
  test('are asked for as slots are free', () => {
    const book = new Reservations(2);
    expect(book.ask(1, 2)).toBe(false);
    book.made(1, 3, LIFE, false);
    expect([book.ask(1, 0), book.asked(1)]).toEqual([false, 0]);
    expect([book.ask(1, 2), book.asked(1), book.life(1)]).toEqual([true, 2, LIFE]);
    expect(book.ask(1, 2)).toBe(false);
    // Both have been answered; the third is the last.
    book.answered(1, 2, LIFE);
    expect([book.ask(1, 2), book.asked(1)]).toEqual([true, 3]);
    expect(book.asked(0)).toBe(0);
  });

  test('are asked for again when the coordinator has heard nothing', () => {
    const book = new Reservations(1);
    book.made(0, 2, LIFE, false);
    book.ask(0, 1);
    book.made(0, 2, LIFE, false);
    expect(book.ask(0, 1)).toBe(false);
    book.made(0, 2, LIFE, true);
    expect([book.ask(0, 1), book.asked(0)]).toEqual([true, 1]);
  });

  test('begin anew with the coordinator', () => {
    const book = new Reservations(1);
    book.made(0, 9, LIFE, false);
    book.answered(0, 9, LIFE);
    book.made(0, 2, LIFE + 1, false);
    expect([book.ask(0, 5), book.asked(0)]).toEqual([true, 2]);
    // Words from the life before come too late.
    book.made(0, 20, LIFE, false);
    book.answered(0, 20, LIFE);
    expect([book.ask(0, 5), book.asked(0), book.life(0)]).toEqual([false, 2, LIFE + 1]);
  });

  test('that a worker has forgotten are made good by what the coordinator has settled', () => {
    const book = new Reservations(1);
    book.made(0, 5, LIFE, false);
    book.forget(0);
    book.made(0, 6, LIFE, true);
    expect([book.ask(0, 1), book.asked(0)]).toEqual([true, 1]);
    book.answered(0, 5, LIFE);
    expect([book.ask(0, 1), book.asked(0)]).toEqual([true, 6]);
  });

  const word = fc.oneof(
    fc.record({ say: fc.constant('made' as const), number: fc.nat(30), again: fc.boolean() }),
    fc.record({ say: fc.constant('answered' as const), number: fc.nat(30), again: fc.boolean() }),
  );
  test.prop([fc.array(word), fc.integer({ min: 1, max: 4 })])(
    'asked for are never more than made, nor than slots beyond the answered',
    (words, free) => {
      const book = new Reservations(1);
      let made = 0;
      let answered = 0;
      for (const { say, number, again } of words) {
        if (say === 'made') {
          book.made(0, number, LIFE, again);
          made = Math.max(made, number);
        } else {
          book.made(0, number, LIFE, false);
          book.answered(0, number, LIFE);
          made = Math.max(made, number);
          answered = Math.max(answered, number);
        }
        book.ask(0, free);
        expect(book.asked(0)).toBe(Math.max(answered, Math.min(made, answered + free)));
      }
    },
  );
});
