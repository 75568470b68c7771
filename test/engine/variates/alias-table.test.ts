import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { AliasTable } from '../../../src/engine/variates/alias-table.ts';

const GRID = 24_000;

/** The share of each index among uniform numbers spread evenly over [0, 1). */
function shares(weights: readonly number[]): number[] {
  const table = new AliasTable(weights);
  const counts = weights.map(() => 0);
  for (let i = 0; i < GRID; i++) counts[table.draw({ uniform: () => (i + 0.5) / GRID })]++;
  return counts.map((count) => count / GRID);
}

const weight = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  fc.integer({ min: 1, max: 9 }),
);

test.prop([fc.array(weight, { minLength: 1, maxLength: 30 })])(
  'each index has its share of the unit interval',
  (weights) => {
    const total = weights.reduce((sum, w) => sum + w, 0);
    fc.pre(total > 0);
    const found = shares(weights);
    weights.forEach((w, index) => {
      // Each column's border may fall anywhere within a step of the grid.
      expect(Math.abs(found[index] - w / total)).toBeLessThanOrEqual((weights.length + 1) / GRID);
      if (w === 0) expect(found[index]).toBe(0);
    });
  },
);

test('one index takes everything', () => {
  expect(shares([5])).toEqual([1]);
  expect(shares([0, 0, 3, 0])).toEqual([0, 0, 1, 0]);
});

test('a weight too small to be seen beside the others does no harm', () => {
  expect(shares([1e-300, 1, 1])).toEqual([0, 0.5, 0.5]);
});
