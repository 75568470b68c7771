/**
 * A simulated world: agents, coordinators with their modules, network, workloads and faults, driven by the kernel. One world is
 * one run.
 */
import type { EventHandler, Kernel, StopReason } from '../engine/kernel.ts';
import type { Microseconds } from '../engine/types.ts';
import { TIMER } from '../modules/worker/machine.ts';
import { assemble, type Parts } from './assembly.ts';
import { announcing, EVENT } from './core/events.ts';
import type { WorldObserver, WorldView } from './core/observer.ts';
import { BUILT_IN, type Registries } from './core/registries.ts';
import type { ClientHost } from './host/client-host.ts';
import type { WorldSpec } from './spec/spec.ts';
import { ChainWatch } from './watch/chain.ts';
import { lostTasks } from './watch/lost-tasks.ts';
import { beginMeasuring } from './watch/measuring.ts';
import { StallWatch } from './watch/stall.ts';
import { totalOf } from './workload/client.ts';

const MICROSECONDS = 1e6;

/**
 * running: there is more to do. finished: all finite work is done. horizon: the scenario's duration is over. stalled: nothing
 * moves any more though tasks are open.
 */
export type Progress = 'running' | 'finished' | 'horizon' | 'stalled';

/** Word a of events that ask what is under way: those of the first kind wait for all else of their instant and become the second. */
const AT_ONCE = 0;
const AFTER_ALL = 1;

/** Whether a run has stalled is looked at whenever this many further events have been executed, however it is sliced. */
const STALL_CHECK = 16_384;

export class World {
  readonly spec: WorldSpec;
  readonly parts: Parts;
  readonly #kernel: Kernel;
  readonly #execute: EventHandler = (kind, target, a, b) => this.#handle(kind, target, a, b);
  #handler: EventHandler = this.#execute;
  readonly #horizon: Microseconds;
  /** Tasks submitted and not ended. */
  #open = 0;
  #ended = 0;
  readonly #stall: StallWatch;
  readonly #chain: ChainWatch;
  #progress: Progress = 'running';
  /** Microseconds at which measuring began; 0 until then. */
  measuredFrom: Microseconds = 0;
  /** False: the warm-up is not over, so that nothing has been measured. */
  isMeasuring: boolean;

  /**
   * @param watch makes the observer of this world
   * @param replication 0, 1, 2, ...: independent runs under one seed
   * @param registries what the specification may name; default what comes with the program
   * @throws WorldError when the specification cannot be built (agents that fit nowhere, too many capabilities)
   */
  constructor(
    spec: WorldSpec,
    watch: (view: WorldView) => WorldObserver,
    replication = 0,
    registries: Registries = BUILT_IN,
  ) {
    this.spec = spec;
    this.isMeasuring = spec.warmup <= 0;
    this.#horizon = spec.duration === null ? Infinity : Math.round(spec.duration * MICROSECONDS);
    const listener = {
      taskSubmitted: () => this.#taskSubmitted(),
      taskEnded: () => this.#taskEnded(),
    };
    this.parts = assemble(spec, watch, replication, listener, registries);
    this.#kernel = this.parts.kernel;
    this.#stall = new StallWatch(spec, this.parts);
    this.#chain = new ChainWatch(spec, this.parts, this);
    this.#start();
  }

