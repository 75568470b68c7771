/** Runs with what the fixture has not: parts of latencies, and tasks that had not ended. */
import { LEAF_PARTS, type LeafPart } from '../../src/recording/latency-part.ts';
import { fixture } from './fixture.ts';

/** Seconds; the sum is 2.83. */
export const PARTS = Object.fromEntries(LEAF_PARTS.map((part, place) => [part, 1 / (place + 1)])) as Record<
  LeafPart,
  number
>;

const WHOLE = LEAF_PARTS.reduce((sum, part) => sum + PARTS[part], 0);

/** A run that knows what its latencies are made of. */
export function partedRun() {
  const { record } = fixture();
  const bands = [
    [0, 1],
    [0, 0.5],
    [0.5, 0.9],
    [0.9, 0.999],
    [0.999, 1],
  ].map(([from, to]) => ({ from, to, tasks: 208_120 * (to - from), latency: WHOLE, parts: PARTS }));
  return fixture({ record: { ...record, latency_parts: bands } });
}

/** A run that ended before 20,000 of its tasks: of these nothing is known but how old they are. */
export function cutRun() {
  const { record, summary } = fixture();
  const { latency } = record;
  const upper = Object.fromEntries(
    Object.entries(latency.series).map(([name, values]) => [
      name,
      values.map((value, place) => (latency.percentiles[place] > 90 ? null : value * 1.4)),
    ]),
  );
  const names = Object.keys(summary.metrics).filter((name) =>
    /^(task\.|tasks\.completed|makespan)/.test(name),
  );
  const bounds = names.map((name) => [name, { lower: summary.metrics[name] ?? 0, upper: null }] as const);
  const unknown = names.map((name) => [name, null] as const);
  return fixture({
    summary: {
      metrics: { ...summary.metrics, ...Object.fromEntries(unknown) },
      bounds: {
        ...Object.fromEntries(bounds),
        'tasks.completed': { lower: 188_096, upper: 208_096 },
      },
    },
    record: { latency: { ...latency, open: { tasks: 20_000, lower: latency.series, upper } } },
  });
}
