import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Quantity } from '../../src/scenario/units.ts';
import {
  bareQuantity,
  parseQuantity,
  quantityPattern,
  showDuration,
  UnitError,
} from '../../src/scenario/units.ts';

describe('quantities in base units', () => {
  test.each<[Quantity, string | number, number]>([
    ['duration', '50us', 0.00005],
    ['duration', '50µs', 0.00005],
    ['duration', '1.5ms', 0.0015],
    ['duration', '2.5s', 2.5],
    ['duration', '5m', 300],
    ['duration', '5min', 300],
    ['duration', '1h30m', 5400],
    ['duration', '1h 30m 5s', 5405],
    ['duration', '2d', 172_800],
    ['duration', 0, 0],
    ['duration', '0', 0],
    ['rate', '20/s', 20],
    ['rate', '10000/min', 10_000 / 60],
    ['rate', '2/h', 2 / 3600],
    ['rate', '3/ms', 3000],
    ['ratio', '1.1%', 0.011],
    ['ratio', 0.011, 0.011],
    ['ratio', '0.5', 0.5],
    ['size', '2KB', 2000],
    ['size', '1KiB', 1024],
    ['size', '1.5MB', 1_500_000],
    ['size', '64GB', 64e9],
    ['bandwidth', '1Gbit/s', 125e6],
    ['bandwidth', '10MB/s', 1e7],
    ['number', '1e3', 1000],
    ['integer', 10_000, 10_000],
  ])('%s %s is %s', (quantity, written, value) => {
    expect(parseQuantity(quantity, written)).toBe(value);
  });

  test.each<[Quantity, unknown, RegExp]>([
    ['duration', 30, /30 has no unit: write 30s, 30min, 30h/],
    ['duration', -5, /-5 has no unit: write 5s, 5min, 5h/],
    ['duration', '30', /30 has no unit/],
    ['duration', 'ten', /expected a duration such as .*, found "ten"/],
    ['duration', '1m5x', /unknown unit "x" in "1m5x"/],
    ['duration', '1h5', /expected a duration/],
    ['duration', '5s1h', /from large to small/],
    ['duration', '1m1m', /from large to small/],
    ['duration', '-5s', /not negative/],
    ['duration', '', /expected a duration/],
    ['duration', '1e3s', /expected a duration|unknown unit/],
    ['duration', '10,000s', /expected a duration/],
    ['duration', '40000d', /from 0s to 100 years/],
    ['rate', 20, /write 20\/s/],
    ['rate', '20', /has no unit/],
    ['rate', '20/week', /unknown unit "week"/],
    ['ratio', '110%', /from 0% to 100%/],
    ['ratio', '-1%', /from 0% to 100%/],
    ['size', '5', /5 has no unit/],
    ['size', '5kb', /unknown unit "kb"/],
    ['size', '-5MB', /not negative/],
    ['number', '10,000', /expected a number, found "10,000"/],
    ['number', '0x10', /expected a number/],
    ['number', 1e300, /found 1e\+300/],
    ['number', Number.NaN, /found NaN/],
    ['number', Number.POSITIVE_INFINITY, /found Infinity/],
    ['integer', 1.5, /a whole number, found 1.5/],
    ['size', true, /found true/],
    ['rate', null, /found nothing/],
    ['rate', [1], /found a list/],
  ])('%s %j is refused', (quantity, written, message) => {
    expect(() => parseQuantity(quantity, written)).toThrow(message);
    expect(() => parseQuantity(quantity, written)).toThrow(UnitError);
  });

  test('bounds are checked and shown in the quantity itself', () => {
    const range = { min: 0.001, max: 600 };
    expect(() => parseQuantity('duration', '1us', range)).toThrow(
      'expected a duration from 1ms to 10min, found "1us"',
    );
    expect(() => parseQuantity('integer', 0, { min: 1 })).toThrow(
      'expected a whole number of at least 1, found 0',
    );
    expect(() => parseQuantity('number', 0, { above: 0 })).toThrow('expected a number above 0, found 0');
    expect(parseQuantity('duration', '10min', range)).toBe(600);
  });
});

const UNITS: Record<string, [Quantity, string[]]> = {
  durations: ['duration', ['us', 'µs', 'ms', 's', 'm', 'min', 'h', 'd']],
  rates: ['rate', ['/s', '/m', ' / h', '/us']],
  ratios: ['ratio', ['%', ' %']],
  sizes: ['size', ['B', 'KB', 'kB', 'KiB', 'TB', ' GiB']],
  bandwidths: ['bandwidth', ['B/s', 'Mbit/s', ' GB / s', 'bit/s']],
};

