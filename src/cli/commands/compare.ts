/**
 * `sim compare`: sets scenarios against each other under common random numbers.
 */
import type { Command } from 'commander';
import type { MetricGoal } from '../../lab/experiment/designs.ts';
import type { ComparePlan, Design } from '../../lab/experiment/plan.ts';
import type { Alternative } from '../../lab/experiment/types.ts';
import { nearest } from '../../scenario/suggest.ts';
import { UsageError } from '../exit.ts';
import { readAlternatives } from '../experiment/alternatives.ts';
import {
  addCommonOptions,
  commandWords,
  type ExperimentOptions,
  type Modules,
  readMetrics,
  readQuantity,
  readReplications,
  USUAL_REPS,
  usualReps,
} from '../experiment/options.ts';
import { type Prepared, performExperiment } from '../experiment/perform.ts';
import { collect } from '../input.ts';
import type { Session } from '../session.ts';

interface CompareOptions extends ExperimentOptions {
  readonly precision?: string;
  readonly maxReps?: string;
  readonly baseline?: string;
  readonly allPairs?: boolean;
  readonly selectBest?: boolean;
  readonly indifference?: string;
}

/** Replications before the spread is known well enough to plan with. */
const FIRST_STAGE = 10;
/** With 10, the best of eight alike but for the indifference zone is found in a little less than 95 of 100 experiments. */
const FIRST_STAGE_OF_SELECTION = 20;
const DEFAULT_MAXIMUM = 1_000;

const HELP = `
All alternatives meet the same arrivals, demands and faults, replication by replication, and are compared within replications.
Values: --vary scheduler=round_robin,least_loaded, --vary agents.count=10..50:10; several --vary are combined.

Examples:
  sim compare scenarios/quickstart.yaml --vary scheduler=round_robin,least_loaded,random
  sim compare a.yaml b.yaml --metric makespan --metric throughput --precision 1%
  sim compare a.yaml --vary agents.count=100..800:100 --metric makespan --select-best --indifference 2%`;

export function registerCompare(program: Command, session: Session): void {
  const command = program
    .command('compare')
    .summary('find out which of several scenarios is better, and by how much')
    .description(
      'Runs several scenarios many times under common random numbers and says which is better, with confidence intervals.',
    )
    .argument('<files...>', 'scenario files (YAML)')
    .option('--vary <path=values>', 'make an alternative of each of these values; may be repeated', collect);
  addCommonOptions(
    command,
    `${USUAL_REPS}, or more for many alternatives; with --precision or --select-best: at least ${FIRST_STAGE} or ${FIRST_STAGE_OF_SELECTION}`,
  )
    .option('--precision <share>', 'replicate until every mean is known this precisely, such as 2%')
    .option(
      '--max-reps <count>',
      `most replications with --precision or --select-best (default: ${DEFAULT_MAXIMUM})`,
    )
    .option('--baseline <label>', 'compare all others with this alternative (default: the first)')
    .option('--all-pairs', 'compare every two alternatives')
    .option(
      '--select-best',
      'find the best by the first metric, and drop the others as early as the data allow',
    )
    .option(
      '--indifference <size>',
      'with --select-best: a difference not worth detecting, as a share of the best or in units of the metric (default: 1%)',
    )
    .addHelpText('after', HELP)
    .action(async (files: string[], options: CompareOptions) => {
      session.code = await performExperiment((modules) => prepare(files, options, modules), options, session);
    });
}

