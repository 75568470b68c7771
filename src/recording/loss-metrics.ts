/** Metrics of tasks that agents turn away, and that give up. Impatience in queues: Garnett, Mandelbaum and Reiman 2002 (Erlang A). */
import type { DeclaredMetric } from './declare.ts';
import { rejections } from './declared/results.ts';
import type { MetricLine } from './metric-description.ts';

export const LOSS_SCALARS: readonly (MetricLine | DeclaredMetric)[] = [
  [
    'tasks.shed',
    'count',
    'tasks turned away because too many waited, or by scheduler.shedding; part of the failed',
  ],
  [
    'tasks.rejected',
    'count',
    'tasks whose last attempt an agent without room turned away (when_full: reject); part of the failed',
  ],
  rejections,
  [
    'tasks.abandoned',
    'count',
    'tasks submitted in the measured time that gave up: their patience was over and nothing was under way for them; neither completed ' +
      'nor failed, though whoever waits for them (waves, steps, clients) treats them as failed',
  ],
  [
    'tasks.abandonment_rate',
    'ratio',
    'abandoned tasks of all that were submitted in the measured time and ended',
  ],
];
