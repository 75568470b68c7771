/** What a dispatcher is told to turn away where more comes than can be done. */
import type { SheddingOptions } from '../../modules/scheduling/shedding.ts';
import { PRIORITIES } from '../../modules/scheduling/waiting-room.ts';
import type { SchedulerSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;

/** null: nothing is turned away but what finds no room. */
export function sheddingOptions({ shedding }: SchedulerSpec): SheddingOptions | null {
  if (!shedding) return null;
  if (shedding.kind === 'codel') {
    const target = Math.round(shedding.target * MICROSECONDS);
    return { kind: 'codel', target, interval: Math.round(shedding.interval * MICROSECONDS) };
  }
  const thresholds: number[] = [];
  let threshold = Infinity;
  for (let priority = PRIORITIES; priority > 0; priority--) {
    const own = shedding.thresholds[priority];
    if (own !== undefined) threshold = own ?? Infinity;
    thresholds.unshift(threshold);
  }
  return { kind: 'priority', thresholds };
}
