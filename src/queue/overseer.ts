/** Looks after an experiment while it is on a queue: signs of life, who works on it, and what became of batches. */
import { hostname } from 'node:os';
import process from 'node:process';
import { RunCrash } from '../lab/experiment/types.ts';
import { VERSION } from '../lab/version.ts';
import type { Queue, QueueConnection } from './connection.ts';
import type { ContentWriter } from './contents.ts';
import { QueueError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import {
  type Batch,
  BEAT,
  batchId,
  type Completion,
  DROPPED,
  EXPERIMENTS,
  type Manifest,
  PROTOCOL,
  type Presence,
  resultId,
} from './protocol.ts';
import { Signs } from './signs.ts';

/** Milliseconds after which somebody looks what became of a batch. */
const OVERDUE = 5_000;
/** Batches that are looked after at a time. */
const MOST_LOOKS = 50;
const MOST_WORKERS = 10_000;

export interface QueueState {
  readonly id: string;
  /** Runs that workers do at a time. */
  readonly slots: number;
  readonly workers: number;
  /** What workers say that refuse. */
  readonly refusals: readonly string[];
  readonly paused: boolean;
  /** Why the latest batch could not be done that BullMQ gave up though no worker went down; null: there was none. */
  readonly trouble: string | null;
}

/** What the experiment is, as far as workers need to know. */
export type Announcement = Pick<Manifest, 'name' | 'modules' | 'twice'>;

export interface Overseen {
  readonly id: string;
  readonly ledger: Ledger;
  readonly contents: ContentWriter;
  readonly runs: Queue<Batch>;
  readonly results: Queue<Completion>;
  readonly workers: Queue<Presence>;
  /** Runs done, and asked for. */
  counts(): { readonly done: number; readonly total: number };
  /** Called after every look. */
  onLook(state: QueueState): void;
  /** Somebody has dropped the experiment. */
  onDrop(error: QueueError): void;
}

export class Overseer {
  readonly #overseen: Overseen;
  readonly #announcement: Announcement;
  readonly #experiments: Queue<Manifest>;
  readonly #dropped: Queue;
  readonly #signs = new Signs<Presence>();
  readonly #started = Date.now();
  #timer: NodeJS.Timeout | undefined;
  /** The look under way. */
  #looking: Promise<void> | null = null;
  #closed = false;
  #beat = 0;
  #turn = 0;
  /** Batches that nobody had when somebody looked: looked for twice, as a completion may be on its way. */
  #missing = new Set<string>();
  #trouble: string | null = null;

  constructor(connection: QueueConnection, overseen: Overseen, announcement: Announcement) {
    this.#overseen = overseen;
    this.#announcement = announcement;
    this.#experiments = connection.queue<Manifest>(EXPERIMENTS);
    this.#dropped = connection.queue(DROPPED);
  }

  get experiments(): Queue<Manifest> {
    return this.#experiments;
  }

  /** Runs that workers do at a time, as far as is known. */
  get slots(): number {
    return this.#serving().reduce((sum, { slots }) => sum + slots, 0);
  }

  /** Lets workers know of the experiment, and looks after it every two seconds from then on. */
  async start(): Promise<void> {
    await this.#announce();
    this.#timer = setInterval(() => this.look(), BEAT);
    this.look();
  }

  /** One look at a time, however long a server takes: none is begun while another is under way. */
  look(): void {
    if (this.#closed) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
  }

  async #look(): Promise<void> {
    try {
      this.#beat++;
      await this.#sign();
      await this.#readWorkers();
      await this.#lookAfterBatches();
      this.#overseen.onLook(await this.#state());
    } catch {
      // The connection reports what is wrong with the server, and the next look follows.
    }
  }

  /** Resolves when no look is under way any more. */
  async stop(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** To be called when all else has been removed. */
  async forget(): Promise<void> {
    await this.#dropped.remove(this.#overseen.id);
  }

  #serving(): Presence[] {
    return this.#signs.present().filter(({ refusal }) => refusal === null);
  }

  async #announce(): Promise<void> {
    await this.#experiments.add('experiment', this.#manifest(), { jobId: this.#overseen.id });
  }

  #manifest(): Manifest {
    return {
      protocol: PROTOCOL,
      version: VERSION,
      command: `${hostname()} ${process.pid}`,
      started: this.#started,
      beat: this.#beat,
      ...this.#overseen.counts(),
      ...this.#announcement,
    };
  }

  /** A server that has lost the experiment is given all of it again. */
  async #sign(): Promise<void> {
    const { id, contents, onDrop } = this.#overseen;
    const job = await this.#experiments.getJob(id);
    if (job) return job.updateData(this.#manifest());
    if (await this.#dropped.getJob(id))
      return onDrop(
        new QueueError(`${id} was dropped from the queue; the same command with --resume continues it`),
      );
    await contents.restore();
    await this.#announce();
  }

  async #readWorkers(): Promise<void> {
    const { workers } = this.#overseen;
    this.#signs.read(await workers.getWaiting(0, MOST_WORKERS), performance.now());
  }

  async #lookAfterBatches(): Promise<void> {
    const { ledger, runs, results } = this.#overseen;
    const missing = new Set<string>();
    const late = ledger.issuedBefore(performance.now() - OVERDUE);
    // Those found missing come first, then the others in turn.
    const turn = late.length === 0 ? 0 : this.#turn % late.length;
    this.#turn += MOST_LOOKS;
    const next = [
      ...late.filter((token) => this.#missing.has(token)),
      ...late.slice(turn),
      ...late.slice(0, turn),
    ];
    for (const token of [...new Set(next)].slice(0, MOST_LOOKS)) {
      const state = await runs.getJobState(batchId(token));
      if (state === 'failed') await this.#lookAtFailed(token);
      if (state !== 'unknown' && state !== 'completed') continue;
      if ((await results.getJobState(resultId(token))) !== 'unknown') continue;
      if (this.#missing.has(token)) ledger.giveBack(token);
      else missing.add(token);
    }
    this.#missing = missing;
  }

  /** A batch that BullMQ has given up: it stalled too often, or a worker could not read it. */
  async #lookAtFailed(token: string): Promise<void> {
    const { ledger, runs, contents } = this.#overseen;
    const job = await runs.getJob(batchId(token));
    const reason = job?.failedReason ?? 'nobody says why';
    const stalled = /stalled/.test(reason);
    await job?.remove();
    await contents.restore();
    if (stalled)
      ledger.suspect(token, new RunCrash('the workers that did it went down, one after the other'));
    else {
      this.#trouble = reason;
      ledger.giveBack(token);
    }
  }

  async #state(): Promise<QueueState> {
    const present = this.#signs.present();
    return {
      id: this.#overseen.id,
      slots: this.slots,
      workers: this.#serving().length,
      refusals: present.flatMap(({ worker, refusal }) => (refusal === null ? [] : [`${worker}: ${refusal}`])),
      paused: await this.#overseen.runs.isPaused(),
      trouble: this.#trouble,
    };
  }
}
