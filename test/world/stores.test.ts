/** Inbox, durable rows and the message pool against slow and obvious versions. */
import { kinds } from '../../src/modules/vocabulary.ts';
import '../../src/modules/scheduling/vocabulary.ts';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DurableRows } from '../../src/world/host/durable-rows.ts';
import { Inbox } from '../../src/world/host/inbox.ts';
import { MessagePool } from '../../src/world/network/message-pool.ts';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('Inbox', () => {
  const item = fc.tuple(int32, int32, int32, fc.integer({ min: 0, max: 2 ** 50 }));

  test.prop(
    [
      fc.array(fc.oneof({ arbitrary: item, weight: 3 }, { arbitrary: fc.constant(null), weight: 2 }), {
        maxLength: 200,
      }),
    ],
    {
      numRuns: 200,
    },
  )('is first in, first out', (steps) => {
    const inbox = new Inbox();
    const model: (readonly [number, number, number, number])[] = [];
    for (const step of steps) {
      if (step) {
        inbox.push(...step);
        model.push(step);
      } else if (model.length > 0) {
        inbox.shift();
        model.shift();
      }
      expect(inbox.size).toBe(model.length);
      if (model.length > 0) expect([inbox.code, inbox.x, inbox.y, inbox.at]).toEqual(model[0]);
    }
  });
});

describe('DurableRows', () => {
  const key = fc.oneof(fc.nat(20), fc.constant(0x7fffffff));
  const word = fc.oneof(int32, fc.maxSafeInteger());
  const steps = fc.array(fc.oneof(fc.tuple(key, word, word, word, word), fc.tuple(key)), {
    maxLength: 150,
  });

  test.prop([steps], { numRuns: 200 })('are a map, visited in ascending order', (list) => {
    const rows = new DurableRows();
    const model = new Map<number, readonly number[]>();
    for (const [key, ...values] of list) {
      if (values.length > 0) {
        rows.put(key, values[0] as number, values[1] as number, values[2] as number, values[3] as number);
        model.set(key, values as number[]);
      } else {
        rows.remove(key);
        model.delete(key);
      }
      expect(rows.size).toBe(model.size);
      expect(rows.has(key)).toBe(model.has(key));
    }
    const visited: (readonly number[])[] = [];
    rows.forEach((...row) => {
      visited.push(row);
    });
    expect(visited).toEqual([...model].sort(([x], [y]) => x - y).map(([key, values]) => [key, ...values]));
  });

  test.prop([fc.uniqueArray(key, { minLength: 1 })])('may be changed while they are visited', (keys) => {
    const rows = new DurableRows();
    for (const key of keys) rows.put(key, key, 0, 0, 0);
    const ascending = [...keys].sort((x, y) => x - y);
    const visited: number[] = [];
    rows.forEach((key, a) => {
      visited.push(key);
      expect(a).toBe(key);
      rows.remove(key);
      // The last is gone before its turn comes.
      rows.remove(ascending.at(-1) as number);
      rows.put(key, 1, 1, 1, 1);
    });
    expect(visited).toEqual(ascending.length === 1 ? ascending : ascending.slice(0, -1));
  });
});

describe('MessagePool', () => {
  test.prop([fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 300 })], { numRuns: 100 })(
    'keeps what is added until it is removed',
    (steps) => {
      const pool = new MessagePool();
      const model = new Map<number, number>();
      for (const [i, [adds, pick]] of steps.entries()) {
        if (adds || model.size === 0) {
          const row = pool.add(i, i + 1, kinds[i % 8], i + 2, i + 3, i + 4, i + 5, i + 6, i + 7);
          expect(model.has(row)).toBe(false);
          model.set(row, i);
        } else {
          const [row] = [...model.keys()].slice(pick % model.size);
          pool.remove(row);
          model.delete(row);
        }
        expect(pool.size).toBe(model.size);
      }
      for (const [row, i] of model)
        expect([pool.from[row], pool.to[row], pool.kindOf(row), ...pool.wordsOf(row)]).toEqual([
          i,
          i + 1,
          kinds[i % 8],
          i + 2,
          i + 3,
          i + 4,
          i + 5,
          i + 6,
          i + 7,
        ]);
      const under: number[] = [];
      pool.forEach((_, a) => {
        under.push(a - 2);
      });
      expect(under.sort((x, y) => x - y)).toEqual([...model.values()].sort((x, y) => x - y));
    },
  );

  test('grows', () => {
    const pool = new MessagePool();
    for (let i = 0; i < 5000; i++) pool.add(i, 0, kinds[1], i);
    expect(pool.size).toBe(5000);
    expect([...pool.wordsOf(4999)]).toEqual([4999, 0, 0, 0, 0, 0]);
    for (let i = 0; i < 5000; i++) pool.remove(i);
    expect(pool.size).toBe(0);
    expect(pool.add(1, 2, kinds[3], 4, 5, 6)).toBeLessThan(5000);
  });
});
