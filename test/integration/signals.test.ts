/**
 * Commands that are ended at any moment: in start-up, while workers start, in the simulation, while results are written. A few here;
 * many, and other ones, with SIM_SIGNALS=100 SIM_SIGNALS_SEED=7 npx vitest run test/integration/signals.test.ts
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { readJournal } from '../../src/lab/experiment/journal.ts';
import { folderWith, type Outcome, SMALL, sim } from './sim.ts';

const COUNT = Number(env.SIM_SIGNALS ?? 8);
const SEED = Number(env.SIM_SIGNALS_SEED ?? 1);

/** Park and Miller 1988: the same moments for the same seed. */
function* uniforms(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

const RUN = ['run', 'small.yaml', '--out', 'out/x'];
const COMPARE = [
  ...['compare', 'small.yaml', '--vary', 'scheduler=round_robin,least_loaded', '--reps', '4'],
  ...['--no-charts', '--out', 'out/x'],
];
const COMMANDS = { run: RUN, compare: COMPARE, resume: [...COMPARE, '--resume'] } as const;
type Name = keyof typeof COMMANDS;

/** Milliseconds that each takes when nobody ends it. */
const takes = new Map<Name, number>();
let reference = '';

async function timed(cwd: string, words: readonly string[]): Promise<number> {
  const begin = performance.now();
  const { code, err } = await sim([...words, '--quiet'], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return performance.now() - begin;
}

beforeAll(async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'sim-signals-'));
  writeFileSync(join(cwd, 'small.yaml'), SMALL);
  takes.set('run', await timed(cwd, [...RUN.slice(0, -1), 'out/run']));
  takes.set('compare', await timed(cwd, COMPARE));
  takes.set('resume', takes.get('compare') as number);
  reference = readFileSync(join(cwd, 'out/x/runs.csv'), 'utf8');
  rmSync(cwd, { recursive: true });
}, 120_000);

function folderOf(): string {
  return folderWith({ 'small.yaml': SMALL });
}

function endAfter(delay: number, signal: NodeJS.Signals) {
  return async (child: ChildProcess) => {
    await sleep(delay);
    child.kill(signal);
  };
}

const visible = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];

/** Whatever has a final name is whole; what a process was killed while putting in place says so. */
async function checkFolder(folder: string, answer: string): Promise<void> {
  const names = visible(folder);
  if (names.some((name) => name.startsWith('unfinished-'))) {
    expect(names.includes(answer) || names.includes('journal.ndjson')).toBe(true);
  } else if (!names.includes(answer)) {
    expect(names.filter((name) => name !== 'journal.ndjson')).toEqual([]);
  } else {
    const { run } = JSON.parse(readFileSync(join(folder, answer), 'utf8')) as {
      readonly run: { readonly files: readonly string[] };
    };
    for (const file of run.files) {
      expect(file.startsWith(`${basename(folder)}/`)).toBe(true);
      expect(readFileSync(join(dirname(folder), file)).length, file).toBeGreaterThan(0);
    }
  }
  // A line of it that is cut off is not counted; one that is wrong throws.
  await readJournal(join(folder, 'journal.ndjson'));
}

/** Ended as the table of exit codes says; while Node itself starts, when there can be nothing yet, by the signal. */
function checkEnd({ code, signal, err }: Outcome, sent: NodeJS.Signals, isEmpty: boolean): void {
  expect(err).not.toMatch(/internal error|FATAL|\n\s+at /);
  if (signal !== null) {
    expect(signal).toBe(sent);
    if (sent !== 'SIGKILL') expect(isEmpty).toBe(true);
  } else expect([0, 130]).toContain(code);
}

const random = uniforms(SEED * 7919);
const cases = Array.from({ length: COUNT }, (_, number) => {
  const names: readonly Name[] = ['run', 'compare', 'resume', 'run'];
  const name = names[number % names.length];
  const signals: readonly NodeJS.Signals[] =
    name === 'resume' ? ['SIGKILL', 'SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM'];
  const signal = signals[Math.floor(random.next().value * signals.length)];
  const share = random.next().value;
  return { name, signal, share, percent: Math.round(100 * share) };
});

test.each(cases)('$name ended by $signal after $percent % of its time', async ({ name, signal, share }) => {
  const cwd = folderOf();
  const folder = join(cwd, 'out/x');
  const delay = share * (takes.get(name) as number);
  if (name === 'resume') {
    const first = (1 - share) * delay;
    await sim([...COMPARE, '--quiet'], { cwd, meanwhile: endAfter(first, 'SIGKILL') });
    await checkFolder(folder, 'compare.json');
  }
  const outcome = await sim([...COMMANDS[name], '--quiet'], { cwd, meanwhile: endAfter(delay, signal) });
  checkEnd(outcome, signal, name === 'resume' || visible(folder).length === 0);
  await checkFolder(folder, name === 'run' ? 'summary.json' : 'compare.json');
  if (name === 'run') return;
  const { code, err } = await sim([...COMMANDS.resume, '--quiet'], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  await checkFolder(folder, 'compare.json');
  expect(readFileSync(join(folder, 'runs.csv'), 'utf8')).toBe(reference);
});
