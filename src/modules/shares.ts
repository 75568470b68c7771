/**
 * Shares of counts, exactly; and whole numbers out of values that were measured, with room for rounding errors. In doubles 7 % of 100 is 7.000000000000001, which is more than 7; here a share is the decimal that it
 * was written as, and its product with a whole number has no error.
 */

/** Relative rounding error that a few operations in doubles stay far below: the quotient 7 / 0.7 must not ask for an eleventh agent. */
const ROUNDING = 1e-9;

/** Smallest whole number not below a measured value, 0 or more, forgiving a relative rounding error. */
export function ceiling(value: number): number {
  return Math.ceil(value - Math.abs(value) * ROUNDING);
}

/** Largest whole number not above a measured value, 0 or more, forgiving a relative rounding error. */
export function floored(value: number): number {
  return Math.floor(value + Math.abs(value) * ROUNDING);
}

/** Whether a measured value is above a limit by more than a relative rounding error. */
export function exceeds(value: number, limit: number): boolean {
  return value - limit > Math.abs(limit) * ROUNDING;
}

/** Products up to here are exact in doubles. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** A share such as 0.07, of which parts of counts are asked. */
export class Share {
  /** The share is `#numerator` / `#denominator`, a power of ten. */
  readonly #numerator: number;
  readonly #denominator: number;
  readonly #big: { readonly numerator: bigint; readonly denominator: bigint };

  /**
   * @param share 0 or more, finite
   * @param other a share that it is added to
   * @throws RangeError when the share is none
   */
  constructor(share: number, other: Share | null = null) {
    const { digits, places } = decimalOf(share);
    const own = tens(places);
    const { numerator: before, denominator: fine } = other ? other.#big : { numerator: 0n, denominator: 1n };
    // Both are powers of ten, so the finer one is a multiple of the other.
    const denominator = own > fine ? own : fine;
    const numerator = digits * (denominator / own) + before * (denominator / fine);
    this.#big = { numerator, denominator };
    this.#numerator = Number(numerator);
    this.#denominator = Number(denominator);
  }

  /** The largest whole number that is not above the share of a count; the count is a whole number from 0 to 2^53 - 1. */
  floor(count: number): number {
    const product = this.#numerator * count;
    if (product <= EXACT && this.#denominator <= EXACT)
      return (product - (product % this.#denominator)) / this.#denominator;
    const { numerator, denominator } = this.#big;
    return Number((numerator * BigInt(count)) / denominator);
  }

  /** The smallest whole number that is not below the share of a count. */
  ceil(count: number): number {
    const floor = this.floor(count);
    return this.#isWhole(count) ? floor : floor + 1;
  }

  /** The whole number nearest to the share of a count, the larger of two that are as near. */
  round(count: number): number {
    const { numerator, denominator } = this.#big;
    return Number((2n * numerator * BigInt(count) + denominator) / (2n * denominator));
  }

  #isWhole(count: number): boolean {
    const product = this.#numerator * count;
    if (product <= EXACT && this.#denominator <= EXACT) return product % this.#denominator === 0;
    const { numerator, denominator } = this.#big;
    return (numerator * BigInt(count)) % denominator === 0n;
  }
}

/** The shortest decimal that is read as this number: the one that was written. */
function decimalOf(share: number): { readonly digits: bigint; readonly places: number } {
  if (!(share >= 0 && Number.isFinite(share))) throw new RangeError(`a share is 0 or more, not ${share}`);
  const [, whole, fraction = '', exponent = '0'] =
    /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(share)) ?? [];
  const places = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return places >= 0 ? { digits, places } : { digits: digits * tens(-places), places: 0 };
}

function tens(places: number): bigint {
  return BigInt(`1${'0'.repeat(places)}`);
}
