/**
 * An operating-system process of a run, which hosts agents or coordinators. It does what the driver says over the channel between
 * them, and ends when that channel closes.
 */
import { join } from 'node:path';
import process from 'node:process';
import type { Module, Port } from '../modules/ports.ts';
import { AgentTable } from '../world/agents/agent-table.ts';
import { ALONE, coordinatorFactories } from '../world/coordination/factories.ts';
import type { Passage } from '../world/network/passage.ts';
import { taskDirectory } from '../world/plan/directory.ts';
import { AgentsHost } from './agents-host.ts';
import { WallClock } from './clock.ts';
import { type FromRunner, factRow, type RunnerOrder, type ToRunner } from './control.ts';
import { CoordinatorHost, MODULE_TIMER } from './coordinator-host.ts';
import { COURIER_EVENT, Courier } from './courier.ts';
import type { Handler } from './handler.ts';
import { numberOfFact, vocabularyHash } from './protocol.ts';
import { courierBasis, passageOf, planRun, type RunPlan, sizesOf } from './run-plan.ts';
import { FolderDisk } from './storage/disk.ts';
import { NeverSyncedDisk } from './storage/never-synced.ts';
import { Store } from './storage/store.ts';
import { Timers } from './timers.ts';
import type { LiveMessage } from './wire/message.ts';
import { Transport } from './wire/transport.ts';

/** Real milliseconds between two reports of counters. */
const COUNTING = 250;

export class Runner {
  readonly #order: RunnerOrder;
  readonly #say: (message: FromRunner) => void;
  readonly #clock: WallClock;
  readonly #timers: Timers;
  readonly #plan: RunPlan;
  readonly #transport: Transport;
  readonly #courier: Courier;
  readonly #passage: Passage;
  readonly #coordinators = new Map<number, CoordinatorHost>();
  readonly #modules = new Map<number, () => Module>();
  readonly #agents: AgentsHost | null;
  #facts: number[] = [];
  #heartbeatsHandled = 0;
  #counting: NodeJS.Timeout | undefined;
  /** What came before the modules here had begun, since another process was quicker; null: they have. */
  #early: Uint8Array[] | null = [];
  /** Processor time at the start. */
  #usage = process.cpuUsage();

