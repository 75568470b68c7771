/**
 * Quantities as people write them, turned into base units: seconds, bytes, per second, ratios. Strict: a text is either
 * wholly understood or refused with the reason.
 */
import { found } from './errors.ts';
import type { Quantity, Range } from './quantities.ts';
import { describeQuantity, KINDS, quantityHint } from './quantities.ts';

export type { Quantity, Range } from './quantities.ts';
export {
  describeQuantity,
  LONGEST_DURATION,
  quantityHint,
  quantityPattern,
  showDuration,
} from './quantities.ts';

/** A text or number that is not the quantity it should be. The message is complete. */
export class UnitError extends Error {
  override readonly name = 'UnitError';
}

interface Unit {
  /** The value is the number times `factor` times ten to the `exponent`; the exponent is applied to the decimal text, which keeps 1.1% exact. */
  readonly factor: number;
  readonly exponent: number;
}

const unit = (factor: number, exponent = 0): Unit => ({ factor, exponent });

const DURATION_UNITS: Readonly<Record<string, Unit>> = {
  us: unit(1, -6),
  µs: unit(1, -6),
  ms: unit(1, -3),
  s: unit(1),
  m: unit(60),
  min: unit(60),
  h: unit(3600),
  d: unit(86_400),
};
const SIZE_UNITS: Readonly<Record<string, Unit>> = {
  B: unit(1),
  KB: unit(1, 3),
  kB: unit(1, 3),
  MB: unit(1, 6),
  GB: unit(1, 9),
  TB: unit(1, 12),
  KiB: unit(1024),
  MiB: unit(1_048_576),
  GiB: unit(1_073_741_824),
  TiB: unit(1_099_511_627_776),
};
const BIT_UNITS: Readonly<Record<string, Unit>> = {
  bit: unit(0.125),
  kbit: unit(0.125, 3),
  Mbit: unit(0.125, 6),
  Gbit: unit(0.125, 9),
};

/**
 * A quantity in base units.
 * @throws UnitError when the value cannot be read as the quantity, or is outside the range (or the quantity's own).
 */
export function parseQuantity(quantity: Quantity, value: unknown, range: Range = {}): number {
  const parsed = readQuantity(quantity, value);
  return checkRange(quantity, parsed, range, value);
}

function readQuantity(quantity: Quantity, value: unknown): number {
  if (typeof value === 'number') return fromNumber(quantity, value);
  if (typeof value !== 'string')
    throw new UnitError(`expected ${quantityHint(quantity)}, found ${found(value)}`);
  const text = value.trim();
  const number = decimal(text);
  if (number !== undefined) return fromNumber(quantity, number);
  switch (quantity) {
    case 'duration':
      return readDuration(text);
    case 'rate':
      return readRate(text);
    case 'ratio':
      return readPercentage(text);
    case 'size':
      return readSize(text, SIZE_UNITS, 'size');
    case 'bandwidth':
      return readBandwidth(text);
    default:
      throw new UnitError(`expected ${quantityHint(quantity)}, found ${found(value)}`);
  }
}

