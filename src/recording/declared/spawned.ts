/** Agents that are created while a run goes. */
import { Count, type Counter, type DeclaredMetric, type MetricSource } from '../declare.ts';

export const spawned: DeclaredMetric = {
  name: 'spawn.count',
  unit: 'count',
  description: 'agents created',
  better: 'lower',
  label: 'agents created',
  shown: { heading: 'Spawning', after: null, unlessZero: true },
  measure: countSpawned,
};

export const pooledShare: DeclaredMetric = {
  name: 'spawn.pooled',
  unit: 'ratio',
  description: 'agents that came out of a spare of the pool, of all created',
  label: 'out of a spare',
  shown: { heading: 'Spawning', after: 'spawn.refused', unlessZero: true },
  measure: shareOfPooled,
};

function countSpawned({ spec, announced }: MetricSource): Counter {
  const count = new Count();
  announced.on('agentSpawned', () => {
    count.value++;
  });
  return { figure: () => (spec.spawning ? count.value : null), warm: () => count.warm() };
}

function shareOfPooled({ announced }: MetricSource): Counter {
  let all = 0;
  let fromPool = 0;
  announced.on('agentSpawned', (_agent, _latency, _boot, pooled) => {
    all++;
    if (pooled) fromPool++;
  });
  return {
    figure: () => (all > 0 ? fromPool / all : null),
    warm() {
      all = 0;
      fromPool = 0;
    },
  };
}
