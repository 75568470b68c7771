import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Mutant } from './mutant.ts';
import { quotas, Sample } from './sample.ts';

const mutants = (file: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ file, key: `${file} ${i}` }) as Mutant);

function drawn(sample: Sample): Mutant[] {
  const all: Mutant[] = [];
  for (let next = sample.next(); next !== undefined; next = sample.next()) all.push(next);
  return all;
}

const ALL = [...mutants('a', 70), ...mutants('b', 20), ...mutants('c', 10)];

describe('quotas', () => {
  test('are in proportion, remainders go to the largest fractions', () => {
    expect(quotas([70, 20, 10], 20)).toEqual([14, 4, 2]);
    expect(quotas([5, 3, 2], 4)).toEqual([2, 1, 1]);
  });

  property.prop([fc.array(fc.nat(50), { minLength: 1 }), fc.nat(500)])(
    'add up to the sample, and none is more than there is',
    (sizes, sample) => {
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const counts = quotas(sizes, sample);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Math.min(sample, total));
      expect(counts.every((count, i) => count <= sizes[i])).toBe(true);
    },
  );
});

describe('a sample', () => {
  test('takes from each file in proportion', () => {
    const files = drawn(new Sample(ALL, 20, 1)).map(({ file }) => file);
    expect(['a', 'b', 'c'].map((file) => files.filter((one) => one === file).length)).toEqual([14, 4, 2]);
  });

  test('follows from seed and keys alone, not from the order', () => {
    const one = drawn(new Sample(ALL, 20, 1));
    expect(drawn(new Sample([...ALL].reverse(), 20, 1))).toEqual(one);
    expect(drawn(new Sample(ALL, 20, 2))).not.toEqual(one);
  });

  test('draws another of the same file for each that is no fault, as long as there is one', () => {
    const sample = new Sample(ALL, 20, 1);
    const valid: Mutant[] = [];
    for (let next = sample.next(); next !== undefined; next = sample.next()) {
      if (next.file === 'c') sample.reject(next);
      else valid.push(next);
    }
    // All ten of c were tried.
    expect(valid.map(({ file }) => file)).not.toContain('c');
    expect(valid).toHaveLength(18);
    expect(sample.size).toBe(18);
  });
});
