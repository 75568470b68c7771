/** Figures of batches, of caches of results, and of how evenly agents worked. */
import { type Bounds, between, countBounds, type Figure } from '../recording/bounds.ts';
import type { CachedCounts } from '../world/workload/client.ts';
import type { MeasuredWorld } from './measured-world.ts';

const MICROSECONDS = 1e6;

/** Those of items whose batch has not left are bounded: it may leave at once, or after the longest wait. */
export function batchFigures({ spec, parts }: MeasuredWorld): Record<string, Figure> {
  const found = spec.workloads.flatMap((workload, place) => {
    const { batches } = parts.clients[place];
    return workload.kind === 'open' && workload.batch && batches
      ? [{ ...batches, spec: workload.batch }]
      : [];
  });
  type Found = (typeof found)[number];
  const sum = (of: (one: Found) => number) => found.reduce((all, one) => all + of(one), 0);
  const tasks = sum((one) => one.tasks);
  const waiting = sum((one) => one.waiting);
  const items = sum((one) => one.items) + waiting;
  const waited = sum((one) => one.waited);
  // At most one batch of each workload is open.
  const open = sum((one) => (one.waiting > 0 ? 1 : 0));
  const longest = waited + sum((one) => one.waiting * one.spec.wait) * MICROSECONDS;
  const sizes = sum((one) => one.items + (one.waiting > 0 ? one.spec.size : 0));
  return {
    'batch.count': tasks > 0 ? countBounds(tasks, open) : null,
    'batch.size.mean': tasks > 0 ? between(items / (tasks + open), sizes / (tasks + open)) : null,
    'batch.wait.mean':
      items > 0 ? between(waited / (items * MICROSECONDS), longest / (items * MICROSECONDS)) : null,
    'batch.unfinished': found.length > 0 ? waiting : null,
  };
}

/** Those of CACHE_METRICS; nothing in a run without caches of results. */
export function cacheFigures(world: MeasuredWorld): Record<string, Figure> {
  const found = world.parts.clients.flatMap(({ cached }) => (cached ? [cached] : []));
  if (found.length === 0) return {};
  const sum = (of: (one: CachedCounts) => number) => found.reduce((all, one) => all + of(one), 0);
  const requests = sum((one) => one.requests);
  const hits = sum((one) => one.hits);
  return {
    'cache.results.requests': requests,
    'cache.results.hits': hits,
    'cache.results.hit_rate': requests > 0 ? hits / requests : null,
    'cache.results.joined': sum((one) => one.joined),
    'cache.results.expired': sum((one) => one.expired),
    'cache.results.evicted': sum((one) => one.evicted),
    'cache.results.answer.mean': answerTime(
      sum((one) => one.answered),
      sum((one) => one.waited),
      requests,
    ),
  };
}

/** A request without an answer has waited for some time, and may wait for any. */
function answerTime(answered: number, waited: number, requests: number): Figure {
  const total = Math.max(answered, requests);
  if (total === 0) return null;
  const least = waited / (total * MICROSECONDS);
  const bounds: Bounds = { lower: least, upper: null };
  return answered < requests ? bounds : least;
}

/** (sum x)^2 / (n sum x^2), Jain, Chiu and Hawe 1984; null when nobody did anything. */
export function jain(values: Float64Array): number | null {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return squares > 0 ? (sum * sum) / (values.length * squares) : null;
}
