/** Percentile curves of the durations that a task passes through. */
import { isBounds } from '../recording/bounds.ts';
import type { DurationName } from '../recording/metrics.ts';
import type { LatencyCurve } from '../recording/record.ts';
import type { Sample } from '../recording/sample.ts';
import { quantilesOf, type Unended } from '../recording/statistics.ts';
import type { OpenWork } from './open-work.ts';

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

/** @param open what had not ended; null where nothing was measured, so that there is no curve */
export function latencyCurve(
  durations: Readonly<Record<DurationName, Sample>>,
  open: OpenWork | null,
): LatencyCurve {
  const series: Record<string, number[]> = {};
  const lower: Record<string, number[]> = {};
  const upper: Record<string, (number | null)[]> = {};
  const unended: Record<string, Unended | null> = {
    latency: open?.latency() ?? null,
    wait: open?.wait() ?? null,
    service: open?.service ?? null,
    assignment: open?.assignment ?? null,
  };
  for (const [name, duration] of Object.entries(SERIES)) {
    const sample = durations[duration];
    series[name] = PERCENTILES.map((percentile) =>
      open && sample.count > 0 ? sample.quantile(percentile / 100) / 1e6 : Number.NaN,
    );
    if (!unended[name]) continue;
    const quantile = quantilesOf(sample, unended[name]);
    const ends = PERCENTILES.map((percentile) => {
      const figure = quantile(percentile / 100);
      return isBounds(figure) ? figure : { lower: figure ?? Number.NaN, upper: figure };
    });
    lower[name] = ends.map((end) => end.lower / 1e6);
    upper[name] = ends.map((end) => (end.upper === null ? null : end.upper / 1e6));
  }
  const tasks = open?.count ?? 0;
  return { percentiles: PERCENTILES, series, ...(tasks > 0 ? { open: { tasks, lower, upper } } : {}) };
}
