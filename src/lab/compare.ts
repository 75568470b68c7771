/** Sets scenarios against each other in one call, with nothing written to disk. */
import type { Scenario } from '../scenario/scenario.ts';
import { concludeComparison } from './experiment/conclude.ts';
import { betterOf, type MetricGoal, runFixed, runSelection, runToPrecision } from './experiment/designs.ts';
import { Experiment } from './experiment/experiment.ts';
import { ownMetrics } from './experiment/known-metrics.ts';
import { type ComparePlan, type Design, plannedAlternatives } from './experiment/plan.ts';
import { workerPool } from './experiment/pool.ts';
import type { CompareResult, Outcome } from './experiment/result.ts';
import { type Alternative, ExperimentError, type ExperimentProgress } from './experiment/types.ts';
import type { OpenModules } from './isolated.ts';
import { isolatedRunner } from './isolated-runner.ts';

export interface CompareScenariosOptions {
  /** What to compare by; the end of the scale that is good may be left out where a metric has one. Default task.latency.mean. */
  readonly metrics?: readonly (string | MetricGoal)[];
  /** How many runs of each. Default 20 of each, or as many as the design says. */
  readonly design?: Design;
  /** Label of the scenario that the others are compared with; default the first. */
  readonly baseline?: string;
  /** Compare every two. */
  readonly allPairs?: boolean;
  /** Threads; default one for each core, as far as memory allows. */
  readonly workers?: number;
  /** Modules of one's own that the scenarios name; they are closed afterwards. */
  readonly modules?: OpenModules;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
}

/**
 * Runs every scenario many times, in worker threads and under common random numbers: replication by replication all meet the same
 * arrivals, demands and faults. The answer is the same for every number of workers.
 *
 * @param scenarios by label; at least two
 * @throws ExperimentError when there is nothing to compare, a metric has no good end, or a scenario cannot be run
 */
export async function compare(
  scenarios: Readonly<Record<string, Scenario>>,
  options: CompareScenariosOptions = {},
): Promise<CompareResult> {
  const alternatives = Object.entries(scenarios).map(
    ([label, scenario]): Alternative => ({ label, file: label, values: {}, scenario }),
  );
  const plan = planOf(alternatives, options);
  const { workers, modules, signal, onProgress } = options;
  const runner = modules
    ? isolatedRunner(modules, alternatives, { workers })
    : await workerPool(alternatives, { workers });
  try {
    const experiment = new Experiment(alternatives, { runner, signal, onProgress });
    const designed = await follow(plan, experiment);
    const outcome = { ...designed, partial: experiment.aborted, failures: experiment.failures };
    return concludeComparison(plan, outcome, (alternative, replication) =>
      experiment.row(alternative, replication),
    );
  } finally {
    await runner.close();
  }
}

function planOf(alternatives: readonly Alternative[], options: CompareScenariosOptions): ComparePlan {
  if (alternatives.length < 2)
    throw new ExperimentError('there is nothing to compare with: give two scenarios');
  const { metrics = ['task.latency.mean'], design = { kind: 'fixed', replications: 20 } } = options;
  const baseline =
    options.baseline === undefined ? 0 : alternatives.findIndex(({ label }) => label === options.baseline);
  if (baseline < 0) throw new ExperimentError(`there is no scenario labelled "${options.baseline}"`);
  const [{ scenario }] = alternatives;
  return {
    kind: 'compare',
    name: scenario.name,
    seed: scenario.seed,
    alternatives: plannedAlternatives(alternatives),
    metrics: metrics.map(goalOf),
    ...ownMetrics(options.modules?.descriptions),
    design,
    baseline,
    all_pairs: options.allPairs === true,
  };
}

function goalOf(metric: string | MetricGoal): MetricGoal {
  if (typeof metric !== 'string') return metric;
  const better = betterOf(metric);
  if (better === undefined)
    throw new ExperimentError(`say whether lower or higher is better: { metric: "${metric}", better: ... }`);
  return { metric, better };
}

async function follow(
  { design, metrics }: ComparePlan,
  experiment: Experiment,
): Promise<Pick<Outcome, 'precision' | 'selection'>> {
  if (design.kind === 'fixed') await runFixed(experiment, design.replications);
  const names = metrics.map(({ metric }) => metric);
  return {
    precision: design.kind === 'precision' ? await runToPrecision(experiment, names, design) : null,
    selection: design.kind === 'selection' ? await runSelection(experiment, metrics[0], design) : null,
  };
}
