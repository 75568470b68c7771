/**
 * The machine of workers on the wall clock: real timers and messages. An execution is a wait of the time that the simulation would draw
 * for it, or a call of the user's handler.
 */
import type { EntityStreams } from '../engine/random/entity-streams.ts';
import type { Fact } from '../modules/facts.ts';
import type { ProcessId, TimerId } from '../modules/ports.ts';
import { type Result, scheduling } from '../modules/scheduling/vocabulary.ts';
import { type Hot, MessageTable, type Words } from '../modules/vocabulary.ts';
import type { Executions, TimerTag, WorkerFacts, WorkerMachine } from '../modules/worker/machine.ts';
import { Worker } from '../modules/worker/worker.ts';
import { AgentTable } from '../world/agents/agent-table.ts';
import type { Executor } from '../world/agents/executor.ts';
import { EVENT } from '../world/core/events.ts';
import { OUTCOME, type Outcome, type WorldObserver } from '../world/core/observer.ts';
import { taskDirectory } from '../world/plan/directory.ts';
import { ackTimeoutOf } from '../world/plan/layout.ts';
import type { Courier } from './courier.ts';
import { executionFacts } from './execution-facts.ts';
import { HandledExecutions, type HandledListener, type Handler } from './handler.ts';
import type { MessageSizes } from './message-sizes.ts';
import type { RunPlan } from './run-plan.ts';
import { learn } from './tasks.ts';
import type { Timers } from './timers.ts';
import { waitingExecutions } from './waiting-executions.ts';
import { type LiveMessage, wordsOf } from './wire/message.ts';

const MICROSECONDS = 1e6;
/** Kind of timer event of workers: target = agent, a = argument, b = tag. */
export const WORKER_TIMER = 1020;

export interface AgentsHostOptions {
  readonly plan: RunPlan;
  /** The agents that are hosted here, and how often they have been started before. */
  readonly agents: readonly number[];
  readonly life: number;
  readonly timers: Timers;
  readonly courier: Pick<Courier, 'post'>;
  readonly sizes: MessageSizes;
  /** By task specification; null: executions are waited for. */
  readonly handlers: readonly Handler[] | null;
  /** A fact about an execution, at the present time. */
  tell<W extends Words>(agent: number, fact: Fact<W>, ...words: NoInfer<W>): void;
}

export class AgentsHost implements WorkerMachine {
  heartbeatsSent = 0;
  readonly executions: Executions;
  readonly facts: WorkerFacts;
  readonly #options: AgentsHostOptions;
  readonly #worker: Worker;
  readonly #handlers: MessageTable;
  readonly #table: AgentTable;
  /** null: handlers do the work. */
  readonly #waits: Executor | null;
  readonly #phases: EntityStreams;
  /** Messages that have come while the agents stand still; null: they do not. */
  #held: LiveMessage[] | null = null;

