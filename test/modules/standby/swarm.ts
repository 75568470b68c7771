/**
 * A small simulation of a pair of coordinators, independent of the real one: the pair, workers of a few lines that are witnesses too,
 * a client, and a network that loses, repeats, reorders and is cut, all for a while, after which it is perfect.
 */

import { Submitter } from '../../../src/modules/client/submitter.ts';
import { Coordinator } from '../../../src/modules/coordination/coordinator.ts';
import { listening } from '../../../src/modules/flows/vocabulary.ts';
import type { ProcessId } from '../../../src/modules/ports.ts';
import { scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import type { ReplicatedBatch } from '../../../src/modules/standby/batch.ts';
import { ReplicatedCoordinator } from '../../../src/modules/standby/replicated-coordinator.ts';
import { following, pairing, toWitness } from '../../../src/modules/standby/vocabulary.ts';
import { Witness } from '../../../src/modules/standby/witness.ts';
import { toWorker } from '../../../src/modules/worker/vocabulary.ts';
import { coordinatorOptions } from '../coordination/support.ts';
import { deliver, directory, generator, type Sent, s, TestPort } from '../port.ts';

export const FIRST = 1;
export const SECOND = 2;
const CLIENT = 3;
const FIRST_WORKER = 10;

export interface Plan {
  readonly seed: number;
  readonly workers: number;
  readonly tasks: number;
  /** Chance of a message to be lost, and to come twice, in bad times; and the longest delay then, in microseconds. */
  readonly noise: number;
  readonly delay: number;
  /** Crashes, and pauses of one of the pair: which node (0 and 1 the pair, then the workers), when and for how long, microseconds. */
  readonly crashes: readonly Stop[];
  readonly pauses: readonly Stop[];
  /** Cuts: nodes of one side as bits (bit 2 the client), when, for how long, and whether only their messages are lost. */
  readonly cuts: readonly {
    readonly at: number;
    readonly side: number;
    readonly length: number;
    readonly oneWay: boolean;
  }[];
  /** Up to then the network is bad. */
  readonly calmFrom: number;
}

function nameOf(process: ProcessId): string {
  if (process === FIRST) return 'first';
  if (process === SECOND) return 'second';
  return process === CLIENT ? 'client' : `agent ${process - FIRST_WORKER + 1}`;
}

interface Stop {
  readonly at: number;
  readonly node: number;
  readonly length: number;
}

interface Node {
  up: boolean;
  hear(from: number, message: Sent): void;
  crash(): void;
  restart(): void;
}

export class PairSwarm {
  now = 0;
  readonly plan: Plan;
  readonly random: () => number;
  /** How often the client heard of the end of each task that it asked about, and how often each end was recorded. */
  readonly finished = new Map<number, number>();
  readonly recorded = new Map<number, number>();
  readonly executed = new Set<number>();
  /** What was sent and announced, word for word, heartbeats and signs of life aside. */
  readonly story: string[] = [];
  /** Role changes, as "process change generation". */
  readonly changes: string[] = [];
  readonly desks: readonly Desk[];
  readonly #nodes = new Map<ProcessId, Node>();
  readonly #events: { readonly at: number; readonly run: () => void }[] = [];
  readonly #submitter: Submitter;

  constructor(plan: Plan) {
    this.plan = plan;
    this.random = generator(plan.seed);
    const workers = Array.from({ length: plan.workers }, (_, i) => FIRST_WORKER + i);
    this.desks = [FIRST, SECOND].map((address) => new Desk(this, address, workers));
    for (const desk of this.desks) this.#nodes.set(desk.address, desk);
    for (const { at, node, length } of plan.pauses) {
      this.at(at, () => this.desks[node].pause(1));
      this.at(at + length, () => this.desks[node].pause(-1));
    }
    const client = new TestPort(CLIENT);
    this.#submitter = new Submitter(
      {
        post: (to, kind, ...words) => this.#carry(client, () => client.post(to, kind, ...words)),
        setTimer: this.#clientTimer,
      },
      {
        coordinators: [FIRST, SECOND],
        ackTimeout: s(1),
        finished: (task) => this.finished.set(task, (this.finished.get(task) ?? 0) + 1),
      },
    );
    for (const worker of workers) this.#nodes.set(worker, new Worker(this, worker));
    for (let task = 0; task < plan.tasks; task++)
      this.at(Math.floor(this.random() * s(40)), () => this.#submitter.submit(task, task % 2));
    const order = [FIRST, SECOND, ...workers];
    for (const { at, node, length } of plan.crashes) {
      const hit = this.#nodes.get(order[node % order.length]);
      if (hit) this.#crash(hit, at, length);
    }
  }

  /** Runs until all tasks have ended and a while longer, or gives up. */
  run(until = s(2000)): void {
    for (let spare = s(60); this.now < until && spare > 0; ) {
      const before = this.now;
      const next = this.#events.shift();
      if (!next) return;
      this.now = next.at;
      next.run();
      if (this.isDone) spare -= this.now - before;
    }
  }

  get isDone(): boolean {
    return this.recorded.size === this.plan.tasks && this.finished.size === Math.floor(this.plan.tasks / 2);
  }

  at(time: number, run: () => void): void {
    let place = this.#events.length;
    while (place > 0 && this.#events[place - 1].at > time) place--;
    this.#events.splice(place, 0, { at: time, run });
  }

  send(from: number, message: Sent): void {
    this.#tell(from, message);
    if (this.#isCut(from, message.to)) return;
    const { noise, delay, calmFrom } = this.plan;
    const calm = this.now >= calmFrom;
    const copies = calm ? 1 : this.random() < noise ? 0 : this.random() < noise ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const after = calm ? s(0.01) : Math.floor(this.random() * this.random() * delay) + 1;
      this.at(this.now + after, () => this.#deliver(from, message));
    }
  }

  /** Notes what happens. */
  note(process: ProcessId, words: string): void {
    this.story.push(`${(this.now / 1e6).toFixed(3).padStart(7)}  ${nameOf(process).padEnd(7)} ${words}`);
  }

  #tell(from: number, { to, kind, words, message }: Sent): void {
    if (kind === scheduling.heartbeat || kind === pairing.beat) return;
    const said = kind === following.lead ? [words[0], nameOf(words[1])] : words;
    const batch = message as ReplicatedBatch | undefined;
    const text = batch
      ? `${batch.generation} ${batch.stream} ${batch.number}, ${batch.writes.length / 6} writes`
      : said.join(' ');
    this.note(from, `-> ${nameOf(to).padEnd(7)} ${kind.name} ${text}`);
  }

  #deliver(from: number, message: Sent): void {
    const { to } = message;
    if (to === CLIENT) deliver(this.#submitter, from, message);
    const node = this.#nodes.get(to);
    if (node?.up) node.hear(from, message);
  }

  readonly #clientTimer = (delay: number): number => {
    this.at(this.now + delay, () => this.#submitter.onTimer());
    return 1;
  };

  #carry(port: TestPort, act: () => void): void {
    act();
    for (const message of port.takeSent()) this.send(port.self, message);
  }

  #isCut(from: number, to: number): boolean {
    const bit = (process: number) =>
      process === FIRST ? 1 : process === SECOND ? 2 : process === CLIENT ? 4 : 8 << (process - FIRST_WORKER);
    return this.plan.cuts.some(({ at, side, length, oneWay }) => {
      if (this.now < at || this.now >= at + length || this.now >= this.plan.calmFrom) return false;
      const inside = (side & bit(from)) !== 0;
      return inside !== ((side & bit(to)) !== 0) && (inside || !oneWay);
    });
  }

  #crash(node: Node, at: number, length: number): void {
    this.at(at, () => {
      if (!node.up) return;
      node.up = false;
      node.crash();
      this.at(at + length, () => {
        node.up = true;
        node.restart();
      });
    });
  }
}

