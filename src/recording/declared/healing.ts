/** How agents are held to be, what is done about those that fail, about kinds of tasks that would take all of them, and for the work of those that are lost. */
import type { DeclaredMetric } from '../declare.ts';
import { heldBack } from './bulkhead.ts';
import { CHECKPOINT_METRICS } from './checkpoints.ts';
import { HEALTH_METRICS } from './health-states.ts';
import { RECOVERY_METRICS } from './recovery.ts';
import { ROUTE_METRICS } from './routes.ts';

/** In the order of lists and tables. */
export const HEALING_METRICS: readonly DeclaredMetric[] = [
  ...HEALTH_METRICS,
  heldBack,
  ...ROUTE_METRICS,
  ...RECOVERY_METRICS,
  ...CHECKPOINT_METRICS,
];
