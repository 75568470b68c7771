/** When a condition is decided: by an exact value always, by bounds where they agree, by nothing never. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { decide, type Verdict } from '../../src/lab/verdict.ts';

const OPERATORS = ['<', '<=', '>', '>=', '==', '!='] as const;

function verdicts(value: number, figure: Parameters<typeof decide>[1]): Verdict[] {
  return OPERATORS.map((operator) => decide({ operator, value }, figure));
}

test('an exact value decides everything', () => {
  expect(verdicts(4, 4)).toEqual(['unmet', 'met', 'unmet', 'met', 'met', 'unmet']);
});

test('what was not measured, or may never be, decides nothing', () => {
  const all = OPERATORS.map(() => 'undecided');
  expect(verdicts(4, null)).toEqual(all);
  expect(verdicts(4, { lower: 9, upper: null, or_none: true })).toEqual(all);
});

test('bounds decide where both ends agree', () => {
  expect(verdicts(4, { lower: 5, upper: null })).toEqual(['unmet', 'unmet', 'met', 'met', 'unmet', 'met']);
  expect(verdicts(4, { lower: 4, upper: null })).toEqual([
    'unmet',
    'undecided',
    'undecided',
    'met',
    'undecided',
    'undecided',
  ]);
  expect(verdicts(4, { lower: 1, upper: 3 })).toEqual(['met', 'met', 'unmet', 'unmet', 'unmet', 'met']);
  expect(verdicts(4, { lower: 1, upper: 9 })).toEqual(OPERATORS.map(() => 'undecided'));
});

property.prop([
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 1, max: 4 }),
])('a verdict is that of every value within the bounds', (value, lower, width) => {
  for (const operator of OPERATORS) {
    const within = Array.from({ length: 2 * width + 1 }, (_, step) =>
      decide({ operator, value }, lower + step / 2),
    );
    const verdict = within.every((one) => one === within[0]) ? within[0] : 'undecided';
    expect(decide({ operator, value }, { lower, upper: lower + width })).toBe(verdict);
  }
});