/** One of the pair, on its machine. */
class Desk implements Node {
  readonly address: number;
  up = true;
  #pauses = 0;
  /** Calls that wait for the end of a pause. */
  #waiting: (() => void)[] = [];
  readonly #swarm: PairSwarm;
  readonly #port: TestPort;
  readonly #create: () => ReplicatedCoordinator;
  readonly #reported = new Set<number>();
  #module: ReplicatedCoordinator;

  constructor(swarm: PairSwarm, address: number, workers: readonly number[]) {
    this.address = address;
    this.#swarm = swarm;
    this.#port = new TestPort(address);
    const dispatcher = { maxAttempts: 1000 };
    const options = coordinatorOptions({ workers, timeout: 5, adopts: true, dispatcher });
    this.#create = () =>
      new ReplicatedCoordinator(this.#port, {
        peer: FIRST + SECOND - address,
        isFirst: address === FIRST,
        witnesses: workers,
        workers,
        heartbeat: s(0.5),
        timeout: s(4),
        syncTimeout: s(2),
        speaks: [scheduling, listening],
        redirects: [scheduling.result, scheduling.heartbeat],
        create: (port) => new Coordinator(port, directory(), options),
      });
    this.#module = this.#create();
    swarm.at(0, () => this.#act(() => this.#module.start()));
  }

  hear(from: number, message: Sent): void {
    this.#act(() => deliver(this.#module, from, message));
  }

  crash(): void {
    this.#port.crash();
    this.#waiting = [];
  }

  restart(): void {
    this.#module = this.#create();
    this.#act(() => this.#module.start());
  }

