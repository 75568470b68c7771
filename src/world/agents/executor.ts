/**
 * Executions on the simulated machines of agents: a task takes its work divided by the agent's speed, stands still while the agent does,
 * and succeeds or fails as its workload has drawn. Where agents save what they have done, it takes stage after stage.
 */
import type { Microseconds } from '../../engine/types.ts';
import { STAGE } from '../../modules/checkpoints/checkpointer.ts';
import { grown } from '../../modules/collections/typed-arrays.ts';
import { RESULT } from '../../modules/scheduling/vocabulary.ts';
import type { Executions } from '../../modules/worker/machine.ts';
import type { Worker } from '../../modules/worker/worker.ts';
import { EVENT } from '../core/events.ts';
import { OUTCOME, type Outcome } from '../core/observer.ts';
import type { AgentStates } from './agent-states.ts';
import type { AgentTable } from './agent-table.ts';
import type { ExecutorContext } from './executor-context.ts';

/** none: not begun, or over. */
const STATE = { none: 0, running: 1, suspended: 2 } as const;
const FIRST_ROWS = 256;

const STAGE_NAMES = Object.keys(STAGE) as (keyof typeof STAGE)[];

/** What an execution is at: what ends it, or a stage before that. */
export type ExecutionStage = 'last' | keyof typeof STAGE;

export class Executor implements Executions {
  readonly #table: AgentTable;
  readonly #context: ExecutorContext;
  readonly #states: AgentStates;
  readonly #worker: () => Worker;
  /** By execution, numbered by the worker: whose it is, of what, and what has become of it. */
  #agent = new Int32Array(FIRST_ROWS);
  #task = new Int32Array(FIRST_ROWS);
  #state = new Uint8Array(FIRST_ROWS);
  /** Which of its task's executions it is, from 1. */
  #number = new Int32Array(FIRST_ROWS);
  /** When it took its slot, and the slot time that it had before it was suspended; microseconds. */
  #startedAt = new Float64Array(FIRST_ROWS);
  #ran = new Float64Array(FIRST_ROWS);
  /** What is left of the execution, or of its present stage, as of #since: microseconds of work at speed 1, or of time where it saves. */
  #remaining = new Float64Array(FIRST_ROWS);
  #since = new Float64Array(FIRST_ROWS);
  /** Event of its end. */
  #end = new Float64Array(FIRST_ROWS);
  /** Executions whose end is scheduled: those under way on agents that do not stand still. */
  ends = 0;
  #busyBefore: Float64Array | null = null;