describe('properties', () => {
  test.prop([
    fc.constantFrom(...Object.values(UNITS)),
    fc.double({ min: 0, max: 99, noNaN: true }),
    fc.nat(),
  ])(
    'a decimal with a unit is read, and the pattern for editors agrees',
    ([quantity, units], value, choice) => {
      const text = `${value.toFixed(3)}${units[choice % units.length]}`;
      expect(parseQuantity(quantity, text)).toBeGreaterThanOrEqual(0);
      expect(text).toMatch(new RegExp(quantityPattern(quantity)));
    },
  );

  test.prop([
    fc.constantFrom<Quantity>('duration', 'rate', 'ratio', 'size', 'bandwidth', 'number', 'integer'),
    fc.stringMatching(/^[-+ ]?[0-9]{0,3}[.e]?[0-9]{0,2} ?[%/a-zA-Zµ0-9]{0,5}$/),
  ])('whatever is accepted is finite and matches the pattern; all else is a UnitError', (quantity, text) => {
    try {
      expect(Number.isFinite(parseQuantity(quantity, text))).toBe(true);
      expect(text).toMatch(new RegExp(quantityPattern(quantity)));
    } catch (error) {
      expect(error).toBeInstanceOf(UnitError);
    }
  });

  test.each([
    [11_460, '3h11min'],
    [100, '1min40s'],
    [5400, '1.5h'],
    [90, '1.5min'],
    [3661, '1h1min1s'],
    [119_100, '33h5min'],
  ])('%d s are shown as %s', (seconds, text) => {
    expect(showDuration(seconds)).toBe(text);
  });

  test.prop([fc.integer({ min: 1, max: 1e11 })])('a shown duration reads back', (microseconds) => {
    const seconds = microseconds / 1e6;
    expect(Math.abs(parseQuantity('duration', showDuration(seconds)) / seconds - 1)).toBeLessThan(1e-9);
  });

  test.prop([fc.nat(9999)])('percentages are the nearest number to their decimal', (hundredths) => {
    const text = (hundredths / 100).toFixed(2);
    expect(parseQuantity('ratio', `${text}%`)).toBe(Number(`${text}e-2`));
  });
});

describe('numbers in the unit of their column', () => {
  test.each<['duration' | 'size', string, string, number]>([
    ['duration', '1500', 'ms', 1.5],
    ['duration', '1.5e3', 'ms', 1.5],
    ['duration', '1E-3', 'min', 0.06],
    ['duration', '+2', 's', 2],
    ['size', '2e3', 'KB', 2e6],
  ])('%s %s in %s', (quantity, text, unit, value) => {
    expect(bareQuantity(quantity, text, unit)).toBe(value);
  });

  test.each(['', 'x', '1 ms', '1,5', '1e', '1e999'])('%j is none', (text) => {
    expect(bareQuantity('duration', text, 's')).toBeUndefined();
  });

  test('what is outside the range or has an unknown unit is refused', () => {
    expect(() => bareQuantity('duration', '-1e0', 's')).toThrow('not negative, found "-1e0s"');
    expect(() => bareQuantity('duration', '1e300', 'd')).toThrow('from 0s to 100 years');
    expect(() => bareQuantity('size', '1', 'kb')).toThrow('unknown unit "kb"');
  });

  const written = fc
    .tuple(fc.bigInt(0n, 10n ** 20n), fc.nat({ max: 20 }), fc.integer({ min: -12, max: 6 }))
    .map(([digits, places, power]) => {
      const text = String(digits).padStart(places + 1, '0');
      const decimals = places === 0 ? '' : `.${text.slice(-places)}`;
      return {
        digits,
        exponent: power - places,
        text: `${text.slice(0, text.length - places)}${decimals}e${power}`,
      };
    });

  test.prop([written, fc.constantFrom(['us', 1n, -6], ['ms', 1n, -3], ['s', 1n, 0], ['h', 3600n, 0])])(
    'are the nearest number to the exact product',
    ({ digits, exponent, text }, [unit, factor, power]) => {
      const exact = Number(`${digits * BigInt(factor)}e${exponent + Number(power)}`);
      fc.pre(exact <= 3e9);
      expect(bareQuantity('duration', text, unit as string)).toBe(exact);
    },
  );
});
