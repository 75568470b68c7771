/**
 * The hold model, the usual measure of event lists (Vaucher and Duval, CACM 18(4), 1975): execute the first event, schedule
 * it anew after a random delay, and so on with a steady number of pending events. Measured through the kernel, handler
 * included, against std::priority_queue doing the same with the same delays, compiled on the spot. Rounds of both alternate, so
 * that a busy machine disturbs both; times are processor times, medians of the rounds.
 *
 * `npx tsx test/bench/hold.ts [--json]`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EventHandler, Kernel } from '../../src/engine/kernel.ts';
import { Streams } from '../../src/engine/random/streams.ts';
import type { DistributionSpec } from '../../src/engine/types.ts';
import { createSampler } from '../../src/engine/variates/sampler.ts';
import { machine, printTable } from './support/table.ts';

export interface HoldRow {
  readonly law: string;
  /** Pending events; the most of them where their number changes. */
  readonly pending: number;
  /** Nanoseconds per event through the kernel. */
  readonly kernel: number;
  /** Nanoseconds per event of std::priority_queue; null where there is no C++ compiler. */
  readonly reference: number | null;
  /** How many times faster the kernel is; null when not measured. */
  readonly ratio: number | null;
  /** How many times slower this law is than exponential delays with as many events, on the kernel. */
  readonly againstExponential: number;
}

interface Law {
  readonly name: string;
  /** Delays in microseconds; all have the mean 1 s. */
  readonly delays: DistributionSpec;
  readonly start?: 'spread';
  readonly change?: 'swing';
  readonly lane?: true;
  readonly fingerprint?: true;
}

const SELF = fileURLToPath(import.meta.url);
const MEAN = 1e6;
const EXPONENTIAL: DistributionSpec = { kind: 'exponential', mean: MEAN };
const CONSTANT: DistributionSpec = { kind: 'constant', value: MEAN };
const SHORT = (2 * MEAN) / 10_001;

const LAWS: readonly Law[] = [
  { name: 'exponential', delays: EXPONENTIAL },
  { name: 'exponential, with fingerprint', delays: EXPONENTIAL, fingerprint: true },
  { name: 'exponential, 1000-fold swings', delays: EXPONENTIAL, change: 'swing' },
  { name: 'uniform', delays: { kind: 'uniform', min: 0, max: 2 * MEAN } },
  { name: 'triangular', delays: { kind: 'triangular', min: 0, mode: MEAN, max: 2 * MEAN } },
  {
    name: 'bimodal, 1 : 10,000',
    delays: {
      kind: 'mixture',
      components: [
        { weight: 1, distribution: { kind: 'exponential', mean: SHORT } },
        { weight: 1, distribution: { kind: 'exponential', mean: SHORT * 10_000 } },
      ],
    },
  },
  { name: 'Pareto 1.5', delays: { kind: 'pareto', alpha: 1.5, min: MEAN / 3 } },
  { name: 'constant', delays: CONSTANT, start: 'spread' },
  { name: 'constant, in a lane', delays: CONSTANT, start: 'spread', lane: true },
  { name: 'constant, all at once', delays: CONSTANT },
];

const SIZES = [1e3, 1e4, 1e5, 1e6] as const;
const ROUNDS = 5;
const LOG2_DELAYS = 17;
const MASK = 2 ** LOG2_DELAYS - 1;

/** Events executed before measuring, and measured in one round: whole swings, if there are any. */
function rounds(law: Law, pending: number): { warm: number; holds: number } {
  return { warm: Math.max(pending, 3e5), holds: law.change === 'swing' ? Math.max(4e5, 2 * pending) : 4e5 };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[sorted.length >> 1];
}

function delaysOf(law: Law): Float64Array {
  const sampler = createSampler(law.delays);
  const random = new Streams('hold', 0).stream('delays');
  return Float64Array.from({ length: MASK + 1 }, () => Math.round(sampler.sample(random)));
}

