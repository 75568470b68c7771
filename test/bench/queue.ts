/**
 * What a queue costs against worker threads, and how much memory many runs take: npm run bench -- queue
 *
 * Overhead: the same comparison with two worker threads, and with two `sim worker` processes of one run each, in pairs, with runs of
 * about one and about ten seconds; the targets are 10 and 2 % (median of the pairs). Processor time is told besides, which a machine
 * that does other things disturbs less. Memory: the largest resident set of the command and of a worker with 10,000 and with 100,000
 * runs of quickstart at a hundredth of its size, and the largest that Redis used; the targets are 1.1 times and 500 MB.
 * SIM_BENCH_QUEUE=overhead or memory measures one of them, SIM_BENCH_RUNS=1000,10000 with other numbers of runs, SIM_BENCH_SECONDS=1
 * with runs of that length alone, SIM_BENCH_PAIRS=3 with other numbers of pairs.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import {
  missingServer,
  type ServerKind,
  startServer,
  type TestServer,
} from '../integration/support/servers.ts';
import { machine, printTable } from './support/table.ts';

const MAIN = 'dist/cli/main.js';
const PAIRS = Number(env.SIM_BENCH_PAIRS ?? 5);
/** Seconds that a run is to take, how many there are of each alternative, and the overhead allowed. */
const LENGTHS = [
  { seconds: 1, reps: 10, target: 0.1 },
  { seconds: 10, reps: 2, target: 0.02 },
];
const lengths = LENGTHS.filter(
  ({ seconds }) => String(seconds) === (env.SIM_BENCH_SECONDS ?? String(seconds)),
);
const RUNS = (env.SIM_BENCH_RUNS ?? '10000,100000').split(',').map(Number);
/** quickstart with two agents and a hundredth of the work. */
const SMALL = [
  '--set',
  'agents.count=2',
  '--set',
  'workload.arrivals.poisson.rate=0.3/s',
  '--set',
  'faults=[]',
];
const wanted = (name: string) => (env.SIM_BENCH_QUEUE ?? name) === name;

const folder = mkdtempSync(join(tmpdir(), 'sim-bench-'));

/** Real time and processor time, in seconds. */
interface Cost {
  readonly wall: number;
  readonly processor: number;
}

/** Of a command that has to succeed, with what these workers do meanwhile. */
function timed(words: readonly string[], workers: readonly ChildProcess[] = []): Cost {
  const processor = () =>
    processorTime('self').children +
    workers.reduce((sum, { pid }) => sum + processorTime(pid as number).own, 0);
  const before = processor();
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' });
  // Expectations are not what is measured.
  if (status !== 0 && status !== 1 && status !== 3) throw new Error(`sim ${words[0]} failed: ${stderr}`);
  return { wall: (performance.now() - begin) / 1_000, processor: processor() - before };
}

/** Clock ticks of Linux in a second. */
const TICKS = 100;

/** Seconds that a process has used itself, and its children that have ended (proc(5), fields 14 to 17). */
function processorTime(pid: number | 'self'): { readonly own: number; readonly children: number } {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system, childUser, childSystem] = fields.split(' ').slice(11, 15).map(Number);
  return { own: (user + system) / TICKS, children: (childUser + childSystem) / TICKS };
}

