/** What memory agents held that came and went, and how many slept. */
import type { Microseconds } from '../engine/types.ts';
import { TimeWeighted } from './time-weighted.ts';

export class SpawnRecorder {
  /** Bytes. */
  readonly memory = new TimeWeighted();
  readonly hibernated = new TimeWeighted();

  warm(now: Microseconds): void {
    this.memory.reset(now);
    this.hibernated.reset(now);
  }

  metrics(now: Microseconds): Record<string, number | null> {
    return {
      'agents.hibernated.mean': this.hibernated.meanAt(now),
      'agents.memory.mean': this.memory.meanAt(now),
      'agents.memory.max': this.memory.maxAt(now),
    };
  }
}
