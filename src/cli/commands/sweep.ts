/**
 * `sim sweep`: runs a scenario over ranges of values, or searches a range for the value that answers a question.
 */
import type { Command } from 'commander';
import type { MetricGoal } from '../../lab/experiment/designs.ts';
import type { SweepPlan } from '../../lab/experiment/plan.ts';
import { UsageError } from '../exit.ts';
import { readAlternatives } from '../experiment/alternatives.ts';
import { DEFAULT_BUDGET, type FindOptions, performSearch } from '../experiment/find.ts';
import {
  addCommonOptions,
  commandWords,
  type Modules,
  readMetrics,
  readReplications,
  USUAL_REPS,
  usualReps,
} from '../experiment/options.ts';
import { type Prepared, performExperiment } from '../experiment/perform.ts';
import { collect } from '../input.ts';
import type { Session } from '../session.ts';

interface SweepOptions extends FindOptions {
  readonly zip?: boolean;
  readonly where?: string;
  readonly pareto?: string;
}

const HELP = `
Values (--vary path=VALUES): separated by commas, each a value as in a scenario or a range.
  agents.count=1,2,5..50:5     5, 10, 15 ... 50
  agents.count=1..1024:*4      1, 4, 16 ... 1024
  network.latency=10ms..50ms:10ms

Conditions (--where): numbers, quantities (10ms), 'text', varied paths or unique ends of them (count), + - * / %, < <= > >= == !=,
  && || !, brackets, min max abs sqrt log floor ceil round. --where 'count * slots <= 100 && algorithm != "random"'

Questions (--find), answered with a confidence interval; about the mean of the metric over replications:
  "PATH such that METRIC < VALUE"   also <=, >, >=; the metric must rise or fall with PATH
  "min METRIC over PATH"            also max; the metric must fall and then rise (or rise and then fall) with PATH
  The range is searched among whole numbers if both ends are written as whole numbers without a unit.

Examples:
  sim sweep a.yaml --vary agents.count=50..400:50 --metric task.latency.p99 --metric agents.utilization:lower
  sim sweep a.yaml --vary agents.count=50..400:50 --vary scheduler=random,least_loaded --pareto task.latency.p99,messages.sent
  sim sweep a.yaml --find "agents.count such that task.latency.p99 < 2s" --range 10..500
  sim sweep a.yaml --find "min makespan over retry.timeout" --range 1s..60s --tolerance 2s`;

export function registerSweep(program: Command, session: Session): void {
  const command = program
    .command('sweep')
    .summary('run a scenario over ranges of values, or search a range')
    .description(
      'Runs a scenario over combinations of values and shows how metrics respond, or searches for the value that answers a question.',
    )
    .argument('<file>', 'scenario file (YAML)')
    .option(
      '--vary <path=values>',
      'run with each of these values; may be repeated, which gives a grid',
      collect,
    )
    .option('--zip', 'take the values of several --vary one from each, instead of all combinations')
    .option('--where <condition>', 'only combinations of which this holds');
  addCommonOptions(command, `${USUAL_REPS}, or more where there are many points to tell apart`)
    .option('--pareto <metric,metric>', 'show the best compromises between two metrics')
    .option('--find <question>', 'search instead: see below')
    .option('--range <from..to>', 'with --find: where to search, such as 10..500 or 1s..60s')
    .option(
      '--tolerance <width>',
      'with --find: how narrow an answer is wanted (default: 1 for whole numbers, else 1 % of the range)',
    )
    .option('--budget <runs>', `with --find: most runs (default: ${DEFAULT_BUDGET})`)
    .addHelpText('after', HELP)
    .action(async (file: string, options: SweepOptions) => {
      checkOptions(options);
      session.code =
        options.find === undefined
          ? await performExperiment((modules) => prepare(file, options, modules), options, session)
          : await performSearch(file, options, session);
    });
}

function checkOptions({
  find,
  vary,
  zip,
  where,
  metric,
  reps,
  pareto,
  shard,
  range,
  tolerance,
  budget,
}: SweepOptions): void {
  const searching = find !== undefined;
  const clashes: readonly (readonly [boolean, string])[] = [
    [!searching && vary === undefined, 'say what to vary with --vary, or what to look for with --find'],
    [!searching && range !== undefined, '--range goes with --find'],
    [!searching && tolerance !== undefined, '--tolerance goes with --find'],
    [!searching && budget !== undefined, '--budget goes with --find'],
    [
      searching && vary !== undefined,
      '--find and --vary exclude each other: a search names what it varies itself, such as --find "agents.count such that task.latency.p99 < 2s" --range 10..500',
    ],
    [searching && zip === true, '--zip goes with --vary'],
    [searching && where !== undefined, '--where goes with --vary'],
    [searching && metric !== undefined, '--find names its metric itself: leave out --metric'],
    [searching && reps !== undefined, '--find decides on replications itself: leave out --reps'],
    [searching && pareto !== undefined, '--pareto goes with --vary'],
    [searching && shard !== undefined, '--find has no parts: leave out --shard'],
  ];
  const clash = clashes.find(([wrong]) => wrong);
  if (clash) throw new UsageError(clash[1]);
}

async function prepare(file: string, options: SweepOptions, modules: Modules): Promise<Prepared> {
  const asked = options.metric ?? (options.pareto === undefined ? undefined : []);
  const named = await readMetrics(asked, modules);
  const pareto = options.pareto === undefined ? null : await readPareto(options.pareto, modules, named);
  const metrics = [
    ...named,
    ...(pareto ?? []).filter(({ metric }) => named.every((goal) => goal.metric !== metric)),
  ];
  const [{ combine, parseAxis }, { parseCondition }, { plannedAlternatives }, { ownMetrics }] =
    await Promise.all([
      import('../../lab/experiment/vary.ts'),
      import('../../lab/experiment/condition.ts'),
      import('../../lab/experiment/plan.ts'),
      import('../../lab/experiment/known-metrics.ts'),
    ]);
  const axes = (options.vary ?? []).map(parseAxis);
  const all = combine(axes, options.zip);
  const holds =
    options.where === undefined
      ? () => true
      : parseCondition(
          options.where,
          axes.map(({ path }) => path),
        );
  const points = all.filter(holds);
  if (points.length === 0)
    throw new UsageError(`--where ${options.where}: holds for none of the combinations`);
  const alternatives = await readAlternatives({
    ...options,
    files: [file],
    axes,
    points,
    modules,
    brief: false,
  });
  const [{ scenario }] = alternatives;
  const plan: SweepPlan = {
    kind: 'sweep',
    name: scenario.name,
    seed: scenario.seed,
    alternatives: plannedAlternatives(alternatives, modules?.digest),
    metrics,
    ...ownMetrics(modules?.descriptions),
    design: {
      kind: 'fixed',
      replications: readReplications(options.reps ?? String(await usualReps(points.length)), 1),
    },
    axes,
    pareto: pareto && [pareto[0].metric, pareto[1].metric],
  };
  return { plan, alternatives, command: commandWords('sweep', [file], options) };
}

function readPareto(text: string, modules: Modules, named: readonly MetricGoal[]): Promise<MetricGoal[]> {
  const names = text.split(',').map((name) => name.trim());
  if (names.length !== 2)
    throw new UsageError(`--pareto ${text}: expected two metrics, such as task.latency.p99,messages.sent`);
  return readMetrics(names, modules, '--pareto', named);
}
