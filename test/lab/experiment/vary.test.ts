import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { combine, numericValue, parseAxis, shortNames } from '../../../src/lab/experiment/vary.ts';

const values = (text: string) => parseAxis(`x=${text}`).values;

describe('values', () => {
  test.each([
    ['a,b,c', ['a', 'b', 'c']],
    [' a , b ', ['a', 'b']],
    ['1,2,5..50:5', ['1', '2', '5', '10', '15', '20', '25', '30', '35', '40', '45', '50']],
    ['5..8', ['5', '6', '7', '8']],
    ['0.1..0.5:0.1', ['0.1', '0.2', '0.3', '0.4', '0.5']],
    ['-2..2:2', ['-2', '0', '2']],
    ['1..100:*4', ['1', '4', '16', '64']],
    ['1..1000:*10', ['1', '10', '100', '1000']],
    ['10ms..30ms:10ms', ['10ms', '20ms', '30ms']],
    ['10..30ms:10', ['10ms', '20ms', '30ms']],
    ['5%..15%:5%', ['5%', '10%', '15%']],
    ['1/s..3/s', ['1/s', '2/s', '3/s']],
    ['gamma(mean=1s, cv=2),constant(1s)', ['gamma(mean=1s, cv=2)', 'constant(1s)']],
    ['[1, 2],{a: 1, b: 2}', ['[1, 2]', '{a: 1, b: 2}']],
    ['"a,b",c', ['"a,b"', 'c']],
    ['v1..v2', ['v1..v2']],
    ['1e3', ['1e3']],
    ['9876543210123B..9876543210323B:100B', ['9876543210123B', '9876543210223B', '9876543210323B']],
    ['0.0000002s..0.0000006s:0.0000002s', ['0.0000002s', '0.0000004s', '0.0000006s']],
    ['1..2:*1.1', ['1', '1.1', '1.21', '1.331', '1.4641', '1.61051', '1.771561', '1.9487171']],
  ])('%s', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  test.each([
    ['', 'expected path=values'],
    ['=1', 'expected path=values'],
    ['x=', 'a value is missing'],
    ['x=1,,2', 'a value is missing'],
    ['x=1,1', '1 occurs twice'],
    ['x=1..3,2', '2 occurs twice'],
    ['x=5..1', 'leads nowhere'],
    ['x=1..5:0', 'leads nowhere'],
    ['x=1..5:*1', 'leads nowhere'],
    ['x=0..5:*2', 'leads nowhere'],
    ['x=1s..5ms', 'with one unit'],
    ['x=1s..5s:1ms', 'with one unit'],
    ['x=1..1000000', 'more than 10000'],
  ])('refuses %j', (text, message) => {
    expect(() => parseAxis(text)).toThrow(message);
  });

  property.prop([
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 0, max: 60 }),
  ])('a range holds its start and every step up to its end', (start, step, count) => {
    const end = start + step * count + (step - 1);
    expect(values(`${start}..${end}:${step}`).map(Number)).toEqual(
      Array.from({ length: count + 1 }, (_, index) => start + index * step),
    );
  });
});

describe('combinations', () => {
  const a = { path: 'a', values: ['1', '2'] };
  const b = { path: 'b', values: ['x', 'y'] };
  test('all of them, the last changing fastest', () => {
    expect(combine([a, b])).toEqual([
      { a: '1', b: 'x' },
      { a: '1', b: 'y' },
      { a: '2', b: 'x' },
      { a: '2', b: 'y' },
    ]);
  });
  test('zipped', () => {
    expect(combine([a, b], true)).toEqual([
      { a: '1', b: 'x' },
      { a: '2', b: 'y' },
    ]);
    expect(() => combine([a, { path: 'b', values: ['x'] }], true)).toThrow('a has 2, b has 1');
  });
  test('none varied is one point', () => expect(combine([])).toEqual([{}]));
  test('refuses one path twice, and too many', () => {
    expect(() => combine([a, a])).toThrow('varied twice');
    const many = (path: string) => parseAxis(`${path}=1..1000`);
    expect(() => combine([many('a'), many('b')])).toThrow('1000000 combinations');
  });
});

test('short names are the shortest ends that tell paths apart', () => {
  expect(shortNames(['agents.count', 'scheduler'])).toEqual({
    'agents.count': 'count',
    scheduler: 'scheduler',
  });
  expect(shortNames(['a.count', 'b.count'])).toEqual({ 'a.count': 'a.count', 'b.count': 'b.count' });
});

test.each([
  ['5', 5, 'number'],
  ['250ms', 0.25, 'duration'],
  ['30/min', 0.5, 'rate'],
  ['5%', 0.05, 'ratio'],
  ['2KB', 2000, 'size'],
])('%s is a number', (text, value, unit) => {
  expect(numericValue(text)).toEqual({ value, unit });
});

test('a name is not a number', () => expect(numericValue('least_loaded')).toBeNull());
