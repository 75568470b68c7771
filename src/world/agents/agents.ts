/**
 * The agents: simulated machines, each with a worker on it, that crash, pause and slow down. What an agent says and does is the
 * worker's part (modules/worker); how long it takes and what goes wrong is decided here.
 */
import { scheduling } from '../../modules/scheduling/vocabulary.ts';
import { MessageTable } from '../../modules/vocabulary.ts';
import { TIMER, type TimerTag } from '../../modules/worker/machine.ts';
import type { WorkerOptions } from '../../modules/worker/options.ts';
import { Worker } from '../../modules/worker/worker.ts';
import { AgentFacts } from './agent-facts.ts';
import { AgentMachine } from './agent-machine.ts';
import { AgentStates } from './agent-states.ts';
import type { AgentTable } from './agent-table.ts';
import type { AgentsContext } from './agents-context.ts';
import type { Checkpoints } from './checkpoints.ts';
import { Executor } from './executor.ts';
import type { MemoryUse } from './memory-use.ts';
import { Sleepers } from './sleepers.ts';
import { SwimMembers } from './swim-members.ts';

const MICROSECONDS = 1e6;

interface HeldTimer {
  readonly argument: number;
  readonly word: number;
}

export class Agents {
  readonly table: AgentTable;
  readonly executor: Executor;
  /** One module for all of them; a worker has the number of its agent. */
  readonly worker: Worker;
  /** What memory agents hold; null: nobody asks. */
  readonly memory: MemoryUse | null;
  /** null: nothing is saved. */
  readonly checkpoints: Checkpoints | null;
  /** null: no agent ever sleeps. */
  readonly sleepers: Sleepers | null;
  readonly #context: AgentsContext;
  readonly #states: AgentStates;
  readonly #handlers: MessageTable;
  /** null: agents do not watch each other. */
  readonly #members: SwimMembers | null;
  /** Messages that reached paused agents, and timers of their members, in the order in which they came. */
  readonly #held = new Map<number, (number | HeldTimer)[]>();

