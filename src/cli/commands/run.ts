/**
 * `sim run`: simulates one scenario, once or many times.
 */
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { OpenModules } from '../../lab/isolated.ts';
import type { RunResult } from '../../lab/result.ts';
import type { RunProgress } from '../../lab/run.ts';
import type { OutputFolder } from '../../report/folder.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { EXIT, type ExitCode, expectationCode, UsageError } from '../exit.ts';
import { performRepeated } from '../experiment/repeat.ts';
import {
  collect,
  DETERMINISM_OPTION,
  folderOption,
  MODULE_OPTION,
  quantityOption,
  readScenario,
  UNTIL_OPTION,
  withModules,
} from '../input.ts';
import { performLive } from '../live.ts';
import { missedInRun, sayMissed } from '../missed.ts';
import { ProgressBar } from '../progress.ts';
import type { Session } from '../session.ts';
import { type Work, withWork } from '../work.ts';

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
  readonly checkDeterminism?: boolean;
  /** The next three are those of experiments. */
  readonly reps?: string;
  readonly workers?: string;
  readonly resume?: boolean;
  readonly live?: boolean;
  /** These three go with a live run. */
  readonly speed?: number;
  readonly processes?: number;
  readonly handler?: string;
}

const EXAMPLES = `
Examples:
  sim run scenarios/quickstart.yaml
  sim run scenarios/quickstart.yaml --seed 7 --set agents.count=500 --set scheduler=least_loaded
  sim run scenarios/quickstart.yaml --reps 20
  sim run scenarios/quickstart.yaml --module ./my-scheduler.ts --set scheduler=my_scheduler
  sim run scenarios/quickstart.yaml --json --quiet | jq .metrics
  sim run scenarios/live.yaml --live --speed 10
  sim run my-jobs.yaml --live --handler ./work.ts`;

export function registerRun(program: Command, session: Session): void {
  const command = program
    .command('run')
    .summary('simulate a scenario and write its results')
    .description(
      'Simulates a scenario once, or many times with --reps, prints a summary and writes results, tables and charts to a folder.',
    )
    .argument('<file>', 'scenario file (YAML)')
    .option('--seed <seed>', "seed of all random numbers, instead of the scenario's")
    .option('--set <path=value>', 'change one value of the scenario; may be repeated', collect)
    .option(...MODULE_OPTION, collect)
    .option(
      '--out <folder>',
      'write results here, a new or an empty folder, instead of below results/runs, where a second run of one name gets a number',
      folderOption,
    )
    .option(
      '--reps <count>',
      'run it so often, with other random numbers, and give every figure its interval',
    )
    .option(
      '--workers <count>',
      'with --reps: runs at a time (default: one for each core, as far as memory allows)',
    )
    .option('--resume', 'with --reps: continue what was interrupted')
    .option(...UNTIL_OPTION, quantityOption('duration', { above: 0 }))
    .option(...DETERMINISM_OPTION)
    .option('--json', 'print the summary as one JSON document, and nothing else')
    .option('--quiet', 'print nothing but errors and expectations that were not met')
    .option('--no-charts', 'write no charts');
  addLiveOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: RunOptions) => {
      checkModes(options);
      session.code = await (options.live
        ? performLive(file, options, session)
        : options.reps === undefined
          ? runCommand(file, options, session)
          : performRepeated(file, options, session));
    });
}

function addLiveOptions(command: Command): Command {
  return command
    .option(
      '--live',
      'run it for real as well, in processes that talk over sockets, and print both side by side; writes nothing, and goes with neither --out, --reps, --until nor --module',
    )
    .option(
      '--speed <factor>',
      'with --live: how much faster than the wall clock it runs (default: 1)',
      speedOption,
    )
    .option(
      '--processes <count>',
      'with --live: processes for the agents that no fault kills or stops (default: one for each core)',
      processesOption,
    )
    .option(
      '--handler <file>',
      'with --live: a module with a function for each type of task, called instead of waiting',
    );
}

/** @throws InvalidArgumentError when it is no number above 0 */
function speedOption(text: string): number {
  const speed = Number(text);
  if (text.trim() === '' || !(speed > 0 && speed < Infinity))
    throw new InvalidArgumentError('Expected a number above 0, such as 10.');
  return speed;
}

/** @throws InvalidArgumentError when it is no whole number from 1 */
function processesOption(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text.trim())) throw new InvalidArgumentError('Expected a whole number from 1.');
  return Number(text);
}