function startWorkers(url: string, count: number): ChildProcess[] {
  return Array.from({ length: count }, () =>
    spawn(process.execPath, [MAIN, 'worker', '--queue', url, '--workers', '1', '--quiet'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
}

/** Virtual seconds after which a run of the scenario has taken so many real seconds, from a run of ten minutes. */
function durationFor(seconds: number): number {
  const out = join(folder, 'one');
  timed([
    'run',
    'scenarios/quickstart.yaml',
    '--set',
    'workload.stop=never',
    '--set',
    'faults=[]',
    '--no-charts',
    '--quiet',
    '--out',
    out,
  ]);
  const { run } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { run: { wall: number } };
  rmSync(out, { recursive: true });
  return Math.round((600 * seconds) / run.wall);
}

function compare(
  duration: number,
  reps: number,
  where: readonly string[],
  workers: readonly ChildProcess[] = [],
): Cost {
  const out = join(folder, 'out');
  const scenario = ['--set', `duration=${duration}s`, '--set', 'workload.stop=never', '--set', 'faults=[]'];
  const words = [
    'compare',
    'scenarios/quickstart.yaml',
    '--vary',
    'scheduler=least_loaded,random',
    '--reps',
    String(reps),
  ];
  const cost = timed([...words, ...scenario, '--no-charts', '--quiet', '--out', out, ...where], workers);
  rmSync(out, { recursive: true });
  return cost;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}

function overhead(servers: readonly TestServer[]): void {
  const rows: string[][] = [];
  for (const { seconds, reps, target } of lengths) {
    const duration = durationFor(seconds);
    for (const { kind, url } of servers) {
      const workers = startWorkers(url, 2);
      const threads: Cost[] = [];
      const queued: Cost[] = [];
      const byThreads = () => threads.push(compare(duration, reps, ['--workers', '2']));
      const byQueue = () => queued.push(compare(duration, reps, ['--queue', url], workers));
      try {
        // Workers are there before the command, as they would be.
        compare(60, 2, ['--queue', url]);
        for (let pair = 0; pair < PAIRS; pair++) {
          const order = [byThreads, byQueue];
          for (const measure of pair % 2 === 0 ? order : order.reverse()) measure();
        }
      } finally {
        for (const worker of workers) worker.kill('SIGKILL');
      }
      const ratios = (what: keyof Cost) => queued.map((cost, pair) => cost[what] / threads[pair][what]);
      const told = [ratios('wall'), ratios('processor')].flatMap((values) => [
        median(values).toFixed(3),
        `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`,
      ]);
      rows.push([`${seconds} s`, kind, ...told, (1 + target).toFixed(2)]);
    }
  }
  const head = ['run', 'queue', 'time by threads’ time', 'range', 'processor time', 'range', 'target'];
  printTable(`Two workers against two threads, ${PAIRS} pairs`, head, rows);
}

/** Largest resident set of a process so far, in MB; what was seen last where it has ended. */
function peakOf(pid: number, before: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? before : Number(kilobytes) / 1_000;
  } catch {
    return before;
  }
}

async function memoryOf(
  server: TestServer,
  runs: number,
  workers: readonly ChildProcess[],
): Promise<string[]> {
  const out = join(folder, 'many');
  const words = ['compare', 'scenarios/quickstart.yaml', '--vary', 'scheduler=least_loaded,random', ...SMALL];
  const options = ['--reps', String(runs / 2), '--no-charts', '--quiet', '--out', out, '--queue', server.url];
  const begin = performance.now();
  const child = spawn(process.execPath, [MAIN, ...words, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peak = 0;
  let stored = 0;
  const timer = setInterval(() => {
    peak = peakOf(child.pid as number, peak);
    const { stdout } = spawnSync('redis-cli', ['-p', String(server.port), 'info', 'memory'], {
      encoding: 'utf8',
    });
    stored = Math.max(stored, Number(/used_memory:(\d+)/.exec(stdout)?.[1] ?? 0) / 1e6);
  }, 250);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  const lines = readFileSync(join(out, 'runs.csv'), 'utf8').split('\n').length - 2;
  rmSync(out, { recursive: true });
  if (lines !== runs) throw new Error(`${lines} of ${runs} runs were written, exit code ${code}`);
  const seconds = (performance.now() - begin) / 1_000;
  const worker = Math.max(...workers.map(({ pid }) => peakOf(pid as number, 0)));
  const sizes = [peak, worker, stored].map((megabytes) => `${megabytes.toFixed(0)} MB`);
  return [String(runs), `${seconds.toFixed(0)} s`, ...sizes];
}

async function memory(server: TestServer): Promise<void> {
  const workers = startWorkers(server.url, 2);
  const rows: string[][] = [];
  try {
    for (const runs of RUNS) rows.push(await memoryOf(server, runs, workers));
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
  }
  printTable('Memory', ['runs', 'time', 'command at most', 'a worker at most', 'Redis at most'], rows);
  const [first, last] = [rows[0], rows.at(-1) as string[]].map(([, , peak]) => Number.parseFloat(peak));
  console.log(`${last} by ${first} MB: ${(last / first).toFixed(2)} (target 1.1)`);
}

const asked = (env.SIM_BENCH_SERVERS ?? 'redis,postgres').split(',') as ServerKind[];
const kinds = asked.filter((kind) => missingServer(kind) === null);
const servers = await Promise.all(kinds.map((kind) => startServer(kind)));
try {
  console.log(machine());
  if (wanted('overhead')) overhead(servers);
  const redis = servers.find(({ kind }) => kind === 'redis');
  if (wanted('memory') && redis) await memory(redis);
} finally {
  await Promise.all(servers.map((server) => server.remove()));
  rmSync(folder, { recursive: true, force: true });
}
