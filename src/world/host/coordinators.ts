/**
 * Coordinators as servers of finite speed: each handles one message at a time from its inbox, every kind of message takes its
 * time, and only then does the module see it. So a star saturates where a tree does not.
 */
import type { Kernel } from '../../engine/kernel.ts';
import type { Module } from '../../modules/ports.ts';
import { scheduling, TASKS } from '../../modules/scheduling/vocabulary.ts';
import { scopeHash } from '../../modules/scopes.ts';
import { EVENT } from '../core/events.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import type { Network } from '../network/network.ts';
import type { CoordinationSpec } from '../spec/spec.ts';
import type { CoordinatorHost } from './coordinator-host.ts';
import { ITEM } from './inbox.ts';
import { costsByKind } from './message-costs.ts';
import { begin, fire, newServer, renew, type Server, tellDurable } from './server.ts';
import { SyncingHost } from './syncing-host.ts';

/** Scopes with a row for each task that a coordinator has taken on: of its ledger, and of the ledger that a pair replicates. */
const TASK_TABLES = [TASKS, String(scopeHash(TASKS))];

export interface CoordinatorsContext {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly processes: Processes;
  readonly observer: WorldObserver;
}

export class Coordinators {
  readonly #context: CoordinatorsContext;
  readonly #servers: readonly Server[];
  readonly #first: number;
  /** Microseconds by code of the kind of message at speed 1. */
  readonly #costs: Float64Array;
  /** Microseconds by code of the kind of message at a coordinator's normal speed, and the kernel lane for that time. */
  readonly #durations: Float64Array;
  readonly #lanes: Int32Array;
  readonly #inboxLimit: number;
  readonly #speed: number;
  heartbeatsHandled = 0;
  /** Most messages that one has had for some time, before the present ones. */
  #inboxMax = 0;

  /** @param create for each coordinator, root first: makes its module afresh */
  constructor(
    spec: CoordinationSpec,
    hosts: readonly CoordinatorHost[],
    create: readonly (() => Module)[],
    context: CoordinatorsContext,
  ) {
    this.#context = context;
    this.#first = context.processes.agents;
    this.#costs = costsByKind(spec.costs);
    this.#durations = this.#costs.map((cost) => Math.round(cost / spec.speed));
    this.#lanes = Int32Array.from(this.#durations, (duration) => context.kernel.lane(duration));
    this.#speed = spec.speed;
    this.#inboxLimit = spec.inbox_limit ?? Infinity;
    this.#servers = hosts.map((host, i) => newServer(host, create[i], spec.speed));
  }