/** @throws UsageError where options of one run and of many, or of a simulated and a live one, are mixed */
function checkModes(options: RunOptions): void {
  const { reps, workers, resume, until, live, speed, processes, handler } = options;
  const ofLive = [speed, processes, handler].some((value) => value !== undefined);
  if (ofLive && !live) throw new UsageError('--speed, --processes and --handler go with --live');
  const others = { '--reps': reps, '--out': options.out, '--module': options.module, '--until': until };
  const other = Object.entries(others).find(([, value]) => value !== undefined);
  if (live && other) throw new UsageError(`${other[0]} does not go with --live`);
  if (live && options.checkDeterminism)
    throw new UsageError(
      '--check-determinism does not go with --live: no two runs of real processes are the same',
    );
  if (reps !== undefined && until !== undefined)
    throw new UsageError(
      '--until goes with a single run: with --reps set the duration, as in --set duration=10min',
    );
  if (reps === undefined && workers !== undefined) throw new UsageError('--workers goes with --reps');
  if (reps === undefined && resume === true) throw new UsageError('--resume goes with --reps');
}

function runCommand(file: string, options: RunOptions, session: Session): Promise<ExitCode> {
  const bar = new ProgressBar(session.err, !options.quiet, `loading ${file}`);
  return withWork(bar, options, session, async (work) => {
    const { signal, hold } = work;
    const { folder, result } = await withModules(options.module, async (modules) => {
      const scenario = await readScenario(file, options, modules);
      await checkUntil(scenario, options);
      const folder = hold(await takeFolder(scenario, options));
      bar.phase(`preparing ${scenario.name}`);
      const command = commandOf(file, scenario, options);
      const run = () => simulate(scenario, modules, command, options, work);
      await announceMemory(scenario, options, session);
      const result = await run();
      if (options.checkDeterminism && !signal.aborted) {
        bar.phase('running it again');
        await checkDeterminism(result, await run(), options, signal);
      }
      return { folder, result };
    });
    if (!signal.aborted) bar.phase(options.charts ? 'writing results and charts' : 'writing results');
    const { writeRun } = await import('../../report/write.ts');
    const files = await writeRun(result, { directory: folder, charts: options.charts && !signal.aborted });
    bar.stop();
    await printResult(result, folder.directory, files, options, session);
    const { expectations, partial } = result.summary;
    return signal.aborted || partial ? EXIT.interrupted : expectationCode(expectations);
  });
}

/** @throws ModuleError when the runs are not the same */
async function checkDeterminism(
  first: RunResult,
  second: RunResult,
  { module }: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const { nondeterminism } = await import('../../lab/determinism.ts');
  const problem = nondeterminism(module, first.summary, second.summary);
  if (problem === null) return;
  if (module === undefined) throw new Error(problem);
  throw Object.assign(new Error(problem), { name: 'ModuleError' });
}

/** Says what a large run will take, while there is time to think better of it. */
async function announceMemory(
  scenario: Scenario,
  { quiet, until }: RunOptions,
  { err }: Session,
): Promise<void> {
  if (quiet) return;
  const { upTo } = await import('../../lab/early-end.ts');
  const { memorySentence } = await import('../../lab/memory-sentence.ts');
  const sentence = memorySentence(upTo(scenario, until));
  if (sentence !== null) await err.line(sentence);
}

/** @throws UsageError when the run would end before anything is measured */
async function checkUntil({ warmup }: Scenario, { until }: RunOptions): Promise<void> {
  if (until === undefined || until > warmup) return;
  const { showDuration } = await import('../../scenario/units.ts');
  throw new UsageError(
    `--until ${showDuration(until)}: the warm-up of ${showDuration(warmup)} leaves nothing of the run`,
  );
}

/** Taken before the run, so that no other command writes to it. */
async function takeFolder(scenario: Scenario, { out }: RunOptions): Promise<OutputFolder> {
  const { OutputFolder, resultFolder } = await import('../../report/write.ts');
  if (out !== undefined) return OutputFolder.take(out);
  return OutputFolder.takeNumbered(resultFolder(scenario.name, scenario.seed));
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
  { bar, signal, keep }: Work<ProgressBar>,
): Promise<RunResult> {
  const runOptions = {
    until: options.until,
    command,
    signal,
    onProgress: (progress: RunProgress) => {
      keep();
      if (!signal.aborted) bar.update(progress);
    },
  };
  if (modules) return modules.run(scenario, runOptions);
  const { runResponsively } = await import('../../lab/run-thread.ts');
  return runResponsively(scenario, runOptions);
}

async function printResult(
  result: RunResult,
  directory: string,
  files: readonly string[],
  options: RunOptions,
  session: Session,
): Promise<void> {
  const { out } = session;
  if (options.json) {
    const { summaryJson } = await import('../../report/json.ts');
    const { summary } = result;
    await out.write(summaryJson({ ...summary, run: { ...summary.run, files } }));
  } else if (!options.quiet) {
    const { summaryText } = await import('../../report/write.ts');
    await out.line(summaryText(result, { color: out.color, width: out.width }));
    await out.line('one run, one draw of its random numbers: --reps 20 says how much the figures vary');
    await out.line(`${files.length} files in ${directory}; ${join(directory, 'report.html')} shows them all`);
  }
  if (options.quiet) await sayMissed(await missedInRun(result.summary), session);
}
