/** The metrics that an experiment can be asked for. */
import { describeMetric, METRICS, type MetricDescription } from '../../recording/metrics.ts';
import type { ModuleDescription } from '../extension/description.ts';

export { describeMetric };

/** Those of the program, and what a user's own modules add. */
export function knownMetrics(modules: readonly ModuleDescription[] = []): readonly MetricDescription[] {
  return [...METRICS, ...modules.flatMap(({ metrics }) => metrics)];
}
