/**
 * The process in which one version of the package is timed: it loads that version's exports and answers, one question at a time, over
 * the channel of `fork`. Times are of the processor, which others on the machine disturb less than the clock.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { Bench } from 'tinybench';
import { calibrationLoop } from './calibration.ts';
import type { PublicApi } from './public-api.ts';
import type { SpeedAnswer, SpeedQuestion } from './speed-process.ts';
import { type TimedRow, timedRows } from './timed-rows.ts';

/** Runs of a row before it is timed for the first time. */
const WARM_UP = 4;
/** Timed runs of one answer, of which the fastest counts: what disturbs a run only ever makes it slower. */
const FEWEST_RUNS = 3;
const MOST_RUNS = 9;
/** Milliseconds that the runs of one answer take together, within those numbers. */
const ENOUGH = 15;

const root = process.argv[2];
const exportsOf = async (name: string) =>
  (await import(pathToFileURL(join(root, 'dist', name)).href)) as PublicApi;
/** What runs in a browser is all that is timed, and loads faster. */
const rows = new Map(timedRows(await exportsOf('browser.js')).map((row) => [row.name, row]));
/** How often a row that is warm is run for one answer. */
const warm = new Map<string, number>();

/** Milliseconds of processor time of this process. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Names of the rows that this version can do. */
function possibleRows(): string[] {
  return [...rows.values()].filter(isPossible).map(({ name }) => name);
}

function isPossible(row: TimedRow): boolean {
  try {
    row.prepare();
    return true;
  } catch {
    return false;
  }
}

function timed(iterations: number, run: () => unknown, prepare: () => void = () => {}): number {
  const bench = new Bench({
    iterations,
    time: 0,
    warmup: false,
    throws: true,
    now: processorTime,
  });
  bench.add('row', () => void run(), { beforeEach: () => prepare() });
  bench.runSync();
  const { result } = bench.tasks[0];
  if (!('latency' in result)) throw new Error('nothing was timed');
  return result.latency.min;
}

/** Runs a row until it is compiled, and decides how often it is timed. */
function warmUp(row: TimedRow): number {
  let last = 0;
  for (let i = 0; i < WARM_UP; i++) {
    row.prepare();
    const begin = processorTime();
    row.run();
    last = processorTime() - begin;
    calibrationLoop();
  }
  const iterations = Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, Math.ceil(ENOUGH / Math.max(last, 0.1))));
  warm.set(row.name, iterations);
  return iterations;
}

function measure(name: string): SpeedAnswer {
  const row = rows.get(name);
  if (row === undefined) throw new Error(`there is no row ${name}`);
  const iterations = warm.get(name) ?? warmUp(row);
  const before = timed(FEWEST_RUNS, calibrationLoop);
  const time = timed(iterations, row.run, row.prepare);
  const calibration = (before + timed(FEWEST_RUNS, calibrationLoop)) / 2;
  return { kind: 'measured', nanoseconds: (time * 1e6) / row.operations, relative: time / calibration };
}

async function run({ file, set, seed, replication, exact }: Extract<SpeedQuestion, { kind: 'run' }>) {
  const api = await exportsOf('index.js');
  const scenario = api.loadScenario(file, { set, seed });
  const quiet = { ...scenario, record: { ...scenario.record, events: false } };
  const { summary } = await api.runScenario(quiet, { replication, exact });
  const { fingerprint, metrics, bounds = {} } = summary;
  return { kind: 'run', fingerprint, metrics, bounds } as const;
}

async function answer(question: SpeedQuestion): Promise<SpeedAnswer> {
  try {
    if (question.kind === 'rows') return { kind: 'rows', names: possibleRows() };
    if (question.kind === 'measure') return measure(question.row);
    return await run(question);
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (question: SpeedQuestion) => {
  void answer(question).then((reply) => process.send?.(reply));
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
// An interrupt at a terminal reaches all; the process that started this one decides.
process.on('SIGINT', () => {});
process.send?.({ kind: 'ready' });
