/** What is done about agents that fail. */
import type { DeclaredMetric } from '../declare.ts';
import { RECOVERY_METRICS } from './recovery.ts';
import { ROUTE_METRICS } from './routes.ts';

export const HEALING_METRICS: readonly DeclaredMetric[] = [...ROUTE_METRICS, ...RECOVERY_METRICS];
