/** The metrics that an experiment can be asked for. */
import { describeMetric, METRICS, type MetricDescription } from '../../recording/metrics.ts';
import type { ModuleDescription } from '../extension/description.ts';

export { describeMetric };

/** What a plan says of the metrics of a user's own modules; nothing where there are none. */
export function ownMetrics(modules: readonly ModuleDescription[] = []): {
  own_metrics?: readonly MetricDescription[];
} {
  const own = modules.flatMap(({ metrics }) => metrics);
  return own.length === 0 ? {} : { own_metrics: own };
}

/** Those of the program, and what a user's own modules add. */
export function knownMetrics(modules: readonly ModuleDescription[] = []): readonly MetricDescription[] {
  return [...METRICS, ...modules.flatMap(({ metrics }) => metrics)];
}
