/** How a worker that was out comes back: with a share of its slots that grows in equal steps. */
import { floored } from '../shares.ts';

export interface Ramp {
  /** Microseconds from the first share to all of it; 0: at once. */
  readonly time: number;
  readonly steps: number;
  /** The first share, above 0. */
  readonly initial: number;
}

/** @param step 0: the first; `steps`: all of it */
export function shareAt(step: number, { steps, initial }: Ramp): number {
  return step >= steps ? 1 : initial + ((1 - initial) * step) / steps;
}

/** Tasks that a worker may have at a time at a share below 1, those that wait there included: one at least. */
export function tasksAt(share: number, slots: number): number {
  return Math.max(1, floored(share * slots));
}
