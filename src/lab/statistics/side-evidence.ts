/**
 * On which side of a target a mean lies, from values of which some may be known only within bounds, or hardly vary.
 */
import { meanEvidence, signEvidence } from './anytime.ts';
import { fewEventsEvidence } from './rare.ts';
import { Moments } from './summary.ts';

/** What values can be, where that is known. */
export interface ValueRange {
  /** The size of one thing in a value that counts things; null where there is no such thing. */
  readonly grain: number | null;
  readonly least: number;
  readonly most: number;
}

const ANY_VALUE: ValueRange = {
  grain: null,
  least: Number.NEGATIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
};

/** So near to an end of the range, relative to it, a target is the end itself. */
const AT_THE_END = 1e-12;

export interface Side {
  /** -1: below the target, 1: above it. */
  readonly side: -1 | 1;
  /** Logarithm of the evidence for that, valid however often one looks; Infinity where it is proven. */
  readonly evidence: number;
}

/** Values of one place, and the evidence in them. */
export class SideEvidence {
  readonly #range: ValueRange;
  readonly #lows = new Moments();
  readonly #highs = new Moments();
  /** Values without a finite lower end: beyond any target. */
  #beyond = 0;
  /** Values without an upper bound, those included. */
  #open = 0;
  readonly #counts = new Map<number, number>();
  #mode = Number.NaN;
  #largest = Number.NEGATIVE_INFINITY;
  #smallest = Number.POSITIVE_INFINITY;
  above = 0;
  below = 0;

  constructor(range: ValueRange = ANY_VALUE) {
    this.#range = range;
  }

  get count(): number {
    return this.#lows.count + this.#beyond;
  }

  add(target: number, low: number, high: number): void {
    if (Number.isFinite(low)) this.#lows.add(low);
    else this.#beyond++;
    if (Number.isFinite(high)) this.#highs.add(high);
    else this.#open++;
    if (low > target) this.above++;
    else if (high < target) this.below++;
    this.#largest = Math.max(this.#largest, low);
    this.#smallest = Math.min(this.#smallest, high);
    const times = (this.#counts.get(low) ?? 0) + 1;
    this.#counts.set(low, times);
    if (Number.isNaN(this.#mode) || times > (this.#counts.get(this.#mode) ?? 0)) this.#mode = low;
  }

  /** The mean of the lower ends; values beyond any target stand at twice the target. */
  mean(target: number): number {
    const beyond = target + Math.abs(target);
    if (this.#beyond === 0) return this.#lows.mean;
    const sum = (this.#lows.count === 0 ? 0 : this.#lows.mean * this.#lows.count) + beyond * this.#beyond;
    return sum / this.count;
  }

  /** The side that has more evidence. */
  side(target: number): Side {
    const above = { side: 1, evidence: this.#above(target) } as const;
    const below = { side: -1, evidence: this.#below(target) } as const;
    return above.evidence >= below.evidence ? above : below;
  }

  #above(target: number): number {
    const { least } = this.#range;
    // A mean is above the least value as soon as one value is.
    if (isAt(target, least) && this.#largest > target) return Number.POSITIVE_INFINITY;
    if (this.#beyond > 0) return this.above > this.below ? signEvidence(this.above, this.below) : 0;
    if (!(this.#lows.mean > target)) return 0;
    return Math.min(meanEvidence(this.#lows, target), this.#rare(target, 1));
  }

  #below(target: number): number {
    const { most } = this.#range;
    if (isAt(target, most) && this.#smallest < target) return Number.POSITIVE_INFINITY;
    if (this.#open > 0 || !(this.#highs.mean < target)) return 0;
    return Math.min(meanEvidence(this.#highs, target), this.#rare(target, -1));
  }

  /**
   * Where more than half of the values are the same, a spread that they do not have decides nothing: too few may have deviated for a
   * mean on the other side of the target, each by as much as those that did in the mean. Where none did, values lie on this side more
   * often than not; of counts besides, deviations by one thing each must have been too few.
   */
  #rare(target: number, side: -1 | 1): number {
    const times = this.#counts.get(this.#mode) ?? 0;
    if (2 * times <= this.count) return Number.POSITIVE_INFINITY;
    const distance = (this.#mode - target) * side;
    // The mean is on this side because of deviations, not in spite of them.
    if (distance <= 0) return Number.POSITIVE_INFINITY;
    let [deviating, deviation] = [0, 0];
    for (const [value, count] of this.#counts) {
      const away = (this.#mode - value) * side;
      if (away <= 0) continue;
      deviating += count;
      deviation += away * count;
    }
    if (deviating > 0) return fewEventsEvidence(deviating, this.count, (distance * deviating) / deviation);
    const signs = signEvidence(this.above, this.below);
    const { grain } = this.#range;
    return grain === null ? signs : Math.min(signs, fewEventsEvidence(0, this.count, distance / grain));
  }
}

function isAt(target: number, end: number): boolean {
  return Number.isFinite(end) && Math.abs(target - end) <= AT_THE_END * Math.max(Math.abs(end), AT_THE_END);
}
