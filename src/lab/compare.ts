/** Sets scenarios against each other in one call, with nothing written to disk. */
import type { Scenario } from '../scenario/scenario.ts';
import { nearest } from '../scenario/suggest.ts';
import { concludeComparison } from './experiment/conclude.ts';
import { type MetricGoal, runFixed, runSelection } from './experiment/designs.ts';
import { Experiment } from './experiment/experiment.ts';
import { describeMetric, knownMetrics, ownMetrics } from './experiment/known-metrics.ts';
import { type ComparePlan, type Design, plannedAlternatives } from './experiment/plan.ts';
import { workerPool } from './experiment/pool.ts';
import { runToPrecision } from './experiment/precision-design.ts';
import type { CompareResult, Outcome } from './experiment/result.ts';
import { type Alternative, ExperimentError, type ExperimentProgress } from './experiment/types.ts';
import type { OpenModules } from './isolated.ts';
import { isolatedRunner } from './isolated-runner.ts';

export interface CompareScenariosOptions {
  /** What to compare by; the end of the scale that is good may be left out where a metric has one. Default task.latency.mean. */
  readonly metrics?: readonly (string | MetricGoal)[];
  /** How many runs of each, at least 2. Default 20 of each, or as many as the design says. */
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
 * Scenarios with their labels, in order: as an object, a Map, or a list of pairs. An object cannot have whole numbers as labels,
 * since it would list them first, by size.
 */
export type LabelledScenarios =
  | Readonly<Record<string, Scenario>>
  | ReadonlyMap<string, Scenario>
  | readonly (readonly [label: string, scenario: Scenario])[];

/**
 * Runs every scenario many times, in worker threads and under common random numbers: replication by replication all meet the same
 * arrivals, demands and faults. For that all run with the seed of the first, whatever their own. The answer is the same for every
 * number of workers.
 *
 * @param scenarios by label; at least two, the first being the baseline unless the options name another
 * @throws ExperimentError when there is nothing to compare, a label, a metric or the design is not one, or a scenario cannot be run
 */
export async function compare(
  scenarios: LabelledScenarios,
  options: CompareScenariosOptions = {},
): Promise<CompareResult> {
  const alternatives = alternativesOf(scenarios);
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

function alternativesOf(scenarios: LabelledScenarios): Alternative[] {
  const pairs = Symbol.iterator in scenarios ? [...scenarios] : Object.entries(scenarios);
  const labels = pairs.map(([label]) => label);
  // As an index of a list is written: an object does not keep the order of such keys.
  const number =
    Symbol.iterator in scenarios ? undefined : labels.find((label) => /^(0|[1-9]\d*)$/.test(label));
  if (number !== undefined)
    throw new ExperimentError(
      `the label "${number}" is a whole number, which loses its place in an object: give pairs, [["${number}", scenario], ...]`,
    );
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) throw new ExperimentError(`two scenarios have the label "${twice}"`);
  if (pairs.length < 2) throw new ExperimentError('there is nothing to compare with: give two scenarios');
  const { seed } = pairs[0][1];
  return pairs.map(([label, scenario]) => ({
    label,
    file: label,
    values: {},
    scenario: scenario.seed === seed ? scenario : { ...scenario, seed },
  }));
}

function planOf(alternatives: readonly Alternative[], options: CompareScenariosOptions): ComparePlan {
  const { metrics = ['task.latency.mean'], design = { kind: 'fixed', replications: 20 } } = options;
  checkDesign(design);
  const baseline =
    options.baseline === undefined ? 0 : alternatives.findIndex(({ label }) => label === options.baseline);
  if (baseline < 0) throw new ExperimentError(`there is no scenario labelled "${options.baseline}"`);
  const [{ scenario }] = alternatives;
  const known = knownMetrics(options.modules?.descriptions);
  return {
    kind: 'compare',
    name: scenario.name,
    seed: scenario.seed,
    alternatives: plannedAlternatives(alternatives),
    metrics: metrics.map((metric) => goalOf(metric, known)),
    ...ownMetrics(options.modules?.descriptions),
    design,
    baseline,
    all_pairs: options.allPairs === true,
  };
}

function goalOf(wanted: string | MetricGoal, known: ReturnType<typeof knownMetrics>): MetricGoal {
  const goal = typeof wanted === 'string' ? { metric: wanted, better: undefined } : wanted;
  const { metric } = goal;
  const description = describeMetric(metric, known);
  if (description === undefined) {
    const near = nearest(
      metric,
      known.map(({ name }) => name),
    );
    const hint = near === undefined ? 'sim list metrics shows all' : `did you mean "${near}"?`;
    throw new ExperimentError(`there is no metric "${metric}", ${hint}`);
  }
  const better = goal.better ?? description.better;
  if (better === undefined)
    throw new ExperimentError(`say whether lower or higher is better: { metric: "${metric}", better: ... }`);
  return { metric, better };
}

/** Types do not keep out what JavaScript or a computed number brings. */
function checkDesign(design: Design): void {
  const count = (name: string, value: number, least: number): void => {
    if (!Number.isInteger(value) || value < least)
      throw new ExperimentError(
        `the design's ${name} is ${value}: expected a whole number of at least ${least}`,
      );
  };
  const share = (name: string, value: number): void => {
    if (!(value > 0 && value < 1))
      throw new ExperimentError(`the design's ${name} is ${value}: expected a share above 0 and below 1`);
  };
  switch (design.kind) {
    case 'fixed':
      count('replications', design.replications, 2);
      break;
    case 'precision':
      share('relative', design.relative);
      count('minimum', design.minimum, 2);
      count('maximum', design.maximum, design.minimum);
      break;
    case 'selection': {
      const { indifference } = design;
      count('first_stage', design.first_stage, 2);
      count('maximum', design.maximum, 2);
      if ('relative' in indifference) share('indifference.relative', indifference.relative);
      else if (!(indifference.absolute > 0))
        throw new ExperimentError(
          `the design's indifference.absolute is ${indifference.absolute}: expected a number above 0`,
        );
      break;
    }
    default:
      throw new ExperimentError(
        `there is no design "${(design as { kind?: unknown }).kind}": expected fixed, precision or selection`,
      );
  }
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
