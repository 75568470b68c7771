import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Exact, exactDecimal, exactNumber, exactValue, ONE } from '../../../src/lab/experiment/exact.ts';
import { writtenValue } from '../../../src/lab/experiment/question.ts';

const hundredths = fc
  .integer({ min: -1_000_000, max: 1_000_000 })
  .map((value) => new Exact(BigInt(value), 100n));

describe('exact numbers', () => {
  property.prop([hundredths, hundredths, hundredths])('follow the laws of arithmetic', (a, b, c) => {
    expect(a.plus(b).minus(b)).toEqual(a);
    expect(a.times(b.plus(c))).toEqual(a.times(b).plus(a.times(c)));
    if (!b.isZero) expect(a.over(b).times(b)).toEqual(a);
    expect(Math.sign(a.compare(b))).toBe(Math.sign(Number(a) - Number(b)));
  });

  property.prop([fc.double({ noNaN: true, noDefaultInfinity: true })])(
    'are the doubles that they come from',
    (value) => {
      expect(exactNumber(value).toNumber()).toBe(value + 0);
    },
  );

  property.prop([hundredths])('are read back as they are written', (value) => {
    expect(exactDecimal(value.toString())).toEqual(value);
  });

  test('without an exponent, or as fractions', () => {
    expect(`${exactDecimal('1.50e-7')}`).toBe('0.00000015');
    expect(`${exactDecimal('-2e3')}`).toBe('-2000');
    expect(`${ONE.over(exactDecimal('3'))}`).toBe('1/3');
    expect(`${ONE.over(exactDecimal('3')).rounded(4)}`).toBe('0.3333');
    expect(`${exactDecimal('123456').rounded(3)}`).toBe('123000');
  });

  test.each([
    ['1.1%', '0.011'],
    ['2h 30min', '9000'],
    ['0.1us', '0.0000001'],
    ['3/min', '0.05'],
    ['7/h', '7/3600'],
    ['1KiB', '1024'],
    ['random', null],
  ])('%s in base units', (text, expected) => {
    expect(exactValue(text)?.toString() ?? null).toBe(expected);
  });
});

test('numbers of a search are written so that a scenario reads them back', () => {
  const range = { suffix: 'B', lower: 9876543210123.5, upper: 9876543210999 };
  expect(writtenValue(9876543210123.5, range)).toBe('9876543210123.5B');
  expect(writtenValue(9876543210224, range)).toBe('9876543210224B');
  expect(writtenValue(0.1 + 0.2, { suffix: 's', lower: 0, upper: 1 })).toBe('0.3s');
  expect(writtenValue(2.5e-7, { suffix: 's', lower: 0, upper: 1 })).toBe('0.00000025s');
});
