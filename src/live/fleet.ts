/**
 * The operating-system processes of a run: started, killed, stopped, continued and started again, as faults want it. A process that a
 * fault holds down twice is up again when the last of them ends.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, type ChildListener } from './child.ts';
import type { FromRunner, RunnerOrder, ToRunner } from './control.ts';
import { HandlerError } from './handler.ts';
import type { StateFolder } from './state-folder.ts';

/** Real milliseconds for a process to say that its executions stand still, before it is stopped all the same. */
const SUSPENSION = 200;
/** Real milliseconds for a process to end when it is asked to. */
const FAREWELL = 3000;
/** A wait that keeps no process from its end. */
const NO_HOLD = { ref: false };

export interface FleetOptions {
  readonly folder: StateFolder;
  readonly runners: number;
  /** Those that faults may kill, and how often. */
  readonly kills: ReadonlyMap<number, number>;
  /** What a process is to be, but for its number and life. */
  readonly order: Omit<RunnerOrder, 'runner' | 'life'>;
  /** Processes that each process dials. */
  dials(runner: number): readonly number[];
  heard(child: Child, message: FromRunner): void;
  /** A process has ended by itself, or could not begin. */
  failed(error: Error): void;
}

/** One operating-system process, over all its lives. */
interface Place {
  readonly runner: number;
  child: Child;
  /** Started in advance, for the next life; null: no fault kills the process. */
  spare: Child | null;
  life: number;
  port: number;
  crashes: number;
  pauses: number;
  isStopped: boolean;
  /** What is being done to it, one thing after the other. */
  work: Promise<void>;
}

