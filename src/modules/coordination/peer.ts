/**
 * A peer: a coordinator over workers of its own, among others like it. Every task has one home, the peer that a client gave it to,
 * whose ledger owns it. Where a home has no room, it hands a task over to a neighbour, which does for it what a worker does:
 * confirms the assignment, and repeats the result until it is recorded. A neighbour that is suspected loses what it was given.
 */
import type { DurableStore, Module, Port, ProcessId, Scope, TaskDirectory } from '../ports.ts';
import type { HandoverOptions } from '../scheduling/handover-options.ts';
import type { Result } from '../scheduling/vocabulary.ts';
import { Versions } from '../versions.ts';
import { type Receiver, receiver } from '../vocabulary.ts';
import { Coordinator } from './coordinator.ts';
import { ForeignTasks } from './foreign-tasks.ts';
import { Neighbourhood } from './neighbourhood.ts';
import type { PeerOptions, PeerSettings } from './peer-options.ts';
import { createRouting } from './routing/create.ts';
import { routingReceivers } from './routing/receivers.ts';
import type { Routing, RoutingContext } from './routing/routing.ts';
import { Vigil } from './vigil.ts';
import { MOST_ROOM, peerFacts, peering } from './vocabulary.ts';

/** Key of the one row of settings: its first field is the change that is known. */
const SETTINGS_KEY = 0;

export class Peer implements Module {
  readonly receives: readonly Receiver[];
  readonly #port: Port;
  readonly #tasks: TaskDirectory;
  readonly #options: PeerOptions;
  readonly #coordinator: Coordinator;
  readonly #neighbourhood: Neighbourhood;
  readonly #foreign: ForeignTasks;
  readonly #vigil: Vigil;
  readonly #versions: Versions;
  readonly #settingsRow: DurableStore;
  /** Number of the latest change of settings that is known here, and what follows from it. */
  #change = 0;
  #routing: Routing;
  /** Closed when another routing takes its place, so that its timers count no more. */
  #routingScope: Scope | null = null;
  /** Tasks that a neighbour refused: they stay until the next heartbeat. */
  readonly #refused = new Set<number>();

  constructor(port: Port, tasks: TaskDirectory, options: PeerOptions) {
    this.#port = port;
    this.#tasks = tasks;
    this.#options = options;
    this.#versions = new Versions(port);
    this.#neighbourhood = new Neighbourhood(options.neighbours);
    const room = () => this.#room();
    this.#settingsRow = port.scope('settings').storage;
    const results = port.scope('foreign-tasks', { onTimer: () => this.#foreign.onTimer() });
    this.#foreign = new ForeignTasks(results, { ...options.dispatcher, room });
    const inner = port.scope('coordinator', { onTimer: () => this.#coordinator.onTimer() });
    this.#coordinator = new Coordinator(inner, tasks, {
      ...options,
      parent: null,
      dispatcher: { ...options.dispatcher, handover: this.#handover() },
      colleagues: {
        finished: (task, ticket, success) => {
          this.#refused.delete(task);
          return this.#foreign.finished(task, ticket, success);
        },
      },
    });
    const watching = port.scope('vigil', {
      onTimer: (tag, argument) => this.#vigil.onTimer(tag, argument),
    });
    this.#vigil = new Vigil(watching, this.#neighbourhood, {
      ...options,
      lost: (neighbour) => this.#coordinator.dispatcher.neighbourLost(neighbour),
      back: () => this.#coordinator.dispatcher.serve(),
    });
    this.#routing = this.#createRouting();
    this.receives = [
      ...this.#coordinator.receives,
      this.#asPeer(),
      ...routingReceivers(this.#neighbourhood.table, () => this.#routing, {
        knows: (neighbour, change) => this.#compare(neighbour, change),
      }),
    ];
  }

