/** Percentile curves of the durations that a task passes through. */
import type { LogHistogram } from '../recording/histogram.ts';
import type { DurationName } from '../recording/metrics.ts';
import type { LatencyCurve } from '../recording/record.ts';

const SERIES = {
  latency: 'task.latency',
  wait: 'task.wait',
  service: 'task.service',
  assignment: 'assignment.latency',
} as const;

/** Denser towards 100, as tails are what percentiles are read for. */
export const PERCENTILES: readonly number[] = [
  ...Array.from({ length: 90 }, (_, i) => i),
  ...Array.from({ length: 18 }, (_, i) => 90 + i / 2),
  ...Array.from({ length: 18 }, (_, i) => 99 + i / 20),
  ...Array.from({ length: 18 }, (_, i) => 99.9 + i / 200),
  ...Array.from({ length: 11 }, (_, i) => 99.99 + i / 1000),
].map((percentile) => Math.round(percentile * 1000) / 1000);

export function latencyCurve(durations: Readonly<Record<DurationName, LogHistogram>>): LatencyCurve {
  const series: Record<string, number[]> = {};
  for (const [name, duration] of Object.entries(SERIES)) {
    const histogram = durations[duration];
    series[name] = PERCENTILES.map((percentile) =>
      histogram.count > 0 ? histogram.quantile(percentile / 100) / 1e6 : Number.NaN,
    );
  }
  return { percentiles: PERCENTILES, series };
}