  constructor(table: AgentTable, context: AgentsContext) {
    this.table = table;
    this.memory = context.memory;
    this.checkpoints = context.checkpoints;
    this.#context = context;
    const { processes, observer, hibernate } = context;
    const worker = () => this.worker;
    this.#states = new AgentStates(table, processes, observer, (agent) =>
      this.sleepers ? this.sleepers.isAsleep(agent) : false,
    );
    this.executor = new Executor(table, context, this.#states, worker);
    this.sleepers = hibernate ? new Sleepers(hibernate, table, context, this.#states, worker) : null;
    const options = workerOptions(table, context);
    const facts = new AgentFacts(context);
    const machine = new AgentMachine(context, options, this.executor, facts, this.sleepers);
    this.worker = new Worker(machine, options, context.witnesses);
    const addressee = () => this.worker.addressee;
    const { swim, hosting, streams } = context;
    this.#members = swim && new SwimMembers(table.count, swim, hosting, streams, addressee);
    const receives = this.#members ? [...this.worker.receives, this.#members.receives] : this.worker.receives;
    this.#handlers = new MessageTable(addressee, receives);
  }

  /** All agents come up; heartbeats start at a random phase of their period. */
  start(): void {
    this.#states.begin();
    for (let agent = 0; agent < this.table.count; agent++) this.worker.start(agent);
    this.#members?.start();
  }

  onHeartbeatDue(agent: number, incarnation: number): void {
    const { processes } = this.#context;
    // One set before the last crash is void.
    if (processes.beat[agent] < 0 && (processes.incarnation[agent] !== incarnation || !processes.isUp(agent)))
      return;
    this.worker.onTimer(agent, TIMER.heartbeat, incarnation);
  }

  /** A timer of something that an agent holds is due. */
  onHoldingTimer(tag: TimerTag, holding: number): void {
    this.worker.onTimer(this.worker.holdings.worker[holding], tag, holding);
  }

  /** A message reaches an agent that is up. */
  receive(agent: number, row: number): void {
    if (this.#context.processes.isPaused(agent)) {
      this.#hold(agent, row);
      return;
    }
    this.worker.address(agent);
    this.#context.network.pool.deliver(row, this.#handlers);
  }

  /** A timer of the agent's member is due; one that is due in a pause waits for its end. */
  onMemberTimer(agent: number, argument: number, word: number): void {
    if (this.#context.processes.isPaused(agent)) this.#hold(agent, { argument, word });
    else this.#members?.onTimer(agent, argument, word);
  }

  /** The agent has gone down (call after `processes` says so): it forgets everything. */
  crashed(agent: number): void {
    const { network, processes, warmth, gone } = this.#context;
    this.sleepers?.crashed(agent, processes.absent[agent] === 1);
    const wasLeaving = this.worker.crashed(agent);
    for (const held of this.#held.get(agent) ?? []) if (typeof held === 'number') network.drop(held);
    this.#held.delete(agent);
    this.#members?.crashed(agent);
    warmth?.crashed(agent);
    this.show(agent);
    if (wasLeaving) gone?.(agent);
  }

  /**
   * The agent is to go: it takes nothing new, and `gone` is called as soon as it has nothing left; or `atOnce`, with all that it has.
   *
   * @param teller process that tells its coordinator: the agent, or whoever runs it
   */
  leave(agent: number, atOnce: boolean, teller = agent): void {
    if (teller === agent) {
      if (atOnce) this.worker.leaveAtOnce(agent);
      else this.worker.leave(agent);
      return;
    }
    const { network, processes } = this.#context;
    const incarnation = processes.incarnation[agent];
    const to = processes.parent[agent];
    network.post(teller, to, scheduling.leave, agent, incarnation, atOnce ? 1 : 0);
    if (!atOnce) this.worker.drain(agent);
  }

  /** The agent's state is to be shown anew. */
  show(agent: number): void {
    this.#states.show(agent);
  }

  /** The agent is up again as a new incarnation (call after `processes` says so), and beats at once. */
  restarted(agent: number): void {
    this.show(agent);
    this.worker.restarted(agent);
    this.#members?.restarted(agent);
  }

  /** The agent stands still from now on (call after `processes` says so). */
  paused(agent: number): void {
    this.executor.standStill(agent);
    this.show(agent);
    this.worker.paused(agent);
  }

  resumed(agent: number): void {
    this.executor.goOn(agent);
    this.show(agent);
    this.worker.resumed(agent);
    const held = this.#held.get(agent) ?? [];
    this.#held.delete(agent);
    for (const one of held)
      if (typeof one === 'number') this.receive(agent, one);
      else this.onMemberTimer(agent, one.argument, one.word);
    this.worker.caughtUp(agent);
  }

  /** Multiplies the agent's speed; `begin` false takes the same factor back. */
  slow(agent: number, factor: number, begin: boolean): void {
    const { table } = this;
    const moving = !this.#context.processes.isPaused(agent);
    if (moving) this.executor.standStill(agent);
    table.slowed[agent] += begin ? 1 : -1;
    if (table.slowed[agent] === 0) table.factor[agent] = 1;
    else table.factor[agent] = begin ? table.factor[agent] * factor : table.factor[agent] / factor;
    if (moving) this.executor.goOn(agent);
  }

  #hold(agent: number, what: number | HeldTimer): void {
    const held = this.#held.get(agent);
    if (held) held.push(what);
    else this.#held.set(agent, [what]);
  }
}

function workerOptions(table: AgentTable, context: AgentsContext): WorkerOptions {
  const { slots, queueLimit, rejects, lastFirst } = table;
  const { hibernate } = context;
  return {
    count: table.count,
    firstProcess: 0,
    slots,
    queueLimit,
    rejects,
    lastFirst,
    order: context.order,
    preemption: context.preemption?.progress ?? null,
    tasks: context.directory,
    heartbeatInterval: context.heartbeatInterval,
    beatsWhileBusy: context.beatsWhileBusy,
    ackTimeout: context.ackTimeout,
    answersProbes: context.probes,
    pulls: context.lateBinding,
    hibernateAfter: hibernate ? Math.max(1, Math.round(hibernate.after * MICROSECONDS)) : null,
  };
}
