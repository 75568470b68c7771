/** How the token of a ring goes round. */
import type { Microseconds } from '../engine/types.ts';

export class Tokens {
  #rotations = 0;
  #time = 0;
  /** Tokens made because the one before was lost. */
  made = 0;

  /** The token has come to a member. @param interval since the last time, -1 when there was none */
  came(interval: Microseconds): void {
    if (interval < 0) return;
    this.#rotations++;
    this.#time += interval;
  }

  warm(): void {
    this.#rotations = 0;
    this.#time = 0;
    this.made = 0;
  }

  /** Microseconds from one time that a member has the token to the next; null when there was none. */
  get meanRotation(): number | null {
    return this.#rotations > 0 ? this.#time / this.#rotations : null;
  }
}
