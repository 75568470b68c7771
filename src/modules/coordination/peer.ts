/**
 * A peer: a coordinator over workers of its own, among others like it. Every task has one home, the peer that a client gave it to,
 * whose ledger owns it. Where a home has no room, it hands a task over to a neighbour, which does for it what a worker does:
 * confirms the assignment, and repeats the result until it is recorded. A neighbour that is suspected loses what it was given.
 */
import { isIn, KEYS } from '../durable-keys.ts';
import type { Module, Port, ProcessId, TaskDirectory } from '../ports.ts';
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

/** Timers of routings carry which of them they belong to, in the lowest bits. */
const LIVES_BITS = 10;
const LIVES_MASK = (1 << LIVES_BITS) - 1;

/** Timer tags, above those of the coordinator and its detector. */
const TAG = { handover: 128, foreign: 130, beat: 131, routing: 132, detector: 133 } as const;

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
  /** Number of the latest change of settings that is known here, and what follows from it. */
  #change = 0;
  #routing: Routing;
  /** Routings so far: timers of an earlier one count no more. */
  #routings = 0;
  /** Tasks that a neighbour refused: they stay until the next heartbeat. */
  readonly #refused = new Set<number>();

  constructor(port: Port, tasks: TaskDirectory, options: PeerOptions) {
    this.#port = port;
    this.#tasks = tasks;
    this.#options = options;
    this.#versions = new Versions(port);
    this.#neighbourhood = new Neighbourhood(options.neighbours);
    const room = () => this.#room();
    this.#foreign = new ForeignTasks(port, { ...options.dispatcher, tag: TAG.foreign, room });
    this.#coordinator = new Coordinator(port, tasks, {
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
    this.#vigil = new Vigil(port, this.#neighbourhood, {
      ...options,
      firstTag: TAG.detector,
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
    this.#port.storage.forEach((key, change) => {
      if (isIn(KEYS.change, key)) this.#change = change;
    });
    if (this.#change > 0) this.#routing = this.#createRouting();
    this.#vigil.watch(this.#routing.health !== 'token');
    this.#coordinator.start();
    this.#routing.start();
    if (this.#options.heartbeatInterval > 0) this.#beat();
  }

  onTimer(tag: number, argument: number): void {
    if (tag < TAG.handover) this.#coordinator.onTimer(tag, argument);
    else if (tag < TAG.foreign) this.#onHandoverTimer(tag - TAG.handover);
    else if (tag === TAG.foreign) this.#foreign.onTimer();
    else if (tag === TAG.beat) this.#beat();
    else if (tag === TAG.routing) this.#onRoutingTimer(argument);
    else this.#vigil.onTimer(tag - TAG.detector, argument);
  }

  #onRoutingTimer(argument: number): void {
    if ((argument & LIVES_MASK) === (this.#routings & LIVES_MASK))
      this.#routing.onTimer(argument >> LIVES_BITS);
  }

  #onHandoverTimer(tag: number): void {
    const { dispatcher } = this.#coordinator;
    dispatcher.handovers?.assignments.onTimer(tag);
    dispatcher.serve();
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
      firstTag: TAG.handover,
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

  #routingContext(): RoutingContext {
    const slots = Math.max(1, this.#options.slots);
    return {
      port: this.#port,
      tasks: this.#tasks,
      neighbourhood: this.#neighbourhood,
      interval: this.#options.interval,
      members: this.#options.members,
      setTimer: (delay, what) =>
        this.#port.setTimer(delay, TAG.routing, (what << LIVES_BITS) | (this.#routings & LIVES_MASK)),
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
    this.#routings++;
    return createRouting(this.#settings.routing, this.#routingContext());
  }

  /** Works by other settings from now on, durably, and tells all neighbours; older changes are known already. */
  #adopt(change: number): void {
    if (change <= this.#change || change >= this.#options.settings.length) return;
    const before = this.#settings.routing;
    this.#change = change;
    this.#port.storage.put(KEYS.change.first, change, 0, 0, 0);
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
    this.#port.setTimer(this.#options.heartbeatInterval, TAG.beat, 0);
  }

  /** A heartbeat, with all that a neighbour should know. */
  #greet(neighbour: number): void {
    const to = this.#neighbourhood.table.process[neighbour];
    this.#port.post(to, peering.heartbeat, this.#change, this.#room());
  }
}
