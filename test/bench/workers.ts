/**
 * What all cores bring to a comparison: 8 algorithms x 20 replications of the distribution scenario with one worker on one core, with
 * one worker that may use all, and with one worker for each core. The target is 1.8 times the speed of one core with two.
 *
 * A run's compiler and garbage collector work beside it, so that one worker uses more than one core; hence both references.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, printTable } from './support/table.ts';

const ALGORITHMS =
  'round_robin,random,least_loaded,power_of_d_choices,join_idle_queue,weighted,prequal,shortest_expected_delay';
const ROUNDS = 3;
const CORES = availableParallelism();
/** As the scenario has it, and long enough that starting up and compiling matter less. */
const DURATIONS = ['6m', '20m'];

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

try {
  const rows = DURATIONS.map((duration) => {
    const best = { pinned: Infinity, one: Infinity, all: Infinity };
    const answers = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const variants = {
        ...(canPin ? { pinned: compare(duration, 1, ON_ONE_CORE) } : {}),
        one: compare(duration, 1, []),
        all: compare(duration, CORES, []),
      };
      for (const [name, { seconds, answer }] of Object.entries(variants)) {
        best[name as keyof typeof best] = Math.min(best[name as keyof typeof best], seconds);
        answers.add(answer);
      }
    }
    if (answers.size !== 1) throw new Error('the answer depends on the number of workers');
    const pinned = canPin ? [`${best.pinned.toFixed(1)} s`, (best.pinned / best.all).toFixed(2)] : ['–', '–'];
    return [
      duration,
      pinned[0],
      `${best.one.toFixed(1)} s`,
      `${best.all.toFixed(1)} s`,
      pinned[1],
      (best.one / best.all).toFixed(2),
    ];
  });
  const title = `8 algorithms x 20 replications, the same bytes every time (best of ${ROUNDS}; ${machine()})`;
  const heads = [
    'a run',
    'one core',
    'one worker',
    `${CORES} workers`,
    'faster than one core',
    'than one worker',
  ];
  printTable(title, heads, rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