  start(): void {
    this.#foreign.recover();
    this.#settingsRow.forEach((_key, change) => {
      this.#change = change;
    });
    if (this.#change > 0) this.#routing = this.#createRouting();
    this.#vigil.watch(this.#routing.health !== 'token');
    this.#coordinator.start();
    this.#routing.start();
    if (this.#options.heartbeatInterval > 0) this.#beat();
  }

  /** A heartbeat is due: all other timers are those of parts. */
  onTimer(): void {
    this.#beat();
  }

  /** What it hears from neighbours; strangers are not listened to. */
  #asPeer(): Receiver {
    const { dispatcher } = this.#coordinator;
    const neighbourAt = (from: ProcessId) => this.#neighbourhood.table.indexOf(from);
    return receiver(peering, {
      heartbeat: (from, change, room) => this.#onHeartbeat(neighbourAt(from), change, room),
      assign: (from, task, token, hops) => {
        if (neighbourAt(from) >= 0) this.#foreign.onAssign(from, task, token, hops, dispatcher);
      },
      assigned: (from, task, token, accepted, room) => {
        const neighbour = neighbourAt(from);
        if (neighbour >= 0) this.#onAssigned(neighbour, task, token, accepted === 1, room);
      },
      result: (from, task, token, result, room) => {
        const neighbour = neighbourAt(from);
        if (neighbour < 0) return;
        this.#port.post(from, peering.acknowledged, task, token);
        dispatcher.ended(from, task, token, result as Result);
        this.#heard(neighbour, room);
      },
      acknowledged: (from, task, token) => this.#foreign.onRecorded(from, task, token),
      cancel: (from, task, token) => {
        this.#foreign.onCancel(from, task, token, dispatcher);
        if (!dispatcher.has(task)) this.#refused.delete(task);
      },
      adapt: (_from, change) => this.#adopt(change),
    });
  }

  #onHeartbeat(neighbour: number, change: number, room: number): void {
    if (neighbour < 0) return;
    this.#neighbourhood.heard(neighbour, room);
    this.#vigil.heard(neighbour);
    this.#routing.heard?.(neighbour);
    this.#coordinator.dispatcher.serve();
    this.#compare(neighbour, change);
  }

  /** A neighbour has a task, or will not do it: then it is to forget it, if it has not refused it. */
  #onAssigned(neighbour: number, task: number, token: number, accepted: boolean, room: number): void {
    const { table } = this.#neighbourhood;
    if (!accepted) this.#port.post(table.process[neighbour], peering.cancel, task, token);
    this.#coordinator.dispatcher.onAssigned(task, token, accepted);
    this.#heard(neighbour, room);
  }

  /** There may be more room with a neighbour than there was. */
  #heard(neighbour: number, room: number): void {
    this.#neighbourhood.heard(neighbour, room);
    this.#coordinator.dispatcher.serve();
  }

  /** Slots of trusted workers, less the tasks that are open here and not with a neighbour. */
  #room(): number {
    const { room } = this.#coordinator;
    return room === -MOST_ROOM ? room : room + this.#neighbourhood.table.totalOutstanding;
  }

  #handover(): HandoverOptions {
    const { dispatcher } = this.#options;
    const choose = (task: number) => (this.#mayGo(task) ? this.#routing.choose(task) : -1);
    const needsRoom = (task: number) => this.#room() < 0 || !this.#serves(task);
    const chooseAtOnce = (task: number) => (needsRoom(task) ? choose(task) : -1);
    return {
      neighbours: this.#neighbourhood.table,
      messages: {
        // In the ledger, tasks that are away have how often they were handed over below 0.
        assign: (to, task, token, moved) => this.#port.post(to, peering.assign, task, token, -moved),
        cancel: (to, task, token) => this.#port.post(to, peering.cancel, task, token),
      },
      hopsOf: (task) => this.#foreign.hopsOf(task),
      chooseAtOnce,
      // With late binding tasks wait even where there are free slots, until these ask for them.
      choose: dispatcher.algorithm.lateBinding ? chooseAtOnce : choose,
      gave: (neighbour) => {
        this.#neighbourhood.gave(neighbour);
        this.#routing.gave(neighbour);
      },
      refused: (task) => this.#refused.add(task),
      returned: (task) => this.#foreign.giveBack(task),
    };
  }

  #mayGo(task: number): boolean {
    return this.#foreign.hopsOf(task) < this.#settings.hops && !this.#refused.has(task);
  }

  #serves(task: number): boolean {
    return (this.#options.serves & (1 << this.#tasks.requirement(task))) !== 0;
  }

  #routingContext(port: Port): RoutingContext {
    const slots = Math.max(1, this.#options.slots);
    return {
      port,
      tasks: this.#tasks,
      neighbourhood: this.#neighbourhood,
      interval: this.#options.interval,
      members: this.#options.members,
      setTimer: (delay, what) => port.setTimer(delay, 0, what),
      change: () => this.#change,
      nextVersion: () => this.#versions.next(),
      room: () => this.#room(),
      loadFor: (task) => (this.#serves(task) ? (slots - this.#room()) / slots : Infinity),
      giverOf: (task) => this.#foreign.giverOf(task),
      waiting: () => this.#coordinator.waiting,
      serve: () => this.#coordinator.dispatcher.serve(),
      alive: (neighbour) => this.#vigil.heard(neighbour),
      suspect: (neighbour) => this.#vigil.suspect(neighbour),
      trust: (neighbour) => this.#vigil.trust(neighbour),
    };
  }

  get #settings(): PeerSettings {
    return this.#options.settings[this.#change];
  }

  #createRouting(): Routing {
    this.#routingScope?.close();
    this.#routingScope = this.#port.scope('routing', {
      onTimer: (_tag, what) => this.#routing.onTimer(what),
    });
    return createRouting(this.#settings.routing, this.#routingContext(this.#routingScope));
  }

  /** Works by other settings from now on, durably, and tells all neighbours; older changes are known already. */
  #adopt(change: number): void {
    if (change <= this.#change || change >= this.#options.settings.length) return;
    const before = this.#settings.routing;
    this.#change = change;
    this.#settingsRow.put(SETTINGS_KEY, change, 0, 0, 0);
    this.#port.report(peerFacts.adapted, change);
    if (this.#settings.routing !== before) {
      this.#routing = this.#createRouting();
      this.#vigil.watch(this.#routing.health !== 'token');
      this.#routing.start();
    }
    for (let neighbour = 0; neighbour < this.#neighbourhood.table.count; neighbour++) this.#greet(neighbour);
    this.#coordinator.dispatcher.serve();
  }

  /** A neighbour knows of so many changes: whoever knows of fewer learns of the others. */
  #compare(neighbour: number, change: number): void {
    if (change > this.#change) this.#adopt(change);
    else if (change < this.#change) this.#greet(neighbour);
  }

  /** Tells neighbours that it lives: all, in a ring those on either side, and none where gossip does that. */
  #beat(): void {
    const { health } = this.#routing;
    this.#refused.clear();
    const { dispatcher, room } = this.#coordinator;
    if (dispatcher.isOverfull || room === -MOST_ROOM) this.#foreign.offerBack(dispatcher);
    const { count } = this.#neighbourhood.table;
    const step = health === 'token' ? Math.max(1, count - 1) : 1;
    if (health !== 'gossip')
      for (let neighbour = 0; neighbour < count; neighbour += step) this.#greet(neighbour);
    this.#port.setTimer(this.#options.heartbeatInterval, 0, 0);
  }

  /** A heartbeat, with all that a neighbour should know. */
  #greet(neighbour: number): void {
    const to = this.#neighbourhood.table.process[neighbour];
    this.#port.post(to, peering.heartbeat, this.#change, this.#room());
  }
}