  /** @throws WorldError when the specification cannot be built */
  constructor(order: RunnerOrder, say: (message: FromRunner) => void, handlers: readonly Handler[] | null) {
    this.#order = order;
    this.#say = say;
    const { runner, life, secret } = order;
    this.#clock = new WallClock(order.speed);
    this.#timers = new Timers(
      this.#clock,
      (kind, target, a, b) => this.#onEvent(kind, target, a, b),
      (error) => this.#failed(error),
    );
    this.#plan = planRun(order.spec, order.replication);
    this.#passage = passageOf(this.#plan, this.#timers, runner, life);
    this.#transport = new Transport({
      vocabulary: vocabularyHash(),
      secret,
      runner,
      life,
      receive: (_from, body) => this.#receive(body),
      // Whoever hears of something from a message finds it among the facts, whatever becomes of this process.
      beforeWrite: () => this.#flush(),
      changed: (other, isUp) => {
        if (isUp) this.#say({ kind: 'connected', runner: other });
      },
      refused: (error) => this.#failed(error),
    });
    this.#courier = new Courier({
      ...courierBasis(this.#plan, this.#timers),
      transport: this.#transport,
      runnerOf: order.runnerOf,
      runner,
      passage: this.#passage,
      deliver: (message) => this.#deliver(message),
      taken: (from, to) => this.#coordinators.get(to)?.taken(from) ?? 0,
      acknowledged: ({ from, to, sequence }) => this.#coordinators.get(from)?.acknowledged(to, sequence),
    });
    const { processes } = this.#plan;
    const agents = this.#hosted().filter((one) => processes.isAgent(one));
    this.#agents = agents.length > 0 ? this.#agentsHost(agents, handlers) : null;
  }

  async onOrder(order: ToRunner): Promise<void> {
    switch (order.kind) {
      case 'open':
        this.#open();
        this.#say({ kind: 'listening', port: await this.#transport.listen() });
        return;
      case 'peers':
        for (const [runner, port] of order.ports) this.#transport.dial(runner, port);
        return;
      case 'start':
        this.#start(order.origin);
        return;
      case 'network':
        this.#passage.cuts.splice(0, Infinity, ...order.cuts);
        this.#passage.links.active.splice(0, Infinity, ...order.active);
        return;
      case 'slow':
        this.#timers.turn(() => this.#agents?.slow(order.process, order.factor, order.begin));
        return;
      case 'suspend':
        this.#timers.turn(() => this.#agents?.suspend());
        this.#timers.hold();
        this.#flush();
        this.#say({ kind: 'suspended', at: this.#timers.now });
        return;
      case 'resume':
        this.#timers.turn(() => this.#agents?.resume());
        this.#timers.release();
        return;
      case 'noted':
        this.#coordinators.get(order.process)?.noted(order.number);
        return;
      case 'stop':
        this.#stop();
        return;
    }
  }

  #hosted(): number[] {
    const { runnerOf, runner } = this.#order;
    return [...runnerOf.keys()].filter((process) => runnerOf[process] === runner);
  }

  #agentsHost(agents: readonly number[], handlers: readonly Handler[] | null): AgentsHost {
    return new AgentsHost({
      plan: this.#plan,
      agents,
      life: this.#order.life,
      timers: this.#timers,
      courier: this.#courier,
      sizes: sizesOf(this.#plan),
      handlers,
      tell: (agent, fact, ...words) =>
        this.#tell(factRow(this.#timers.now, agent, numberOfFact(fact), words, 0)),
    });
  }

  /** Coordinators come up with what is durable of earlier lives. */
  #open(): void {
    const { plans, spec, streams, tasks, capabilities, registries, processes } = this.#plan;
    const { runnerOf, runner, life, folder, syncs } = this.#order;
    const hosts = plans.map((plan, i) => {
      if (runnerOf[plan.process] !== runner) return null;
      const disk = new FolderDisk(join(folder, `process-${plan.process}`));
      const store: Store = new Store(syncs ? disk : new NeverSyncedDisk(disk), {
        durable: (turn) => this.#guarded(() => this.#timers.turn(() => host.durable(turn))),
        failed: (error) => this.#failed(error),
      });
      const host: CoordinatorHost = new CoordinatorHost({
        process: plan.process,
        life,
        store,
        timers: this.#timers,
        courier: this.#courier,
        random:
          life === 0 ? streams.stream('coordinator', i) : streams.stream('coordinator', `${i} life ${life}`),
        tasks,
        sizes: sizesOf(this.#plan),
        tell: (words) => this.#tell(words),
      });
      this.#coordinators.set(plan.process, host);
      return host;
    });
    if (this.#coordinators.size === 0) return;
    const table = new AgentTable(processes.agents, spec.agents.groups, capabilities.groupMasks, streams);
    const directory = taskDirectory(spec, tasks, capabilities.requirements);
    // The factory of a coordinator asks for its host when it is called, and only those hosted here are.
    const create = coordinatorFactories(spec, plans, hosts as Port[], table, directory, registries, ALONE);
    for (const [i, plan] of plans.entries())
      if (this.#coordinators.has(plan.process)) this.#modules.set(plan.process, create[i]);
  }

  #receive(body: Uint8Array): void {
    if (this.#early !== null) this.#early.push(body);
    else this.#guarded(() => this.#timers.turn(() => this.#courier.receive(body)));
  }

  #start(origin: bigint): void {
    const begin = () =>
      this.#guarded(() => {
        this.#clock.start(origin);
        this.#usage = process.cpuUsage();
        this.#timers.turn(() => {
          for (const [process, host] of this.#coordinators)
            host.start((this.#modules.get(process) as () => Module)());
          this.#agents?.start();
        });
        this.#timers.start();
        const early = this.#early ?? [];
        this.#early = null;
        for (const body of early) this.#receive(body);
        this.#counting = setInterval(() => this.#count(), COUNTING);
      });
    const wait = Number(origin - process.hrtime.bigint()) / 1e6;
    if (wait <= 0) begin();
    else setTimeout(begin, wait);
  }

  #onEvent(kind: number, target: number, a: number, b: number): void {
    if (kind === MODULE_TIMER) this.#coordinators.get(target)?.onTimer(b, a);
    else if (kind === COURIER_EVENT.arrive || kind === COURIER_EVENT.redeliver)
      this.#courier.onEvent(kind, target);
    else this.#agents?.onEvent(kind, target, a, b);
  }

  #deliver(message: LiveMessage): void {
    if (this.#plan.processes.isAgent(message.to)) {
      this.#agents?.onMessage(message);
      return;
    }
    if (message.kind.isHeartbeat) this.#heartbeatsHandled++;
    this.#coordinators.get(message.to)?.onMessage(message);
  }

  /** Facts go out together at the end of what happens now, or before the next message that leaves. */
  #tell(words: readonly number[]): void {
    this.#facts.push(...words);
    if (this.#facts.length === words.length) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (this.#facts.length === 0) return;
    this.#say({ kind: 'facts', words: Float64Array.from(this.#facts) });
    this.#facts = [];
  }

  #stop(): void {
    clearInterval(this.#counting);
    this.#timers.stop();
    this.#flush();
    this.#transport.close();
    this.#count();
    this.#say({ kind: 'stopped' });
  }

  #count(): void {
    const { executed, lateness, latest } = this.#timers;
    const { user, system } = process.cpuUsage(this.#usage);
    this.#say({
      kind: 'counters',
      counters: {
        ...this.#courier.counters,
        heartbeatsSent: this.#agents?.heartbeatsSent ?? 0,
        heartbeatsHandled: this.#heartbeatsHandled,
        cpu: (user + system) / 1e6,
        lateness,
        latest,
        timers: executed,
      },
    });
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#timers.stop();
    this.#say({
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