function fromNumber(quantity: Quantity, value: number): number {
  if (!Number.isFinite(value)) throw new UnitError(`expected ${quantityHint(quantity)}, found ${value}`);
  if (quantity === 'integer' && !Number.isInteger(value)) {
    throw new UnitError(`expected a whole number, found ${value}`);
  }
  if (quantity === 'number' || quantity === 'integer' || quantity === 'ratio' || value === 0) return value;
  const units = { duration: ['s', 'min', 'h'], rate: ['/s', '/min', '/h'], size: ['B', 'KB', 'MB'] };
  const choices = quantity === 'bandwidth' ? ['MB/s', 'Gbit/s'] : units[quantity];
  // No quantity with a unit is negative.
  const written = choices.map((name) => `${Math.abs(value)}${name}`).join(', ');
  throw new UnitError(
    `expected ${KINDS[quantity].noun}, but ${value} has no unit: write ${written} or the like`,
  );
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A plain decimal number, or undefined. Thousands separators, hexadecimal and the like are not numbers here, nor is what exceeds all numbers. */
export function decimal(text: string): number | undefined {
  const number = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/**
 * What a number without a unit is in this unit, as in the column of a table: "1.5e3" in ms is 1.5 s.
 * @returns undefined for all other text
 * @throws UnitError when the unit is unknown, or the quantity is outside its range.
 */
export function bareQuantity(quantity: 'duration' | 'size', text: string, unit: string): number | undefined {
  if (decimal(text) === undefined) return undefined;
  const units = quantity === 'duration' ? DURATION_UNITS : SIZE_UNITS;
  const known = lookUp(units, unit, text, Object.keys(units).join(', '));
  const written = `${text}${unit}`;
  if (text.startsWith('-'))
    throw new UnitError(`expected ${KINDS[quantity].noun} that is not negative, found ${found(written)}`);
  return checkRange(quantity, scaled(text, known), {}, written);
}

/** Decimal places of a factor, an eighth of a byte being 0.125, and what makes it a whole number. */
const FACTOR_PLACES = 3;
const FACTOR_SCALE = 1000;

/** A decimal number, exactly: `digits` x 10^`exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** The product of the number as written and its unit, in decimal arithmetic, so that 1.1 min are 66 s. */
function exactly(text: string, { factor, exponent }: Unit): Decimal {
  const [, sign, whole, decimals = '', power = '0'] = DECIMAL.exec(text) as RegExpExecArray;
  const times = BigInt(Math.round(factor * FACTOR_SCALE));
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${decimals}`) * times;
  return { digits, exponent: exponent + Number(power) - decimals.length - FACTOR_PLACES };
}

function sumOf(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  const at = (one: Decimal) => one.digits * BigInt(`1${'0'.repeat(one.exponent - exponent)}`);
  return { digits: at(left) + at(right), exponent };
}

/** The nearest number that a double can hold. */
function numberOf({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

/** Powers of ten that doubles hold exactly. */
const TENS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** The nearest number to the product of the number as written and its unit. */
function scaled(text: string, unit: Unit): number {
  const [, sign, whole, decimals = '', power = '0'] = DECIMAL.exec(text) as RegExpExecArray;
  const digits = Number(whole + decimals) * Math.round(unit.factor * FACTOR_SCALE);
  const exponent = unit.exponent + Number(power) - decimals.length - FACTOR_PLACES;
  // Where both are exact, so is all but the one rounding of their product: no arithmetic of long numbers is needed.
  if (digits <= Number.MAX_SAFE_INTEGER && Math.abs(exponent) < TENS.length) {
    const size = exponent < 0 ? digits / TENS[-exponent] : digits * TENS[exponent];
    return sign === '-' ? -size : size;
  }
  return numberOf(exactly(text, unit));
}

const DURATION_PART = /([+-]?)(\d+(?:\.\d+)?) ?([a-zA-Zµ]+) ?/y;

function readDuration(text: string): number {
  let total: Decimal = { digits: 0n, exponent: 0 };
  let previous = Number.POSITIVE_INFINITY;
  DURATION_PART.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const match = DURATION_PART.exec(text);
    if (!match) throw new UnitError(`expected ${quantityHint('duration')}, found ${found(text)}`);
    const [, sign, digits, name] = match;
    if (sign === '-') throw new UnitError(`expected a duration that is not negative, found ${found(text)}`);
    const scale = lookUp(DURATION_UNITS, name, text, 'us, ms, s, m or min, h and d');
    const size = scaled('1', scale);
    if (size >= previous) {
      throw new UnitError(
        `expected a duration with its units from large to small, such as 1h30m, found ${found(text)}`,
      );
    }
    total = sumOf(total, exactly(digits, scale));
    previous = size;
    end = DURATION_PART.lastIndex;
  }
  if (end === 0) throw new UnitError(`expected ${quantityHint('duration')}, found ${found(text)}`);
  return numberOf(total);
}

function lookUp(units: Readonly<Record<string, Unit>>, name: string, text: string, known: string): Unit {
  if (Object.hasOwn(units, name)) return units[name];
  throw new UnitError(`unknown unit "${name}" in ${found(text)}: the units are ${known}`);
}

function readRate(text: string): number {
  const match = /^([+-]?)(\d+(?:\.\d+)?) ?\/ ?([a-zA-Zµ]+)$/.exec(text);
  if (!match) throw new UnitError(`expected ${quantityHint('rate')}, found ${found(text)}`);
  if (match[1] === '-') throw new UnitError(`expected a rate that is not negative, found ${found(text)}`);
  const { factor, exponent } = lookUp(DURATION_UNITS, match[3], text, '/us, /ms, /s, /m or /min, /h and /d');
  return Number(`${match[2]}e${-exponent}`) / factor;
}

function readPercentage(text: string): number {
  const match = /^([+-]?\d+(?:\.\d+)?) ?%$/.exec(text);
  if (!match) throw new UnitError(`expected ${quantityHint('ratio')}, found ${found(text)}`);
  return Number(`${match[1]}e-2`);
}

function readSize(text: string, units: Readonly<Record<string, Unit>>, quantity: Quantity): number {
  const match = /^([+-]?)(\d+(?:\.\d+)?) ?([a-zA-Z]+)$/.exec(text);
  if (!match) throw new UnitError(`expected ${quantityHint(quantity)}, found ${found(text)}`);
  if (match[1] === '-')
    throw new UnitError(`expected ${KINDS[quantity].noun} that is not negative, found ${found(text)}`);
  return scaled(match[2], lookUp(units, match[3], text, Object.keys(units).join(', ')));
}

function readBandwidth(text: string): number {
  const match = /^(.*\S) ?\/ ?s$/.exec(text);
  if (!match) throw new UnitError(`expected ${quantityHint('bandwidth')}, found ${found(text)}`);
  return readSize(match[1], { ...SIZE_UNITS, ...BIT_UNITS }, 'bandwidth');
}

/** What a quantity may be in any case. A ratio is a share unless it is said that it may be more than all. */
function usualRange(quantity: Quantity, range: Range): Range {
  const { range: usual } = KINDS[quantity];
  return quantity === 'ratio' ? { ...usual, max: range.max ?? usual.max } : usual;
}

/** The bounds that a reader of the quantity holds to where it is given this range: the narrower of the range's and the quantity's own. */
export function fullRange(quantity: Quantity, range: Range): Range {
  const { min = -Infinity, max = Infinity } = usualRange(quantity, range);
  const least = Math.max(min, range.min ?? -Infinity);
  const most = Math.min(max, range.max ?? Infinity);
  return range.above === undefined || range.above < least
    ? { min: least, max: most }
    : { above: range.above, max: most };
}

function checkRange(quantity: Quantity, parsed: number, range: Range, written: unknown): number {
  const { min, max, above } = range;
  const outside =
    (min !== undefined && parsed < min) ||
    (max !== undefined && parsed > max) ||
    (above !== undefined && parsed <= above);
  if (outside) throw new UnitError(`expected ${describeQuantity(quantity, range)}, found ${found(written)}`);
  const own = usualRange(quantity, range);
  if (parsed < (own.min as number) || parsed > (own.max as number)) {
    throw new UnitError(`expected ${describeQuantity(quantity, own)}, found ${found(written)}`);
  }
  // Zero has no sign in a scenario.
  return parsed + 0;
}
