/** A world whose coordinators run a module that writes down each call and does what the test says. */

import { Streams } from '../../../src/engine/random/streams.ts';
import { Subscriptions } from '../../../src/modules/facts.ts';
import type { Log, Module, Port } from '../../../src/modules/ports.ts';
import { scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import { hot, type Receiver, receiver, vocabulary } from '../../../src/modules/vocabulary.ts';
import { Lifecycle } from '../../../src/world/faults/lifecycle.ts';
import type { CoordinatorHost } from '../../../src/world/host/coordinator-host.ts';
import { coordinatorHosts } from '../../../src/world/host/coordinator-hosts.ts';
import { Coordinators } from '../../../src/world/host/coordinators.ts';
import type { Cut } from '../../../src/world/network/cut.ts';
import type { World } from '../../../src/world/world.ts';
import { backlog, group, type Overrides, quietWorld, s, worldSpec } from '../spec.ts';

/** What the modules of these tests say to each other. Handling a `word` costs what a result costs, a `sure` one what a submission does. */
export const ordering = vocabulary('ordering', {
  word: hot(['word'], 100, 'result'),
  sure: hot(['word'], 100, 'submit', { redelivered: true }),
});

export interface Call {
  /** Seconds. */
  readonly at: number;
  readonly process: number;
  readonly what: 'start' | 'word' | 'timer' | 'beat' | 'answer' | 'durable';
  /** The first word of a message, the tag of a timer, the epoch at a start, the index of an entry that is durable. */
  readonly value: number;
  /** Sender of a message, the term of an entry, -1 for none. */
  readonly from: number;
}

/** What modules do in a call, besides writing it down. `memory` is the module's own: empty in each life. */
export type Script = (call: Call, port: Port, memory: number[]) => void;

/** Agents 0 to 3, the root, and two leaves with two agents each. */
export const ROOT = 4;
export const LEAF = 5;
export const OTHER_LEAF = 6;

export class OrderingWorld {
  readonly calls: Call[] = [];
  readonly world: World;
  readonly #hosts: readonly CoordinatorHost[];
  readonly #coordinators: Coordinators;
  readonly #lifecycle: Lifecycle;
  /** Who hears of what the modules report. */
  readonly facts = new Subscriptions();

  constructor(more: Overrides = {}, script: Script = () => {}) {
    const spec = worldSpec({
      agents: { groups: [group({ count: 4 })] },
      // It keeps the world going.
      workloads: [backlog(1, { start: 1e6 })],
      ...more,
      coordination: { ...worldSpec().coordination, topology: 'tree', fanout: 2, ...more.coordination },
    });
    this.world = quietWorld(spec);
    const { parts } = this.world;
    const context = { ...parts, facts: this.facts };
    const streams = new Streams(spec.seed, 0);
    const processes = parts.plans.map(({ process }) => process);
    this.#hosts = coordinatorHosts(processes, spec.coordination.storage ?? null, context, streams);
    const create = this.#hosts.map((host) => () => this.#module(host, script));
    this.#coordinators = new Coordinators(spec.coordination, this.#hosts, create, parts);
    // The world delivers to these coordinators from now on.
    Object.assign(parts, { coordinators: this.#coordinators });
    this.#lifecycle = new Lifecycle({
      ...parts,
      agentGone() {},
      coordinatorCrashed() {},
      stopped() {},
      ran() {},
    });
    this.#coordinators.start();
  }

  /** The port of a coordinator, for calls from outside: they count as calls of its module. */
  port(process: number): Port {
    return this.#hosts[process - ROOT];
  }

  /** A call from outside with a beginning and an end, for which a disk that takes its time waits. */
  call(process: number, action: (port: Port) => void): void {
    const host = this.#hosts[process - ROOT];
    action(host);
    host.endCall();
  }

  /** The log of a coordinator, as a module would find it now. */
  log(process: number): Log {
    return this.#hosts[process - ROOT].log;
  }

  /** Runs everything up to this time, in seconds, and including it. */
  until(seconds: number): this {
    this.world.advance(Number.POSITIVE_INFINITY, s(seconds));
    return this;
  }

  crash(process: number): void {
    this.#lifecycle.hit('crash', process, 1, true);
  }

  restart(process: number): void {
    this.#lifecycle.hit('crash', process, 1, false);
  }

  pause(process: number): void {
    this.#lifecycle.hit('pause', process, 1, true);
  }

  resume(process: number): void {
    this.#lifecycle.hit('pause', process, 1, false);
  }

  /** Cuts a process off from all others; what comes back ends that. */
  cutOff(process: number): () => void {
    const { network, processes } = this.world.parts;
    const cut: Cut = { side: new Uint8Array(processes.count).fill(2), oneWay: false };
    cut.side[process] = 1;
    network.cut(cut);
    return () => network.heal(cut);
  }

  /** Rows of a coordinator. */
  rows(process: number): [key: number, value: number][] {
    const rows: [number, number][] = [];
    this.#hosts[process - ROOT].storage.forEach((key, value) => {
      rows.push([key, value]);
    });
    return rows;
  }

  /** What a coordinator was called for, without its start unless asked. */
  of(process: number, ...what: Call['what'][]): Call[] {
    const wanted = what.length > 0 ? what : ['word', 'timer', 'beat', 'answer'];
    return this.calls.filter((call) => call.process === process && wanted.includes(call.what));
  }

  /** Times and values of the same. */
  heard(process: number, ...what: Call['what'][]): [at: number, value: number][] {
    return this.of(process, ...what).map(({ at, value }) => [at, value]);
  }

  values(process: number, ...what: Call['what'][]): number[] {
    return this.of(process, ...what).map(({ value }) => value);
  }

  #module(port: Port, script: Script): Module {
    const memory: number[] = [];
    const called = (what: Call['what'], value: number, from = -1) => {
      const call = { at: port.now() / 1e6, process: port.self, what, value, from };
      this.calls.push(call);
      script(call, port, memory);
    };
    const word = (from: number, value: number) => called('word', value, from);
    const fromAgents: Receiver = {
      handles: [
        [scheduling.heartbeat, (from: number, incarnation: number) => called('beat', incarnation, from)],
        [scheduling.assigned, (from: number, task: number) => called('answer', task, from)],
      ],
    };
    return {
      start: () => called('start', port.epoch),
      receives: [receiver(ordering, { word, sure: word }), fromAgents],
      onTimer: (tag) => called('timer', tag),
      onDurable: (term, index) => called('durable', index, term),
    };
  }
}
