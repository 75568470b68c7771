/** One experiment, as a worker does its part of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryLimit } from '../lab/environment.ts';
import { ExperimentError, RunCrash, RunDefect, type Runner } from '../lab/experiment/types.ts';
import { memoryProblem } from '../lab/simulate.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Job, type Queue, type QueueConnection, type Worker, within } from './connection.ts';
import { ContentReader, MissingContent, type PackedText, pack, TamperedContent } from './contents.ts';
import { exactJson } from './exact-json.ts';
import { clearExperiment } from './namespace.ts';
import {
  type Batch,
  type Completion,
  EXPERIMENTS,
  type Manifest,
  type Presence,
  queuesOf,
  type RunOutcome,
  resultId,
} from './protocol.ts';

/** What a worker process is to all experiments that it serves. */
export interface Station {
  readonly connection: QueueConnection;
  /** Machine and process. */
  readonly worker: string;
  readonly version: string;
  /** Runs at a time, of all experiments together. */
  readonly slots: number;
  /** Seconds for which nobody else takes a batch over after the worker's last sign of life. */
  readonly lock: number;
  /** Seconds of real time that a run may take. */
  readonly timeLimit: number;
  /** Resolves when a slot is free; the function that it gives frees it. */
  slot(): Promise<() => void>;
}

/** How often a batch may bring down its worker before BullMQ gives it up. */
const MOST_STALLS = 2;
/** Milliseconds that a server has for what a worker hands in when it leaves. */
const FAREWELL = 20_000;
/** Milliseconds between two looks whether runs have ended. */
const PAUSE = 50;
/** Seconds between two looks for batches whose worker fell silent, at most. */
const LONGEST_LOOK = 5;

export class ServedExperiment {
  readonly id: string;
  readonly #station: Station;
  readonly #contents: ContentReader;
  readonly #results: Queue<Completion>;
  readonly #workers: Queue<Presence>;
  readonly #others: readonly [Queue, Queue];
  /** Aborted when nobody wants the runs under way any more. */
  readonly #over = new AbortController();
  #runner: Runner | null = null;
  #source: Worker<Batch> | null = null;
  #refusal: string | null = null;
  #beat = 0;
  #done = 0;
  #isLeaving = false;
  /** The latest sign of life: after it has been taken back, none must follow. */
  #signing: Promise<void> = Promise.resolve();
  /** Batches whose runs are under way. */
  #working = 0;

  constructor(id: string, station: Station) {
    this.id = id;
    this.#station = station;
    const names = queuesOf(id);
    const { connection } = station;
    const contents = connection.queue<PackedText>(names.contents);
    this.#contents = new ContentReader(contents);
    this.#results = connection.queue<Completion>(names.results);
    this.#workers = connection.queue<Presence>(names.workers);
    this.#others = [contents, connection.queue(names.runs)];
  }

  /** Why nothing is done for it; null while it is served. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** Runs done for it. */
  get done(): number {
    return this.#done;
  }

  get contents(): ContentReader {
    return this.#contents;
  }

