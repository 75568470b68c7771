/**
 * Which metrics of a scenario gate a change, and how far each may move.
 */
import { parseQuantity, UnitError } from '../../scenario/units.ts';
import { describeMetric, knownMetrics } from '../experiment/known-metrics.ts';
import { metricQuantity } from '../experiment/question.ts';
import type { ModuleDescription } from '../extension/description.ts';
import { BenchError } from './bench-error.ts';

/** A metric that gates. */
export interface Gate {
  readonly metric: string;
  readonly better: 'lower' | 'higher';
  /** As written: "2%" of the baseline's mean, "5ms" in the unit of the metric, or "0" for none. */
  readonly margin: string;
}

/** A difference of up to so much of the baseline's mean counts as none, where nothing else is said. */
export const DEFAULT_MARGIN = '2%';

/** Loss and duplication have no margin: one more is one too many. */
const WITHOUT_MARGIN: readonly string[] = ['tasks.lost', 'tasks.duplicated', 'invariants.violations'];

/** Gates where a scenario names none; of these the ones that it measures. */
export const DEFAULT_METRICS: readonly string[] = [
  ...WITHOUT_MARGIN,
  'tasks.success_rate',
  'task.latency.mean',
  'task.latency.p99',
  'throughput',
  'makespan',
  'tasks.executions.wasted',
  'messages.sent',
  'messages.dropped',
  'detection.time.mean',
  'detection.false',
  'recovery.time.mean',
];

type Modules = readonly ModuleDescription[] | undefined;

export interface GateWords {
  /** "makespan", "agents.count:lower" */
  readonly metrics: readonly string[];
  /** By metric, as written. */
  readonly margins: Readonly<Record<string, string>>;
  /** For metrics of which `margins` says nothing; null: the usual ones. */
  readonly margin: string | null;
}

/**
 * Reads gates as they are written.
 * @param place what the words come from, for the message
 * @throws BenchError where a metric is unknown, has no better end, or a margin is not one
 */
export function readGates({ metrics, margins, margin }: GateWords, place: string, modules?: Modules): Gate[] {
  const known = knownMetrics(modules);
  return metrics.map((text): Gate => {
    const [metric, direction] = text.split(':');
    const described = describeMetric(metric, known);
    if (described === undefined)
      throw new BenchError(`${place}: there is no metric "${metric}", sim list metrics shows all`);
    if (direction !== undefined && direction !== 'lower' && direction !== 'higher')
      throw new BenchError(`${place}: expected ${metric}:lower or ${metric}:higher, found ${text}`);
    const better = direction ?? described.better;
    if (better === undefined)
      throw new BenchError(`${place}: say which is better, ${metric}:lower or ${metric}:higher`);
    const usual = WITHOUT_MARGIN.includes(metric) ? '0' : (margin ?? DEFAULT_MARGIN);
    const gate: Gate = { metric, better, margin: margins[metric] ?? usual };
    if (WITHOUT_MARGIN.includes(metric) && marginOf(gate, 1, place, modules) !== 0)
      throw new BenchError(
        `${place}: ${metric} has no margin, one more is one too many; found ${gate.margin}`,
      );
    return gate;
  });
}

/**
 * A gate's margin in units of its metric.
 * @param mean of the baseline, of which a percentage is taken
 * @throws BenchError where the margin is neither a percentage nor a value of the metric, or is negative
 */
export function marginOf({ metric, margin }: Gate, mean: number, place: string, modules?: Modules): number {
  const text = margin.trim();
  try {
    if (text.endsWith('%')) return parseQuantity('ratio', text, { min: 0, max: 1 }) * Math.abs(mean);
    if (/^0+(\.0*)?$/.test(text)) return 0;
    return parseQuantity(metricQuantity(metric, knownMetrics(modules)), text, { min: 0 });
  } catch (error) {
    if (error instanceof UnitError) throw new BenchError(`${place}: margin of ${metric}: ${error.message}`);
    throw error;
  }
}
