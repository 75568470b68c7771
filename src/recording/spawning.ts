/** How many agents came, and what memory they held. */
import type { Microseconds } from '../engine/types.ts';
import { TimeWeighted } from './time-weighted.ts';

export class SpawnRecorder {
  /** Bytes. */
  readonly memory = new TimeWeighted();
  readonly hibernated = new TimeWeighted();
  #count = 0;
  #pooled = 0;

  spawned(pooled: boolean): void {
    this.#count++;
    if (pooled) this.#pooled++;
  }

  warm(now: Microseconds): void {
    this.#count = 0;
    this.#pooled = 0;
    this.memory.reset(now);
    this.hibernated.reset(now);
  }

  metrics(now: Microseconds): Record<string, number | null> {
    return {
      'spawn.count': this.#count,
      'spawn.pooled': this.#count > 0 ? this.#pooled / this.#count : null,
      'agents.hibernated.mean': this.hibernated.meanAt(now),
      'agents.memory.mean': this.memory.meanAt(now),
      'agents.memory.max': this.memory.maxAt(now),
    };
  }
}
