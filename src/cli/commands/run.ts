/**
 * `sim run`: simulates one scenario once.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { OpenModules } from '../../lab/isolated.ts';
import type { RunResult } from '../../lab/result.ts';
import type { RunProgress } from '../../lab/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { EXIT, type ExitCode, UsageError, verdictCode } from '../exit.ts';
import {
  collect,
  durationOption,
  folderOption,
  MODULE_OPTION,
  prepareFolderOf,
  readScenario,
  withModules,
} from '../input.ts';
import { withInterrupt } from '../interrupt.ts';
import { ProgressBar } from '../progress.ts';
import type { Session } from '../session.ts';

interface RunOptions {
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly module?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Seconds. */
  readonly until?: number;
  readonly charts: boolean;
}

const EXAMPLES = `
Examples:
  sim run scenarios/quickstart.yaml
  sim run scenarios/quickstart.yaml --seed 7 --set agents.count=500 --set scheduler=least_loaded
  sim run scenarios/quickstart.yaml --module ./my-scheduler.ts --set scheduler=my_scheduler
  sim run scenarios/quickstart.yaml --json --quiet | jq .metrics`;

export function registerRun(program: Command, session: Session): void {
  program
    .command('run')
    .summary('simulate a scenario and write its results')
    .description(
      'Simulates a scenario once, prints a summary and writes results, tables and charts to a folder.',
    )
    .argument('<file>', 'scenario file (YAML)')
    .option('--seed <seed>', "seed of all random numbers, instead of the scenario's")
    .option('--set <path=value>', 'change one value of the scenario; may be repeated', collect)
    .option(...MODULE_OPTION, collect)
    .option('--out <folder>', 'write results here, instead of below results/runs', folderOption)
    .option('--until <duration>', 'stop at this virtual time, such as 10min', durationOption)
    .option('--json', 'print the summary as one JSON document, and nothing else')
    .option('--quiet', 'print nothing but errors')
    .option('--no-charts', 'write no charts')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: RunOptions) => {
      session.code = await runCommand(file, options, session);
    });
}

async function runCommand(file: string, options: RunOptions, session: Session): Promise<ExitCode> {
  const bar = new ProgressBar(session.err, !options.quiet, `loading ${file}`);
  const onInterrupt = () => {
    const text = 'interrupted: keeping what there is; interrupt again to quit at once';
    if (session.err.terminal && !options.quiet) bar.phase(text);
    else session.err.line(text).catch(() => {});
  };
  bar.start();
  try {
    return await withInterrupt({ first: onInterrupt, second: () => bar.stop() }, async (signal) => {
      const { result, directory } = await withModules(options.module, async (modules) => {
        const scenario = await readScenario(file, options, modules);
        await checkUntil(scenario, options);
        const directory = await chooseFolder(scenario, options);
        bar.phase(`preparing ${scenario.name}`);
        const command = commandOf(file, scenario, options);
        return { result: await simulate(scenario, modules, command, options, bar, signal), directory };
      });
      if (!signal.aborted) bar.phase(options.charts ? 'writing results and charts' : 'writing results');
      const { writeRun } = await import('../../report/write.ts');
      const files = await writeRun(result, { directory, charts: options.charts && !signal.aborted });
      bar.stop();
      await printResult(result, directory, files, options, session);
      return exitCode(result, signal);
    });
  } finally {
    bar.stop();
  }
}

/** @throws UsageError when the run would end before anything is measured */
async function checkUntil({ warmup }: Scenario, { until }: RunOptions): Promise<void> {
  if (until === undefined || until > warmup) return;
  const { showDuration } = await import('../../scenario/units.ts');
  throw new UsageError(
    `--until ${showDuration(until)}: the warm-up of ${showDuration(warmup)} leaves nothing of the run`,
  );
}

async function chooseFolder(scenario: Scenario, options: RunOptions): Promise<string> {
  const { checkOutput, resultFolder } = await import('../../report/write.ts');
  const directory = options.out ?? resultFolder(scenario.name, scenario.seed);
  await prepareFolderOf(directory);
  await checkOutput(directory);
  return directory;
}

/** What gives the same result again, without what only says where it goes. */
function commandOf(file: string, scenario: Scenario, options: RunOptions): string[] {
  const set = (options.set ?? []).flatMap((assignment) => ['--set', assignment]);
  const modules = (options.module ?? []).flatMap((path) => ['--module', path]);
  const until = options.until === undefined ? [] : ['--until', `${options.until}s`];
  return ['sim', 'run', file, ...modules, ...set, '--seed', scenario.seed, ...until];
}

async function simulate(
  scenario: Scenario,
  modules: OpenModules | null,
  command: readonly string[],
  options: RunOptions,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<RunResult> {
  const runOptions = {
    until: options.until,
    command,
    signal,
    onProgress: (progress: RunProgress) => {
      if (!signal.aborted) bar.update(progress);
    },
  };
  if (modules) return modules.run(scenario, runOptions);
  const { runScenario } = await import('../../lab/run.ts');
  return runScenario(scenario, runOptions);
}

async function printResult(
  result: RunResult,
  directory: string,
  files: readonly string[],
  options: RunOptions,
  { out }: Session,
): Promise<void> {
  if (options.json) {
    const { summaryJson } = await import('../../report/json.ts');
    const { summary } = result;
    await out.write(summaryJson({ ...summary, run: { ...summary.run, files } }));
  } else if (!options.quiet) {
    const { summaryText } = await import('../../report/write.ts');
    await out.line(summaryText(result, { color: out.color, width: out.width }));
    await out.line(`${files.length} files in ${directory}; ${join(directory, 'report.html')} shows them all`);
  }
}

function exitCode({ summary }: RunResult, signal: AbortSignal): ExitCode {
  if (signal.aborted || summary.partial) return EXIT.interrupted;
  return verdictCode(summary);
}
