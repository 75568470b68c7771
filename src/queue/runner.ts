/** Runs of an experiment on a queue: handed out in batches, taken back where they are lost, and counted once. */
import { randomBytes } from 'node:crypto';
import { ExperimentError, RunCrash, type Runner } from '../lab/experiment/types.ts';
import type { ModuleBundle } from '../lab/module-file.ts';
import { RunTimes } from './batch-size.ts';
import { type QueueConnection, type Worker, within } from './connection.ts';
import { ContentWriter, type PackedText } from './contents.ts';
import { QueueError } from './errors.ts';
import { exactJson } from './exact-json.ts';
import { Ledger } from './ledger.ts';
import { clearExperiment } from './namespace.ts';
import { errorOf, readOutcomes } from './outcomes.ts';
import { Overseer, type QueueState } from './overseer.ts';
import { type Batch, batchId, type Completion, type Manifest, type Presence, queuesOf } from './protocol.ts';

/** Runs that a command gives up to workers at a time: what bounds its memory, and that of the server. */
const MOST_OPEN = 8_192;
/** Batches for each run that workers do at a time: one under way, and one to go on with. */
const BATCHES_PER_SLOT = 2;
/** Batches where no worker is known. */
const FIRST_BATCHES = 4;
/** Seconds of work that a worker is given ahead of a decision, in runs, of which there are so many at most. */
const AHEAD = 0.25;
const MOST_AHEAD = 32;
/** Milliseconds that clearing up may take, where a server has gone for good. */
const FAREWELL = 5_000;
/** Nobody else ever processes results: one that is received twice is counted once. */
const RECEIVING = { concurrency: 1, lockDuration: 60_000, stalledInterval: 15_000, maxStalledCount: 1_000 };

export interface QueueRunnerOptions {
  /** Of the experiment, for people. */
  readonly name: string;
  /** A user's modules that the runs need. */
  readonly bundles?: readonly ModuleBundle[];
  /** Do every run twice, and fail where the second is another. */
  readonly twice?: boolean;
  /** Called every two seconds. */
  readonly onState?: (state: QueueState) => void;
}

/**
 * A runner for `Experiment` and `conduct` whose runs are done by `serve` on whatever machines. It takes the connection over: closing it
 * clears everything of this experiment from the server and closes the connection.
 * @throws QueueError when a module is too large
 */
export async function queueRunner(connection: QueueConnection, options: QueueRunnerOptions): Promise<Runner> {
  const runner = new QueueRunner(connection, options);
  try {
    await runner.open();
  } catch (error) {
    await runner.close();
    throw error;
  }
  return runner;
}

/** A name for everything that lies on the server for one experiment: letters, digits and hyphens. */
function newId(name: string): string {
  const readable = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return `${readable === '' ? 'experiment' : readable}-${randomBytes(4).toString('hex')}`;
}

class QueueRunner implements Runner {
  readonly #id: string;
  readonly #connection: QueueConnection;
  readonly #options: QueueRunnerOptions;
  readonly #queues;
  readonly #contents: ContentWriter;
  readonly #ledger = new Ledger(randomBytes(8).toString('hex'));
  readonly #times = new RunTimes();
  /** Those that are listened to. */
  readonly #signals = new WeakSet<AbortSignal>();
  #overseer: Overseer | null = null;
  #receiver: Worker<Completion> | null = null;
  /** Why nothing can be asked for any more. */
  #ended: Error | null = null;
  #pumping = false;
  #asked = 0;
  #done = 0;
  #mostSlots = 1;

  constructor(connection: QueueConnection, options: QueueRunnerOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#id = newId(options.name);
    const names = queuesOf(this.#id);
    this.#queues = {
      runs: connection.queue<Batch>(names.runs),
      results: connection.queue<Completion>(names.results),
      contents: connection.queue<PackedText>(names.contents),
      workers: connection.queue<Presence>(names.workers),
    };
    this.#contents = new ContentWriter(this.#queues.contents);
  }

  /** Most runs that workers did at a time. */
  get parallel(): number {
    return this.#mostSlots;
  }

  get capacity(): number {
    return MOST_OPEN;
  }

