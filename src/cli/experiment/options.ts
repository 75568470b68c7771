/**
 * Options that experiments have in common: declared, read, and written out again as the command that repeats them.
 */
import type { Command } from 'commander';
import type { MetricGoal, Shard } from '../../lab/experiment/designs.ts';
import type { OpenModules } from '../../lab/isolated.ts';
import { nearest } from '../../scenario/suggest.ts';
import { parseQuantity, type Quantity, type Range, UnitError } from '../../scenario/units.ts';
import { UsageError } from '../exit.ts';
import { collect, DETERMINISM_OPTION, folderOption, MODULE_OPTION, QUEUE_OPTION } from '../input.ts';

export interface ExperimentOptions {
  readonly vary?: readonly string[];
  readonly metric?: readonly string[];
  readonly reps?: string;
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly module?: readonly string[];
  readonly checkDeterminism?: boolean;
  readonly workers?: string;
  readonly queue?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly resume?: boolean;
  readonly shard?: string;
  readonly charts: boolean;
}

/** What to measure where nothing is asked for. */
const DEFAULT_METRICS: readonly string[] = ['task.latency.p99'];

/** Options that decide what is answered; the others decide where, how fast and how it is shown. */
const DECIDING = [
  ...[
    'vary',
    'zip',
    'where',
    'set',
    'module',
    'seed',
    'metric',
    'reps',
    'precision',
    'maxReps',
    'baseline',
    'allPairs',
  ],
  ...['selectBest', 'indifference', 'pareto', 'find', 'range', 'tolerance', 'budget'],
];

export function addCommonOptions(command: Command, defaultReps: string): Command {
  return command
    .option(
      '--metric <name[:better]>',
      `what to measure, such as makespan or agents.count:lower; several with commas or repeated (default: ${DEFAULT_METRICS[0]})`,
      collect,
    )
    .option('--reps <count>', `replications of each (default: ${defaultReps})`)
    .option('--seed <seed>', 'seed of all random numbers, instead of that of the first scenario')
    .option('--set <path=value>', 'change one value of every scenario first; may be repeated', collect)
    .option(...MODULE_OPTION, collect)
    .option(...DETERMINISM_OPTION)
    .option('--workers <count>', 'runs at a time (default: one for each core, as far as memory allows)')
    .option(...QUEUE_OPTION)
    .option(
      '--out <folder>',
      'write results here, a new or an empty folder, instead of below results/runs, where a second experiment of one name gets a number',
      folderOption,
    )
    .option('--json', 'print the answer as one JSON document, and nothing else')
    .option('--quiet', 'print nothing but errors and expectations that were not met')
    .option(
      '--resume',
      'continue what was interrupted: finished runs of the same experiment in the folder are taken over',
    )
    .option('--shard <part/parts>', 'run only this part, such as 1/4; sim merge joins the parts')
    .option('--no-charts', 'write no charts');
}

/** The words of the command that gives the same answer again. */
export function commandWords(name: string, files: readonly string[], options: object): string[] {
  const words = ['sim', name, ...files];
  for (const key of DECIDING) {
    const value = (options as Readonly<Record<string, unknown>>)[key];
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) words.push(flag);
    else
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined) words.push(flag, String(one));
  }
  return words;
}

/** @throws UsageError naming the option. */
export function readQuantity(option: string, quantity: Quantity, text: string, range: Range): number {
  try {
    return parseQuantity(quantity, text, range);
  } catch (error) {
    if (error instanceof UnitError) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}

export function readCount(option: string, text: string, min: number, max: number): number {
  return readQuantity(option, 'integer', text, { min, max });
}

const MOST_REPS = 1_000_000;

/** A number of replications. @param option by which it was given */
export function readReplications(text: string, min: number, option = '--reps'): number {
  return readCount(option, text, min, MOST_REPS);
}

/** Replications where nothing is asked for, unless there is much to compare. */
export const USUAL_REPS = 20;

/** How many replications tell so many alternatives apart, each from each. */
export async function usualReps(alternatives: number): Promise<number> {
  const { enoughReplications } = await import('../../lab/experiment/analysis.ts');
  return Math.max(USUAL_REPS, enoughReplications((alternatives * (alternatives - 1)) / 2));
}

/** A user's modules, where there are any. */
export type Modules = OpenModules | null;

/**
 * "makespan", "agents.count:lower". The direction is known for most metrics.
 * @param option where the texts come from
 * @param stated directions that another option has given
 */
export async function readMetrics(
  texts: readonly string[] | undefined,
  modules: Modules,
  option = '--metric',
  stated: readonly MetricGoal[] = [],
): Promise<MetricGoal[]> {
  const { describeMetric, knownMetrics } = await import('../../lab/experiment/known-metrics.ts');
  const metrics = knownMetrics(modules?.descriptions);
  const goals = (texts ?? DEFAULT_METRICS)
    .flatMap((text) => text.split(','))
    .map((text): MetricGoal => {
      const [metric, direction, ...more] = text.split(':');
      const known = describeMetric(metric, metrics);
      if (known === undefined) {
        const near = nearest(
          metric,
          metrics.map(({ name }) => name),
        );
        const hint = near === undefined ? 'sim list metrics shows all' : `did you mean "${near}"?`;
        throw new UsageError(`${option} ${text}: there is no metric "${metric}", ${hint}`);
      }
      if (more.length > 0 || (direction !== undefined && direction !== 'lower' && direction !== 'higher'))
        throw new UsageError(`${option} ${text}: expected ${metric}:lower or ${metric}:higher`);
      const said = stated.find((goal) => goal.metric === metric)?.better;
      const better = direction ?? said ?? known.better;
      if (better === undefined)
        throw new UsageError(`${option} ${text}: say which is better: ${metric}:lower or ${metric}:higher`);
      return { metric, better };
    });
  const twice = goals.find(
    ({ metric }, index) => goals.findIndex((other) => other.metric === metric) !== index,
  );
  if (twice) throw new UsageError(`${option} ${twice.metric} is given twice`);
  return goals;
}

/** "2/4": the second of four parts. */
export function readShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (index < 1 || index > count)
    throw new UsageError(`--shard ${text}: expected a part such as 1/4, 2/4, 3/4 or 4/4`);
  return { index, count };
}
