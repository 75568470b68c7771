/** How metrics are described, and which statistics a run gives of a distribution. */

export type MetricUnit = 'seconds' | 'count' | 'ratio' | 'bytes' | 'per_second';

export interface MetricDescription {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly description: string;
  /** Which end of the scale everyone wants; absent where it depends on the question. */
  readonly better?: 'lower' | 'higher';
}

/** A metric in a list: name, unit, what it is. */
export type MetricLine = readonly [name: string, unit: MetricUnit, description: string];

/** Statistics given of every recorded distribution. */
export const QUANTILES = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
] as const;

/** Mean, quantiles and maximum of a duration. */
export function statisticsOf(name: string, description: string): MetricDescription[] {
  return [
    ['mean', 'mean'] as const,
    ...QUANTILES.map(([suffix, q]) => [suffix, `${q * 100} % of all are at or below`] as const),
    ['max', 'maximum'] as const,
  ].map(([suffix, statistic]) => ({
    name: `${name}.${suffix}`,
    unit: 'seconds',
    description: `${description}, ${statistic}`,
    better: 'lower',
  }));
}
