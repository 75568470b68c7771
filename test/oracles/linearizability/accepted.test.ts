import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { checkLinearizability } from '../../../src/oracles/linearizability/check.ts';
import { faultOf, generate, randomFrom } from './histories.ts';
import { ALL, plainOf } from './objects.ts';

describe.each([...ALL])('%s', (name, object) => {
  const options = fc.record({
    seed: fc.integer(),
    // Items that are the same make a long search of a long history.
    count: fc.integer({ min: 0, max: name === 'dullQueue' ? 40 : 80 }),
    processes: fc.integer({ min: 1, max: 6 }),
    lost: fc.constantFrom(0, 0, 0.1),
  });
  test.prop([options])('what it does is linearizable, in an order that can be replayed', (given) => {
    const { input, make, model } = object;
    const random = randomFrom(given.seed);
    const history = generate({ ...given, input, execute: make(), random });
    const { verdict, parts } = checkLinearizability(history, model);
    expect(verdict).toBe('linearizable');
    const ordered = parts.flatMap(({ order = [] }) => order);
    if (parts.length === 1) expect(faultOf(ordered, history, plainOf(object))).toBeUndefined();
    expect(new Set(ordered).size).toBe(ordered.length);
    expect(history.filter((one) => one.returned !== Infinity && !ordered.includes(one))).toEqual([]);
  });
});
