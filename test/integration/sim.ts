import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export const MAIN = resolve('dist/cli/main.js');

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called once the process runs. */
  readonly meanwhile?: (child: ChildProcess) => void | Promise<void>;
}

/** Runs any program to its end. */
export function execute(command: string, words: readonly string[], options: Options = {}): Promise<Outcome> {
  const { NO_COLOR, FORCE_COLOR, SIM_DEBUG, ...inherited } = process.env;
  const child = spawn(command, words, {
    cwd: options.cwd,
    env: { ...inherited, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code, signal, out, err }));
    Promise.resolve(options.meanwhile?.(child)).catch((error) => {
      child.kill('SIGKILL');
      fail(error);
    });
  });
}

/** What commands of many runs say of how far they are, after some seconds: it depends on how busy the machine is. */
const PROGRESS = /^[a-z ]+(?: \(\d+(?:\.\d+)?(?:ms|s|min|m|h)[^)\n]*\)| \| runs .*)\n/gm;

/** Runs the built command. What it says of its progress is left out. */
export async function sim(words: readonly string[], options: Options = {}): Promise<Outcome> {
  return withoutProgress(await execute(process.execPath, [MAIN, ...words], options));
}

export function withoutProgress(outcome: Outcome): Outcome {
  return { ...outcome, err: outcome.err.replaceAll(PROGRESS, '') };
}

/** A new empty folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sim-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new folder with these files in it; contents by path. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** All files below a folder, contents by path. */
export function readFolder(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

/** Files of an experiment without what depends on machine and moment. */
export function lasting(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, content] of readFolder(folder)) {
    if (name.endsWith('.html')) continue;
    if (/^(compare|sweep|find)\.json$/.test(name)) {
      const { run, ...rest } = JSON.parse(content.toString()) as { run: unknown };
      if (run === undefined) throw new Error(`${name} does not say how it was run`);
      files.set(name, JSON.stringify(rest));
    } else files.set(name, content.toString('base64'));
  }
  return files;
}

/** Resolves when an experiment that writes to `out` has so many finished runs in its journal. */
export async function untilRuns(folder: string, count: number): Promise<void> {
  const lines = (): number => {
    try {
      return readFileSync(join(folder, 'out/journal.ndjson'), 'utf8').split('\n').length;
    } catch {
      return 0;
    }
  };
  while (lines() < count) await sleep(50);
}

/** A run of a second or less that exercises queueing, failures and an expectation. */
export const SMALL = `name: small
seed: 42
duration: 5min
agents: 20
workload:
  arrivals: poisson(rate=5/s)
  service: exponential(mean=2s)
faults:
  - kind: crash
    at: 1min
    duration: 30s
    target: { agents: 10% }
expect:
  - tasks.lost == 0
`;

/** A run that would take days, of heartbeats, in little memory. */
export const ENDLESS = `name: endless
seed: 1
duration: 3000d
agents: 100
health:
  heartbeat_interval: 10ms
retry:
  timeout: never
workload:
  backlog: 100
  service: 2000d
`;
