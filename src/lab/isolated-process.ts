/**
 * A thread with a user's modules in a process of its own. Memory is seen in a process alone, so that with several such threads in one
 * nobody knows which of them takes it; and where V8 cannot end a thread that is out of memory in time, it ends the whole process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../scenario/scenario.ts';
import type { ModuleDescription } from './extension/description.ts';
import { ModuleError } from './extension/errors.ts';
import { type Order, type PlainError, revivedError } from './isolated-messages.ts';
import { type IsolatedLimits, MEMORY, type ModuleHost } from './isolated-thread.ts';
import type { ModuleBundle } from './module-file.ts';
import type { RunResult } from './result.ts';
import type { RunOptions, RunProgress } from './simulate.ts';
import { ENDING, LOADER } from './thread-files.ts';

/** The first message to the process; orders follow. */
export interface ProcessStart {
  readonly bundles: readonly ModuleBundle[];
  readonly limits: Omit<IsolatedLimits, 'output'>;
}

export type ProcessAnswer =
  | { readonly kind: 'ready'; readonly descriptions: readonly ModuleDescription[] }
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'result'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** Exit code of a process that V8 has ended, where a shell stands between. */
const ABORTED = 134;

const PROGRAM = fileURLToPath(new URL(`./isolated-host${ENDING}`, import.meta.url));

export class ModuleProcess implements ModuleHost {
  readonly #files: string;
  readonly #memory: number;
  readonly #child: ChildProcess;
  readonly #ready: Promise<readonly ModuleDescription[]>;
  readonly #exit: Promise<void>;
  /** Why there are no more answers. */
  #failure: Error | null = null;
  #waiting: ((failure: Error | null, answer: ProcessAnswer | null) => void) | null = null;
  #onProgress: ((progress: RunProgress) => void) | undefined;

  constructor(bundles: readonly ModuleBundle[], limits: IsolatedLimits) {
    const { output = process.stderr, ...others } = limits;
    this.#files = bundles.map(({ file }) => file).join(', ');
    this.#memory = limits.memory ?? MEMORY;
    // What V8 says of a process that it ends is no more than what is said here.
    this.#child = fork(PROGRAM, [], {
      execArgv: [...LOADER],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    this.#child.stdout?.on('data', (chunk: Uint8Array) => output.write(chunk));
    this.#child.on('message', (answer: ProcessAnswer) => this.#receive(answer));
    this.#child.on('error', (error) => this.#fail(error));
    this.#exit = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        this.#fail(this.#whyEnded(code, signal));
        resolve();
      });
    });
    this.#ready = this.#ask({ bundles, limits: others } satisfies ProcessStart).then((answer) =>
      answer.kind === 'ready' ? answer.descriptions : [],
    );
    // Whoever asks first hears of it.
    this.#ready.catch(() => {});
  }

  ready(): Promise<readonly ModuleDescription[]> {
    return this.#ready;
  }

  async run(scenario: Scenario, options: RunOptions): Promise<RunResult> {
    const { until, replication, command, exact, history, signal, onProgress } = options;
    const abort = () => {
      if (this.#child.connected) this.#child.send({ kind: 'abort' } satisfies Order);
    };
    this.#onProgress = onProgress;
    const run = { kind: 'run', scenario, options: { until, replication, command, exact, history } } as const;
    const answer = this.#ask(run satisfies Order);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    try {
      const { result } = (await answer) as Extract<ProcessAnswer, { kind: 'result' }>;
      return result;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async close(): Promise<void> {
    this.#fail(new Error('the process has been closed'));
    await this.#exit;
  }

  /** The answer to one message, but for progress. */
  #ask(message: ProcessStart | Order): Promise<ProcessAnswer> {
    if (this.#failure) return Promise.reject(this.#failure);
    const answer = new Promise<ProcessAnswer>((resolve, reject) => {
      this.#waiting = (failure, found) => (failure ? reject(failure) : resolve(found as ProcessAnswer));
    });
    // An error of sending is one of the process, of which it is told.
    this.#child.send(message, () => {});
    return answer;
  }

  #receive(answer: ProcessAnswer): void {
    if (answer.kind === 'progress') this.#onProgress?.(answer.progress);
    else if (answer.kind === 'failed') this.#fail(revivedError(answer.error));
    else this.#answered(null, answer);
  }

  #answered(failure: Error | null, answer: ProcessAnswer | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(failure, answer);
  }

  /** The first failure ends the process. */
  #fail(failure: Error): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#answered(failure, null);
    this.#child.kill('SIGKILL');
  }

  #whyEnded(code: number | null, signal: NodeJS.Signals | null): Error {
    const problem =
      signal === 'SIGABRT' || code === ABORTED
        ? `used more than ${Math.round(this.#memory / 1e6)} MB of memory`
        : `its process was ended (${signal ?? `exit code ${code}`})`;
    return new ModuleError(problem, { module: this.#files });
  }
}
