/** Experiments as the lab would hand them over, made of figures that need no simulation. */
import { concludeComparison, concludeSweep } from '../../../src/lab/experiment/conclude.ts';
import type { MetricGoal } from '../../../src/lab/experiment/designs.ts';
import { type ComparePlan, plannedAlternatives, type SweepPlan } from '../../../src/lab/experiment/plan.ts';
import type {
  CompareResult,
  ExperimentEnvironment,
  Outcome,
  SweepResult,
} from '../../../src/lab/experiment/result.ts';
import type { RunRow } from '../../../src/lab/experiment/types.ts';
import { combine, parseAxis } from '../../../src/lab/experiment/vary.ts';
import { PERCENTILES } from '../../../src/lab/latency-curve.ts';
import { noise, rowOf, scenario } from '../../lab/experiment/stub.ts';

export const ENVIRONMENT: ExperimentEnvironment = {
  wall: 12.5,
  started: '2026-01-01T00:00:00.000Z',
  host: { node: 'v0', platform: 'none', cpu: 'none', cores: 2 },
  workers: 2,
  resumed: 0,
  files: [],
  command: ['sim', 'compare', 'a b.yaml'],
};

const COMPLETE: Outcome = { partial: false, precision: null, selection: null, failures: [] };
export const P99: MetricGoal = { metric: 'task.latency.p99', better: 'lower' };
export const UTILIZATION: MetricGoal = { metric: 'agents.utilization', better: 'higher' };

export interface Made {
  /** Mean of each alternative by label, for every metric in turn; NaN: not measured. */
  readonly means: Readonly<Record<string, readonly number[]>>;
  readonly metrics?: readonly MetricGoal[];
  /** What is varied, by label; the scheduler otherwise. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Further metrics of every run. */
  readonly others?: Readonly<Record<string, number>>;
  readonly replications?: number;
  /** Standard deviation of what a replication adds for all, and for each of them. */
  readonly common?: number;
  readonly own?: number;
  readonly baseline?: number;
  readonly allPairs?: boolean;
  readonly outcome?: Partial<Outcome>;
  readonly missed?: readonly string[];
}

/** A comparison whose values are means and noise. */
export function comparison(made: Made): CompareResult {
  const { metrics = [P99], replications = 12, common = 0.05, own = 0.01, missed = [] } = made;
  const labels = Object.keys(made.means);
  const alternatives = labels.map((label, index) => ({
    label,
    file: 'a.yaml',
    values: made.values?.[label] ?? { scheduler: label },
    scenario: scenario(index + 2),
  }));
  const plan: ComparePlan = {
    kind: 'compare',
    name: 'example',
    seed: '1',
    alternatives: plannedAlternatives(alternatives),
    metrics,
    design: { kind: 'fixed', replications },
    baseline: made.baseline ?? 0,
    all_pairs: made.allPairs ?? false,
  };
  return concludeComparison(plan, { ...COMPLETE, ...made.outcome }, (alternative, replication): RunRow => {
    const label = labels[alternative];
    const factor = (metric: number) =>
      1 + common * noise('c', metric, replication) + own * noise('o', metric, replication, label);
    const values = metrics.map(({ metric }, index) => {
      const mean = made.means[label][index];
      return [metric, Number.isNaN(mean) ? null : mean * factor(index)] as const;
    });
    const [first] = made.means[label];
    const latency = Number.isNaN(first) ? [] : PERCENTILES.map((p) => first * (0.1 + p / 100) * factor(0));
    return { ...rowOf({ ...made.others, ...Object.fromEntries(values) }), latency, missed };
  });
}

/** A sweep of these axes; the value of a metric is a function of the numbers of a point. */
export function sweep(
  vary: readonly string[],
  value: (numbers: readonly number[], metric: number) => number | null,
  { metrics = [P99], pareto = null as SweepPlan['pareto'], replications = 4 } = {},
): SweepResult {
  const axes = vary.map(parseAxis);
  const points = combine(axes);
  const plan: SweepPlan = {
    kind: 'sweep',
    name: 'example',
    seed: '1',
    alternatives: plannedAlternatives(
      points.map((values) => ({
        label: Object.entries(values)
          .map(([path, text]) => `${path}=${text}`)
          .join(' '),
        file: 'a.yaml',
        values,
        scenario: scenario(2),
      })),
    ),
    metrics,
    design: { kind: 'fixed', replications },
    axes,
    pareto,
  };
  return concludeSweep(plan, COMPLETE, (alternative, replication) => {
    const numbers = axes.map(({ path, values }) => values.indexOf(points[alternative][path]));
    const entries = metrics.map(({ metric }, index) => {
      const mean = value(numbers, index);
      return [
        metric,
        mean === null ? null : mean * (1 + 0.02 * noise(index, alternative, replication)),
      ] as const;
    });
    return rowOf(Object.fromEntries(entries));
  });
}
