/** `sim worker`: does runs of whatever experiments are on a queue. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { twice } from '../lab/determinism.ts';
import { memoryLimit } from '../lab/environment.ts';
import { suitableWorkers, workerPool } from '../lab/experiment/pool.ts';
import type { Runner } from '../lab/experiment/types.ts';
import { openBundles } from '../lab/isolated.ts';
import { isolatedRunner } from '../lab/isolated-runner.ts';
import type { ModuleBundle } from '../lab/module-file.ts';
import { VERSION } from '../lab/version.ts';
import { plural } from '../scenario/numbers.ts';
import type { Queue, QueueConnection } from './connection.ts';
import { fromExactJson } from './exact-json.ts';
import { EXPERIMENTS, type Manifest, PROTOCOL } from './protocol.ts';
import { ServedExperiment, type Station } from './served.ts';
import { Signs } from './signs.ts';

/** Milliseconds between two looks for experiments. */
const LOOK = 500;
/** Looks between two signs of life. */
const LOOKS_PER_SIGN = 4;
/** Most experiments that are looked at, and that are served at a time: each takes a connection to PostgreSQL. */
const MOST_EXPERIMENTS = 1_000;
const MOST_SERVED = 4;
/** Milliseconds after which an experiment that is not listed any more is over: its command lists it again where a server has lost it. */
const OVER = 3_000;
/** Milliseconds after which what a command has left behind is removed, where it gives no sign of life. */
const ABANDONED = 3_600_000;

export interface ServeOptions {
  /** Runs at a time; default one for each core. */
  readonly workers?: number;
  /** End when there is no experiment any more, after there was one. */
  readonly once?: boolean;
  /** Run modules that come with experiments: code of whoever may write to the queue. */
  readonly allowModules?: boolean;
  /** Seconds after a worker's last sign of life from which others take its batch over. */
  readonly lock: number;
  /** Seconds of real time that a run may take. */
  readonly timeLimit: number;
  /** Aborted: batches under way are finished, and no others begun. */
  readonly signal?: AbortSignal;
  /** Told what it does, in sentences without a full stop. */
  readonly onNote?: (text: string) => void;
}

/** Serves until it is told to end; returns how many runs it did. */
export async function serve(connection: QueueConnection, options: ServeOptions): Promise<number> {
  const slots = options.workers ?? suitableWorkers([]);
  const station: Station = {
    connection,
    worker: `${hostname()} ${process.pid}-${randomBytes(3).toString('hex')}`,
    version: VERSION,
    slots,
    lock: options.lock,
    timeLimit: options.timeLimit,
    slot: slotsOf(slots),
  };
  const pool = await workerPool([], { workers: slots, memory: memoryLimit() / slots });
  const server = new Server(station, pool, options);
  try {
    await server.run();
    return server.done;
  } finally {
    await pool.close();
  }
}

class Server {
  readonly #station: Station;
  readonly #pool: Runner;
  readonly #options: ServeOptions;
  readonly #served = new Map<string, ServedExperiment>();
  readonly #signs = new Signs<Manifest>();
  /** When an experiment was first found missing. */
  readonly #missing = new Map<string, number>();
  readonly #leaving = new Set<Promise<void>>();
  #done = 0;
  #everServed = false;

  constructor(station: Station, pool: Runner, options: ServeOptions) {
    this.#station = station;
    this.#pool = pool;
    this.#options = options;
  }

  get done(): number {
    return this.#done;
  }

