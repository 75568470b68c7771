/** What brings agents back, and their work. */
import type { DeclaredMetric } from '../declare.ts';
import { CHECKPOINT_METRICS } from './checkpoints.ts';
import { RECOVERY_METRICS } from './recovery.ts';

/** In the order of lists and tables. */
export const HEALING_METRICS: readonly DeclaredMetric[] = [...RECOVERY_METRICS, ...CHECKPOINT_METRICS];
