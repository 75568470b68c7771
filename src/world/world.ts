/**
 * A simulated world: agents, coordinators with their modules, network, workloads and faults, driven by the kernel. One world is
 * one run.
 */
import type { EventHandler, Kernel, StopReason } from '../engine/kernel.ts';
import type { Microseconds } from '../engine/types.ts';
import type { MessageTable } from '../modules/vocabulary.ts';
import { TIMER } from '../modules/worker/machine.ts';
import { assemble } from './assembly.ts';
import { announcing, EVENT } from './core/events.ts';
import type { WorldObserver, WorldView } from './core/observer.ts';
import type { EventKind, Part } from './core/part.ts';
import { BUILT_IN, type Registries } from './core/registries.ts';
import type { AnyFeature, Core, Feature, Parts } from './feature.ts';
import { FEATURES } from './features.ts';
import type { ClientHost } from './host/client-host.ts';
import type { WorldSpec } from './spec/spec.ts';
import { ChainWatch } from './watch/chain.ts';
import { coreEvents } from './watch/core-events.ts';
import { EventTable } from './watch/event-table.ts';
import { lostTasks } from './watch/lost-tasks.ts';
import { StallWatch } from './watch/stall.ts';
import { totalOf } from './workload/client.ts';

const MICROSECONDS = 1e6;

/**
 * running: there is more to do. finished: all finite work is done. horizon: the scenario's duration is over. cut: the time has come up
 * to which the run was to go, and the scenario goes on. stalled: nothing moves any more though tasks are open.
 */
export type Progress = 'running' | 'finished' | 'horizon' | 'cut' | 'stalled';

/** Whether a run has stalled is looked at whenever this many further events have been executed, however it is sliced. */
const STALL_CHECK = 16_384;

export class World {
  readonly spec: WorldSpec;
  readonly parts: Core;
  readonly #features: Parts;
  readonly #events: EventTable;
  readonly #kernel: Kernel;
  readonly #execute: EventHandler = (kind, target, a, b) => this.#handle(kind, target, a, b);
  #handler: EventHandler = this.#execute;
  readonly #horizon: Microseconds;
  /** What the processes handle that features have brought. */
  readonly #brought: ReadonlyMap<number, MessageTable>;
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
   * @param features what worlds may have; default what comes with the program
   * @throws WorldError when the specification cannot be built (agents that fit nowhere, too many capabilities)
   */
  constructor(
    spec: WorldSpec,
    watch: (view: WorldView) => WorldObserver,
    replication = 0,
    registries: Registries = BUILT_IN,
    features: readonly AnyFeature[] = FEATURES,
  ) {
    this.spec = spec;
    this.isMeasuring = spec.warmup <= 0;
    const listener = {
      taskSubmitted: () => this.#taskSubmitted(),
      taskEnded: () => this.#taskEnded(),
      settle: () => this.#stopIfDone(),
    };
    const { core, parts } = assemble(spec, watch, replication, listener, registries, features);
    this.parts = core;
    this.#features = parts;
    this.#horizon = core.horizon;
    this.#kernel = core.kernel;
    this.#events = new EventTable(coreEvents(core), parts.list);
    this.#stall = new StallWatch(spec, core, parts.list);
    this.#chain = new ChainWatch(core, this.#events, this);
    this.#brought = new Map(parts.list.flatMap(({ processes }) => [...(processes ?? [])]));
    this.#start(parts.list);
  }

  /** What a feature has brought into this world; null where the world does not have it. */
  part<P extends object>(feature: Feature<P>): P | null {
    return this.#features.of(feature);
  }

  /** What events of a kind are; undefined for a kind that this world does not have. */
  eventKind(kind: number): EventKind | undefined {
    return this.#events.of(kind);
  }

  /** Metrics that features know, by name; those of features that this world does not have are missing. */
  figures(): Record<string, number | null> {
    return Object.assign({}, ...this.#features.list.map((part) => part.figures?.() ?? {}));
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
   * Runs on, for at most so many events and to at most this time (microseconds). A run that is cut there has had all events of that
   * instant, as the run has that goes on: those that begin nothing at the end of the scenario alone are not left out. It can be
   * advanced further.
   * @throws WorldError when the clock stands still for ever, in a cycle of events that take no time
   */
  advance(maxEvents: number, until: Microseconds = Infinity): Progress {
    const limit = Math.min(this.#horizon, until);
    if (this.#progress === 'cut') this.#progress = 'running';
    for (let left = maxEvents; this.#progress === 'running' && left > 0; ) {
      const executed = this.#kernel.executed;
      const events = Math.min(left, STALL_CHECK - (executed % STALL_CHECK));
      const reason = this.#kernel.run(this.#handler, limit, events);
      left -= this.#kernel.executed - executed;
      if (reason === 'chain') this.#chain.check(this.#handler);
      else if (reason === 'horizon' && limit < this.#horizon) this.#progress = 'cut';
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

  #start(parts: readonly Part[]): void {
    const { agents, coordinators } = this.parts;
    // Of what happens when the warm-up ends, the end is the first: the measured time is closed at its start.
    const { warmup } = this.spec;
    if (warmup > 0) this.#kernel.schedule(Math.round(warmup * MICROSECONDS), EVENT.warm, 0, 0, 0);
    agents.start();
    for (const part of parts) part.prepare?.();
    coordinators.start();
    for (const part of parts) part.start?.();
  }

  /** What processes bring about is handled here, at once; all else by the feature whose event it is. */
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
          if (this.parts.isOver()) return;
          const workload = this.#workload(target);
          clientHosts[workload].scopes.fire(b, a, clients[workload]);
          this.#stopIfDone();
        } else if (!processes.isUp(target)) return;
        else if (processes.isAgent(target)) agents.onMemberTimer(target, a, b);
        else coordinators.onTimer(target, a, b);
        return;
      case EVENT.clientRetry:
        network.sendAgain(a);
        return;
      case EVENT.impatient:
        agents.onHoldingTimer(TIMER.patience, target);
        return;
      case EVENT.synced:
        coordinators.onSynced(target, a);
        return;
      case EVENT.warm:
        this.#warm();
        return;
      default:
        this.#events.handle(kind, target, a, b);
    }
  }

  #arrive(target: number, row: number): void {
    const { agents, coordinators, processes, network, clientHosts } = this.parts;
    if (!processes.isUp(target)) network.drop(row);
    else if (network.holds(target, row)) return;
    else if (processes.isAgent(target)) agents.receive(target, row);
    else if (processes.isClient(target)) {
      const brought = this.#brought.get(target);
      if (brought) network.pool.deliver(row, brought);
      else this.#tell(clientHosts[this.#workload(target)], row);
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

  /** Whatever has been counted so far is forgotten: the measured time begins now. */
  #warm(): void {
    this.measuredFrom = this.#kernel.now;
    this.isMeasuring = true;
    const { agents, coordinators, lifecycle, network, observer } = this.parts;
    agents.executor.warm();
    coordinators.warm();
    network.forgetCounters();
    lifecycle.forgetCrashes();
    for (const part of this.#features.list) part.warm?.();
    observer.warm();
  }
}
