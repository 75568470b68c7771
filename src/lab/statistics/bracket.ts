/** The bracket of a bisection: the nearest points that are known to lie on either side of the crossing. */
import type { SideEvidence } from './side-evidence.ts';

export interface BracketPoint {
  readonly x: number;
  /** Error probability granted to this point's test. */
  readonly error: number;
  readonly seen: SideEvidence;
  /** Where the response lies at this point: -1: below the target, 1: above it, 0: not known. */
  side: -1 | 0 | 1;
}

export type Direction = 'increasing' | 'decreasing';

/**
 * Holds the two points between which the crossing is. A direction that is only guessed gets known by two points on different sides
 * of the target. Until then points on one side alone say nothing of what lies beyond them.
 */
export class Bracket {
  low: BracketPoint;
  high: BracketPoint;
  readonly #ends: readonly [BracketPoint, BracketPoint];
  readonly #decided: BracketPoint[] = [];
  /** 1: the response increases, -1: it decreases. */
  #sign: 1 | -1;
  #known: boolean;

  constructor(ends: readonly [BracketPoint, BracketPoint], direction: Direction, known: boolean) {
    this.#ends = ends;
    [this.low, this.high] = ends;
    this.#sign = direction === 'increasing' ? 1 : -1;
    this.#known = known;
  }

  /** As known, or else as guessed. */
  get direction(): Direction {
    return this.#sign === 1 ? 'increasing' : 'decreasing';
  }

  /** Whether all from the lower end of the range to `low` lies below the crossing. */
  get lowConfirmed(): boolean {
    return this.#place(this.low) === -1 && (this.#known || this.#ends[0].side !== 0);
  }

  /** Whether all from `high` to the upper end of the range lies above the crossing. */
  get highConfirmed(): boolean {
    return this.#place(this.high) === 1 && (this.#known || this.#ends[1].side !== 0);
  }

  /** Takes note of a point that is decided now. @returns on which side of the range the crossing lies; null: within, or not known */
  decide(point: BracketPoint): 'below' | 'above' | null {
    this.#decided.push(point);
    const other = this.#decided.find(({ side }) => side !== point.side);
    if (!this.#known && other !== undefined) {
      this.#known = true;
      this.#sign = (point.x - other.x) * point.side > 0 ? 1 : -1;
      [this.low, this.high] = this.#ends;
      for (const each of this.#decided) this.#narrow(each);
      return null;
    }
    const place = this.#place(point);
    const outside = this.#known
      ? (point === this.low && place === 1) || (point === this.high && place === -1)
      : this.#ends.every(({ side }) => side !== 0);
    if (!outside) {
      this.#narrow(point);
      return null;
    }
    if (place === 1) this.low = this.high = this.#ends[0];
    else this.low = this.high = this.#ends[1];
    return place === 1 ? 'below' : 'above';
  }

  /**
   * The end of the range that is to be evaluated before anything between the ends, for as long as it is not decided: all that is
   * decided lies on one side of the target, so that this end shows whether there is a crossing at all.
   * @param evaluations of all points so far; half of them are for this end, or all where the guess has turned out wrong
   */
  endToDecide(evaluations: number): BracketPoint | null {
    if (this.#known || this.#decided.length === 0) return null;
    const open = this.#ends.filter(({ side }) => side === 0);
    const [end] = open.sort((a, b) => a.seen.count - b.seen.count);
    if (end === undefined) return null;
    const misled = this.#place(this.#ends[0]) === 1 || this.#place(this.#ends[1]) === -1;
    return misled || 2 * end.seen.count < evaluations ? end : null;
  }

  #narrow(point: BracketPoint): void {
    const place = this.#place(point);
    if (place === -1 && point !== this.#ends[1] && point.x > this.low.x) this.low = point;
    else if (place === 1 && point !== this.#ends[0] && point.x < this.high.x) this.high = point;
  }

  /** -1: below the crossing, 1: above it. */
  #place({ side }: BracketPoint): -1 | 0 | 1 {
    return (side * this.#sign) as -1 | 0 | 1;
  }
}
