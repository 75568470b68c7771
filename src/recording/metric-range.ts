/** What values a metric of the program's own can have. */
import { describeFigure } from './describe-figure.ts';
import type { MetricDescription } from './metric-description.ts';

/** Ratios that are no shares of anything. */
const NO_SHARES: ReadonlySet<string> = new Set(['speedup', 'workflow.critical_path.ratio']);

/** Whether a metric, or the figure of a window, is a share, so that it is from 0 to 1. */
export function isShare(metric: string): boolean {
  return describeFigure(metric)?.unit === 'ratio' && !NO_SHARES.has(metric);
}

/** Least and largest value of a metric: nothing that is measured is below 0. */
export function rangeOf({ name, unit }: Pick<MetricDescription, 'name' | 'unit'>): readonly [number, number] {
  return [0, unit === 'ratio' && !NO_SHARES.has(name) ? 1 : Infinity];
}