export class Fleet {
  readonly #options: FleetOptions;
  readonly #places: Place[] = [];
  readonly #listener: ChildListener;
  #origin = 0n;
  #driverPort = 0;
  #isOver = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#listener = {
      heard: (child, message) => {
        if (message.kind !== 'failed') options.heard(child, message);
        else if (message.isInput) options.failed(new HandlerError(message.message));
        else this.#fail(child, message.message);
      },
      lost: (child, why) => this.#fail(child, why),
    };
  }

  /** Starts all processes, and connects them. @param port at which the driver listens */
  async prepare(port: number): Promise<void> {
    this.#driverPort = port;
    for (let runner = 1; runner < this.#options.runners; runner++)
      this.#places.push({
        runner,
        child: this.#spawn(runner, 0),
        spare: this.#spare(runner, 1),
        life: 0,
        port: 0,
        crashes: 0,
        pauses: 0,
        isStopped: false,
        work: Promise.resolve(),
      });
    await Promise.all(this.#places.flatMap(({ child, spare }) => [child.whenPrepared, spare?.whenPrepared]));
    await Promise.all(
      this.#places.map(async (place) => {
        place.port = await this.#open(place.child);
      }),
    );
    const connected = this.#places.flatMap(({ runner, child }) =>
      this.#options.dials(runner).map(() => child.hear('connected')),
    );
    for (const place of this.#places) this.#introduce(place);
    await Promise.all(connected);
  }

  /** Virtual time begins. @param origin nanoseconds of the monotonic clock */
  start(origin: bigint): void {
    this.#origin = origin;
    this.tellAll({ kind: 'start', origin });
  }

  tellAll(order: ToRunner): void {
    for (const { child } of this.#places) child.tell(order);
  }

  tell(runner: number, order: ToRunner): void {
    this.#places[runner - 1].child.tell(order);
  }

  isUp(runner: number): boolean {
    return this.#places[runner - 1].crashes === 0;
  }

  /** A fault kills a process. @returns when it has ended; null: another fault holds it down already */
  crash(runner: number): Promise<void> | null {
    const place = this.#places[runner - 1];
    if (place.crashes++ > 0) return null;
    return this.#queue(place, async () => {
      place.isStopped = false;
      await place.child.kill();
    });
  }

  /** A fault that killed a process is over. @returns when it has begun again; null: another fault still holds it down */
  restart(runner: number, network: ToRunner): Promise<void> | null {
    const place = this.#places[runner - 1];
    if (--place.crashes > 0) return null;
    return this.#queue(place, async () => {
      if (this.#isOver) return;
      place.life++;
      const spare = place.spare ?? this.#spawn(runner, place.life);
      place.child = spare;
      // The life after this one is made ready now, so that it begins as soon as the fault that ends this one is over.
      place.spare = this.#spare(runner, place.life + 1);
      await spare.whenPrepared;
      place.port = await this.#open(spare);
      spare.tell(network);
      spare.tell({ kind: 'start', origin: this.#origin });
      this.#introduce(place);
      for (const other of this.#places)
        if (this.#options.dials(other.runner).includes(runner))
          other.child.tell({ kind: 'peers', ports: [[runner, place.port]] });
      if (place.pauses > 0) await this.#stop(place);
    });
  }

  /** A fault stops a process. @returns when it stands still; null: it did before, or is down */
  pause(runner: number): Promise<void> | null {
    const place = this.#places[runner - 1];
    if (place.pauses++ > 0) return null;
    return this.#queue(place, () => this.#stop(place));
  }

  /** A fault that stopped a process is over. */
  resume(runner: number): Promise<void> | null {
    const place = this.#places[runner - 1];
    if (--place.pauses > 0) return null;
    return this.#queue(place, () => {
      if (!place.isStopped) return;
      place.isStopped = false;
      place.child.continue();
      place.child.tell({ kind: 'resume' });
    });
  }

  /** Resolves when all has been done to a process that was asked for so far. */
  work(runner: number): Promise<void> {
    return this.#places[runner - 1].work;
  }

  /** Ends all processes, whatever they are at. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(
      this.#places.map(async (place) => {
        await place.work;
        const { child, spare } = place;
        if (place.isStopped) child.continue();
        child.release();
        child.tell({ kind: 'stop' });
        await Promise.race([
          Promise.all([child.hear('stopped')]),
          child.ended,
          sleep(FAREWELL, undefined, NO_HOLD),
        ]);
        await Promise.all([child.kill(), spare?.kill()]);
      }),
    );
  }

  /** At once, when there is no time for words. */
  killAll(): void {
    this.#isOver = true;
    for (const { child, spare } of this.#places) {
      void child.kill();
      void spare?.kill();
    }
  }

  #spawn(runner: number, life: number): Child {
    const { folder, order } = this.#options;
    const child = new Child(runner, life, folder, this.#listener);
    child.tell({ kind: 'prepare', order: { ...order, runner, life } });
    return child;
  }

  /** A process for a life to come; null where no fault will end the one before. */
  #spare(runner: number, life: number): Child | null {
    return (this.#options.kills.get(runner) ?? 0) < life ? null : this.#spawn(runner, life);
  }

  async #open(child: Child): Promise<number> {
    const listening = child.hear('listening');
    child.tell({ kind: 'open' });
    return (await Promise.race([listening, child.ended.then(() => ({ port: 0 }))])).port;
  }

  /** Tells a process whom to dial. */
  #introduce({ runner, child }: Place): void {
    const ports = this.#options
      .dials(runner)
      .map((other): [number, number] => [
        other,
        other === 0 ? this.#driverPort : this.#places[other - 1].port,
      ]);
    child.tell({ kind: 'peers', ports });
  }

  async #stop(place: Place): Promise<void> {
    if (place.isStopped || place.crashes > 0) return;
    const suspended = place.child.hear('suspended');
    place.child.tell({ kind: 'suspend' });
    await Promise.race([suspended, place.child.ended, sleep(SUSPENSION, undefined, NO_HOLD)]);
    place.child.stop();
    place.isStopped = true;
  }

  #queue(place: Place, work: () => Promise<void> | void): Promise<void> {
    place.work = place.work.then(work).catch((error) => this.#options.failed(error as Error));
    return place.work;
  }

  #fail({ runner }: Child, why: string): void {
    if (!this.#isOver) this.#options.failed(new Error(`process ${runner} of the run has failed: ${why}`));
  }
}
