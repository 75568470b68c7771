/**
 * What all cores bring to a comparison: 8 algorithms x 20 replications of the distribution scenario with one worker on one core, with
 * one worker that may use all, and with one worker for each core. The targets with two cores are 1.8 times the speed of one for runs
 * of 6 min and 1.9 for runs of 20, the median of rounds in each of which all three are measured one after the other.
 * SIM_BENCH_ROUNDS=5 and SIM_BENCH_DURATIONS=20m ask for other numbers of rounds, and for these runs alone.
 *
 * A run's compiler and garbage collector work beside it, so that one worker uses more than one core; hence both references.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { machine, printTable } from './support/table.ts';

const ALGORITHMS =
  'round_robin,random,least_loaded,power_of_d_choices,join_idle_queue,weighted,prequal,shortest_expected_delay';
const ROUNDS = Number(env.SIM_BENCH_ROUNDS ?? 3);
const CORES = availableParallelism();
/** As the scenario has it, and long enough that starting up and compiling matter less. */
const DURATIONS = (env.SIM_BENCH_DURATIONS ?? '6m,20m').split(',');

const folder = mkdtempSync(join(tmpdir(), 'sim-bench-'));
const ON_ONE_CORE = ['taskset', '-c', '0'];
const canPin = spawnSync(ON_ONE_CORE[0], ['-c', '0', 'true']).status === 0;

/** Seconds of real time, and what the comparison gave. */
function compare(duration: string, workers: number, prefix: readonly string[]) {
  const out = join(folder, 'out');
  const words = ['compare', 'scenarios/distribution-algorithms.yaml', '--vary', `scheduler=${ALGORITHMS}`];
  const options = ['--set', `duration=${duration}`, '--workers', String(workers), '--out', out, '--quiet'];
  const [command, ...args] = [...prefix, process.execPath, 'dist/cli/main.js', ...words, ...options];
  const begin = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  const seconds = (performance.now() - begin) / 1000;
  if (status !== 0) throw new Error(`the comparison failed: ${stderr}`);
  const { run: _, ...answer } = JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8'));
  rmSync(out, { recursive: true });
  return { seconds, answer: JSON.stringify(answer) };
}

/** How many times as fast as the first the second was: the median of the rounds, and their range. */
function speedUp(slow: readonly number[], fast: readonly number[]): string {
  const ratios = slow.map((seconds, round) => seconds / fast[round]).sort((a, b) => a - b);
  if (ratios.length === 0) return '–';
  const [least, middle, most] = [ratios[0], ratios[(ratios.length - 1) >> 1], ratios.at(-1) as number];
  return `${middle.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function best(times: readonly number[]): string {
  return times.length === 0 ? '–' : `${Math.min(...times).toFixed(1)} s`;
}

try {
  const rows = DURATIONS.map((duration) => {
    const times = { pinned: [] as number[], one: [] as number[], all: [] as number[] };
    const answers = new Set<string>();
    const measure = (times: number[], workers: number, prefix: readonly string[]): void => {
      const { seconds, answer } = compare(duration, workers, prefix);
      times.push(seconds);
      answers.add(answer);
    };
    for (let round = 0; round < ROUNDS; round++) {
      if (canPin) measure(times.pinned, 1, ON_ONE_CORE);
      measure(times.one, 1, []);
      measure(times.all, CORES, []);
    }
    if (answers.size !== 1) throw new Error('the answer depends on the number of workers');
    const { pinned, one, all } = times;
    return [duration, best(pinned), best(one), best(all), speedUp(pinned, all), speedUp(one, all)];
  });
  const title = `8 algorithms x 20 replications, the same bytes every time (${ROUNDS} rounds; ${machine()})`;
  const heads = [
    'a run',
    'one core, at best',
    'one worker',
    `${CORES} workers`,
    'faster than one core',
    'than one worker',
  ];
  printTable(title, heads, rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
