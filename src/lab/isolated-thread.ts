/** One thread with a user's modules in it, and the watch over it. */

import process from 'node:process';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Scenario } from '../scenario/scenario.ts';
import { estimateMemory } from '../world/feasibility/estimate.ts';
import { memoryLimit } from './environment.ts';
import type { ModuleDescription } from './extension/description.ts';
import { ModuleError } from './extension/errors.ts';
import { describeThrown } from './extension/guard.ts';
import { CallTrace, TRACE_BYTES, type TraceReading } from './extension/trace.ts';
import { FairClock, type ThreadTimes } from './fair-clock.ts';
import { type Answer, type Order, revivedError, type ThreadStart } from './isolated-messages.ts';
import type { ModuleBundle } from './module-file.ts';
import type { RunResult } from './result.ts';
import type { RunOptions, RunProgress } from './simulate.ts';
import { ENDING, threadEntry } from './thread-files.ts';

/** A stream of Node, of which no more than this is used, so that programs need no types of Node to use these. */
export interface TextOutput {
  write(chunk: Uint8Array): unknown;
}

export interface IsolatedLimits {
  /** Seconds of processor time, or of waiting, that one call into a module may take, and its loading too. Default 10. */
  readonly patience?: number;
  /** Such seconds for which events may follow each other without virtual time passing. Default 60. */
  readonly standstill?: number;
  /**
   * Bytes of objects in the thread, and as many of buffers outside of its heap, besides what the simulation is estimated to need.
   * Default 1e9.
   */
  readonly memory?: number;
  /** Takes what modules print. Default standard error. */
  readonly output?: TextOutput;
}

/** Bytes that modules may take where nobody says otherwise. */
export const MEMORY = 1e9;

/** Where a user's modules run. */
export interface ModuleHost {
  /** What the modules define, once they have been run. */
  ready(): Promise<readonly ModuleDescription[]>;
  /** One run at a time. */
  run(scenario: Scenario, options: RunOptions): Promise<RunResult>;
  /** Ends it. A run under way fails. */
  close(): Promise<void>;
}

const THREAD = new URL(`./isolated-worker${ENDING}`, import.meta.url);

/**
 * Bytes above the limit at which V8 itself ends the thread. It has no more than 16 MB to do so, and ends the process where one array is
 * larger than that: so the watch, which sees the growth of the process, is to come first. It sees less where several threads share one.
 */
const RESERVE = 5e8;
/** Real milliseconds between two looks. */
const LOOK = 100;
/** Seconds that starting a thread may take besides the modules' own code. */
const STARTING = 20;
/** Bytes that starting a thread may take besides the modules' own code. */
const STARTING_BYTES = 5e8;

interface Waiting<Result> {
  resolve(result: Result): void;
  reject(error: Error): void;
}

export class ModuleThread implements ModuleHost {
  /** Threads that have not ended, and those of them that are at work. */
  static #live = 0;
  static #busy = 0;
  readonly #files: readonly string[];
  readonly #patience: number;
  readonly #standstill: number;
  readonly #memory: number;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #trace: CallTrace;
  readonly #ready: Promise<readonly ModuleDescription[]>;
  readonly #readyWaiting: Waiting<readonly ModuleDescription[]>;
  #entries: readonly { readonly module: string; readonly entry: string }[] = [];
  #run: (Waiting<RunResult> & { onProgress?: (progress: RunProgress) => void }) | null = null;
  #failure: Error | null = null;
  #watch: NodeJS.Timeout | undefined;

