/**
 * Executions on agents: a task runs in a slot at the agent's speed, its result is sent until it is recorded, and the slot goes to
 * the next queued task.
 */
import type { Microseconds } from '../../engine/types.ts';
import { RESULT } from '../../modules/scheduling/vocabulary.ts';
import { EVENT } from '../core/events.ts';
import { AGENT_STATE, type AgentState, OUTCOME, type Outcome } from '../core/observer.ts';
import type { AgentTable } from './agent-table.ts';
import type { ExecutorContext, ExecutorListener } from './executor-context.ts';
import { type Holdings, PHASE } from './holdings.ts';
import { Impatience } from './impatience.ts';
import { Reports } from './reports.ts';
import type { Sleepers } from './sleepers.ts';

export class Executor {
  readonly reports: Reports;
  readonly impatience: Impatience;
  readonly #table: AgentTable;
  readonly #holdings: Holdings;
  readonly #context: ExecutorContext;
  readonly #listener: ExecutorListener;
  readonly #sleepers: Sleepers | null;
  readonly #inState: number[];
  /** Executions whose end is scheduled: those under way on agents that do not stand still. */
  ends = 0;
  #busyBefore: Float64Array | null = null;

  /** @param sleepers null: no agent ever sleeps */
  constructor(
    table: AgentTable,
    holdings: Holdings,
    context: ExecutorContext,
    listener: ExecutorListener,
    sleepers: Sleepers | null,
  ) {
    this.#table = table;
    this.#holdings = holdings;
    this.#context = context;
    this.#listener = listener;
    this.#sleepers = sleepers;
    this.reports = new Reports(holdings, context);
    this.impatience = new Impatience(table, holdings, context, this.reports);
    this.#inState = [table.count, 0, 0, 0, 0, 0];
  }

  /** Measuring begins anew. */
  warm(): void {
    this.#busyBefore = this.allBusyTimes();
    this.#context.prices.warm();
  }

  /** Microseconds of slot time that each agent has spent in the measured time, executions under way included. */
  busyTimes(): Float64Array {
    const busy = this.allBusyTimes();
    const before = this.#busyBefore;
    return before === null ? busy : busy.map((time, agent) => time - before[agent]);
  }

  /** What the executions begun in the measured time have cost; null: no task has a price. */
  get spent(): number | null {
    return this.#context.prices.spent;
  }

  /** The same since the start of the run, for whoever decides by it: that must not depend on what is measured. */
  allBusyTimes(): Float64Array {
    const busy = this.#table.busyTime.slice();
    const { startedAt } = this.#holdings;
    for (let agent = 0; agent < this.#table.count; agent++) {
      if (this.#table.running[agent] === 0) continue;
      for (let row = this.#holdings.first(agent, PHASE.running); row >= 0; row = this.#holdings.next(row)) {
        busy[agent] += this.#context.kernel.now - startedAt[row];
      }
    }
    return busy;
  }

  /** As of `Holdings`, now. */
  earliestStart(task: number): Microseconds {
    return this.#holdings.earliestStart(task, this.#context.kernel.now);
  }

  /** Starts an execution in a free slot, or lets one go on that was interrupted. */
  begin(row: number): void {
    const { kernel, tasks, observer, warmth } = this.#context;
    const holdings = this.#holdings;
    const agent = holdings.agent[row];
    const task = holdings.task[row];
    kernel.cancel(holdings.event[row]);
    this.#context.onStart(task, agent, holdings.interrupted[row] === 1);
    holdings.enter(row, PHASE.running);
    holdings.startedAt[row] = kernel.now;
    if (holdings.interrupted[row] === 1) {
      this.#table.running[agent]++;
      holdings.interrupted[row] = 0;
      this.#run(row);
      this.show(agent);
      observer.executionResumed(task, agent);
      return;
    }
    const demand = warmth ? warmth.demand(task, agent) : tasks.demand[task];
    const { speeds, prices } = this.#context;
    const template = tasks.template[task];
    const group = this.#table.group[agent];
    holdings.remaining[row] = speeds ? demand / speeds.of(template, group) : demand;
    prices.pay(template, group);
    this.#table.running[agent]++;
    holdings.execution[row] = ++tasks.executions[task];
    this.#run(row);
    this.show(agent);
    observer.taskStarted(task, agent);
  }

  /** The end of an execution: the result goes out until it is recorded, and the slot goes to the next task. */
  onExecuted(row: number): void {
    const { tasks, kernel, warmth } = this.#context;
    const holdings = this.#holdings;
    const agent = holdings.agent[row];
    const task = holdings.task[row];
    this.ends--;
    warmth?.executed(task, agent);
    const success = this.#context.succeeds(task, agent, holdings.execution[row]);
    this.#listener.executed(row);
    if (success) {
      tasks.startedAt[task] = holdings.startedAt[row] - holdings.ran[row];
      tasks.executedAt[task] = kernel.now;
    }
    this.#end(row, success ? OUTCOME.success : OUTCOME.failure);
    this.reports.begin(row, success ? RESULT.success : RESULT.failure);
    this.fill(agent);
  }

  /** Whether a task that has come takes the slot of a less urgent one. */
  preempt(row: number, progress: 'keep' | 'lose'): boolean {
    const { agent, task } = this.#holdings;
    const running = this.#holdings.leastUrgent(agent[row], this.#context.tasks.priority[task[row]]);
    if (running < 0) return false;
    this.#interrupt(running, progress);
    this.begin(row);
    return true;
  }

  /** A running execution leaves its slot to a more urgent task and waits, ahead of its equals. */
  #interrupt(row: number, progress: 'keep' | 'lose'): void {
    const { kernel, observer } = this.#context;
    const holdings = this.#holdings;
    const agent = holdings.agent[row];
    if (kernel.cancel(holdings.event[row])) this.ends--;
    holdings.event[row] = 0;
    if (progress === 'keep') {
      this.#settle(row);
      holdings.interrupted[row] = 1;
      holdings.ran[row] += kernel.now - holdings.startedAt[row];
      this.#leaveSlot(row);
      observer.executionSuspended(holdings.task[row], agent);
    } else this.#end(row, OUTCOME.aborted);
    holdings.queueByPriority(row, true);
    this.#table.queued[agent]++;
    observer.queuedAtAgents(1);
    if (progress === 'lose') this.impatience.waits(row);
    observer.taskDelayed(holdings.task[row]);
    observer.taskPreempted(holdings.task[row], agent);
  }

