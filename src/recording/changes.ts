/** How peers came to work together in another way while a run went on. */
import type { Microseconds } from '../engine/types.ts';
import { type Figure, maximumBounds } from './bounds.ts';
import { inSeconds, type Unended } from './statistics.ts';

/** What is measured where that may happen: name, unit, description. */
export const CHANGE_SCALARS = [
  ['topology.changes', 'count', 'changes of how peers work together that at least one of them has made'],
  [
    'topology.change.time.max',
    'seconds',
    'longest time from the decision to such a change until a peer had made it',
  ],
] as const;

export class ChangeRecorder {
  #known = 0;
  #changes = 0;
  #longest: Microseconds = -1;

  /** A peer has made a change, so long after the decision. */
  changed(change: number, delay: Microseconds): void {
    this.#longest = Math.max(this.#longest, delay);
    if (change <= this.#known) return;
    this.#known = change;
    this.#changes++;
  }

  warm(): void {
    this.#changes = 0;
    this.#longest = -1;
  }

  /**
   * @param isUsed whether there can be changes; null without
   * @param open since the decision on a change, for each peer that has not made it
   */
  metrics(isUsed: boolean, open: Unended | null): Record<string, Figure> {
    const longest = this.#longest < 0 ? null : this.#longest;
    return {
      'topology.changes': isUsed ? this.#changes : null,
      'topology.change.time.max': inSeconds(open ? maximumBounds(longest, open) : longest),
    };
  }
}