async function prepare(
  files: readonly string[],
  options: CompareOptions,
  modules: Modules,
): Promise<Prepared> {
  checkOptions(options);
  const metrics = await readMetrics(options.metric, modules);
  const [{ combine, parseAxis }, { plannedAlternatives }, { ownMetrics }] = await Promise.all([
    import('../../lab/experiment/vary.ts'),
    import('../../lab/experiment/plan.ts'),
    import('../../lab/experiment/known-metrics.ts'),
  ]);
  const axes = (options.vary ?? []).map(parseAxis);
  const points = combine(axes);
  if (files.length * points.length < 2)
    throw new UsageError('there is nothing to compare with: name a second file, or alternatives with --vary');
  const design = await readDesign(options, files.length * points.length, metrics[0], modules);
  const alternatives = await readAlternatives({ ...options, files, axes, points, modules, brief: true });
  const [{ scenario }] = alternatives;
  const plan: ComparePlan = {
    kind: 'compare',
    name: scenario.name,
    seed: scenario.seed,
    alternatives: plannedAlternatives(alternatives, modules?.digest),
    metrics,
    ...ownMetrics(modules?.descriptions),
    design,
    baseline: baselineIndex(alternatives, options.baseline),
    all_pairs: options.allPairs === true,
  };
  return { plan, alternatives, command: commandWords('compare', files, options) };
}

function checkOptions(options: CompareOptions): void {
  const { precision, selectBest, shard, maxReps, indifference, baseline, allPairs } = options;
  const sequential = precision !== undefined || selectBest === true;
  const clashes: readonly (readonly [boolean, string])[] = [
    [precision !== undefined && selectBest === true, '--precision and --select-best exclude each other'],
    [sequential && shard !== undefined, '--shard needs a fixed number of replications'],
    [!sequential && maxReps !== undefined, '--max-reps goes with --precision or --select-best'],
    [!selectBest && indifference !== undefined, '--indifference goes with --select-best'],
    [baseline !== undefined && allPairs === true, '--baseline and --all-pairs exclude each other'],
  ];
  const clash = clashes.find(([wrong]) => wrong);
  if (clash) throw new UsageError(clash[1]);
}

async function readDesign(
  options: CompareOptions,
  alternatives: number,
  goal: MetricGoal,
  modules: Modules,
): Promise<Design> {
  const { precision, selectBest, reps, maxReps } = options;
  const maximum = readReplications(maxReps ?? String(DEFAULT_MAXIMUM), 2, '--max-reps');
  const usual = selectBest ? FIRST_STAGE_OF_SELECTION : FIRST_STAGE;
  const first = Math.min(maximum, readReplications(reps ?? String(usual), 2));
  if (precision !== undefined) {
    const relative = readQuantity('--precision', 'ratio', precision, { above: 0, max: 0.5 });
    return { kind: 'precision', relative, minimum: first, maximum };
  }
  if (selectBest) {
    const indifference = await readIndifference(options.indifference ?? '1%', goal, modules);
    return { kind: 'selection', indifference, first_stage: first, maximum };
  }
  const enough = reps ?? String(await usualReps(alternatives));
  return { kind: 'fixed', replications: readReplications(enough, 2) };
}

/** "1%" of the best mean, or a value in the unit of the metric. */
async function readIndifference(text: string, { metric }: MetricGoal, modules: Modules) {
  if (text.trim().endsWith('%'))
    return { relative: readQuantity('--indifference', 'ratio', text, { above: 0, max: 0.5 }) };
  const [{ metricQuantity }, { knownMetrics }] = await Promise.all([
    import('../../lab/experiment/question.ts'),
    import('../../lab/experiment/known-metrics.ts'),
  ]);
  return {
    absolute: readQuantity(
      '--indifference',
      metricQuantity(metric, knownMetrics(modules?.descriptions)),
      text,
      { above: 0 },
    ),
  };
}

function baselineIndex(alternatives: readonly Alternative[], wanted: string | undefined): number {
  if (wanted === undefined) return 0;
  const labels = alternatives.map(({ label }) => label);
  const index = labels.indexOf(wanted);
  if (index >= 0) return index;
  const near = nearest(wanted, labels);
  throw new UsageError(
    `--baseline ${wanted}: there is no such alternative, ${near === undefined ? `they are ${labels.slice(0, 10).join('; ')}` : `did you mean "${near}"?`}`,
  );
}