  constructor(bundles: readonly ModuleBundle[], limits: IsolatedLimits) {
    const { patience = 10, standstill = 60, memory = MEMORY, output = process.stderr } = limits;
    this.#files = bundles.map(({ file }) => file);
    this.#patience = patience;
    this.#standstill = standstill;
    this.#memory = memory;
    const shared = new SharedArrayBuffer(TRACE_BYTES);
    this.#trace = new CallTrace(shared);
    const { promise, resolve, reject } = deferred<readonly ModuleDescription[]>();
    this.#ready = promise;
    this.#readyWaiting = { resolve, reject };
    this.#worker = new Worker(threadEntry(THREAD), {
      resourceLimits: { maxOldGenerationSizeMb: Math.ceil((memory + RESERVE) / 1e6) },
      stdout: true,
      stderr: true,
    });
    ModuleThread.#live++;
    this.#worker.on('exit', () => ModuleThread.#live--);
    for (const stream of [this.#worker.stdout, this.#worker.stderr])
      stream.on('data', (chunk: Uint8Array) => output.write(chunk));
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const start: ThreadStart = { port: port2, bundles, trace: shared, memory };
    this.#worker.postMessage(start, [port2]);
    this.#port.on('message', (answer: Answer) => this.#receive(answer));
    // The thread itself says nothing there.
    this.#worker.on('message', () => this.#fail(this.#error('sent a message to the thread that watches it')));
    this.#worker.on('error', (error) => this.#fail(this.#crash(error)));
    this.#worker.on('exit', () => this.#ended());
    this.#startWatch(this.#lookAtLoading());
  }

  ready(): Promise<readonly ModuleDescription[]> {
    return this.#ready;
  }

  run(scenario: Scenario, options: RunOptions): Promise<RunResult> {
    if (this.#failure) return Promise.reject(this.#failure);
    const { until, replication, command, exact, history, signal, onProgress } = options;
    const { promise, resolve, reject } = deferred<RunResult>();
    const abort = () => this.#tell({ kind: 'abort' });
    this.#run = { resolve, reject, onProgress };
    this.#tell({ kind: 'run', scenario, options: { until, replication, command, exact, history } });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    this.#startWatch(this.#lookAtRun(scenario));
    return promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  async close(): Promise<void> {
    this.#fail(new Error('the thread has been closed'));
    await this.#worker.terminate();
  }

  #tell(order: Order): void {
    this.#port.postMessage(order);
  }

  #receive(answer: Answer): void {
    if (answer.kind === 'progress') {
      this.#run?.onProgress?.(answer.progress);
      return;
    }
    this.#stopWatch();
    if (answer.kind === 'failed') this.#fail(revivedError(answer.error));
    else if (answer.kind === 'ready') {
      this.#entries = answer.entries;
      this.#readyWaiting.resolve(answer.descriptions);
    } else {
      this.#run?.resolve(answer.result);
      this.#run = null;
    }
  }

  /** What the thread said last may still wait at the port: the news of its end can be faster. */
  #ended(): void {
    for (let last = receiveMessageOnPort(this.#port); last; last = receiveMessageOnPort(this.#port))
      this.#receive(last.message as Answer);
    this.#fail(this.#error('ended the thread that it runs in'));
  }

  /** The first failure ends the thread. */
  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#stopWatch();
    this.#readyWaiting.reject(error);
    this.#run?.reject(error);
    this.#run = null;
    this.#port.close();
    this.#worker.terminate().catch(() => {});
  }

  #startWatch(look: (elapsed: number) => void): void {
    this.#stopWatch();
    ModuleThread.#busy++;
    const clock = new FairClock(this.#times());
    const limit = memoryLimit() + process.memoryUsage.rss();
    this.#watch = setInterval(() => {
      if (process.memoryUsage.rss() > limit) this.#fail(this.#error('used all the memory that there is'));
      else look(clock.at(this.#times()));
    }, LOOK);
  }

  #stopWatch(): void {
    if (this.#watch === undefined) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
    ModuleThread.#busy--;
  }

  #times(): ThreadTimes {
    const { user, system } = process.cpuUsage();
    const { idle } = this.#worker.performance.eventLoopUtilization();
    return {
      real: performance.now() / 1000,
      processor: (user + system) / 1e6,
      idle: idle / 1000,
      sharing: ModuleThread.#busy,
    };
  }

  #lookAtLoading(): (elapsed: number) => void {
    const before = process.memoryUsage.rss();
    return (elapsed) => {
      this.#lookAtGrowth(before + STARTING_BYTES, STARTING_BYTES);
      if (elapsed < STARTING + this.#patience) return;
      this.#fail(this.#error(`did not finish loading within ${Math.round(elapsed)} s`));
    };
  }

  #lookAtRun(scenario: Scenario): (elapsed: number) => void {
    const { bytes } = estimateMemory(scenario);
    let last = this.#trace.read();
    let called = 0;
    let moved = 0;
    let before = process.memoryUsage.rss();
    return (elapsed) => {
      const reading = this.#trace.read();
      if (reading.calls !== last.calls || reading.call === null) {
        called = elapsed;
        before = process.memoryUsage.rss();
      }
      if (reading.time !== last.time || reading.events === 0) moved = elapsed;
      last = reading;
      this.#lookAtGrowth(before, bytes);
      if (elapsed - called > this.#patience)
        this.#fail(this.#error(`did not return within ${this.#patience} s`));
      else if (elapsed - moved > this.#standstill) {
        const { time } = reading;
        const problem = `kept the run at ${time} s of virtual time for ${this.#standstill} s: events follow each other without end`;
        this.#fail(new ModuleError(problem, { module: this.#files.join(', ') }));
      }
    };
  }

  /**
   * Memory outside the heap of the thread is seen in the process alone. This thread has taken too much for certain only when the
   * process has grown by more than all its threads may: \`others\` is what each of the others takes besides, for its own world.
   */
  #lookAtGrowth(before: number, others: number): void {
    const live = ModuleThread.#live;
    const allowed = live * this.#memory + (live - 1) * others;
    if (process.memoryUsage.rss() - before > allowed) this.#fail(this.#memoryError());
  }

  #memoryError(): ModuleError {
    return this.#error(`used more than ${Math.round(this.#memory / 1e6)} MB of memory`);
  }

  /** @param error anything: what a module throws is passed on */
  #crash(error: unknown): Error {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#memoryError();
    return this.#error(`${describeThrown(error, () => null)} outside of a call`);
  }

  /** An error in the call that is under way. */
  #error(problem: string): ModuleError {
    const { call, time }: TraceReading = this.#trace.read();
    const place = call === null ? undefined : this.#entries[call.entry];
    if (call === null || place === undefined)
      return new ModuleError(problem, { module: this.#files.join(', ') });
    return new ModuleError(problem, { ...place, call: call.words, time });
  }
}

function deferred<Result>(): Waiting<Result> & { readonly promise: Promise<Result> } {
  let waiting: Waiting<Result> | undefined;
  const promise = new Promise<Result>((resolve, reject) => {
    waiting = { resolve, reject };
  });
  // Whoever waits hears of a failure; nobody needs to wait.
  promise.catch(() => {});
  return { ...(waiting as unknown as Waiting<Result>), promise };
}