  /** Stands still while there are pauses; what it has heard meanwhile it hears at their end. */
  pause(change: number): void {
    this.#pauses += change;
    if (this.#pauses > 0 || !this.up) return;
    for (const call of this.#waiting.splice(0)) this.#act(call);
  }

  /** Timers that are due first, then the call; then what was sent goes out. */
  #act(call: () => void): void {
    if (this.#pauses > 0) {
      this.#waiting.push(call);
      return;
    }
    const swarm = this.#swarm;
    this.#port.advance(swarm.now, () => this.#module.onTimer());
    for (let i = 0; i < 2; i++) this.#port.draws.push(swarm.random());
    call();
    for (const message of this.#port.takeSent()) swarm.send(this.#port.self, message);
    for (const line of this.#port.takeObserved()) this.#note(line);
    const next = this.#port.nextTimer;
    if (next < Infinity)
      swarm.at(next, () => {
        if (this.up && this.#port.nextTimer <= swarm.now) this.#act(() => {});
      });
  }

  #note(line: string): void {
    const { recorded, changes } = this.#swarm;
    const [kind, first, second] = line.split(' ');
    this.#swarm.note(this.address, `   ${line}`);
    const task = Number(first);
    if (kind === 'roleChanged') changes.push(`${this.address} ${first} ${second}`);
    else if (kind === 'reported') {
      this.#reported.add(task);
      if (!recorded.has(task)) recorded.set(task, 1);
    } else if (kind === 'completed' || kind === 'failed') {
      // What the other of the pair has reported, this one recorded, and comes to tell only now.
      const told = [...this.#swarm.desks].some((desk) => desk !== this && desk.#reported.has(task));
      if (!told) recorded.set(task, (recorded.get(task) ?? 0) + 1);
    }
  }
}

interface Holding {
  attempt: number;
  done: boolean;
}

/** Does what a worker and witness has to do, and no more. */
class Worker implements Node {
  up = true;
  readonly #swarm: PairSwarm;
  readonly #port: TestPort;
  #witness: Witness;
  #parent = FIRST;
  #generation = 0;
  #incarnation = 0;
  #holdings = new Map<number, Holding>();

  constructor(swarm: PairSwarm, address: number) {
    this.#swarm = swarm;
    this.#port = new TestPort(address);
    this.#witness = new Witness(this.#port);
    swarm.at(Math.floor(swarm.random() * s(1)), () => this.#beat(0));
  }

  hear(from: number, { kind, words: [a, b, c] }: Sent): void {
    const holding = this.#holdings.get(a);
    if (kind === toWitness.ballot) this.#witness.onBallot(from, a, b, c === 1);
    else if (kind === following.lead) this.#follow(a, b);
    else if (kind === toWorker.assign) this.#assigned(from, a, b, holding);
    else if (holding && holding.attempt <= b && (kind === toWorker.cancel || holding.done))
      this.#holdings.delete(a);
    this.#flush();
  }

  crash(): void {
    this.#holdings = new Map();
  }

  restart(): void {
    this.#witness = new Witness(this.#port);
    this.#beat(++this.#incarnation);
  }

  #follow(generation: number, leader: number): void {
    if (generation > this.#generation) {
      this.#generation = generation;
      this.#parent = leader;
    }
    this.#port.post(this.#parent, scheduling.heartbeat, this.#incarnation);
  }

  #assigned(from: number, task: number, attempt: number, known: Holding | undefined): void {
    this.#port.post(from, scheduling.assigned, task, attempt, 1);
    if (known) {
      known.attempt = Math.max(known.attempt, attempt);
      return;
    }
    const { random, now } = this.#swarm;
    const holding: Holding = { attempt, done: false };
    this.#holdings.set(task, holding);
    this.#swarm.at(now + Math.floor(random() * s(4)), () => {
      if (this.#holdings.get(task) !== holding) return;
      holding.done = true;
      this.#swarm.executed.add(task);
      this.#report(task, holding);
    });
  }

  #report(task: number, holding: Holding): void {
    if (this.#holdings.get(task) !== holding) return;
    this.#port.post(this.#parent, scheduling.result, task, holding.attempt, 1);
    this.#flush();
    this.#swarm.at(this.#swarm.now + s(2), () => this.#report(task, holding));
  }

  #beat(incarnation: number): void {
    if (incarnation !== this.#incarnation || !this.up) return;
    this.#port.post(this.#parent, scheduling.heartbeat, incarnation);
    this.#flush();
    this.#swarm.at(this.#swarm.now + s(1), () => this.#beat(incarnation));
  }

  #flush(): void {
    for (const message of this.#port.takeSent()) this.#swarm.send(this.#port.self, message);
  }
}