  get now(): Microseconds {
    return this.#kernel.now;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Tasks that ended, and tasks under way. */
  get tasks(): { readonly ended: number; readonly open: number } {
    return { ended: this.#ended, open: this.#open };
  }

  /** Tasks that will come in all, null where that is open. */
  get totalTasks(): number | null {
    return totalOf(this.parts.clients);
  }

  /**
   * Runs on, for at most so many events and to at most this time (microseconds).
   * @throws WorldError when the clock stands still for ever, in a cycle of events that take no time
   */
  advance(maxEvents: number, until: Microseconds = Infinity): Progress {
    const limit = Math.min(this.#horizon, until);
    for (let left = maxEvents; this.#progress === 'running' && left > 0; ) {
      const executed = this.#kernel.executed;
      const events = Math.min(left, STALL_CHECK - (executed % STALL_CHECK));
      const reason = this.#kernel.run(this.#handler, limit, events);
      left -= this.#kernel.executed - executed;
      if (reason === 'chain') this.#chain.check(this.#handler);
      else if (reason === 'horizon' && limit < this.#horizon) return 'running';
      else if (reason !== 'budget') this.#progress = this.#end(reason);
      else if ((executed + events) % STALL_CHECK === 0 && this.#hasStalled()) this.#progress = 'stalled';
    }
    return this.#progress;
  }

  /** From now on `listener` hears of each event just before it is executed; null: nobody does. */
  listen(listener: EventHandler | null): void {
    this.#handler = listener === null ? this.#execute : announcing(listener, this.#execute);
  }

  /** Tasks that can no longer end. */
  lostTasks(): number {
    return ['stalled', 'finished'].includes(this.#progress) ? this.#open : lostTasks(this.parts);
  }

  #end(reason: Exclude<StopReason, 'budget' | 'chain'>): Progress {
    if (reason === 'horizon') return 'horizon';
    return reason === 'exhausted' && this.#open > 0 ? 'stalled' : 'finished';
  }

  #start(): void {
    const { agents, coordinators, clients, faults } = this.parts;
    // Of what happens when the warm-up ends, the end is the first: the measured time is closed at its start.
    const { workloads, warmup } = this.spec;
    if (warmup > 0) this.#kernel.schedule(Math.round(warmup * MICROSECONDS), EVENT.warm, 0, 0, 0);
    agents.start();
    this.parts.provision.begin();
    agents.sleepers?.begin();
    coordinators.start();
    this.parts.adaptation?.start();
    for (let i = 0; i < clients.length; i++) {
      this.#kernel.schedule(Math.round(workloads[i].start * MICROSECONDS), EVENT.workloadPhase, i, 0, 0);
    }
    faults.start();
  }

  /** The run is over, and what would begin now is not a part of it; what ends now has ended in it. */
  get #isOver(): boolean {
    return this.#kernel.now === this.#horizon;
  }

  #handle(kind: number, target: number, a: number, b: number): void {
    const { agents, coordinators, processes, network, clients, clientHosts } = this.parts;
    switch (kind) {
      case EVENT.heartbeatDue:
        agents.onHeartbeatDue(target, a);
        return;
      case EVENT.heartbeatArrive:
        if (processes.isUp(target)) coordinators.receiveHeartbeat(target, a, b);
        else network.counters.dropped++;
        return;
      case EVENT.handled:
        coordinators.onHandled(target, a);
        return;
      case EVENT.arrive:
        this.#arrive(target, a);
        return;
      case EVENT.executed:
        this.#stall.progressed();
        agents.executor.onExecuted(target);
        return;
      case EVENT.resend:
        agents.onHoldingTimer(TIMER.report, target);
        return;
      case EVENT.timer:
        if (processes.isClient(target)) {
          if (this.#isOver) return;
          const workload = this.#workload(target);
          if (!clientHosts[workload].ownsTimer(b & 0xff)) clients[workload].onTimer(b & 0xff, a);
          this.#stopIfDone();
        } else if (processes.isUp(target)) coordinators.onTimer(target, a, b);
        return;
      case EVENT.arrival:
      case EVENT.thought:
        if (this.#isOver) return;
        clients[target].onEvent(kind);
        this.#stopIfDone();
        return;
      case EVENT.workloadPhase:
        if (this.#isOver) return;
        clients[target].start();
        this.#stopIfDone();
        return;
      case EVENT.clientRetry:
        network.sendAgain(a);
        return;
      default:
        this.#control(kind, target, a, b);
    }
  }

  /** What seldom happens: faults, scaling, spawning, hibernation, the end of the warm-up. */
  #control(kind: number, target: number, a: number, b: number): void {
    const { agents, faults, provision } = this.parts;
    switch (kind) {
      case EVENT.faultDue:
        if (!this.#isOver) faults.onDue(target);
        return;
      case EVENT.faultOver:
        faults.onOver(target, a);
        return;
      case EVENT.faultFlap:
        faults.onFlap(target, a);
        return;
      case EVENT.faultCycle:
        if (b === 0 || !this.#isOver) faults.onCycle(target, a, b === 1);
        return;
      case EVENT.warm:
        this.#warm();
        return;
      case EVENT.adapt:
        this.parts.adaptation?.onDue();
        return;
      case EVENT.scale:
        if (this.#isOver) return;
        if (a === AT_ONCE) this.#kernel.scheduleLast(kind, target, AFTER_ALL, 0);
        else provision.scaler?.onScale();
        return;
      case EVENT.agentStarted:
        provision.fleet?.onStarted(target, a);
        return;
      case EVENT.spawnTimer:
        provision.spawning?.onTimer(a);
        return;
      case EVENT.spareReady:
        provision.spawning?.onSpareReady();
        return;
      case EVENT.idleLong:
        if (a === AT_ONCE) this.#kernel.scheduleLast(kind, target, AFTER_ALL, 0);
        else agents.worker.onTimer(target, TIMER.idle, 0);
        return;
      case EVENT.impatient:
        agents.onHoldingTimer(TIMER.patience, target);
        return;
      case EVENT.woken:
        agents.sleepers?.onWoken(target, a);
        return;
    }
  }

  #arrive(target: number, row: number): void {
    const { agents, coordinators, processes, network, clientHosts } = this.parts;
    if (!processes.isUp(target)) network.drop(row);
    else if (processes.isAgent(target)) agents.receive(target, row);
    else if (processes.isClient(target)) {
      this.#tell(clientHosts[this.#workload(target)], row);
    } else coordinators.receive(target, row);
  }

  #tell(client: ClientHost, row: number): void {
    this.parts.network.pool.deliver(row, client.table);
    this.#stopIfDone();
  }

  #workload(process: number): number {
    return process - this.parts.processes.agents - this.parts.processes.coordinators;
  }

  #taskSubmitted(): void {
    this.#open++;
    this.#stall.progressed();
  }

  #taskEnded(): void {
    this.#open--;
    this.#ended++;
    this.#stall.progressed();
    this.#stopIfDone();
  }

  #stopIfDone(): void {
    if (this.#open > 0 || this.parts.clients.length === 0) return;
    for (const client of this.parts.clients) if (!client.exhausted) return;
    this.#kernel.stop();
  }

  #hasStalled(): boolean {
    return this.#open > 0 && this.#horizon === Infinity && this.#stall.hasStalled();
  }

  #warm(): void {
    this.measuredFrom = this.#kernel.now;
    this.isMeasuring = true;
    beginMeasuring(this.parts);
  }
}
