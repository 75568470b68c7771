import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parseCondition } from '../../../src/lab/experiment/condition.ts';

const POINT = {
  'agents.count': '20',
  'agents.slots': '4',
  scheduler: 'random',
  'network.latency': '10ms',
  'a[0].b': '3',
};
const holds = (text: string) => parseCondition(text, Object.keys(POINT))(POINT);

describe('conditions', () => {
  test.each([
    ['count * slots <= 80', true],
    ['count*slots<80', false],
    ['agents.count == 20', true],
    ['a[0].b == 3', true],
    ['scheduler == "random"', true],
    ["scheduler != 'random' || slots > 3", true],
    ['!(scheduler == "random") && slots > 3', false],
    ['latency < 20ms', true],
    ['latency == 0.01s', true],
    ['count % 7 == 6', true],
    ['count/slots == 5', true],
    ['-slots + 5 == 1', true],
    ['2 + 3 * 4 == 14', true],
    ['(2 + 3) * 4 == 20', true],
    ['10 - 4 - 3 == 3', true],
    ['min(count, slots, 7) == 4', true],
    ['sqrt(slots) == 2 && abs(-3) == 3 && round(2.4) == 2', true],
    ['50% == 0.5', true],
    ['10%3 == 1', true],
    ['1 == 1 || 1 == 2 && 1 == 2', true],
    ['scheduler == count', false],
    ['0.1 + 0.2 == 0.3', true],
    ['count * 35% == 7', true],
    ['1.1ms * 3 == 3.3ms && 1h == 60min', true],
    ['1/min * 60 == 1/s', true],
    ['count / 3 * 3 == count', true],
    ['-7 % 3 == -1 && 7.5 % 2 == 1.5', true],
    ['sqrt(0.09) == 0.3 && floor(-0.5) == -1 && ceil(-0.5) == 0', true],
    ['1e-20 + 1 > 1 && 1e-20 + 1 - 1 == 1e-20', true],
  ])('%s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  test.each([
    ['count', 'which holds or does not'],
    ['count <', 'expected a value, found its end'],
    ['count << 3', 'expected a value'],
    ['(count < 3', 'a bracket is not closed'],
    ['count < 3 4', 'expected an operator, found "4"'],
    ['cuont < 3', 'did you mean "count"?'],
    ['size < 3', '"size" is not varied'],
    ['scheduler < 3', 'expected a number, found "random"'],
    ['count && 1 == 1', 'expected a condition, found 20'],
    ['constructor(1) == 1', 'there is no function constructor'],
    ['process.exit(1)', 'there is no function process.exit'],
    ['count < 3parsecs', 'known unit'],
    ['count / (slots - 4) == 1', '20 / 0 is no number'],
    ['sqrt(0 - slots) == 1', 'sqrt(-4) is no number'],
    ['count = 3', 'cannot be read from "= 3" on'],
    ['count; 1', 'cannot be read'],
    [`${'('.repeat(5000)}1`, 'too many brackets'],
    ['', 'expected a value'],
  ])('refuses %s', (text, message) => {
    expect(() => holds(text)).toThrow(message);
  });

  test('an end of a path must be unique', () => {
    expect(() => parseCondition('count < 3', ['a.count', 'b.count'])).toThrow('may mean several paths');
    expect(
      parseCondition('a.count < b.count', ['a.count', 'b.count'])({ 'a.count': '1', 'b.count': '2' }),
    ).toBe(true);
  });

  /** A fraction whose denominator is above 0; null where something was divided by 0. */
  type Fraction = readonly [bigint, bigint] | null;

  interface Term {
    readonly text: string;
    readonly value: Fraction;
  }

  function compute(operator: string, left: Fraction, right: Fraction): Fraction {
    if (left === null || right === null) return null;
    const [[a, b], [c, d]] = [left, right];
    if (operator === '*') return [a * c, b * d];
    if (operator === '+') return [a * d + c * b, b * d];
    if (operator === '-') return [a * d - c * b, b * d];
    if (c === 0n) return null;
    if (operator === '/') return c > 0n ? [a * d, b * c] : [-a * d, -b * c];
    // Division of whole numbers cuts towards 0, as the remainder of JavaScript does.
    return [(a * d) % (c * b), b * d];
  }

  const { term } = fc.letrec<{ term: Term }>((tie) => ({
    term: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc
        .integer({ min: 0, max: 99 })
        .map((value): Term => ({ text: `${value}`, value: [BigInt(value), 1n] })),
      fc
        .record({ left: tie('term'), right: tie('term'), operator: fc.constantFrom('+', '-', '*', '/', '%') })
        .map(
          ({ left, right, operator }): Term => ({
            text: `(${left.text} ${operator} ${right.text})`,
            value: compute(operator, left.value, right.value),
          }),
        ),
      tie('term').map(
        ({ text, value }): Term => ({ text: `-(${text})`, value: value && [-value[0], value[1]] }),
      ),
    ),
  }));

  property.prop([term, term])('computes as arithmetic does', (left, right) => {
    const difference = compute('-', left.value, right.value);
    if (difference === null) {
      expect(() => holds(`${left.text} < ${right.text}`)).toThrow('is no number');
      return;
    }
    expect(holds(`${left.text} < ${right.text}`)).toBe(difference[0] < 0n);
    expect(holds(`${left.text} == ${right.text}`)).toBe(difference[0] === 0n);
  });

  property.prop([fc.string()])('any text is understood or refused with its reason', (text) => {
    try {
      expect(typeof holds(text)).toBe('boolean');
    } catch (error) {
      expect((error as Error).name).toBe('ExperimentError');
    }
  });
});