  /** Free slots take queued tasks. */
  fill(agent: number): void {
    if (this.#context.processes.isPaused(agent) || this.#sleepers?.isAwake(agent) === false) return;
    while (this.#table.hasFreeSlot(agent)) {
      const row = this.#holdings.first(agent, PHASE.queued);
      if (row < 0) {
        this.#listener.free(agent);
        return;
      }
      if (this.impatience.isLate(row)) continue;
      this.#table.queued[agent]--;
      this.#context.observer.queuedAtAgents(-1);
      this.begin(row);
    }
  }

  /** Drops a holding in whatever phase it is. */
  discard(row: number): void {
    const { kernel, observer } = this.#context;
    const phase = this.#holdings.phase[row];
    const pending = kernel.cancel(this.#holdings.event[row]);
    if (phase === PHASE.running) {
      if (pending) this.ends--;
      this.#end(row, OUTCOME.aborted);
    }
    if (phase === PHASE.queued) {
      this.#table.queued[this.#holdings.agent[row]]--;
      observer.queuedAtAgents(-1);
      if (this.#holdings.interrupted[row] === 1)
        observer.executionDropped(this.#holdings.task[row], this.#holdings.agent[row]);
    }
    this.#holdings.remove(row);
  }

  /** Stops the clocks of the agent's executions and notes how much work is left. */
  suspend(agent: number): void {
    const { kernel } = this.#context;
    const { event } = this.#holdings;
    for (let row = this.#holdings.first(agent, PHASE.running); row >= 0; row = this.#holdings.next(row)) {
      if (kernel.cancel(event[row])) this.ends--;
      event[row] = 0;
      this.#settle(row);
    }
  }

  /** Lets the agent's executions go on at its present speed. */
  resume(agent: number): void {
    for (let row = this.#holdings.first(agent, PHASE.running); row >= 0; row = this.#holdings.next(row))
      this.#run(row);
  }

  /** Moves the agent to the state that it shows to observers. */
  show(agent: number): void {
    const { processes, observer } = this.#context;
    let state: AgentState = AGENT_STATE.idle;
    if (processes.absent[agent] === 1) state = AGENT_STATE.absent;
    else if (!processes.isUp(agent)) state = AGENT_STATE.failed;
    else if (processes.isPaused(agent)) state = AGENT_STATE.paused;
    else if (this.#sleepers?.isAsleep(agent)) state = AGENT_STATE.hibernated;
    else if (this.#table.running[agent] > 0) state = AGENT_STATE.busy;
    const before = this.#table.state[agent] as AgentState;
    if (state === before) return;
    this.#table.state[agent] = state;
    this.#sleepers?.shown(agent, state);
    observer.agentsChanged(before, --this.#inState[before]);
    observer.agentsChanged(state, ++this.#inState[state]);
  }

  /** Schedules the end of an execution at the agent's present speed. */
  #run(row: number): void {
    const { kernel } = this.#context;
    const agent = this.#holdings.agent[row];
    this.#holdings.since[row] = kernel.now;
    const duration = Math.round(
      this.#holdings.remaining[row] / (this.#table.speed[agent] * this.#table.factor[agent]),
    );
    this.#holdings.event[row] = kernel.scheduleAfter(duration, EVENT.executed, row, 0, 0);
    this.ends++;
  }

  /** Notes how much work is left of an execution that stops now. */
  #settle(row: number): void {
    const { agent, since, remaining } = this.#holdings;
    const speed = this.#table.speed[agent[row]] * this.#table.factor[agent[row]];
    remaining[row] = Math.max(0, remaining[row] - (this.#context.kernel.now - since[row]) * speed);
  }

  #end(row: number, outcome: Outcome): void {
    const { agent, task } = this.#holdings;
    this.#leaveSlot(row);
    this.#context.observer.executionEnded(task[row], agent[row], outcome);
  }

  #leaveSlot(row: number): void {
    const { agent, startedAt } = this.#holdings;
    const executor = agent[row];
    this.#table.running[executor]--;
    this.#table.busyTime[executor] += this.#context.kernel.now - startedAt[row];
    this.show(executor);
  }
}