  constructor(options: AgentsHostOptions) {
    this.#options = options;
    const { plan, handlers, timers } = options;
    const { spec, streams, processes, tasks, capabilities, registries } = plan;
    this.#phases = streams.entities('heartbeat phase');
    const table = new AgentTable(processes.agents, spec.agents.groups, capabilities.groupMasks, streams);
    this.#table = table;
    this.facts = this.#workerFacts();
    const observer = this.#executionFacts();
    this.#waits = handlers ? null : waitingExecutions(plan, table, timers, observer, () => this.#worker);
    this.executions =
      this.#waits ?? new HandledExecutions(handlers ?? [], spec, tasks, timers, this.#handled());
    const algorithm = registries.algorithms.require(spec.scheduler.algorithm);
    const { slots, queueLimit, rejects, lastFirst } = this.#table;
    this.#worker = new Worker(this, {
      count: processes.agents,
      firstProcess: 0,
      slots,
      queueLimit,
      rejects,
      lastFirst,
      order: algorithm.order,
      preemption: spec.scheduler.preemption?.progress ?? null,
      tasks: taskDirectory(spec, tasks, capabilities.requirements),
      heartbeatInterval: Math.round(spec.health.heartbeat_interval * MICROSECONDS),
      beatsWhileBusy: spec.health.heartbeats_while_busy ?? true,
      ackTimeout: ackTimeoutOf(spec),
      answersProbes: algorithm.probes ?? false,
      pulls: algorithm.lateBinding ?? false,
      hibernateAfter: null,
    });
    this.#handlers = new MessageTable(() => this.#worker.addressee, this.#worker.receives);
  }

  start(): void {
    for (const agent of this.#options.agents)
      if (this.#options.life === 0) this.#worker.start(agent);
      else this.#worker.restarted(agent);
  }

  onMessage(message: LiveMessage): void {
    if (this.#held) this.#held.push(message);
    else this.#handle(message);
  }

  #handle(message: LiveMessage): void {
    const { from, to, kind, content, task } = message;
    if (task) learn(this.#options.plan.tasks, task);
    this.#worker.address(to);
    if (kind.hot) this.#handlers.hot(kind.code, from, ...wordsOf(message));
    else this.#handlers.cold(kind.code, from, content);
  }

  /** A timer event is due. */
  onEvent(kind: number, target: number, a: number, b: number): void {
    if (kind === WORKER_TIMER) this.#worker.onTimer(target, b as TimerTag, a);
    else if (kind === EVENT.executed) this.#waits?.onExecuted(target);
    else throw new Error(`no part of an agent knows event ${kind}`);
  }

  /**
   * All executions stand still, and messages are held back: just before the process is stopped, and until it is told that it goes on, which
   * may be after messages have reached it. Handlers stand still when their process is stopped.
   */
  suspend(): void {
    if (this.#held) return;
    this.#held = [];
    for (const agent of this.#options.agents) this.#waits?.standStill(agent);
  }

  resume(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    for (const agent of this.#options.agents) this.#waits?.goOn(agent);
    for (const message of held) this.#handle(message);
  }

  /** Executions that are waited for take more or less time from now on. */
  slow(agent: number, factor: number, begin: boolean): void {
    const table = this.#table;
    const moving = this.#held === null;
    if (moving) this.#waits?.standStill(agent);
    table.slowed[agent] += begin ? 1 : -1;
    if (table.slowed[agent] === 0) table.factor[agent] = 1;
    else table.factor[agent] = begin ? table.factor[agent] * factor : table.factor[agent] / factor;
    if (moving) this.#waits?.goOn(agent);
  }

  now(): number {
    return this.#options.timers.now;
  }

  random(agent: number): number {
    return this.#phases.at(agent, 0);
  }

  post<W extends Words>(agent: number, to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  post(agent: number, to: ProcessId, kind: Hot<Words>, ...words: number[]): void {
    const { courier, sizes } = this.#options;
    const message = { from: agent, to, kind, content: words, sequence: 0 };
    courier.post(message, sizes.of(message));
  }

  sendHeartbeat(agent: number, incarnation: number): void {
    this.heartbeatsSent++;
    this.post(agent, this.coordinator(agent), scheduling.heartbeat, incarnation);
  }

  setTimer(agent: number, delay: number, tag: TimerTag, argument: number): TimerId {
    return this.#options.timers.scheduleAfter(delay, WORKER_TIMER, agent, argument, tag);
  }

  cancelTimer(timer: TimerId): boolean {
    return this.#options.timers.cancel(timer);
  }

  incarnation(): number {
    return this.#options.life;
  }

  /** A process that has been stopped is not called. */
  isPaused(): boolean {
    return false;
  }

  coordinator(agent: number): ProcessId {
    return this.#options.plan.processes.parent[agent];
  }

  generation(): number {
    return 0;
  }

  /** Runs with two coordinators are refused. */
  follow(): void {}

  /** So are runs whose agents hibernate. */
  hibernate(): void {}

  wake(): void {}

  #workerFacts(): WorkerFacts {
    const { tell } = this.#options;
    const { assigned, rejected, queued, delayed, preempted } = executionFacts;
    return {
      accepted: (agent, task) => tell(agent, assigned, task),
      rejected: (agent, task) => tell(agent, rejected, task),
      queued: (agent, change) => tell(agent, queued, change),
      delayed: (agent, task) => tell(agent, delayed, task),
      preempted: (agent, task) => tell(agent, preempted, task),
      drained() {},
    };
  }

  #executionFacts(): WorldObserver {
    const { tell, plan } = this.#options;
    const { started, suspended, dropped, cacheAsked } = executionFacts;
    const observer: Partial<WorldObserver> = {
      taskStarted: (task, agent) => tell(agent, started, task, 0),
      executionResumed: (task, agent) => tell(agent, started, task, 1),
      executionEnded: (task, agent, outcome) =>
        this.#ended(task, agent, outcome, outcome === OUTCOME.success ? plan.tasks.startedAt[task] : 0),
      executionSuspended: (task, agent) => tell(agent, suspended, task),
      executionDropped: (task, agent) => tell(agent, dropped, task),
      cacheAsked: (task, agent, hit) => tell(agent, cacheAsked, task, hit ? 1 : 0),
      // The driver tells the states of agents from their executions and from the faults.
      agentsChanged() {},
    };
    return observer as WorldObserver;
  }

  #handled(): HandledListener {
    return {
      started: (task, agent) => this.#options.tell(agent, executionFacts.started, task, 0),
      ended: (task, agent, outcome, startedAt) => this.#ended(task, agent, outcome, startedAt),
      done: (execution, result: Result) => this.#worker.ended(execution, result),
    };
  }

  #ended(task: number, agent: number, outcome: Outcome, startedAt: number): void {
    this.#options.tell(agent, executionFacts.ended, task, outcome, startedAt);
  }
}
