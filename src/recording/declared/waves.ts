/** Waves of work that come to their end. */
import { countBounds } from '../bounds.ts';
import type { Counter, DeclaredMetric, MetricSource } from '../declare.ts';
import { ROLLOUT_METRICS } from './rollouts.ts';

export const wavesCompleted: DeclaredMetric = {
  name: 'waves.completed',
  unit: 'count',
  description:
    'waves that ended with enough successes, or promoted by their gate; those that are undone later stay counted',
  better: 'higher',
  shown: { heading: 'Tasks', after: 'speedup' },
  measure: completedWaves,
};

/** Of waves, and of what their gates decide. */
export const WAVE_METRICS: readonly DeclaredMetric[] = [wavesCompleted, ...ROLLOUT_METRICS];

/** Each wave that has not ended may still do so, while any task may. */
function completedWaves({ spec, announced }: MetricSource): Counter {
  let left = spec.workloads.reduce(
    (sum, workload) => sum + (workload.kind === 'waves' ? workload.waves.length : 0),
    0,
  );
  const isUsed = left > 0;
  let completed = 0;
  /** By workload: waves that have not begun. */
  const ahead = spec.workloads.map((workload) => (workload.kind === 'waves' ? workload.waves.length : 0));
  announced.on('waveStarted', (workload) => ahead[workload]--);
  announced.on('rollout', (workload, { kind }) => {
    if (kind === 'rollback.started') left -= ahead[workload];
  });
  announced.on('waveEnded', (_workload, _wave, passed) => {
    left--;
    if (passed) completed++;
  });
  return {
    figure: ({ open, goesOn }) => (isUsed ? countBounds(completed, goesOn || open > 0 ? left : 0) : null),
    warm() {
      completed = 0;
    },
  };
}
