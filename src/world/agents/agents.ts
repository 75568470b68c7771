/**
 * The agents: processes that take assignments, run them, report results and send heartbeats, and that crash, pause and slow down.
 */
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import { Reservations } from '../../modules/scheduling/reservations.ts';
import { ANSWER, RESULT, scheduling } from '../../modules/scheduling/vocabulary.ts';
import { MessageTable, type Receiver, receiver } from '../../modules/vocabulary.ts';
import { toWorker } from '../../modules/worker/vocabulary.ts';
import { EVENT } from '../core/events.ts';
import { AGENT_STATE } from '../core/observer.ts';
import type { AgentTable } from './agent-table.ts';
import type { AgentsContext } from './agents-context.ts';
import { Executor } from './executor.ts';
import type { ExecutorListener } from './executor-context.ts';
import { Holdings, PHASE } from './holdings.ts';
import { ProbeAnswers } from './probe-answers.ts';
import { Sleepers } from './sleepers.ts';

export class Agents {
  readonly table: AgentTable;
  readonly executor: Executor;
  /** null: no agent ever sleeps. */
  readonly sleepers: Sleepers | null;
  /** Assignments that agents have accepted and whose results are not acknowledged. */
  readonly holdings: Holdings;
  readonly #context: AgentsContext;
  readonly #heartbeatLane: number;
  readonly #phases: EntityStreams;
  readonly #answers: ProbeAnswers | null;
  readonly #reservations: Reservations | null;
  /** 1: takes nothing new, and goes when nothing is left. */
  readonly #leaving: Uint8Array;
  readonly #table: MessageTable;
  /** The agent that a message is being handled for. */
  #receiver = -1;
  /** Messages that reached paused agents. */
  readonly #held = new Map<number, number[]>();

  constructor(table: AgentTable, context: AgentsContext) {
    this.table = table;
    this.#context = context;
    this.holdings = new Holdings(context.tasks, table.count);
    this.#leaving = new Uint8Array(table.count);
    const answers = context.probes ? new ProbeAnswers(table, this.holdings) : null;
    this.#answers = answers;
    this.#reservations = context.lateBinding ? new Reservations(table.count) : null;
    const listener: ExecutorListener = {
      executed: (row) => answers?.executed(row, context.kernel.now),
      free: (agent) => this.#ask(agent, false),
    };
    this.sleepers = context.hibernate
      ? new Sleepers(context.hibernate, table, this.holdings, {
          ...context,
          changed: (agent) => this.executor.show(agent),
          woken: (agent) => this.executor.fill(agent),
        })
      : null;
    this.executor = new Executor(table, this.holdings, context, listener, this.sleepers);
    this.#heartbeatLane = context.kernel.lane(Math.max(1, context.heartbeatInterval));
    this.#phases = context.streams.entities('heartbeat phase');
    this.#table = new MessageTable(0, this.#receives());
  }

