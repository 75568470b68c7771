/**
 * The agents: processes that run tasks at their own speed in a few slots, queue what does not fit, report results until they
 * are recorded, and send heartbeats. All state is in typed arrays, so that a million of them fit.
 */
import type { Kernel } from '../engine/kernel.ts';
import type { EntityStreams } from '../engine/random/entity-streams.ts';
import type { Streams } from '../engine/random/streams.ts';
import type { Microseconds } from '../engine/types.ts';
import { createSampler } from '../engine/variates/sampler.ts';
import { MESSAGE } from '../modules/ports.ts';
import { EVENT } from './events.ts';
import { Holdings, PHASE } from './holdings.ts';
import type { Network } from './network.ts';
import { AGENT_STATE, type AgentState, OUTCOME, type Outcome, type WorldObserver } from './observer.ts';
import type { Processes } from './processes.ts';
import type { AgentGroupSpec } from './spec.ts';
import type { TaskTable } from './task-table.ts';

/** Bytes that one agent takes in memory, with its share of coordinators, timers and messages, for the estimate before a run. */
export const BYTES_PER_AGENT = 420;

/** An unrecorded result is sent again after the ack timeout, doubled each time up to this many times. */
const MAX_DOUBLINGS = 4;

export interface AgentsContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly processes: Processes;
  readonly network: Network;
  readonly tasks: TaskTable;
  readonly observer: WorldObserver;
  readonly ackTimeout: Microseconds;
  readonly heartbeatInterval: Microseconds;
  readonly byPriority: boolean;
  /** Asked at the end of an execution: whether it produced a result. */
  succeeds(task: number, agent: number): boolean;
  /** Told before an execution starts, for the invariants. */
  onStart(task: number, agent: number): void;
}

export class Agents {
  readonly count: number;
  readonly group: Int32Array;
  readonly slots: Int32Array;
  readonly speed: Float64Array;
  readonly capabilities: Int32Array;
  readonly running: Int32Array;
  /** Microseconds of slot time spent on executions that have ended. */
  readonly busyTime: Float64Array;
  /** Executions under way. */
  totalRunning = 0;
  #measuredFrom: Microseconds = 0;
  readonly #queueLimit: Float64Array;
  readonly #queued: Int32Array;
  /** Speed under the faults that are active, as a ratio of the agent's own. */
  readonly #factor: Float64Array;
  readonly #slowed: Uint16Array;
  readonly #state: Uint8Array;
  readonly #inState = [0, 0, 0, 0];
  readonly #holdings: Holdings;
  readonly #context: AgentsContext;
  readonly #ackLane: number;
  readonly #heartbeatLane: number;
  readonly #phases: EntityStreams;
  /** Messages that reached paused agents. */
  readonly #held = new Map<number, number[]>();

  constructor(groups: readonly AgentGroupSpec[], masks: readonly number[], context: AgentsContext) {
    const count = context.processes.agents;
    this.count = count;
    this.#context = context;
    this.group = new Int32Array(count);
    this.slots = new Int32Array(count);
    this.speed = new Float64Array(count);
    this.capabilities = new Int32Array(count);
    this.running = new Int32Array(count);
    this.busyTime = new Float64Array(count);
    this.#queueLimit = new Float64Array(count);
    this.#queued = new Int32Array(count);
    this.#factor = new Float64Array(count).fill(1);
    this.#slowed = new Uint16Array(count);
    this.#state = new Uint8Array(count);
    this.#holdings = new Holdings(context.tasks, count);
    this.#ackLane = context.kernel.lane(context.ackTimeout);
    this.#heartbeatLane = context.kernel.lane(Math.max(1, context.heartbeatInterval));
    this.#phases = context.streams.entities('heartbeat phase');
    const speeds = context.streams.entities('agent speed');
    let agent = 0;
    for (let g = 0; g < groups.length; g++) {
      const sampler = createSampler(groups[g].speed);
      for (let k = 0; k < groups[g].count; k++, agent++) {
        this.group[agent] = g;
        this.slots[agent] = groups[g].slots;
        this.#queueLimit[agent] = groups[g].queue_limit ?? Infinity;
        this.capabilities[agent] = masks[g];
        this.speed[agent] = Math.max(MINIMUM_SPEED, sampler.sample(speeds.select(agent)));
      }
    }
  }