  start(): void {
    for (const server of this.#servers) begin(server);
  }

  /** Mean share of the time since `since` that coordinators spent handling messages, and the largest of any. */
  utilization(elapsed: number): { mean: number; max: number } {
    const shares = this.#servers.map((server) =>
      elapsed > 0 ? Math.min(1, (server.busyTime - server.busyBefore) / elapsed) : 0,
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    return { mean: sum / shares.length, max: shares.reduce((most, share) => Math.max(most, share), 0) };
  }

  /** Microseconds that a coordinator has spent handling messages since the start of the run. @param coordinator from 0 */
  busyTime(coordinator: number): number {
    return this.#servers[coordinator].busyTime;
  }

  /** Measuring begins anew. */
  warm(): void {
    for (const server of this.#servers) {
      server.busyBefore = server.busyTime;
      server.since = this.#context.kernel.now;
    }
    this.heartbeatsHandled = 0;
    this.#inboxMax = 0;
  }

  /** Most messages that one coordinator had for any length of time; those of an instant are gone within it. */
  mostMessages(): number {
    for (const server of this.#servers) this.#changeMessages(server, 0);
    return this.#inboxMax;
  }

  /** The machines, root first. */
  get hosts(): readonly CoordinatorHost[] {
    return this.#servers.map(({ host }) => host);
  }

  /** Whether the ledger of a coordinator has a task. */
  hasTask(process: number, task: number): boolean {
    return this.#servers[process - this.#first].host.hasRow(TASK_TABLES, task);
  }

  /** The path of the scope that set a timer of a process; empty where it was none. */
  scopeOf(process: number, word: number): string {
    return this.#servers[process - this.#first].host.scopes.pathOf(word);
  }

  receive(process: number, row: number): void {
    const server = this.#servers[process - this.#first];
    if (server.messages >= this.#inboxLimit) {
      this.#context.network.drop(row);
      return;
    }
    this.#enqueue(server, process, row, 0, 0);
  }

  receiveHeartbeat(process: number, from: number, incarnation: number): void {
    const server = this.#servers[process - this.#first];
    if (server.messages >= this.#inboxLimit) {
      this.#context.network.counters.dropped++;
      return;
    }
    this.#enqueue(server, process, ITEM.heartbeat, from, incarnation);
  }

  onTimer(process: number, argument: number, word: number): void {
    const server = this.#servers[process - this.#first];
    if (!server.host.scopes.isOpen(word)) return;
    if (!server.busy && !this.#context.processes.isPaused(process)) fire(server, word, argument);
    else server.inbox.push(ITEM.timer, argument, word, this.#context.kernel.now);
  }

  onHandled(process: number, epoch: number): void {
    const server = this.#servers[process - this.#first];
    if (server.host.epoch !== epoch) return;
    if (this.#context.processes.isPaused(process)) {
      server.due = true;
      return;
    }
    this.#finish(server);
    this.#next(server, process);
  }

  /** Writes of a process have become durable. */
  onSynced(process: number, epoch: number): void {
    const server = this.#servers[process - this.#first];
    if (server.host.epoch !== epoch) return;
    if (this.#context.processes.isPaused(process)) server.synced = true;
    else this.#synced(server);
  }

  /** The process has gone down: its inbox and its module's memory are lost, its store stays. */
  crashed(process: number): void {
    const server = this.#servers[process - this.#first];
    for (; server.inbox.size > 0; server.inbox.shift()) {
      const code = server.inbox.code;
      if (code >= 0) this.#context.network.drop(code);
      else if (code === ITEM.heartbeat) this.#context.network.counters.dropped++;
    }
    server.host.crashed();
    server.busy = false;
    server.due = false;
    server.synced = false;
    this.#changeMessages(server, -server.messages);
  }

  /** A fresh module starts with the old store. */
  restarted(process: number): void {
    const server = this.#servers[process - this.#first];
    renew(server);
    server.fresh = this.#context.processes.isPaused(process);
    if (!server.fresh) begin(server);
  }

  resumed(process: number): void {
    const server = this.#servers[process - this.#first];
    if (server.fresh) {
      server.fresh = false;
      begin(server);
    }
    if (server.synced) {
      server.synced = false;
      this.#synced(server);
    }
    if (server.due) {
      server.due = false;
      this.#finish(server);
    }
    if (!server.busy) this.#next(server, process);
  }

  slow(process: number, factor: number, begin: boolean): void {
    const server = this.#servers[process - this.#first];
    server.slowed += begin ? 1 : -1;
    if (server.slowed === 0) server.speed = this.#speed;
    else server.speed = begin ? server.speed * factor : server.speed / factor;
  }

  #enqueue(server: Server, process: number, code: number, x: number, y: number): void {
    server.inbox.push(code, x, y, this.#context.kernel.now);
    this.#changeMessages(server, 1);
    if (!server.busy && !this.#context.processes.isPaused(process)) this.#next(server, process);
  }

  #changeMessages(server: Server, change: number): void {
    const { now } = this.#context.kernel;
    if (now > server.since) {
      if (server.messages > this.#inboxMax) this.#inboxMax = server.messages;
      server.since = now;
    }
    server.messages += change;
  }

  /** Takes up items until one takes time. */
  #next(server: Server, process: number): void {
    const { kernel, processes, network } = this.#context;
    while (server.inbox.size > 0 && !processes.isPaused(process)) {
      const code = server.inbox.code;
      server.busy = true;
      if (code >= 0 || code === ITEM.heartbeat) {
        const kind = code === ITEM.heartbeat ? scheduling.heartbeat.code : network.pool.code[code];
        const normal = server.slowed === 0;
        const duration = normal ? this.#durations[kind] : Math.round(this.#costs[kind] / server.speed);
        if (duration > 0) {
          server.busyTime += duration;
          if (normal) kernel.scheduleLane(this.#lanes[kind], EVENT.handled, process, server.host.epoch, 0);
          else kernel.scheduleAfter(duration, EVENT.handled, process, server.host.epoch, 0);
          return;
        }
      }
      this.#finish(server);
    }
  }

  /** What waited for the disk leaves; the module hears of its log, now or when it has time. */
  #synced(server: Server): void {
    if (!server.host.synced()) return;
    if (server.busy) server.inbox.push(ITEM.durable, 0, 0, this.#context.kernel.now);
    else tellDurable(server);
  }

  /** The module sees the head of the inbox. */
  #finish(server: Server): void {
    const { kernel, observer, network } = this.#context;
    const { inbox } = server;
    const { code, x, y } = inbox;
    const sojourn = kernel.now - inbox.at;
    inbox.shift();
    server.busy = false;
    if (code === ITEM.timer) {
      fire(server, y, x);
      return;
    }
    if (code === ITEM.durable) {
      tellDurable(server);
      return;
    }
    this.#changeMessages(server, -1);
    if (code === ITEM.heartbeat) {
      this.heartbeatsHandled++;
      observer.heartbeatHandled(sojourn);
      server.table.hot(scheduling.heartbeat.code, x, y);
      server.host.endCall();
      return;
    }
    const { pool } = network;
    const kind = pool.kindOf(code);
    if (kind.isHeartbeat) this.heartbeatsHandled++;
    observer.messageHandled(kind, sojourn);
    if (kind.redelivered && server.host instanceof SyncingHost) this.#keep(server.host, code);
    pool.deliver(code, server.table);
    server.host.endCall();
  }

  /** A message of a client's connection is taken for good once what its receiver makes of it is durable. */
  #keep(host: SyncingHost, row: number): void {
    const { network } = this.#context;
    const copy = network.pool.copy(row);
    host.whenDurable(
      () => network.pool.remove(copy),
      () => network.drop(copy),
    );
  }
}