  async run(): Promise<void> {
    const { signal, once } = this.#options;
    const experiments = this.#station.connection.queue<Manifest>(EXPERIMENTS);
    const aborted = new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    for (let look = 0; !signal?.aborted; look++) {
      // A server that is away does not keep a worker that is told to end.
      await Promise.race([this.#look(experiments, look), aborted]);
      if (once && this.#everServed && this.#served.size === 0) break;
      await sleep(LOOK, undefined, { signal }).catch(() => {});
    }
    for (const id of [...this.#served.keys()]) this.#leave(id, false);
    await Promise.all(this.#leaving);
  }

  async #look(experiments: Queue<Manifest>, look: number): Promise<void> {
    try {
      this.#signs.read(await experiments.getWaiting(0, MOST_EXPERIMENTS - 1), performance.now());
      await this.#follow();
      if (look % LOOKS_PER_SIGN === 0)
        await Promise.all([...this.#served.values()].map((served) => served.sign()));
    } catch {
      // The connection reports what is wrong with the server, and the next look follows.
    }
  }

  /** Begins with what is new, and leaves what is over. */
  async #follow(): Promise<void> {
    const present = new Map(this.#signs.entries());
    for (const id of [...this.#served.keys()]) if (!present.has(id)) this.#lookAtAbsent(id);
    for (const id of present.keys()) this.#missing.delete(id);
    for (const id of this.#signs.ids()) if (this.#signs.silence(id) > ABANDONED) await this.#remove(id);
    for (const [id, manifest] of present) {
      const serving = [...this.#served.values()].filter(({ refusal }) => refusal === null).length;
      if (!this.#served.has(id) && serving < MOST_SERVED) await this.#begin(id, manifest);
    }
  }

  /** An experiment whose command is silent is left as it is; one that is not listed is over. */
  #lookAtAbsent(id: string): void {
    const isListed = this.#signs.silence(id) !== Number.POSITIVE_INFINITY;
    const since = this.#missing.get(id) ?? performance.now();
    this.#missing.set(id, since);
    if (!isListed && performance.now() - since < OVER) return;
    this.#missing.delete(id);
    this.#leave(id, !isListed);
  }

  async #begin(id: string, manifest: Manifest): Promise<void> {
    const served = new ServedExperiment(id, this.#station);
    this.#served.set(id, served);
    const whose = `${manifest.name} of ${manifest.command}`;
    const problem = await this.#refusal(manifest);
    if (problem === null) {
      try {
        served.serve(await this.#runnerOf(manifest, served));
        this.#everServed = true;
        this.#note(`works on ${whose}`);
        return await served.sign();
      } catch (error) {
        await served.refuse(error instanceof Error ? error.message : String(error));
      }
    } else await served.refuse(problem);
    this.#note(`refuses ${whose}: ${served.refusal}`);
  }

  #refusal({ protocol, version, modules }: Manifest): string | null {
    if (version !== this.#station.version || protocol !== PROTOCOL)
      return `it has version ${this.#station.version} of sim, and the experiment needs ${version}`;
    if (modules !== null && this.#options.allowModules !== true)
      return `the experiment needs ${modules.files.join(', ')}, and it was started without --allow-modules`;
    return null;
  }

  async #runnerOf(manifest: Manifest, served: ServedExperiment): Promise<Runner> {
    const { modules } = manifest;
    const runner = modules === null ? this.#shared() : await this.#isolated(modules.hash, served);
    return manifest.twice ? twice(runner, modules?.files) : runner;
  }

  async #isolated(hash: string, served: ServedExperiment): Promise<Runner> {
    const bundles = fromExactJson(await served.contents.text(hash)) as ModuleBundle[];
    return isolatedRunner(await openBundles(bundles), [], { workers: this.#station.slots });
  }

  /** The threads are for all experiments, and outlive each. */
  #shared(): Runner {
    return { ...this.#pool, close: () => Promise.resolve() };
  }

  /** What is under way may take its time: other experiments go on meanwhile. */
  #leave(id: string, ended: boolean): void {
    const served = this.#served.get(id) as ServedExperiment;
    this.#served.delete(id);
    const leaving = served.stop(ended).then(
      () => {},
      (error: unknown) => this.#note(`${id}: ${error instanceof Error ? error.message : String(error)}`),
    );
    const left = leaving.then(() => {
      this.#leaving.delete(left);
      this.#done += served.done;
      if (served.refusal === null) this.#note(`has done ${plural(served.done, 'run')} of ${id}`);
    });
    this.#leaving.add(left);
  }

  async #remove(id: string): Promise<void> {
    const served = new ServedExperiment(id, this.#station);
    await served.stop(true);
    this.#note(`removed ${id}, whose command has been silent for an hour`);
  }

  #note(text: string): void {
    this.#options.onNote?.(text);
  }
}

/** So many holders at a time; others wait in the order in which they came. */
function slotsOf(count: number): Station['slot'] {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return release;
  };
}
