/**
 * Controlled delay: a queue whose tasks have all waited for too long for a while loses tasks at its head, one at first, and the longer that
 * goes on the faster, until what comes out has waited for less. A burst that the queue soon works off costs nothing. To come to r drops a
 * second takes 2 r interval^2, so that an interval which is long for the number of tasks in it does little for long.
 *
 * Source: CoDel (Nichols and Jacobson, RFC 8289) as in Linux, include/net/codel.h. As there, the last one that waits is never dropped.
 * Times are microseconds.
 */
export interface CodelOptions {
  /** Waits up to this are no sign of a standing queue. */
  readonly target: number;
  /** For so long waits must be too long before one is dropped, and so long is it from the first drop to the next. */
  readonly interval: number;
}

/** A standing queue that comes again within so many intervals is met with the rate of drops that the last one needed. */
const REMEMBERED = 16;

export class Codel {
  readonly #target: number;
  readonly #interval: number;
  /** When waits will have been too long for an interval; Infinity: they are not. */
  #standingFrom = Infinity;
  #isDropping = false;
  /** Drops since dropping began, or rather that the present rate corresponds to; and where it was when dropping began. */
  #count = 0;
  #lastCount = 0;
  #nextDrop = 0;

  constructor({ target, interval }: CodelOptions) {
    this.#target = target;
    this.#interval = interval;
  }

  /**
   * The task at the head would be served now: whether it is dropped instead. Then the next one is asked about.
   *
   * @param waited for how long it has
   * @param isLast nothing waits behind it
   */
  drops(waited: number, now: number, isLast: boolean): boolean {
    const isStanding = this.#isStanding(waited, now, isLast);
    if (!this.#isDropping) {
      if (isStanding) this.#begin(now);
      return isStanding;
    }
    if (!isStanding) {
      this.#isDropping = false;
      return false;
    }
    if (now < this.#nextDrop) return false;
    this.#count++;
    this.#nextDrop += this.#interval / Math.sqrt(this.#count);
    return true;
  }

  #isStanding(waited: number, now: number, isLast: boolean): boolean {
    if (waited < this.#target || isLast) {
      this.#standingFrom = Infinity;
      return false;
    }
    if (this.#standingFrom === Infinity) this.#standingFrom = now + this.#interval;
    return now >= this.#standingFrom;
  }

  #begin(now: number): void {
    const recent = this.#count - this.#lastCount;
    const isAgain = recent > 1 && now - this.#nextDrop < REMEMBERED * this.#interval;
    this.#count = isAgain ? recent : 1;
    this.#lastCount = this.#count;
    this.#isDropping = true;
    this.#nextDrop = now + this.#interval / Math.sqrt(this.#count);
  }
}
