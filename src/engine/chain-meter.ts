/**
 * How long the longest chain of events at one instant is, each scheduled by the one before it.
 *
 * Events of one instant run in the order in which they were scheduled, and so generation by generation: first those scheduled
 * before the instant, then those that these scheduled for it, and so on. The generation of an event is the length of the chain that led to
 * it, and a generation ends where the sequence numbers stood when its first event ran. The first two count as one: nothing need be done
 * when the clock moves on.
 */
import type { Microseconds } from './types.ts';

export class ChainMeter {
  /** Low 32 bits of the sequence number that follows the present generation. */
  endLow = 0;
  readonly #limit: number;
  /** The latest instant at which an event scheduled at it has run. */
  #instant: Microseconds = -1;
  #end = 0;
  /** Generations at that instant since the limit was last reached. */
  #generations = 0;

  /** @throws RangeError when the limit is below 1 */
  constructor(limit = Number.POSITIVE_INFINITY) {
    if (!(limit >= 1)) throw new RangeError(`chainLimit must be 1 or more, not ${limit}`);
    this.#limit = limit;
  }

  /**
   * Notes that the event with this number, perhaps the first of a generation, is to run at an instant at which others have run;
   * `scheduled` events have been scheduled so far. True when the chain has grown by the limit.
   */
  lengthens(time: Microseconds, sequence: number, scheduled: number, low: number): boolean {
    if (sequence < this.#end) return false;
    this.#end = scheduled;
    this.endLow = low;
    if (time !== this.#instant) {
      this.#instant = time;
      this.#generations = 0;
      return false;
    }
    this.#generations++;
    if (this.#generations < this.#limit) return false;
    this.#generations = 0;
    return true;
  }

  /** Low halves are compared as differences, which must stay below 2^31: after a long time without chains the end moves up. */
  keepUp(scheduled: number, low: number): void {
    if (scheduled - this.#end <= 2 ** 30) return;
    this.#end = scheduled;
    this.endLow = low;
  }
}