/** A kernel with its first events, and the handler that keeps it going. */
function prepare(law: Law, pending: number, delays: Float64Array): { kernel: Kernel; handler: EventHandler } {
  const kernel = new Kernel({ capacity: pending, fingerprint: law.fingerprint ? undefined : [] });
  let next = 0;
  for (let i = 0; i < pending; i++) {
    const time = law.start === 'spread' ? Math.floor((i * 1e6) / pending) : delays[next++ & MASK];
    kernel.schedule(time, 1, i, 0, 0);
  }
  if (law.lane) {
    const lane = kernel.lane(MEAN);
    const handler: EventHandler = (kind, target, a, b) => {
      kernel.scheduleLane(lane, kind, target, a, b);
    };
    return { kernel, handler };
  }
  if (law.change === 'swing') {
    const low = Math.floor(pending / 1000);
    let growing = false;
    const handler: EventHandler = (kind, target, a, b) => {
      if (kernel.pending + 1 >= pending) growing = false;
      if (kernel.pending <= low) growing = true;
      for (let births = growing ? 2 : 0; births > 0; births--) {
        kernel.scheduleAfter(delays[next++ & MASK], kind, target, a, b);
      }
    };
    return { kernel, handler };
  }
  const handler: EventHandler = (kind, target, a, b) => {
    kernel.scheduleAfter(delays[next++ & MASK], kind, target, a, b);
  };
  return { kernel, handler };
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Compiles the C++ side; null when there is no compiler. */
function compile(folder: string): string | null {
  const program = join(folder, 'hold');
  const source = fileURLToPath(new URL('hold.cpp', import.meta.url));
  try {
    execFileSync('g++', ['-O3', '-o', program, source], { stdio: ['ignore', 'ignore', 'inherit'] });
    return program;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Medians of one law and size, kernel and reference in turn. */
function measure(law: Law, pending: number, program: string | null, folder: string): [number, number | null] {
  const delays = delaysOf(law);
  const { warm, holds } = rounds(law, pending);
  const { kernel, handler } = prepare(law, pending, delays);
  const file = join(folder, 'delays');
  writeFileSync(file, delays);
  const changes = [law.start ?? 'delay', law.change ?? 'steady'];
  const numbers = [LOG2_DELAYS, pending, warm, holds].map(String);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Also after each start of another process, which leaves every page of this one to be copied on its first write.
    kernel.run(handler, Number.MAX_SAFE_INTEGER, warm);
    const start = processorTime();
    kernel.run(handler, Number.MAX_SAFE_INTEGER, holds);
    ours.push((processorTime() - start) / holds);
    if (program === null) continue;
    const output = execFileSync(program, [file, ...numbers, ...changes], { encoding: 'utf8' });
    const [nanoseconds, last] = output.split(' ').map(Number);
    theirs.push(nanoseconds);
    if (round === 0 && last !== kernel.now) {
      throw new Error(
        `${law.name}, ${pending} pending: the last event is at ${kernel.now}, in C++ at ${last}`,
      );
    }
  }
  return [median(ours), program === null ? null : median(theirs)];
}

/** One law and size in a process of its own, as the reference has one: what was measured before leaves memory as it likes. */
function measureApart(law: number, pending: number, program: string | null, folder: string) {
  const words = ['--import', 'tsx', SELF, '--cell', String(law), String(pending), folder, program ?? ''];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' })) as [number, number | null];
}

/** Measures in the process that `measureApart` started. */
function measureCell([law, pending, folder, program]: readonly string[]): void {
  // Once through all laws, so that code is neither cold nor made for one of them.
  for (const each of LAWS) {
    const { kernel, handler } = prepare(each, 1000, delaysOf(each));
    kernel.run(handler, Number.MAX_SAFE_INTEGER, 2e5);
  }
  console.log(JSON.stringify(measure(LAWS[Number(law)], Number(pending), program || null, folder)));
}

/** Measures all laws and sizes; takes about a minute. Rows come by law, then by size. */
export function holdBenchmark(): HoldRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'hold-'));
  try {
    const program = compile(folder);
    const exponential = new Map<number, number>();
    return LAWS.flatMap(({ name }, law) =>
      SIZES.map((pending) => {
        const [kernel, reference] = measureApart(law, pending, program, folder);
        if (!exponential.has(pending)) exponential.set(pending, kernel);
        const againstExponential = kernel / (exponential.get(pending) as number);
        const ratio = reference === null ? null : reference / kernel;
        return { law: name, pending, kernel, reference, ratio, againstExponential };
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(rows: readonly HoldRow[]): void {
  const number = (value: number | null, digits: number) => value?.toFixed(digits) ?? 'not measured';
  printTable(
    `Hold model: nanoseconds of processor time per event, medians of ${ROUNDS} rounds (${machine()})`,
    ['delays', 'pending', 'kernel', 'std::priority_queue', 'times faster', 'times exponential'],
    rows.map((row) => [
      row.law,
      row.pending.toLocaleString('en-US'),
      row.kernel.toFixed(1),
      number(row.reference, 1),
      number(row.ratio, 2),
      row.againstExponential.toFixed(2),
    ]),
  );
}

if (process.argv[1] === SELF) {
  const cell = process.argv.indexOf('--cell');
  if (cell >= 0) measureCell(process.argv.slice(cell + 1));
  else {
    const rows = holdBenchmark();
    if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2));
    else print(rows);
  }
}
