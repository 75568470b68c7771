/** States of health, and what is reported of them. */
import { fact, facts } from '../../facts.ts';

/** Name of the detector that tells them apart. */
export const HEALTH_STATES = 'health_states';

export const HEALTH = {
  healthy: 0,
  /** It answers slowly, or fails often: it is given less. */
  degraded: 1,
  /** More so: it is given nothing for a while. */
  critical: 2,
  /** It is silent: it is suspected. */
  failed: 3,
} as const;
export const HEALTH_NAMES = ['healthy', 'degraded', 'critical', 'failed'] as const;
export type Health = (typeof HEALTH)[keyof typeof HEALTH];

export const healthStateFacts = facts('health-states', {
  /** The process is in another state from now on: one of HEALTH, but for `failed`, which is a suspicion. */
  changed: fact(['process', 'state']),
  /** The process is healthy, and its response time has risen by so many per cent above what it was used to. */
  predicted: fact(['process', 'percent']),
});
