/** A live run: starts the processes, hands in the workload, injects the faults, notes what happens, and ends it all. */
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import type { WorldObserver, WorldView } from '../world/core/observer.ts';
import type { Passage } from '../world/network/passage.ts';
import type { Child } from './child.ts';
import { WallClock } from './clock.ts';
import type { FromRunner, ToRunner } from './control.ts';
import { COURIER_EVENT, Courier } from './courier.ts';
import { Ending } from './ending.ts';
import { FaultWork } from './fault-work.ts';
import { Fleet } from './fleet.ts';
import type { LiveOptions, LiveProgress, LiveRun } from './live-types.ts';
import { LoadSide } from './load-side.ts';
import { Observation } from './observation.ts';
import { dialled, type Placement } from './placement.ts';
import { vocabularyHash } from './protocol.ts';
import { courierBasis, passageOf, type RunPlan, sizesOf } from './run-plan.ts';
import type { StateFolder } from './state-folder.ts';
import { Tally } from './tally.ts';
import { Timers } from './timers.ts';
import { Transport } from './wire/transport.ts';

const MICROSECONDS = 1e6;
/** Real milliseconds between the last preparation and the start of virtual time. */
const LEAD = 50;
/** Real milliseconds for which facts are held back until those that happened before them are here as well. */
const LAG = 500;
/** Real milliseconds between two looks at what has come. */
const LOOK = 50;

export class Driver {
  readonly #plan: RunPlan;
  readonly #placement: Placement;
  readonly #options: LiveOptions;
  readonly #clock: WallClock;
  readonly #timers: Timers;
  readonly #passage: Passage;
  readonly #transport: Transport;
  readonly #courier: Courier;
  readonly #load: LoadSide;
  readonly #observation: Observation;
  readonly #fleet: Fleet;
  readonly #tally: Tally;
  readonly #ending: Ending;
  readonly #faultWork: FaultWork;
  #failure: Error | null = null;
  #finish: () => void = () => {};

