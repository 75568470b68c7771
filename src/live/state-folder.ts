/**
 * The folder of one run: durable storage of its processes, and who they are, so that they can be ended and the folder removed
 * when the run itself no longer can.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const OWNER = 'owner';
const PIDS = 'pids';

/**
 * Waits for the end of its input, which comes with the end of the run however that ends, and kills what is left. A shell, so
 * that it costs next to nothing.
 */
const GUARDIAN = `while read -r line; do :; done
while read -r pid started; do kill -9 "$pid"; done <"$1/${PIDS}"
rm -rf "$1"`;

export class StateFolder {
  readonly path: string;
  readonly #pids = new Set<number>();
  readonly #guardian: ChildProcess;

  /** Makes a folder below `root`. */
  constructor(root: string = defaultRoot()) {
    this.path = join(root, `${process.pid}-${randomBytes(6).toString('hex')}`);
    fs.mkdirSync(this.path, { recursive: true, mode: 0o700 });
    fs.writeFileSync(join(this.path, PIDS), '');
    fs.writeFileSync(join(this.path, OWNER), identity(process.pid) ?? '');
    // In a session of its own: what a terminal tells the run does not reach it.
    this.#guardian = spawn('/bin/sh', ['-c', GUARDIAN, 'guardian', this.path], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#guardian.unref();
    (this.#guardian.stdin as unknown as { unref(): void } | null)?.unref();
  }

  /** A process of the run has been started, or has ended. */
  add(pid: number): void {
    this.#pids.add(pid);
    this.#write();
  }

  remove(pid: number): void {
    this.#pids.delete(pid);
    this.#write();
  }

  /** Ends what is left of the run, and removes the folder. */
  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      if (this.#guardian.exitCode !== null || this.#guardian.signalCode !== null) resolve();
      else this.#guardian.once('exit', () => resolve());
    });
    this.#guardian.ref();
    this.#guardian.stdin?.end();
    await ended;
    // Where somebody has ended the guardian.
    fs.rmSync(this.path, { recursive: true, force: true });
  }

  #write(): void {
    const lines = [...this.#pids].map((pid) => identity(pid) ?? `${pid} `);
    const fresh = join(this.path, `${PIDS}.new`);
    fs.writeFileSync(fresh, lines.map((line) => `${line}\n`).join(''));
    fs.renameSync(fresh, join(this.path, PIDS));
  }
}

/** Where the folders of a user's runs are. */
export function defaultRoot(): string {
  return join(tmpdir(), `swarmlab-live-${userInfo().uid}`);
}

/**
 * Ends what runs left behind that ended without cleaning up, and removes their folders.
 * @returns how many runs
 */
export function cleanUp(root: string = defaultRoot()): number {
  let found = 0;
  for (const name of fs.existsSync(root) ? fs.readdirSync(root) : []) {
    const folder = join(root, name);
    const owner = read(join(folder, OWNER));
    if (owner === null || owner === '' || isAlive(owner)) continue;
    for (const line of (read(join(folder, PIDS)) ?? '').split('\n'))
      if (line !== '' && isAlive(line)) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
    found++;
  }
  return found;
}

function read(path: string): string | null {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Whether a process still is the one that was noted. */
function isAlive(noted: string): boolean {
  return identity(Number(noted.split(' ')[0])) === noted;
}

/** A process and when it was started: numbers of processes are given again. null: there is none. */
export function identity(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  // The name, in parentheses, may hold anything; the start is the 20th word after it.
  if (stat !== null) return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  if (fs.existsSync('/proc/self/stat')) return null;
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started === '' ? null : `${pid} ${started}`;
  } catch {
    return null;
  }
}