  /** @param worker the module that gives out executions, once it is there */
  constructor(table: AgentTable, context: ExecutorContext, states: AgentStates, worker: () => Worker) {
    this.#table = table;
    this.#context = context;
    this.#states = states;
    this.#worker = worker;
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

  /** The same since the start of the run, for whoever decides by it: that must not depend on what is measured. */
  allBusyTimes(): Float64Array {
    const busy = this.#table.busyTime.slice();
    const worker = this.#worker();
    const { now } = this.#context.kernel;
    for (let agent = 0; agent < this.#table.count; agent++) {
      if (this.#table.running[agent] === 0) continue;
      for (let row = worker.firstExecution(agent); row >= 0; row = worker.nextExecution(row))
        busy[agent] += now - this.#startedAt[row];
    }
    return busy;
  }

  /** What the executions begun in the measured time have cost; null: no task has a price. */
  get spent(): number | null {
    return this.#context.prices.spent;
  }

  /** When the earliest of the task's executions began that may still bring a result; -1 for none. */
  earliestStart(task: number): Microseconds {
    const { holdings } = this.#worker();
    // One that succeeded, and whose result is on its way.
    let earliest = this.#context.tasks.startedAt[task];
    for (let row = holdings.firstOf(task); row >= 0; row = holdings.nextOf(row)) {
      const state = this.#state[row];
      if (row >= this.#state.length || state === STATE.none) continue;
      const until = state === STATE.running ? this.#startedAt[row] : this.#context.kernel.now;
      const start = until - this.#ran[row];
      if (earliest < 0 || start < earliest) earliest = start;
    }
    return earliest;
  }

  /** What is over when the end that is scheduled comes. */
  stage(row: number): ExecutionStage {
    const checkpointer = this.#context.checkpoints?.checkpointer;
    if (!checkpointer || checkpointer.isLast(row)) return 'last';
    return STAGE_NAMES[checkpointer.stage(row)];
  }

  begin(agent: number, row: number, task: number): void {
    const { tasks, observer, warmth, speeds, prices, checkpoints } = this.#context;
    if (row >= this.#task.length) this.#grow(row + 1);
    this.#agent[row] = agent;
    this.#task[row] = task;
    this.#ran[row] = 0;
    this.#context.onStart(task, agent, false);
    const demand = warmth ? warmth.demand(task, agent) : tasks.demand[task];
    const template = tasks.template[task];
    const group = this.#table.group[agent];
    const work = speeds ? demand / speeds.of(template, group) : demand;
    this.#remaining[row] = work;
    if (checkpoints) {
      checkpoints.checkpointer.begin(agent, row, task, work);
      this.#remaining[row] = checkpoints.checkpointer.length(row);
    }
    prices.pay(template, group);
    this.#number[row] = ++tasks.executions[task];
    this.#takeSlot(row);
    observer.taskStarted(task, agent);
  }

  resume(row: number): void {
    const agent = this.#agent[row];
    const task = this.#task[row];
    this.#context.onStart(task, agent, true);
    this.#takeSlot(row);
    this.#context.observer.executionResumed(task, agent);
  }

  suspend(row: number): void {
    this.#stop(row);
    this.#settle(row);
    this.#ran[row] += this.#context.kernel.now - this.#startedAt[row];
    this.#leaveSlot(row, STATE.suspended);
    this.#context.observer.executionSuspended(this.#task[row], this.#agent[row]);
  }

  abort(row: number): void {
    if (this.#state[row] === STATE.suspended) {
      this.#state[row] = STATE.none;
      this.#context.checkpoints?.checkpointer.ended(row, false);
      this.#context.observer.executionDropped(this.#task[row], this.#agent[row]);
      return;
    }
    this.#stop(row);
    this.#finish(row, OUTCOME.aborted);
  }

  /** The work of an execution is done, or a stage of it. */
  onExecuted(row: number): void {
    const { tasks, kernel, warmth } = this.#context;
    const agent = this.#agent[row];
    const task = this.#task[row];
    this.ends--;
    if (this.#goesOn(row)) return;
    warmth?.executed(task, agent);
    const success = this.#context.succeeds(task, agent, this.#number[row]);
    if (success) {
      tasks.startedAt[task] = this.#startedAt[row] - this.#ran[row];
      tasks.executedAt[task] = kernel.now;
    }
    this.#finish(row, success ? OUTCOME.success : OUTCOME.failure);
    this.#worker().ended(row, success ? RESULT.success : RESULT.failure);
  }

  /** The agent stands still: the clocks of its executions stop, and how much work is left is noted. */
  standStill(agent: number): void {
    const worker = this.#worker();
    for (let row = worker.firstExecution(agent); row >= 0; row = worker.nextExecution(row)) {
      this.#stop(row);
      this.#settle(row);
    }
  }

  /** The agent's executions go on at its present speed. */
  goOn(agent: number): void {
    const worker = this.#worker();
    for (let row = worker.firstExecution(agent); row >= 0; row = worker.nextExecution(row)) this.#run(row);
  }

  /** A stage is over. False: it was the last, and the execution is. */
  #goesOn(row: number): boolean {
    const { checkpoints, kernel } = this.#context;
    if (!checkpoints) return false;
    const { checkpointer } = checkpoints;
    checkpointer.spent(row, kernel.now - this.#since[row]);
    if (checkpointer.isLast(row)) return false;
    checkpointer.over(row);
    this.#remaining[row] = checkpointer.length(row);
    this.#run(row);
    return true;
  }

  #takeSlot(row: number): void {
    const agent = this.#agent[row];
    this.#startedAt[row] = this.#context.kernel.now;
    this.#state[row] = STATE.running;
    this.#table.running[agent]++;
    this.#run(row);
    this.#states.show(agent);
  }

  #leaveSlot(row: number, state: number): void {
    const agent = this.#agent[row];
    this.#state[row] = state;
    this.#table.running[agent]--;
    this.#table.busyTime[agent] += this.#context.kernel.now - this.#startedAt[row];
    this.#states.show(agent);
  }

  #finish(row: number, outcome: Outcome): void {
    this.#leaveSlot(row, STATE.none);
    this.#context.checkpoints?.checkpointer.ended(row, outcome === OUTCOME.success);
    this.#context.observer.executionEnded(this.#task[row], this.#agent[row], outcome);
  }

  /** Schedules the end of an execution, or of its present stage, at the agent's present speed. */
  #run(row: number): void {
    const { kernel } = this.#context;
    this.#since[row] = kernel.now;
    const duration = Math.round(this.#remaining[row] / this.#speed(row));
    this.#end[row] = kernel.scheduleAfter(duration, EVENT.executed, row, 0, 0);
    this.ends++;
  }

  /** Work done in a second. Saving and restoring take the time that they take. */
  #speed(row: number): number {
    if (this.#context.checkpoints?.checkpointer.isWorking(row) === false) return 1;
    const agent = this.#agent[row];
    return this.#table.speed[agent] * this.#table.factor[agent];
  }

  /** Its end is no longer scheduled. */
  #stop(row: number): void {
    const { kernel, checkpoints } = this.#context;
    if (kernel.cancel(this.#end[row])) {
      this.ends--;
      checkpoints?.checkpointer.spent(row, kernel.now - this.#since[row]);
    }
    this.#end[row] = 0;
  }

  /** Notes how much work is left of an execution that stops now. */
  #settle(row: number): void {
    const done = (this.#context.kernel.now - this.#since[row]) * this.#speed(row);
    this.#remaining[row] = Math.max(0, this.#remaining[row] - done);
  }

  #grow(length: number): void {
    this.#agent = grown(this.#agent, length);
    this.#task = grown(this.#task, length);
    this.#state = grown(this.#state, length);
    this.#number = grown(this.#number, length);
    this.#startedAt = grown(this.#startedAt, length);
    this.#ran = grown(this.#ran, length);
    this.#remaining = grown(this.#remaining, length);
    this.#since = grown(this.#since, length);
    this.#end = grown(this.#end, length);
  }
}
