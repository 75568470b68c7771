/** How bad the condition of a worker is, and what follows from that (requirements of the swarm, self-healing mechanisms). */
import { ACTION } from './vocabulary.ts';

/** What can be done without people. */
export type Remedy = typeof ACTION.restart | typeof ACTION.replace | typeof ACTION.quarantine;

const MOST_SEVERE = 10;
/** Of a worker that has fallen silent for the first time. */
const FIRST_SILENCE = 1;
/** What each attempt that failed, and each earlier incident, adds: one of them makes a replacement of a restart. */
const STEP = 3;

/**
 * From 0 to 10.
 *
 * @param incidents times within the window that the worker fell silent or restarted by itself, the present one included
 * @param failed attempts at this recovery that did not help
 */
export function severityOf(incidents: number, failed: number): number {
  return Math.min(MOST_SEVERE, FIRST_SILENCE + STEP * (Math.max(0, incidents - 1) + failed));
}

/** Severities below which a worker is restarted, and replaced. */
export interface Thresholds {
  readonly restartBelow: number;
  readonly replaceBelow: number;
}

export function remedyFor(severity: number, { restartBelow, replaceBelow }: Thresholds): Remedy {
  if (severity < restartBelow) return ACTION.restart;
  return severity < replaceBelow ? ACTION.replace : ACTION.quarantine;
}
