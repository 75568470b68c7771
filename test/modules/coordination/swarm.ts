/**
 * A small simulation, independent of the real one: coordinators with their modules, workers of a few lines, and a network that
 * loses, repeats and reorders, all for a while, after which it is perfect.
 */
import { Coordinator } from '../../../src/modules/coordination/coordinator.ts';

import { intake, scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import type { Hot, Words } from '../../../src/modules/vocabulary.ts';
import { toWorker } from '../../../src/modules/worker/vocabulary.ts';
import { deliver, directory, generator, type Sent, s, TestPort } from '../port.ts';
import { coordinatorOptions, type Setup } from './support.ts';

const CLIENT = 0;

interface Node {
  readonly address: number;
  up: boolean;
  hear(from: number, message: Sent): void;
  crash(): void;
  restart(): void;
}

export interface Plan {
  readonly seed: number;
  /** Workers under each leaf; one leaf is the root itself. */
  readonly leaves: readonly number[];
  readonly slots: number;
  readonly tasks: number;
  /** Chance that an execution fails, and that a worker has no room. */
  readonly failures: number;
  readonly refusals: number;
  /** Crashes, in microseconds; which node, by position, and for how long. */
  readonly crashes: readonly { readonly at: number; readonly node: number; readonly length: number }[];
  /** Up to then the network is bad. */
  readonly calmFrom: number;
}

export class Swarm {
  now = 0;
  readonly random: () => number;
  readonly plan: Plan;
  /** How often the client heard of each task's end, and the root announced it. */
  readonly finished = new Map<number, number>();
  readonly announced = new Map<number, number>();
  readonly executed = new Set<number>();
  readonly #nodes: Node[] = [];
  readonly #events: { readonly at: number; readonly run: () => void }[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
    this.random = generator(plan.seed);
    const root = 1;
    let address = root + plan.leaves.length;
    const leafOf = plan.leaves.map((_, i) => (plan.leaves.length === 1 ? root : root + 1 + i));
    if (plan.leaves.length > 1) this.#coordinator(root, { workers: leafOf, slots: 2 * plan.slots });
    for (const [i, workers] of plan.leaves.entries()) {
      const below = Array.from({ length: workers }, () => ++address);
      const parent = plan.leaves.length === 1 ? null : root;
      this.#coordinator(leafOf[i], { parent, workers: below, slots: plan.slots });
      for (const worker of below) this.#nodes.push(new Worker(this, worker, leafOf[i]));
    }
    for (let task = 0; task < plan.tasks; task++) this.#submit(task, Math.floor(this.random() * s(20)));
    for (const { at, node, length } of plan.crashes)
      this.#crash(this.#nodes[node % this.#nodes.length], at, length);
  }

  /** Runs until all tasks have ended and a while longer, or gives up. */
  run(): void {
    const { tasks } = this.plan;
    for (let spare = s(100); this.now < s(2000) && (this.finished.size < tasks || spare > 0); ) {
      const before = this.now;
      const next = this.#events.shift();
      if (!next) return;
      this.now = next.at;
      next.run();
      if (this.finished.size === tasks) spare -= this.now - before;
    }
  }

  at(time: number, run: () => void): void {
    let place = this.#events.length;
    while (place > 0 && this.#events[place - 1].at > time) place--;
    this.#events.splice(place, 0, { at: time, run });
  }

  /** Carries a message, or not, or twice; in bad times some take seconds and arrive in any order. */
  send(from: number, message: Sent): void {
    if (message.to === CLIENT) {
      const [task] = message.words;
      this.finished.set(task, (this.finished.get(task) ?? 0) + 1);
      return;
    }
    const calm = this.now >= this.plan.calmFrom;
    const copies = calm ? 1 : this.random() < 0.25 ? 0 : this.random() < 0.25 ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const delay = calm ? s(0.01) : Math.floor(this.random() * this.random() * s(8));
      this.at(this.now + delay, () => this.#deliver(from, message));
    }
  }

  #deliver(from: number, message: Sent): void {
    const node = this.#nodes.find(({ address }) => address === message.to);
    if (node?.up) node.hear(from, message);
  }

  /** A client tries until the root takes the task. */
  #submit(task: number, time: number): void {
    this.at(time, () => {
      const [root] = this.#nodes;
      if (root.up) root.hear(CLIENT, { to: root.address, kind: intake.submit, words: [task, 1] });
      else this.#submit(task, time + s(1));
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

  #coordinator(address: number, setup: Setup): void {
    // A coordinator above others takes their word for it that a task has failed.
    const retryFailures = setup.workers?.every((worker) => worker > this.plan.leaves.length + 1) ?? true;
    const dispatcher = { maxAttempts: 1000, backoff: s(0.5), retryFailures };
    this.#nodes.push(new Desk(this, address, { ...setup, timeout: 5, dispatcher }));
  }
}

/** A coordinator at a machine in the swarm. */
class Desk implements Node {
  readonly address: number;
  up = true;
  readonly #swarm: Swarm;
  readonly #port: TestPort;
  readonly #create: () => Coordinator;
  #module: Coordinator;

  constructor(swarm: Swarm, address: number, setup: Setup) {
    this.address = address;
    this.#swarm = swarm;
    this.#port = new TestPort(address);
    this.#create = () => new Coordinator(this.#port, directory(), coordinatorOptions(setup));
    this.#module = this.#create();
    swarm.at(0, () => this.#act(() => this.#module.start()));
  }

  hear(from: number, message: Sent): void {
    this.#act(() => deliver(this.#module, from, message));
  }

  crash(): void {
    this.#port.crash();
  }

  restart(): void {
    this.#module = this.#create();
    this.#act(() => this.#module.start());
  }

  /** Timers that are due first, then the call; then what was sent goes out. */
  #act(call: () => void): void {
    const swarm = this.#swarm;
    this.#port.advance(swarm.now, () => this.#module.onTimer());
    call();
    for (const message of this.#port.takeSent()) swarm.send(this.address, message);
    for (const line of this.#port.takeObserved()) {
      const [kind, task] = line.split(' ');
      if (this.address !== 1 || (kind !== 'completed' && kind !== 'failed')) continue;
      swarm.announced.set(Number(task), (swarm.announced.get(Number(task)) ?? 0) + 1);
    }
    const next = this.#port.nextTimer;
    if (next < Infinity)
      swarm.at(next, () => {
        if (this.up && this.#port.nextTimer <= swarm.now) this.#act(() => {});
      });
  }
}

interface Holding {
  attempt: number;
  success: boolean | null;
}

/** Does what a worker has to do, and no more. */
class Worker implements Node {
  readonly address: number;
  up = true;
  readonly #swarm: Swarm;
  readonly #parent: number;
  #incarnation = 0;
  #holdings = new Map<number, Holding>();

  constructor(swarm: Swarm, address: number, parent: number) {
    this.address = address;
    this.#swarm = swarm;
    this.#parent = parent;
    swarm.at(Math.floor(swarm.random() * s(1)), () => this.#beat(0));
  }

  hear(_from: number, { kind, words: [task, attempt] }: Sent): void {
    const holding = this.#holdings.get(task);
    if (kind === toWorker.assign) this.#assigned(task, attempt, holding);
    else if (holding && holding.attempt <= attempt && (kind === toWorker.cancel || holding.success !== null))
      this.#holdings.delete(task);
  }

  crash(): void {
    this.#holdings = new Map();
  }

  restart(): void {
    this.#beat(++this.#incarnation);
  }

  #assigned(task: number, attempt: number, known: Holding | undefined): void {
    const { random, plan, now } = this.#swarm;
    if (known && (known.success !== false || known.attempt >= attempt)) {
      known.attempt = Math.max(known.attempt, attempt);
      this.#send(scheduling.assigned, task, attempt, 1);
      return;
    }
    const refused = random() < plan.refusals;
    this.#send(scheduling.assigned, task, attempt, refused ? 0 : 1);
    if (refused) return;
    const holding: Holding = { attempt, success: null };
    this.#holdings.set(task, holding);
    this.#swarm.at(now + Math.floor(random() * s(4)), () => {
      if (this.#holdings.get(task) !== holding) return;
      holding.success = random() >= plan.failures;
      if (holding.success) this.#swarm.executed.add(task);
      this.#report(task, holding);
    });
  }

  #report(task: number, holding: Holding): void {
    if (this.#holdings.get(task) !== holding) return;
    this.#send(scheduling.result, task, holding.attempt, holding.success ? 1 : 0);
    this.#swarm.at(this.#swarm.now + s(2), () => this.#report(task, holding));
  }

  #beat(incarnation: number): void {
    if (incarnation !== this.#incarnation || !this.up) return;
    this.#send(scheduling.heartbeat, incarnation);
    this.#swarm.at(this.#swarm.now + s(1), () => this.#beat(incarnation));
  }

  #send<W extends Words>(kind: Hot<W>, ...words: NoInfer<W>): void {
    this.#swarm.send(this.address, { to: this.#parent, kind, words });
  }
}
