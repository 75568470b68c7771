/** One operating-system process of a run, as its driver sees it. */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ENDING, LOADER } from '../lab/thread-files.ts';
import type { FromRunner, ToRunner } from './control.ts';
import type { StateFolder } from './state-folder.ts';

/** Last characters of what a process complains of that are kept. */
const COMPLAINT = 4000;

export interface ChildListener {
  heard(child: Child, message: FromRunner): void;
  /** It has ended though nobody wanted it to. */
  lost(child: Child, why: string): void;
}

export class Child {
  readonly runner: number;
  readonly life: number;
  /** Resolves when the process has ended and all that it said has been heard. */
  readonly ended: Promise<void>;
  /** Resolves when the process has loaded its program, and works to its order. */
  readonly whenPrepared: Promise<unknown>;
  readonly #process: ChildProcess;
  readonly #waiting: { readonly kind: FromRunner['kind']; resolve(message: FromRunner): void }[] = [];
  #complaint = '';
  #isWanted = true;

  constructor(runner: number, life: number, folder: StateFolder, listener: ChildListener) {
    this.runner = runner;
    this.life = life;
    const file = fileURLToPath(new URL(`./runner-main${ENDING}`, import.meta.url));
    const child = spawn(process.execPath, [...LOADER, file], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#process = child;
    this.whenPrepared = this.hear('prepared');
    const pid = child.pid;
    if (pid !== undefined) folder.add(pid);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-COMPLAINT);
    });
    child.on('message', (message: FromRunner) => {
      const place = this.#waiting.findIndex(({ kind }) => kind === message.kind);
      listener.heard(this, message);
      if (place >= 0) this.#waiting.splice(place, 1)[0].resolve(message);
    });
    const silent = new Promise<void>((resolve) => {
      if (child.connected) child.once('disconnect', resolve);
      else resolve();
    });
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    this.ended = Promise.all([exited, silent]).then(([why]) => {
      if (pid !== undefined) folder.remove(pid);
      if (this.#isWanted) listener.lost(this, `${why} ${this.#complaint}`.trim());
    });
  }

  tell(order: ToRunner): void {
    // A process that has just ended hears nothing; whoever needs it is told by `lost`.
    if (this.#process.connected) this.#process.send(order, () => {});
  }

  /** The next message of a kind. */
  hear<K extends FromRunner['kind']>(kind: K): Promise<Extract<FromRunner, { kind: K }>> {
    return new Promise((resolve) => {
      this.#waiting.push({
        kind,
        resolve: (message) => resolve(message as Extract<FromRunner, { kind: K }>),
      });
    });
  }

  /** The process may end from now on. */
  release(): void {
    this.#isWanted = false;
  }

  /** Ends the process, as the kernel would for want of memory. */
  kill(): Promise<void> {
    this.release();
    this.#process.kill('SIGKILL');
    return this.ended;
  }

  stop(): void {
    this.#process.kill('SIGSTOP');
  }

  continue(): void {
    this.#process.kill('SIGCONT');
  }
}
