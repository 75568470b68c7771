/** How values of a metric are written. */
import { METRICS, type MetricUnit } from '../../recording/metrics.ts';
import type { Quantity } from '../../scenario/units.ts';

const QUANTITIES: Readonly<Record<MetricUnit, Quantity>> = {
  seconds: 'duration',
  count: 'number',
  ratio: 'number',
  bytes: 'size',
  per_second: 'rate',
};

export function metricQuantity(metric: string): Quantity {
  const unit = METRICS.find(({ name }) => name === metric)?.unit;
  return unit === undefined ? 'number' : QUANTITIES[unit];
}
