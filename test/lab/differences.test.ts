import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { differences } from '../../src/lab/differences.ts';

describe('all places in which two values differ', () => {
  test('have their paths, and undefined where a value is absent', () => {
    const a = { name: 'x', faults: [{ at: 1 }, { at: 2 }], seed: '1', gone: 3 };
    const b = { name: 'x', faults: [{ at: 1 }, { at: 5 }], seed: 1, come: null };
    expect([...differences(a, b)]).toEqual([
      { path: 'faults[1].at', a: 2, b: 5 },
      { path: 'seed', a: '1', b: 1 },
      { path: 'gone', a: 3, b: undefined },
      { path: 'come', a: undefined, b: null },
    ]);
  });

  test('a list and a mapping differ as a whole', () => {
    expect([...differences({ x: [1] }, { x: { 0: 1 } })]).toEqual([{ path: 'x', a: [1], b: { 0: 1 } }]);
  });

  test.prop([fc.jsonValue(), fc.jsonValue()])('there is one exactly where the JSON differs', (a, b) => {
    // The order of keys does not count.
    const sorted = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .sort()
              .map(([key, each]) => [key, sorted(each)]),
          )
        : Array.isArray(value)
          ? value.map(sorted)
          : value;
    const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
    expect([...differences(a, b)].length === 0).toBe(isSame);
    expect([...differences(a, a)]).toEqual([]);
  });
});