  /** Begins to take batches, whose runs this runner does; it is closed in the end. */
  serve(runner: Runner): void {
    this.#runner = runner;
    const { connection, slots, lock } = this.#station;
    this.#source = connection.worker<Batch>(
      queuesOf(this.id).runs,
      (job, token) => this.#process(job, token as string),
      {
        concurrency: slots,
        lockDuration: lock * 1_000,
        stalledInterval: Math.min(LONGEST_LOOK, lock) * 1_000,
        maxStalledCount: MOST_STALLS,
      },
    );
  }

  /** Takes no further batch, and says why. */
  async refuse(reason: string): Promise<void> {
    this.#refusal = reason;
    await this.#source?.pause(true);
    await this.sign();
  }

  /** Gives the command a sign of life. */
  sign(): Promise<void> {
    if (this.#isLeaving) return Promise.resolve();
    this.#signing = this.#sign();
    return this.#signing;
  }

  async #sign(): Promise<void> {
    const { worker, version, slots } = this.#station;
    this.#beat++;
    const presence = { worker, slots, version, refusal: this.#refusal, beat: this.#beat, done: this.#done };
    const id = this.#presenceId();
    const job = await this.#workers.getJob(id);
    if (job) await job.updateData(presence);
    else await this.#workers.add('worker', presence, { jobId: id });
  }

  /**
   * Finishes the batches that it has, and leaves.
   * @param ended the experiment is over: batches under way are given up, and what is left of it is removed
   */
  async stop(ended: boolean): Promise<void> {
    if (ended) this.#over.abort(new Error('the experiment has ended'));
    this.#isLeaving = true;
    await this.#source?.pause(true);
    while (this.#working > 0) await sleep(PAUSE);
    // Runs may take their time, a server may not: what it does not take in is done by another worker.
    await within(FAREWELL, () => this.#depart(ended)).catch(() => {});
  }

  async #depart(ended: boolean): Promise<void> {
    await this.#source?.close();
    await this.#runner?.close();
    await this.#signing.catch(() => {});
    if (ended) await this.#clear();
    else await this.#workers.remove(this.#presenceId());
    await this.#station.connection.release([this.#results, this.#workers, ...this.#others]);
  }

  #presenceId(): string {
    return `w-${this.#station.worker.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`;
  }

  /** What workers wrote after the command had cleared up. */
  async #clear(): Promise<void> {
    const experiments = this.#station.connection.queue<Manifest>(EXPERIMENTS);
    const [contents, runs] = this.#others;
    await clearExperiment(
      { experiments, runs, results: this.#results, contents, workers: this.#workers },
      this.id,
    );
    await this.#station.connection.release([experiments]);
  }

  async #process(job: Job<Batch>, token: string): Promise<void> {
    const free = await this.#station.slot();
    try {
      if (this.#refusal !== null || this.#isLeaving) return await this.#putBack(job, token);
      this.#working++;
      const outcomes = await this.#work(job.data).finally(() => this.#working--);
      if (outcomes === null) return await this.#putBack(job, token);
      await this.#complete(job, token, outcomes);
    } finally {
      free();
    }
  }

  /** Returns null when the batch is for somebody else. */
  async #work({ parts, exact, whole }: Batch): Promise<RunOutcome[] | null> {
    const outcomes: RunOutcome[] = [];
    for (const part of parts) {
      const scenario = await this.#scenario(part.scenario);
      if (scenario === null) return null;
      for (const replication of part.replications) {
        const run = { scenario: part.scenario, replication };
        outcomes.push({ ...run, ...(await this.#run(scenario, replication, { exact, whole })) });
      }
    }
    return outcomes;
  }

  async #scenario(hash: string): Promise<Scenario | null> {
    try {
      const scenario = await this.#contents.scenario(hash);
      const problem = memoryProblem(scenario, memoryLimit() / this.#station.slots);
      if (problem === null) return scenario;
      await this.refuse(problem);
    } catch (error) {
      // A server that has lost it is given it again, and the batch comes back.
      if (error instanceof MissingContent || !(error instanceof TamperedContent)) throw error;
      await this.refuse(error.message);
    }
    return null;
  }

  async #run(scenario: Scenario, replication: number, { exact, whole }: Pick<Batch, 'exact' | 'whole'>) {
    const { timeLimit } = this.#station;
    const begin = performance.now();
    const ending = new AbortController();
    let isTooLong = false;
    const timer = setTimeout(() => {
      isTooLong = true;
      ending.abort();
    }, timeLimit * 1_000);
    const end = (): void => ending.abort(this.#over.signal.reason);
    this.#over.signal.addEventListener('abort', end);
    try {
      this.#over.signal.throwIfAborted();
      const runner = this.#runner as Runner;
      const row = await runner.run(scenario, replication, exact, ending.signal, whole);
      return { row, seconds: (performance.now() - begin) / 1_000 };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (isTooLong)
        return { problem: 'defect' as const, reason: `the run took longer than ${timeLimit} s of real time` };
      if (error instanceof ExperimentError) return { problem: 'input' as const, reason };
      if (error instanceof RunDefect) return { problem: 'defect' as const, reason };
      if (error instanceof RunCrash) return { problem: 'crash' as const, reason };
      throw error;
    } finally {
      clearTimeout(timer);
      this.#over.signal.removeEventListener('abort', end);
    }
  }

  /** Hands in what was done, unless somebody else has taken the batch over: two workers never both hold its lock. */
  async #complete(job: Job<Batch>, token: string, outcomes: readonly RunOutcome[]): Promise<void> {
    const { worker, lock } = this.#station;
    const held = await job.extendLock(token, lock * 1_000).catch(() => 0);
    if (held !== 1) return;
    const completion = {
      token: job.data.token,
      worker,
      ...pack(exactJson(outcomes), 'what a batch came to'),
    };
    await this.#results.add('completion', completion, { jobId: resultId(job.data.token) });
    this.#done += outcomes.length;
  }

  /** For another worker. BullMQ knows this error by its name. */
  async #putBack(job: Job<Batch>, token: string): Promise<never> {
    await job.moveToWait(token);
    throw Object.assign(new Error('for another worker'), { name: 'WaitingError' });
  }
}
