/** What is done about agents that fail, and about kinds of tasks that would take all of them. */
import type { DeclaredMetric } from '../declare.ts';
import { heldBack } from './bulkhead.ts';
import { RECOVERY_METRICS } from './recovery.ts';
import { ROUTE_METRICS } from './routes.ts';

export const HEALING_METRICS: readonly DeclaredMetric[] = [heldBack, ...ROUTE_METRICS, ...RECOVERY_METRICS];
