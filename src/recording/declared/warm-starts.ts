/** Executions that find the state of their task's affinity key on the agent. */
import { type Counter, countTold, type DeclaredMetric, type MetricSource } from '../declare.ts';

export const warmStarts: DeclaredMetric = {
  name: 'cache.hits',
  unit: 'count',
  description:
    "executions that began warm: on an agent that held the state of the task's affinity key (agents.cache)",
  better: 'higher',
  measure: countTold('cacheAsked', (_task, _agent, hit) => hit),
};

export const warmShare: DeclaredMetric = {
  name: 'cache.hit_rate',
  unit: 'ratio',
  description:
    'share of executions that began warm, of those that are cheaper when warm; nothing is saved but a part of the work (cache.results.* is of work not done at all)',
  better: 'higher',
  label: 'began warm',
  shown: { heading: 'Agents' },
  measure: shareOfHits,
};

function shareOfHits({ announced }: MetricSource): Counter {
  let hits = 0;
  let all = 0;
  announced.on('cacheAsked', (_task, _agent, hit) => {
    all++;
    if (hit) hits++;
  });
  return {
    figure: () => (all > 0 ? hits / all : null),
    warm() {
      hits = 0;
      all = 0;
    },
  };
}