  constructor(
    plan: RunPlan,
    placement: Placement,
    folder: StateFolder,
    watch: (view: WorldView) => WorldObserver,
    options: LiveOptions,
  ) {
    this.#plan = plan;
    this.#placement = placement;
    this.#options = options;
    const secret = randomBytes(16).toString('hex');
    this.#clock = new WallClock(options.speed);
    this.#timers = new Timers(
      this.#clock,
      (kind, target, a, b) => this.#onEvent(kind, target, a, b),
      (error) => this.#failed(error),
      true,
    );
    this.#passage = passageOf(plan, this.#timers, 0, 0);
    this.#transport = new Transport({
      vocabulary: vocabularyHash(),
      secret,
      runner: 0,
      life: 0,
      receive: (_from, body) => this.#guarded(() => this.#timers.turn(() => this.#courier.receive(body))),
      changed() {},
      refused: (error) => this.#failed(error),
    });
    this.#courier = this.#newCourier();
    this.#observation = new Observation(plan, placement, this.#timers, watch);
    this.#load = this.#newLoadSide();
    this.#observation.connect(this.#load.homes);
    this.#tally = new Tally((about, task) => this.#load.homes.isHome(about, task));
    this.#ending = new Ending(plan.spec, options.speed, this.#load, this.#tally, this.#observation.states);
    this.#fleet = this.#newFleet(folder, secret);
    this.#faultWork = new FaultWork({
      fleet: this.#fleet,
      observation: this.#observation,
      runnerOf: placement.runnerOf,
      now: () => this.#clock.read(),
      network: () => this.#network(),
    });
  }

  #newCourier(): Courier {
    const { runnerOf } = this.#placement;
    return new Courier({
      ...courierBasis(this.#plan, this.#timers),
      transport: this.#transport,
      runnerOf,
      runner: 0,
      passage: this.#passage,
      deliver: (message) => {
        this.#load.onMessage(message);
        this.#look();
      },
      taken: (from, to) => this.#load.taken(from, to),
      acknowledged() {},
    });
  }

  #newLoadSide(): LoadSide {
    const plan = this.#plan;
    return new LoadSide({
      plan,
      timers: this.#timers,
      courier: this.#courier,
      passage: this.#passage,
      sizes: sizesOf(plan),
      observer: this.#observation.deferred,
      facts: this.#observation.facts,
      hit: (condition, target, factor, begin) => this.#faultWork.hit(condition, target, factor, begin),
      networkChanged: () => this.#networkChanged(),
      taskSubmitted: () => this.#tally.taskSubmitted(),
    });
  }

  #newFleet(folder: StateFolder, secret: string): Fleet {
    const { runnerOf, runners, kills } = this.#placement;
    const options = this.#options;
    return new Fleet({
      folder,
      runners,
      kills,
      order: {
        spec: this.#plan.spec,
        replication: options.replication ?? 0,
        speed: options.speed,
        runnerOf,
        secret,
        folder: folder.path,
        syncs: options.syncs ?? true,
        handler: options.handler,
      },
      dials: (runner) => dialled(this.#plan.processes, runnerOf, runner),
      heard: (child, message) => this.#heard(child, message),
      failed: (error) => this.#failed(error),
    });
  }

  async run(): Promise<LiveRun> {
    const begun = performance.now();
    const { signal, onProgress } = this.#options;
    const over = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const abort = () => this.#finish();
    signal?.addEventListener('abort', abort);
    const look = setInterval(() => {
      this.#guarded(() => {
        this.#tally.passes(LOOK);
        this.#observation.play(Math.min(this.#ending.horizon, this.#clock.read() - this.#timers.micros(LAG)));
        this.#look();
        this.#tellNoted();
        onProgress?.(this.#progress());
      });
    }, LOOK);
    try {
      if (signal?.aborted) this.#finish();
      const port = await this.#transport.listen();
      await Promise.race([this.#fleet.prepare(port), over]);
      if (this.#failure === null && !signal?.aborted) {
        this.#start();
        await over;
      }
      const now = this.#ending.time(this.#clock.read());
      this.#timers.stop();
      await this.#fleet.stop();
      if (this.#failure !== null) throw this.#failure;
      this.#observation.play(now);
      return {
        plan: this.#plan,
        end: this.#ending.end,
        now,
        load: this.#load,
        observation: this.#observation,
        placement: this.#placement,
        counters: this.#tally.sum(this.#courier.counters),
        cpu: this.#tally.cpu(),
        wall: (performance.now() - begun) / 1000,
      };
    } finally {
      signal?.removeEventListener('abort', abort);
      clearInterval(look);
      this.#timers.stop();
      this.#transport.close();
      this.killAll();
    }
  }

  killAll(): void {
    this.#fleet.killAll();
  }

  #start(): void {
    const origin = process.hrtime.bigint() + BigInt(LEAD * 1e6);
    this.#fleet.start(origin);
    this.#clock.start(origin);
    this.#observation.begin(Math.round(this.#plan.spec.warmup * MICROSECONDS), this.#load.clients);
    this.#timers.turn(() => this.#load.start());
    this.#timers.start();
    this.#tally.quiet = 0;
  }

  #onEvent(kind: number, target: number, a: number, b: number): void {
    if (this.#ending.end !== 'running') return;
    if (kind === COURIER_EVENT.arrive || kind === COURIER_EVENT.redeliver)
      this.#courier.onEvent(kind, target);
    else if (this.#timers.now < this.#ending.horizon) this.#load.onEvent(kind, target, a, b);
    this.#look();
  }

  #heard({ runner, life }: Child, message: FromRunner): void {
    if (message.kind === 'counters') this.#tally.count(runner, life, message.counters);
    if (message.kind !== 'facts') return;
    this.#observation.add(this.#tally.take(message.words));
    this.#look();
  }

  /** Tells processes which of their facts need not be told again. */
  #tellNoted(): void {
    this.#tally.forEachNoted((about, number) =>
      this.#fleet.tell(this.#placement.runnerOf[about], { kind: 'noted', process: about, number }),
    );
  }

  /** Whether the run is over. */
  #look(): void {
    this.#ending.noteExhaustion(this.#timers.now);
    if (this.#clock.isStarted && this.#ending.look(this.#clock.read())) this.#finish();
  }

  #network(): ToRunner {
    return { kind: 'network', cuts: this.#passage.cuts, active: this.#passage.links.active };
  }

  #networkChanged(): void {
    this.#fleet.tellAll(this.#network());
    const cuts = [...this.#passage.cuts];
    this.#observation.note(this.#timers.now, () => this.#observation.cut(cuts));
  }

  #progress(): LiveProgress {
    return {
      time: Math.min(this.#clock.read(), this.#ending.horizon) / MICROSECONDS,
      tasksDone: this.#tally.ended,
      tasksOpen: this.#tally.open,
    };
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#finish();
  }
}
