/** When a condition is decided: by an exact value always, by bounds where they agree, by nothing never. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { decide, decideAll, type Verdict } from '../../src/lab/verdict.ts';

const OPERATORS = ['<', '<=', '>', '>=', '==', '!='] as const;

function verdicts(value: number, figure: Parameters<typeof decide>[1]): Verdict[] {
  return OPERATORS.map((operator) => decide(operator, figure, value));
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
      decide(operator, lower + step / 2, value),
    );
    const verdict = within.every((one) => one === within[0]) ? within[0] : 'undecided';
    expect(decide(operator, { lower, upper: lower + width }, value)).toBe(verdict);
  }
});

property.prop([
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 0, max: 4 }),
])('a verdict on two open figures is that of all pairs of values within both', (a, width, b, height) => {
  for (const operator of OPERATORS) {
    const within = Array.from({ length: 2 * width + 1 }, (_, i) =>
      Array.from({ length: 2 * height + 1 }, (_, j) => decide(operator, a + i / 2, b + j / 2)),
    ).flat();
    const verdict = within.every((one) => one === within[0]) ? within[0] : 'undecided';
    expect(decide(operator, { lower: a, upper: a + width }, { lower: b, upper: b + height })).toBe(verdict);
  }
});

test('a limit may be a multiple of another metric', () => {
  const figures: Record<string, Parameters<typeof decide>[1]> = {
    depth: 40,
    agents: 20,
    open: { lower: 10, upper: null },
    none: null,
    maybe: { lower: 10, upper: 20, or_none: true },
  };
  const verdict = (times: string, value: number, metric = 'depth') =>
    decideAll({ metric, operator: '<=', value, times }, (name) => figures[name]);
  expect(verdict('agents', 2)).toBe('met');
  expect(verdict('agents', 1.9)).toBe('unmet');
  expect(verdict('open', 4)).toBe('met');
  expect(verdict('open', 3)).toBe('undecided');
  expect(verdict('open', 0)).toBe('unmet');
  expect(verdict('open', -1)).toBe('unmet');
  expect(verdict('none', 1)).toBe('undecided');
  // It may come to nothing, and then there is nothing to compare with.
  expect(verdict('maybe', 9)).toBe('undecided');
  expect(verdict('agents', 1, 'open')).toBe('undecided');
  expect(verdict('agents', 0.4, 'open')).toBe('unmet');
});

test('a range is met where both limits are, and unmet where one is', () => {
  const verdict = (figure: Parameters<typeof decide>[1]) =>
    decideAll({ metric: 'm', operator: '>=', value: 10, and: { operator: '<=', value: 20 } }, () => figure);
  expect([9, 10, 20, 21].map(verdict)).toEqual(['unmet', 'met', 'met', 'unmet']);
  expect(verdict({ lower: 12, upper: 18 })).toBe('met');
  expect(verdict({ lower: 12, upper: null })).toBe('undecided');
  expect(verdict({ lower: 21, upper: null })).toBe('unmet');
});
