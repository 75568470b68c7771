/**
 * `sim test`: checks what scenarios expect, all of them at once.
 */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { report } from '../failure.ts';
import { collect, DETERMINISM_OPTION, folderOption, MODULE_OPTION, QUEUE_OPTION } from '../input.ts';
import type { Session } from '../session.ts';
import { checkTestOptions, type TestCommandOptions } from '../testing/options.ts';
import type { FileStates } from '../testing/watch.ts';

const HELP = `
Every condition below "expect:" is met, not met or undecided, by one run of its scenario, or by as many as it asks for:

  expect:
    - tasks.lost == 0
    - queue.depth.max <= agents.count * 2                        # against another metric of the run
    - 10s <= task.latency.p95 <= 20s                             # or: task.latency.p95 between 10s and 20s
    - max queue.depth between 10min and 20min < 500              # min, mean, max, last; count of events
    - recovery.time.p95 <= 5s over 20 reps with 95% confidence   # of the mean
    - makespan < 1h in 95% of 60 reps                            # of the share of runs; or: in all 20 reps
    - same fingerprint as base.yaml                              # or a summary.json, or snapshot

"snapshot" is the fingerprint in fingerprints.json beside the scenario, which --update writes, and which is to be committed. Where CI is
set a missing one fails; elsewhere it is reported as not compared. Snapshots that no scenario asks for fail.

Exit codes: 0 all met, 1 one not met, 2 a scenario cannot be read or run, 3 one undecided and none not met.

Examples:
  sim test
  sim test scenarios --filter queue.depth --watch
  sim test scenarios/quickstart.yaml --module ./my-scheduler.ts --reps 20
  sim test scenarios --junit report.xml --markdown report.md --gitlab gl-code-quality-report.json
  sim test scenarios --update`;

export function registerTest(program: Command, session: Session): void {
  program
    .command('test')
    .summary('check what scenarios expect')
    .description(
      'Runs scenarios in parallel, checks what they expect, and says of each condition that does not hold by how much, how to repeat it, and where its chart is.',
    )
    .argument(
      '[paths...]',
      'scenario files, and folders with scenarios (default: scenarios, or else this folder)',
    )
    .option('--filter <text>', 'test only files, or single conditions, that have this text in them')
    .option('--fail-fast', 'leave out what comes after the first scenario that does not pass')
    .option('--watch', 'test again whenever a scenario, or a file that it depends on, changes')
    .option(
      '--update',
      'write the fingerprints of scenarios that ask for snapshots, and remove obsolete ones',
    )
    .option('--reps <count>', 'run each scenario so often, instead of as often as its conditions ask for')
    .option(...MODULE_OPTION, collect)
    .option(...DETERMINISM_OPTION)
    .option('--workers <count>', 'runs at a time (default: one for each core, as far as memory allows)')
    .option(...QUEUE_OPTION)
    .option(
      '--out <folder>',
      'write the charts of what did not pass here, a new or an empty folder, instead of to results/runs/test, test-2, ...',
      folderOption,
    )
    .option('--no-charts', 'draw no charts')
    .option('--junit <file>', 'write the results as JUnit XML')
    .option(
      '--markdown <file>',
      'write them as Markdown; on GitHub they are in the summary of the step in any case',
    )
    .option('--gitlab <file>', 'write what did not pass as a code quality report of GitLab')
    .option('--json', 'print the results as one JSON document, and nothing else')
    .option('--quiet', 'print nothing but what did not pass')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: TestCommandOptions) => {
      checkTestOptions(options, session.environment);
      const given = paths.length > 0 ? paths : [existsSync('scenarios') ? 'scenarios' : '.'];
      if (options.watch) return watchTests(given, options, session);
      const { testRound } = await import('../testing/round.ts');
      session.code = (await testRound(given, options, session)).code;
    });
}

/** Tests again after each change, until it is interrupted. */
async function watchTests(
  paths: readonly string[],
  options: TestCommandOptions,
  session: Session,
): Promise<void> {
  const [{ testRound }, { findScenarios }, { statesOf, untilChanged }, { moduleSources }, { EXIT }] =
    await Promise.all([
      import('../testing/round.ts'),
      import('../testing/find.ts'),
      import('../testing/watch.ts'),
      import('../../lab/module-file.ts'),
      import('../exit.ts'),
    ]);
  const found = () => {
    try {
      return findScenarios(paths).files;
    } catch {
      return [];
    }
  };
  let reads: FileStates = new Map();
  let sources: readonly string[] = [];
  const look = () => statesOf(new Set([...found(), ...reads.keys(), ...sources]));
  for (;;) {
    sources = await moduleSources(options.module ?? [], sources);
    const before = look();
    try {
      const round = await testRound(paths, options, session);
      session.code = round.code;
      if (round.code === EXIT.interrupted) return;
      reads = round.reads;
    } catch (error) {
      await report(error, session);
    }
    if (!options.quiet) await session.out.line('waiting for a change; interrupt to end');
    await untilChanged(look, new Map([...reads, ...before]));
    if (!options.quiet) await session.out.line('');
  }
}