  /** All agents come up; heartbeats start at a random phase of their period. */
  start(): void {
    const { kernel, heartbeatInterval } = this.#context;
    this.#inState[AGENT_STATE.idle] = this.count;
    this.#context.observer.agentsChanged(AGENT_STATE.idle, this.count);
    if (heartbeatInterval === 0) return;
    for (let agent = 0; agent < this.count; agent++) {
      const phase = Math.floor(this.#phases.at(agent, 0) * heartbeatInterval);
      kernel.scheduleAfter(phase, EVENT.heartbeatDue, agent, 0, 0);
    }
  }

  /** Busy time counts from now on. */
  forgetBusyTime(): void {
    this.busyTime.fill(0);
    this.#measuredFrom = this.#context.kernel.now;
  }

  queueLimit(agent: number): number {
    return this.#queueLimit[agent];
  }

  onHeartbeatDue(agent: number, incarnation: number): void {
    const { processes, kernel, network } = this.#context;
    if (processes.pulse[agent] === incarnation) network.sendHeartbeat(agent, incarnation);
    else if (processes.incarnation[agent] !== incarnation || !processes.isUp(agent)) return;
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
    const task = pool.a[row];
    const attempt = pool.b[row];
    const kind = pool.kind[row];
    const from = pool.from[row];
    pool.remove(row);
    if (kind === MESSAGE.assign) this.#onAssign(agent, from, task, attempt);
    else if (kind === MESSAGE.recorded) this.#onRecorded(agent, task, attempt);
    else if (kind === MESSAGE.cancel) this.#onCancel(agent, task, attempt);
  }

  #onAssign(agent: number, from: number, task: number, attempt: number): void {
    const { network, tasks, observer, kernel } = this.#context;
    const known = this.#holdings.find(task, agent);
    const full = known < 0 && this.running[agent] >= this.slots[agent] && this.#queued[agent] >= this.#queueLimit[agent];
    network.send(agent, from, MESSAGE.assigned, task, attempt, full ? 0 : 1, 0);
    if (full) return;
    if (known >= 0) {
      // The same task again: its newer token replaces the older, and what has been done of it counts.
      if (attempt > this.#holdings.attempt[known]) this.#holdings.attempt[known] = attempt;
      return;
    }
    if (tasks.assignedAt[task] < 0) {
      tasks.assignedAt[task] = kernel.now;
      observer.taskAssigned(task, agent);
    }
    const row = this.#holdings.add(task, attempt, agent);
    if (this.running[agent] < this.slots[agent]) {
      this.#begin(row);
      return;
    }
    if (this.#context.byPriority) this.#holdings.queueByPriority(row);
    else this.#holdings.enter(row, PHASE.queued);
    this.#queued[agent]++;
    observer.queuedAtAgents(1);
  }

  #onRecorded(agent: number, task: number, attempt: number): void {
    const row = this.#holdings.find(task, agent);
    if (row < 0 || this.#holdings.phase[row] !== PHASE.reporting || this.#holdings.attempt[row] > attempt) return;
    this.#context.kernel.cancel(this.#holdings.event[row]);
    this.#holdings.remove(row);
  }

  #onCancel(agent: number, task: number, attempt: number): void {
    const row = this.#holdings.find(task, agent);
    if (row < 0 || this.#holdings.attempt[row] > attempt) return;
    this.#discard(row);
    this.#fill(agent);
  }

  /** Starts an execution in a free slot. */
  #begin(row: number): void {
    const { kernel, tasks, observer } = this.#context;
    const holdings = this.#holdings;
    const agent = holdings.agent[row];
    const task = holdings.task[row];
    this.#context.onStart(task, agent);
    holdings.enter(row, PHASE.running);
    holdings.startedAt[row] = kernel.now;
    holdings.remaining[row] = tasks.demand[task];
    this.running[agent]++;
    this.totalRunning++;
    tasks.executions[task]++;
    this.#run(row);
    this.#show(agent);
    observer.taskStarted(task, agent);
  }

  /** Schedules the end of an execution at the agent's present speed. */
  #run(row: number): void {
    const { kernel } = this.#context;
    const agent = this.#holdings.agent[row];
    this.#holdings.since[row] = kernel.now;
    const duration = Math.round(this.#holdings.remaining[row] / (this.speed[agent] * this.#factor[agent]));
    this.#holdings.event[row] = kernel.scheduleAfter(duration, EVENT.executed, row, 0, 0);
  }

  /** Stops an execution's clock and notes how much work is left. */
  #suspend(row: number): void {
    const { kernel } = this.#context;
    const agent = this.#holdings.agent[row];
    kernel.cancel(this.#holdings.event[row]);
    this.#holdings.event[row] = 0;
    const done = (kernel.now - this.#holdings.since[row]) * this.speed[agent] * this.#factor[agent];
    this.#holdings.remaining[row] = Math.max(0, this.#holdings.remaining[row] - done);
  }

  /** The end of an execution: the result goes out until it is recorded, and the slot goes to the next task. */
  onExecuted(row: number): void {
    const { tasks, kernel } = this.#context;
    const holdings = this.#holdings;
    const agent = holdings.agent[row];
    const task = holdings.task[row];
    const success = this.#context.succeeds(task, agent);
    holdings.success[row] = success ? 1 : 0;
    if (success) {
      tasks.startedAt[task] = holdings.startedAt[row];
      tasks.executedAt[task] = kernel.now;
    }
    this.#endExecution(row, success ? OUTCOME.success : OUTCOME.failure);
    holdings.enter(row, PHASE.reporting);
    this.#report(row);
    holdings.event[row] = kernel.scheduleLane(this.#ackLane, EVENT.resend, row, 0, 0);
    this.#fill(agent);
  }

  onResend(row: number): void {
    const { kernel, processes, ackTimeout } = this.#context;
    const holdings = this.#holdings;
    if (!processes.isPaused(holdings.agent[row])) this.#report(row);
    if (holdings.resends[row] < MAX_DOUBLINGS) holdings.resends[row]++;
    holdings.event[row] = kernel.scheduleAfter(ackTimeout * (1 << holdings.resends[row]), EVENT.resend, row, 0, 0);
  }

  #report(row: number): void {
    const { network, processes } = this.#context;
    const { agent, task, attempt, success } = this.#holdings;
    network.send(agent[row], processes.parent[agent[row]], MESSAGE.result, task[row], attempt[row], success[row], 0);
  }

  #endExecution(row: number, outcome: Outcome): void {
    const { agent, task, startedAt } = this.#holdings;
    const executor = agent[row];
    this.running[executor]--;
    this.totalRunning--;
    this.busyTime[executor] += this.#context.kernel.now - Math.max(startedAt[row], this.#measuredFrom);
    this.#show(executor);
    this.#context.observer.executionEnded(task[row], executor, outcome);
  }

  /** Free slots take queued tasks. */
  #fill(agent: number): void {
    if (this.#context.processes.isPaused(agent)) return;
    while (this.running[agent] < this.slots[agent]) {
      const row = this.#holdings.first(agent, PHASE.queued);
      if (row < 0) return;
      this.#queued[agent]--;
      this.#context.observer.queuedAtAgents(-1);
      this.#begin(row);
    }
  }

  /** Drops a holding in whatever phase it is. */
  #discard(row: number): void {
    const { kernel, observer } = this.#context;
    const phase = this.#holdings.phase[row];
    kernel.cancel(this.#holdings.event[row]);
    if (phase === PHASE.running) this.#endExecution(row, OUTCOME.aborted);
    if (phase === PHASE.queued) {
      this.#queued[this.#holdings.agent[row]]--;
      observer.queuedAtAgents(-1);
    }
    this.#holdings.remove(row);
  }

  /** The agent has gone down (call after `processes` says so): it forgets everything. */
  crashed(agent: number): void {
    for (const phase of [PHASE.queued, PHASE.running, PHASE.reporting]) {
      for (let row = this.#holdings.first(agent, phase); row >= 0; row = this.#holdings.first(agent, phase)) this.#discard(row);
    }
    for (const row of this.#held.get(agent) ?? []) this.#context.network.drop(row);
    this.#held.delete(agent);
    this.#show(agent);
  }

  /** The agent is up again as a new incarnation (call after `processes` says so), and beats at once. */
  restarted(agent: number): void {
    const { processes, heartbeatInterval } = this.#context;
    this.#show(agent);
    if (heartbeatInterval > 0) this.onHeartbeatDue(agent, processes.incarnation[agent]);
  }

  /** The agent stands still from now on (call after `processes` says so). */
  paused(agent: number): void {
    for (let row = this.#holdings.first(agent, PHASE.running); row >= 0; row = this.#holdings.next(row)) this.#suspend(row);
    this.#show(agent);
  }

  resumed(agent: number): void {
    for (let row = this.#holdings.first(agent, PHASE.running); row >= 0; row = this.#holdings.next(row)) this.#run(row);
    this.#show(agent);
    const held = this.#held.get(agent) ?? [];
    this.#held.delete(agent);
    for (const row of held) this.receive(agent, row);
    this.#fill(agent);
  }

  /** Multiplies the agent's speed; `begin` false takes the same factor back. */
  slow(agent: number, factor: number, begin: boolean): void {
    const moving = !this.#context.processes.isPaused(agent);
    const rows: number[] = [];
    for (let row = this.#holdings.first(agent, PHASE.running); row >= 0; row = this.#holdings.next(row)) rows.push(row);
    if (moving) for (const row of rows) this.#suspend(row);
    this.#slowed[agent] += begin ? 1 : -1;
    if (this.#slowed[agent] === 0) this.#factor[agent] = 1;
    else this.#factor[agent] = begin ? this.#factor[agent] * factor : this.#factor[agent] / factor;
    if (moving) for (const row of rows) this.#run(row);
  }

  /** Moves the agent to the state that it shows to observers. */
  #show(agent: number): void {
    const { processes, observer } = this.#context;
    let state: AgentState = AGENT_STATE.idle;
    if (!processes.isUp(agent)) state = AGENT_STATE.failed;
    else if (processes.isPaused(agent)) state = AGENT_STATE.paused;
    else if (this.running[agent] > 0) state = AGENT_STATE.busy;
    const before = this.#state[agent] as AgentState;
    if (state === before) return;
    this.#state[agent] = state;
    observer.agentsChanged(before, --this.#inState[before]);
    observer.agentsChanged(state, ++this.#inState[state]);
  }
}

/** Speeds are drawn from laws that may give 0; an agent that never ends a task would be a fault, not a speed. */
const MINIMUM_SPEED = 1e-6;