  get ahead(): number {
    const seconds = Math.max(this.#times.overall ?? AHEAD, 1e-6);
    return this.#slots * Math.max(1, Math.min(MOST_AHEAD, Math.round(AHEAD / seconds)));
  }

  get #slots(): number {
    return Math.max(1, this.#overseer?.slots ?? 0);
  }

  async open(): Promise<void> {
    const { name, twice = false } = this.#options;
    const modules = await this.#sendModules();
    const overseen = {
      ...this.#queues,
      id: this.#id,
      ledger: this.#ledger,
      contents: this.#contents,
      counts: () => ({ done: this.#done, total: this.#asked }),
      onLook: (state: QueueState) => {
        this.#mostSlots = Math.max(this.#mostSlots, state.slots);
        this.#options.onState?.(state);
        this.#pumpSoon();
      },
      onDrop: (error: QueueError) => this.#end(error),
    };
    const overseer = new Overseer(this.#connection, overseen, { name, modules, twice });
    this.#overseer = overseer;
    await overseer.start();
    this.#receiver = this.#connection.worker<Completion>(
      queuesOf(this.#id).results,
      ({ data }) => Promise.resolve(this.#receive(data)),
      RECEIVING,
    );
  }

  readonly run: Runner['run'] = (scenario, replication, exact, signal, whole) => {
    const ended = signal?.aborted ? (signal.reason as unknown) : this.#ended;
    if (ended !== null) return Promise.reject(ended);
    if (signal !== undefined && !this.#signals.has(signal)) {
      this.#signals.add(signal);
      signal.addEventListener('abort', () => this.#ledger.cancel(signal), { once: true });
    }
    this.#asked++;
    const settled = this.#ledger.add(this.#contents.scenario(scenario), replication, exact, {
      whole,
      signal,
    });
    this.#pumpSoon();
    return settled;
  };

  async close(): Promise<void> {
    if (this.#ended instanceof Closed) return;
    this.#end(new Closed('the queue is closed'));
    const overseer = this.#overseer;
    const clear = async (): Promise<void> => {
      await overseer?.stop();
      await this.#receiver?.close();
      if (overseer) await clearExperiment({ experiments: overseer.experiments, ...this.#queues }, this.#id);
      await overseer?.forget();
    };
    await within(FAREWELL, clear).catch(() => {});
    await within(FAREWELL, () => this.#connection.close()).catch(() => {});
  }

  #end(error: Error): void {
    this.#ended = error;
    this.#ledger.fail(error);
  }

  async #sendModules(): Promise<Manifest['modules']> {
    const { bundles = [] } = this.#options;
    if (bundles.length === 0) return null;
    const hash = this.#contents.text(exactJson(bundles));
    await this.#contents.send(hash);
    return { hash, files: bundles.map(({ file }) => file) };
  }

  /** After everything that is asked for at this moment has been asked for, so that batches are full. */
  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    const known = this.#overseer?.slots ?? 0;
    const most = known === 0 ? FIRST_BATCHES : BATCHES_PER_SLOT * known;
    while (this.#ended === null && this.#ledger.issued < most) {
      const batch = this.#ledger.take(this.#slots, this.#times, performance.now());
      if (batch === null) return;
      this.#issue(batch).catch((error: unknown) => {
        // What cannot be sent at all never will be; all else is looked after with the other batches.
        if (error instanceof QueueError) this.#ledger.fail(new ExperimentError(error.message), batch.token);
      });
    }
  }

  async #issue(batch: Batch): Promise<void> {
    await Promise.all(batch.parts.map(({ scenario }) => this.#contents.send(scenario)));
    // The same id: where an answer was lost, a second attempt adds nothing.
    await this.#queues.runs.add('batch', batch, { jobId: batchId(batch.token) });
  }

  /** Counts what a worker has done. A batch that is done already, or was taken back, is not counted. */
  #receive(completion: Completion): void {
    const { token } = completion;
    if (!this.#ledger.has(token)) return;
    const outcomes = readOutcomes(completion);
    if (outcomes === null) this.#ledger.suspect(token, new RunCrash('what the worker sent cannot be read'));
    else {
      for (const outcome of outcomes)
        if ('row' in outcome) this.#times.observe(outcome.scenario, outcome.seconds);
      this.#done += this.#ledger.complete(token, outcomes, errorOf);
    }
    this.#pumpSoon();
  }
}

/** The runner has been closed. */
class Closed extends Error {}
