import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Request, SIGNALS } from './protocol.ts';

const TESTER = fileURLToPath(new URL('tester.ts', import.meta.url));
/** Requests after which a process makes room for a fresh one, as what faults leave behind adds up. */
const LIFE = 400;

/** What came of a request: its answer, or why the process ended without one. */
export type Outcome<Reply> = { readonly reply: Reply } | { readonly ended: string };

/** A process that runs tests; a new one takes its place when it ends. */
export class Tester {
  readonly #folder: string;
  readonly #seed: number;
  #child: ChildProcess | null = null;
  #requests = 0;

  /** @param folder where the copy of the project is @param seed of all properties */
  constructor(folder: string, seed: number) {
    this.#folder = folder;
    this.#seed = seed;
  }

  /** Once at a time. */
  ask<Reply>(request: Request): Promise<Outcome<Reply>> {
    if (this.#requests++ >= LIFE) this.close();
    this.#child ??= this.#start();
    const child = this.#child;
    return new Promise((done) => {
      const end = (outcome: Outcome<Reply>) => {
        child.removeAllListeners();
        done(outcome);
      };
      child.on('message', (reply: Reply) => end({ reply }));
      child.on('exit', (code, signal) => {
        this.#child = null;
        end({ ended: SIGNALS[signal as keyof typeof SIGNALS] ?? `the process ended with ${signal ?? code}` });
      });
      child.send(request);
    });
  }

  close(): void {
    this.#child?.removeAllListeners();
    this.#child?.kill('SIGKILL');
    this.#child = null;
    this.#requests = 0;
  }

  #start(): ChildProcess {
    return fork(TESTER, [String(this.#seed)], {
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', process.env.SIM_DEBUG === undefined ? 'ignore' : 'inherit', 'ipc'],
      execArgv: ['--import', 'tsx', '--max-old-space-size=1500', '--no-warnings'],
      serialization: 'advanced',
    });
  }
}
