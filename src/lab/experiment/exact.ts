/**
 * Exact arithmetic on what people write: decimals with units, and what follows from them by + - * / and comparison. In binary
 * floating point 100 * 7 % is not 7; here it is.
 */
import { parseQuantity } from '../../scenario/units.ts';
import { numericValue } from './numeric-value.ts';

/** A rational number in lowest terms; the denominator is above 0. */
export class Exact {
  readonly numerator: bigint;
  readonly denominator: bigint;

  /** @param denominator not 0 */
  constructor(numerator: bigint, denominator = 1n) {
    const sign = denominator < 0n ? -1n : 1n;
    const common = greatestCommonDivisor(numerator, denominator) * sign;
    this.numerator = numerator / common;
    this.denominator = denominator / common;
  }

  plus(other: Exact): Exact {
    return new Exact(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  minus(other: Exact): Exact {
    return this.plus(other.negated());
  }

  times(other: Exact): Exact {
    return new Exact(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** @param divisor not 0 */
  over(divisor: Exact): Exact {
    return new Exact(this.numerator * divisor.denominator, this.denominator * divisor.numerator);
  }

  negated(): Exact {
    return new Exact(-this.numerator, this.denominator);
  }

  /** Below 0, 0 or above it, as this is below, equal to or above the other. */
  compare(other: Exact): number {
    const difference = this.numerator * other.denominator - other.numerator * this.denominator;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** To this many significant digits, halves upwards; itself where it has no more. Only above 0. */
  rounded(digits: number): Exact {
    const text = this.#decimals();
    if (text !== null && text.replace('.', '').replace(/^0+/, '').length <= digits) return this;
    const least = this.numerator.toString().length - this.denominator.toString().length;
    const size = this.compare(powerOfTen(least)) < 0 ? least : least + 1;
    const scale = powerOfTen(digits - size);
    return this.times(scale).plus(HALF).floor().over(scale);
  }

  get isZero(): boolean {
    return this.numerator === 0n;
  }

  /** The largest whole number that is not above it. */
  floor(): Exact {
    const whole = this.numerator / this.denominator;
    return new Exact(this.numerator < 0n && whole * this.denominator !== this.numerator ? whole - 1n : whole);
  }

  /** The nearest double. */
  toNumber(): number {
    const text = this.#decimals();
    return text === null ? Number(this.numerator) / Number(this.denominator) : Number(text);
  }

  /** As decimals without an exponent where it has finitely many, else as a fraction. */
  toString(): string {
    return this.#decimals() ?? `${this.numerator}/${this.denominator}`;
  }

  #decimals(): string | null {
    const places = decimalPlaces(this.denominator);
    if (places === null) return null;
    const digits = ((magnitude(this.numerator) * 10n ** BigInt(places)) / this.denominator)
      .toString()
      .padStart(places + 1, '0');
    const whole = digits.slice(0, digits.length - places);
    const sign = this.numerator < 0n ? '-' : '';
    return places === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-places)}`;
  }
}

export const ZERO = new Exact(0n);
export const ONE = new Exact(1n);
export const HALF = new Exact(1n, 2n);

function powerOfTen(power: number): Exact {
  return power < 0 ? new Exact(1n, 10n ** BigInt(-power)) : new Exact(10n ** BigInt(power));
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [magnitude(a), magnitude(b)];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/** How many decimals a fraction in lowest terms with this denominator has; null: without end. */
function decimalPlaces(denominator: bigint): number | null {
  let rest = denominator;
  let [twos, fives] = [0, 0];
  for (; rest % 2n === 0n; twos++) rest /= 2n;
  for (; rest % 5n === 0n; fives++) rest /= 5n;
  return rest === 1n ? Math.max(twos, fives) : null;
}

/** @param text digits, with a sign, decimals and an exponent where there are any */
export function exactDecimal(text: string): Exact {
  const [mantissa, power = '0'] = text.toLowerCase().split('e');
  const [whole, decimals = ''] = mantissa.split('.');
  const places = decimals.length - Number(power);
  const digits = BigInt(`${whole}${decimals}`.replace(/^\+/, ''));
  return places > 0 ? new Exact(digits, 10n ** BigInt(places)) : new Exact(digits * 10n ** BigInt(-places));
}

/** What a finite double is written as: its shortest decimals. */
export function exactNumber(value: number): Exact {
  return exactDecimal(String(value));
}

/** A value in base units, exactly; null where it is a name or something larger. */
export function exactValue(written: string): Exact | null {
  const text = written.trim();
  if (numericValue(text) === null) return null;
  if (/^[-+.\deE]+$/.test(text)) return exactDecimal(text);
  if (text.endsWith('%')) return exactDecimal(text.slice(0, -1).trim()).over(new Exact(100n));
  const [digits, unit] = text.split('/').map((part) => part.trim());
  if (unit !== undefined)
    return exactDecimal(digits).over(exactNumber(parseQuantity('duration', `1${unit}`)));
  let sum = ZERO;
  for (const [, number, name] of text.matchAll(/([\d.]+) ?([a-zA-Zµ]+)/g)) {
    const one = numericValue(`1${name}`)?.value ?? 0;
    sum = sum.plus(exactDecimal(number).times(exactNumber(one)));
  }
  return sum;
}
