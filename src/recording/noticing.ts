/** Which failures were noticed while they lasted, and which tasks were lost with their agents: what figures of detection are of. */
import type { Microseconds } from '../engine/types.ts';

interface Tally {
  /** Processes suspected while they were down or stood still, and processes that were back before. */
  noticed: number;
  missed: number;
  /** Longest time that one of the latter was down. */
  longest: Microseconds;
}

const zero = (): Tally => ({ noticed: 0, missed: 0, longest: 0 });

/** Counts since measuring began. */
export class Noticing {
  readonly crash = zero();
  readonly pause = zero();
  /** Attempts that ended because their agent was taken for lost, and tasks that had no further one. */
  lost = 0;
  lostLast = 0;

  noticed(paused: boolean): void {
    this.#of(paused).noticed++;
  }

  missed(downFor: Microseconds, paused: boolean): void {
    const tally = this.#of(paused);
    tally.missed++;
    tally.longest = Math.max(tally.longest, downFor);
  }

  attemptLost(isLast: boolean): void {
    this.lost++;
    if (isLast) this.lostLast++;
  }

  warm(): void {
    Object.assign(this.crash, zero());
    Object.assign(this.pause, zero());
    this.lost = 0;
    this.lostLast = 0;
  }

  #of(paused: boolean): Tally {
    return paused ? this.pause : this.crash;
  }
}
