/**
 * The driver's own part of a run: the clients of all workloads, who hand in their tasks at their times, and the faults. Both draw
 * from the streams from which the simulation draws.
 */
import type { Cold, Hot, Words } from '../modules/vocabulary.ts';
import { EVENT } from '../world/core/events.ts';
import type { WorldObserver } from '../world/core/observer.ts';
import { FAULT_EVENT } from '../world/faults/events.ts';
import { Faults } from '../world/faults/faults.ts';
import type { FaultTargets } from '../world/faults/kind.ts';
import type { ClientHost } from '../world/host/client-host.ts';
import type { HostContext } from '../world/host/host.ts';
import type { Passage } from '../world/network/passage.ts';
import { ablePeers, Homes } from '../world/plan/homes.ts';
import { ackTimeoutOf, horizonOf } from '../world/plan/layout.ts';
import { buildClients } from '../world/workload/build-clients.ts';
import type { Client } from '../world/workload/client.ts';
import { WORKLOAD_EVENT } from '../world/workload/events.ts';
import type { Courier } from './courier.ts';
import type { MessageSizes } from './message-sizes.ts';
import { describesTask } from './protocol.ts';
import { asKernel, type RunPlan, selectionOf } from './run-plan.ts';
import { describe } from './tasks.ts';
import type { Timers } from './timers.ts';
import { type LiveMessage, wordsOf } from './wire/message.ts';

const MICROSECONDS = 1e6;

export interface LoadSideOptions {
  readonly plan: RunPlan;
  readonly timers: Timers;
  readonly courier: Courier;
  readonly passage: Passage;
  readonly sizes: MessageSizes;
  /** Hears what clients and faults do, at its time. */
  readonly observer: WorldObserver;
  /** Hears what modules of clients report. */
  readonly facts: HostContext['facts'];
  /** Begins a fault of a process, or takes it back. */
  hit: FaultTargets['hit'];
  /** Faults of the network have changed. */
  networkChanged(): void;
  taskSubmitted(): void;
}

export class LoadSide {
  readonly homes: Homes;
  readonly clients: readonly Client[];
  readonly clientHosts: readonly ClientHost[];
  readonly faults: Faults;
  readonly #options: LoadSideOptions;
  /** By sender and receiver: messages of their connection so far, and those taken. */
  readonly #sent = new Map<string, number>();
  readonly #taken = new Map<string, number>();

  constructor(options: LoadSideOptions) {
    this.#options = options;
    const { plan, timers, passage, observer, facts, hit } = options;
    const { spec, plans, processes, tasks, capabilities, streams } = plan;
    const able = ablePeers(plans, spec.agents.groups, capabilities);
    this.homes = new Homes(tasks, processes.root, able, processes.standby);
    const kernel = asKernel(timers);
    const hostContext: HostContext = { kernel, network: this.#network(), facts };
    const ground = {
      spec,
      capabilities,
      kernel,
      hosting: hostContext,
      tasks,
      processes,
      homes: this.homes,
      observer,
      streams,
      ackTimeout: ackTimeoutOf(spec),
      horizon: horizonOf(spec),
      demand: { submitted: 0, ended: 0, executions: 0, failures: 0 },
    };
    const built = buildClients(ground, options);
    this.clients = built.clients;
    this.clientHosts = built.clientHosts;
    this.faults = new Faults(spec.faults, {
      kernel,
      streams,
      observer,
      places: selectionOf(plan),
      targets: {
        hit,
        cut: (cut) => passage.cut(cut),
        heal: (cut) => passage.heal(cut),
        isActive: (cut) => passage.cuts.includes(cut),
        disturb: (fault, begin) => passage.links.disturb(fault, begin),
      },
    });
  }

  start(): void {
    const { plan, timers } = this.#options;
    for (const [i, { start }] of plan.spec.workloads.entries())
      timers.schedule(Math.round(start * MICROSECONDS), WORKLOAD_EVENT.phase, i, 0, 0);
    this.faults.start();
  }

  /** Nothing will be handed in any more, whatever happens. */
  get isExhausted(): boolean {
    return this.clients.every(({ exhausted }) => exhausted);
  }

  onMessage(message: LiveMessage): void {
    const { from, to, kind, content, sequence } = message;
    if (sequence > 0) {
      this.#taken.set(`${from} ${to}`, sequence);
      this.#options.courier.acknowledge({ from, to, sequence });
    }
    const { table } = this.clientHosts[this.#workloadOf(to)];
    if (kind.hot) table.hot(kind.code, from, ...wordsOf(message));
    else table.cold(kind.code, from, content);
  }

  /** The latest message of a connection that a client has taken. */
  taken(from: number, to: number): number {
    return this.#taken.get(`${from} ${to}`) ?? 0;
  }

  /** A timer event of clients or faults is due. */
  onEvent(kind: number, target: number, a: number, b: number): void {
    const { clients, clientHosts, faults } = this;
    switch (kind) {
      case EVENT.timer: {
        const workload = this.#workloadOf(target);
        clientHosts[workload].scopes.fire(b, a, clients[workload]);
        return;
      }
      case WORKLOAD_EVENT.arrival:
      case WORKLOAD_EVENT.thought:
        clients[target].onEvent(kind);
        return;
      case WORKLOAD_EVENT.phase:
        clients[target].start();
        return;
      case FAULT_EVENT.due:
        faults.onDue(target);
        break;
      case FAULT_EVENT.over:
        faults.onOver(target, a);
        break;
      case FAULT_EVENT.flap:
        faults.onFlap(target, a);
        break;
      case FAULT_EVENT.cycle:
        faults.onCycle(target, a, b === 1);
        break;
      default:
        throw new Error(`no part of a live run knows event ${kind}`);
    }
    this.#options.networkChanged();
  }

  #workloadOf(client: number): number {
    const { agents, coordinators } = this.#options.plan.processes;
    return client - agents - coordinators;
  }

  /** What clients use of a network. */
  #network(): HostContext['network'] {
    const { courier, sizes, plan } = this.#options;
    const post = (from: number, to: number, kind: Hot<Words>, ...words: number[]) => {
      const task = describesTask(kind) ? describe(plan.tasks, words[0]) : undefined;
      const sequence = kind.redelivered ? this.#nextSequence(from, to) : 0;
      const message = { from, to, kind, content: words, task, sequence };
      courier.post(message, sizes.of(message));
    };
    const send = (from: number, to: number, kind: Cold<unknown>, content: unknown) => {
      const message = { from, to, kind, content, sequence: 0 };
      courier.post(message, sizes.of(message));
    };
    return { post: post as HostContext['network']['post'], send: send as HostContext['network']['send'] };
  }

  #nextSequence(from: number, to: number): number {
    const way = `${from} ${to}`;
    const sequence = (this.#sent.get(way) ?? 0) + 1;
    this.#sent.set(way, sequence);
    return sequence;
  }
}
