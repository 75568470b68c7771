/** What is measured of caches of results: name, unit, description. */
import type { MetricDescription } from './metric-description.ts';

export const CACHE_METRICS: readonly MetricDescription[] = [
  {
    name: 'cache.results.requests',
    unit: 'count',
    description: 'requests of workloads that keep results (workload.cache)',
  },
  {
    name: 'cache.results.hits',
    unit: 'count',
    description: 'of these, answered at once with the result of an earlier one: nothing was executed',
    better: 'higher',
  },
  {
    name: 'cache.results.hit_rate',
    unit: 'ratio',
    description: 'share of requests answered at once with the result of an earlier one',
    better: 'higher',
  },
  {
    name: 'cache.results.joined',
    unit: 'count',
    description: 'requests that waited for an execution under way for another that wanted the same',
  },
  {
    name: 'cache.results.expired',
    unit: 'count',
    description: 'kept results dropped because a request found them older than the ttl',
  },
  {
    name: 'cache.results.evicted',
    unit: 'count',
    description: 'kept results dropped for want of room while they were valid',
    better: 'lower',
  },
  {
    name: 'cache.results.answer.mean',
    unit: 'seconds',
    description: 'time from a request to its answer, none for those answered at once, mean',
    better: 'lower',
  },
];
