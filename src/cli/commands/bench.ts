/**
 * `sim bench`: whether a change made anything worse.
 */
import type { Command } from 'commander';
import type { BenchOptions } from '../bench/options.ts';
import { collect, folderOption, MODULE_OPTION, QUEUE_OPTION } from '../input.ts';
import type { Session } from '../session.ts';

const HELP = `
Two kinds of figures, never mixed. Behaviour is exact: the same fingerprint is the same behaviour, without statistics; what differs is
compared in pairs of replications, and what looks worse is confirmed on fresh ones. Speed is noise: both versions are built and timed in
turn, and every row has a limit that --null measures. Without files, the scenarios of results/baselines/bench.json are compared, or those that have
a baseline.

Exit codes: 0 nothing is worse and nothing changed unaccepted, 1 something is or did, 3 undecided, 4 something has no baseline.

Examples:
  sim bench                                         behaviour against the committed baselines
  sim bench --accept --because "retries back off"   make what the scenarios do now the baselines
  sim bench scenarios/quickstart.yaml --metric makespan --margin makespan=1%
  sim bench --against main                          behaviour and speed against another commit
  sim bench --null 10                               measure the limits of speed rows on this machine
  sim bench --history bench.jsonl && sim bench history bench.jsonl`;

export function registerBench(program: Command, session: Session): void {
  const bench = program
    .command('bench')
    .summary('find out whether a change made anything worse')
    .description(
      'Compares what scenarios do, and how fast both versions are, with committed baselines or with another commit.',
    )
    .argument('[files...]', 'scenario files, or folders of them')
    .option('--behaviour', 'compare behaviour alone')
    .option('--speed', 'compare speed alone')
    .option('--against <git-ref>', 'build this commit too, and compare with it')
    .option(
      '--null [rounds]',
      'time the same against the same, and keep the limits of each row (default: 10 rounds, which take an hour or more: how long is said after the first pair)',
    )
    .option('--accept', 'write what the scenarios do now as their baselines')
    .option('--because <reason>', 'with --accept: why, kept with the baseline')
    .option('--until <day>', 'with --accept: last day on which it holds, such as 2027-03-31')
    .option(
      '--metric <name[:better]>',
      'metrics that gate, instead of the usual ones; several with commas or repeated',
      collect,
    )
    .option(
      '--margin <metric=margin>',
      'a difference up to this is none, such as task.latency.p99=5% or makespan=2s; may be repeated (default: 2%)',
      collect,
    )
    .option('--reps <count>', 'pairs of replications (default: those of the baseline, or 10)')
    .option('--fresh <count>', 'pairs that confirm a finding (default: those of the baseline, or 20)')
    .option('--pairs <count>', 'pairs of processes before a speed row is decided (default: 10)')
    .option('--row <text>', 'only speed rows with this in their name')
    .option('--set <path=value>', 'change one value of every scenario; may be repeated', collect)
    .option('--seed <seed>', 'seed of all random numbers, instead of that of each scenario')
    .option(...MODULE_OPTION, collect)
    .option('--workers <count>', 'runs at a time (default: one for each core, as far as memory allows)')
    .option(...QUEUE_OPTION)
    .option('--baselines <folder>', 'where baselines are (default: results/baselines)', folderOption)
    .option('--history <file>', 'add the figures, with the commit, to this file')
    .option('--format <format>', 'print table, json, github-action-benchmark or bencher')
    .option('--json', 'print the answer as one JSON document, and nothing else')
    .option('--markdown <file>', 'write a report in Markdown')
    .option('--junit <file>', 'write a report in JUnit XML')
    .option('--gitlab <file>', 'write what is not fine as a code quality report of GitLab')
    .option('--quiet', 'print nothing but errors and what is not fine')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: BenchOptions) => {
      const { performBench } = await import('../bench/perform.ts');
      session.code = await performBench(files, options, session);
    });
  registerHistory(bench, session);
}

function registerHistory(bench: Command, session: Session): void {
  bench
    .command('history')
    .summary('draw the figures of a history, and find where they changed')
    .description(
      'Reads what --history wrote, draws every row, and names the commits at which its level changed.',
    )
    .argument('<file>', 'file that --history added to')
    .option('--out <folder>', 'write charts here (default: results/runs/bench-history)', folderOption)
    .option('--json', 'print the answer as one JSON document, and nothing else')
    .option('--no-charts', 'write no charts')
    .addHelpText(
      'after',
      '\nChange points by E-divisive: a new level has to last five entries before it is found.\n\nExample:\n  sim bench history bench.jsonl --out trends',
    )
    .action(async (file: string, _options: object, command: Command) => {
      const { performHistory } = await import('../bench/history.ts');
      session.code = await performHistory(file, command.optsWithGlobals(), session);
    });
}