  /** All agents come up; heartbeats start at a random phase of their period. */
  start(): void {
    const { kernel, heartbeatInterval, observer } = this.#context;
    observer.agentsChanged(AGENT_STATE.idle, this.table.count);
    if (heartbeatInterval === 0) return;
    for (let agent = 0; agent < this.table.count; agent++) {
      const phase = Math.floor(this.#phases.at(agent, 0) * heartbeatInterval);
      kernel.scheduleAfter(phase, EVENT.heartbeatDue, agent, 0, 0);
    }
  }

  onHeartbeatDue(agent: number, incarnation: number): void {
    const { processes, kernel, network } = this.#context;
    const beat = processes.beat[agent];
    if (beat < 0 && (processes.incarnation[agent] !== incarnation || !processes.isUp(agent))) return;
    if (this.#leaving[agent] === 1 && !processes.isPaused(agent)) this.sayLeave(agent, false);
    if (beat >= 0 || !processes.isPaused(agent))
      network.sendHeartbeat(agent, incarnation, beat < 0 ? ~beat : beat);
    kernel.scheduleLane(this.#heartbeatLane, EVENT.heartbeatDue, agent, incarnation, 0);
  }

  /** A message reaches an agent that is up. */
  receive(agent: number, row: number): void {
    if (this.#context.processes.isPaused(agent)) {
      const held = this.#held.get(agent);
      if (held) held.push(row);
      else this.#held.set(agent, [row]);
      return;
    }
    const { pool } = this.#context.network;
    this.#receiver = agent;
    pool.deliver(row, this.#table);
  }

  /** What agents handle; the one that a message is for is in `#receiver`. */
  #receives(): Receiver[] {
    const own = receiver(toWorker, {
      assign: (from, task, token) => this.#onAssign(this.#receiver, from, task, token),
      acknowledged: (_from, task, token) => this.#onRecorded(this.#receiver, task, token),
      cancel: (_from, task, token) => this.#onCancel(this.#receiver, task, token),
      withdraw: (from, task, token) => this.#onGiveBack(this.#receiver, from, task, token),
      probe: (from) => this.#onProbe(this.#receiver, from),
      reserve: (_from, total, epoch, again) => {
        this.#reservations?.made(this.#receiver, total, epoch, again === 1);
        this.#ask(this.#receiver, again === 1);
      },
      settled: (_from, upTo, epoch) => {
        this.#reservations?.answered(this.#receiver, upTo, epoch);
        this.#ask(this.#receiver, false);
      },
    });
    const { allegiance } = this.#context;
    const followers = allegiance?.receives(() => this.#receiver, this.executor.reports) ?? [];
    return [own, ...followers];
  }

  /** The agent has gone down (call after `processes` says so): it forgets everything. */
  crashed(agent: number): void {
    for (const phase of [PHASE.queued, PHASE.running, PHASE.reporting]) {
      for (let row = this.holdings.first(agent, phase); row >= 0; row = this.holdings.first(agent, phase)) {
        this.executor.discard(row);
      }
    }
    for (const row of this.#held.get(agent) ?? []) this.#context.network.drop(row);
    this.#held.delete(agent);
    const wasLeaving = this.#leaving[agent] === 1;
    this.#leaving[agent] = 0;
    this.#answers?.forget(agent);
    this.#reservations?.forget(agent);
    this.#context.warmth?.crashed(agent);
    this.sleepers?.forget(agent, this.#context.processes.absent[agent] === 1);
    this.executor.show(agent);
    if (wasLeaving) this.#context.gone?.(agent);
  }

  /**
   * The agent takes nothing new and says so, with every heartbeat again; `gone` is called as soon as nothing is left here.
   *
   * @param teller process that says so first: the agent, or whoever runs it
   */
  leave(agent: number, teller = agent): void {
    this.#leaving[agent] = 1;
    this.sayLeave(agent, false, teller);
    this.#goIfDone(agent);
  }

  /** Tells the agent's coordinator that it goes: at once, or when all is done. */
  sayLeave(agent: number, atOnce: boolean, teller = agent): void {
    const { network, processes } = this.#context;
    const incarnation = processes.incarnation[agent];
    network.post(teller, processes.parent[agent], scheduling.leave, agent, incarnation, atOnce ? 1 : 0);
  }

  /** The agent's state is to be shown anew. */
  show(agent: number): void {
    this.executor.show(agent);
  }

  #goIfDone(agent: number): void {
    if (this.#leaving[agent] === 0 || !this.holdings.isEmpty(agent)) return;
    this.#leaving[agent] = 0;
    this.#context.gone?.(agent);
  }

  /** The agent is up again as a new incarnation (call after `processes` says so), and beats at once. */
  restarted(agent: number): void {
    const { processes, heartbeatInterval } = this.#context;
    this.executor.show(agent);
    if (heartbeatInterval > 0) this.onHeartbeatDue(agent, processes.incarnation[agent]);
  }

  /** The agent stands still from now on (call after `processes` says so). */
  paused(agent: number): void {
    this.executor.suspend(agent);
    this.executor.show(agent);
  }

  resumed(agent: number): void {
    this.executor.resume(agent);
    this.executor.show(agent);
    const held = this.#held.get(agent) ?? [];
    this.#held.delete(agent);
    for (const row of held) this.receive(agent, row);
    this.executor.impatience.resumed(agent);
    this.executor.fill(agent);
  }

  /** Multiplies the agent's speed; `begin` false takes the same factor back. */
  slow(agent: number, factor: number, begin: boolean): void {
    const { table } = this;
    const moving = !this.#context.processes.isPaused(agent);
    if (moving) this.executor.suspend(agent);
    table.slowed[agent] += begin ? 1 : -1;
    if (table.slowed[agent] === 0) table.factor[agent] = 1;
    else table.factor[agent] = begin ? table.factor[agent] * factor : table.factor[agent] / factor;
    if (moving) this.executor.resume(agent);
  }

  #onAssign(agent: number, from: number, task: number, attempt: number): void {
    const { network, tasks, observer, kernel } = this.#context;
    const { table } = this;
    let known = this.holdings.find(task, agent);
    if (known >= 0 && this.#hasFailedBefore(known, attempt)) {
      this.executor.discard(known);
      known = -1;
    }
    const isLeaving = this.#leaving[agent] === 1;
    const answer = known < 0 ? table.admit(agent, isLeaving, this.sleepers) : ANSWER.here;
    network.post(agent, from, scheduling.assigned, task, attempt, answer);
    if (answer === ANSWER.rejected) observer.taskRejected(task, agent);
    if (answer !== ANSWER.here) return;
    if (known >= 0) {
      // The same task again: its newer token replaces the older, and what has been done of it counts.
      if (attempt > this.holdings.attempt[known]) this.holdings.attempt[known] = attempt;
      return;
    }
    if (tasks.assignedAt[task] < 0) {
      tasks.assignedAt[task] = kernel.now;
      observer.taskAssigned(task, agent);
    }
    const row = this.holdings.add(task, attempt, agent);
    this.#answers?.arrived(row, kernel.now);
    if (this.executor.impatience.cameLate(row)) return;
    const isAwake = this.sleepers?.demand(agent) ?? true;
    if (isAwake && table.hasFreeSlot(agent)) {
      this.executor.begin(row);
      return;
    }
    const { byPriority, ranks, preemption } = this.#context;
    if (isAwake && preemption && this.executor.preempt(row, preemption.progress)) return;
    if (byPriority) this.holdings.queueByPriority(row, table.lastFirst[agent] === 1);
    else if (ranks) this.holdings.queueByRank(row, ranks);
    else if (table.lastFirst[agent] === 1) this.holdings.queueFirst(row);
    else this.holdings.enter(row, PHASE.queued);
    table.queued[agent]++;
    observer.queuedAtAgents(1);
    this.executor.impatience.waits(row);
    observer.taskDelayed(task);
  }

  /**
   * Asks for tasks for the free slots, if there are reservations.
   *
   * @param always also when there is nothing to ask for, to show that the agent lives
   */
  #ask(agent: number, always: boolean): void {
    const { network, processes } = this.#context;
    const { slots, running } = this.table;
    if (!this.#reservations || this.#leaving[agent] === 1) return;
    if (!this.#reservations.ask(agent, slots[agent] - running[agent]) && !always) return;
    const number = this.#reservations.asked(agent);
    network.post(agent, processes.parent[agent], scheduling.pull, number, this.#reservations.life(agent));
  }

  #onProbe(agent: number, from: number): void {
    if (!this.#answers) return;
    const inFlight = this.#answers.inFlight(agent);
    this.#context.network.post(agent, from, scheduling.probed, inFlight, this.#answers.latency(agent));
  }

  /** Whether a holding is a failure under an older number: whoever assigns the task anew knows of it, and wants it run again. */
  #hasFailedBefore(row: number, attempt: number): boolean {
    const { phase, result } = this.holdings;
    return (
      phase[row] === PHASE.reporting && result[row] === RESULT.failure && attempt > this.holdings.attempt[row]
    );
  }

  #onRecorded(agent: number, task: number, attempt: number): void {
    const row = this.holdings.find(task, agent);
    if (row < 0 || this.holdings.phase[row] !== PHASE.reporting || this.holdings.attempt[row] > attempt)
      return;
    this.#context.kernel.cancel(this.holdings.event[row]);
    this.holdings.remove(row);
    this.#goIfDone(agent);
  }

  #onCancel(agent: number, task: number, attempt: number): void {
    const row = this.holdings.find(task, agent);
    if (row < 0 || this.holdings.attempt[row] > attempt) return;
    this.executor.discard(row);
    this.executor.fill(agent);
    this.#goIfDone(agent);
  }

  /** Gives a task up if it still waits, and says whether it did. A task that is not here at all need not be waited for either. */
  #onGiveBack(agent: number, from: number, task: number, attempt: number): void {
    const row = this.holdings.find(task, agent);
    if (row >= 0 && this.holdings.attempt[row] > attempt) return;
    const { phase, interrupted } = this.holdings;
    const begun = row >= 0 && (phase[row] !== PHASE.queued || interrupted[row] === 1);
    if (row >= 0 && !begun) this.executor.discard(row);
    const answer = begun ? ANSWER.begun : ANSWER.absent;
    this.#context.network.post(agent, from, scheduling.assigned, task, attempt, answer);
    this.#goIfDone(agent);
  }
}
