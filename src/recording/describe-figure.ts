/** What the names of figures stand for, those of windows of time among them. */
import { describeMetric, METRICS, type MetricDescription } from './metrics.ts';
import { windowedSeries } from './series.ts';

/** The description of a metric of the program's own, or of the figure of a window; undefined for any other name. */
export function describeFigure(name: string): MetricDescription | undefined {
  const windowed = windowedSeries(name);
  if (windowed === undefined) return describeMetric(name, METRICS);
  const { series, statistic } = windowed;
  return { name, unit: series.unit, description: `${series.description}, ${statistic} in that time` };
}
