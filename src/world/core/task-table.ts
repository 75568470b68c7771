/**
 * All tasks of a run in typed arrays: what each asks for, and when what happened to it. Times are microseconds, -1 for not yet.
 */
import type { Microseconds } from '../../engine/types.ts';
import { grown } from '../../modules/collections/typed-arrays.ts';

/** Bytes that one task takes in memory here and in what is recorded of it, for the estimate before a run. */
export const BYTES_PER_TASK = 114;
/** And in the ledgers, at its agent, on the way and in what is recorded of its attempts, for as long as it is open. */
export const BYTES_PER_OPEN_TASK = 320;
/** And more where all come at once, so that all are in the inboxes at once. */
export const BYTES_PER_TASK_AT_ONCE = 240;

export const TASK_STATE = { created: 0, submitted: 1, completed: 2, failed: 3, abandoned: 4 } as const;

export class TaskTable {
  count = 0;
  /** Which workload, and the task's number in it. */
  workload = new Int32Array(1024);
  index = new Int32Array(1024);
  /** Row in the list of task specifications. */
  template = new Int32Array(1024);
  /** Wave or step of its workload. */
  step = new Int32Array(1024);
  /** Microseconds of work at speed 1. */
  demand = new Float64Array(1024);
  /** Microseconds more where the state of the task's affinity key is not held. */
  cold = new Float64Array(1024);
  payload = new Float64Array(1024);
  priority = new Uint8Array(1024);
  requirement = new Uint8Array(1024);
  affinity = new Int32Array(1024);
  state = new Uint8Array(1024);
  /** Executions begun. */
  executions = new Int32Array(1024);
  submittedAt = new Float64Array(1024);
  /** First arrival of an assignment at an agent. */
  assignedAt = new Float64Array(1024);
  /** Start of the execution that succeeded, and its end. */
  startedAt = new Float64Array(1024);
  executedAt = new Float64Array(1024);
  /** Agent of the latest assignment, -1 for none. */
  agent = new Int32Array(1024);
  /** Set while the task waits to run again after its agent was lost: when that was noticed, and when it happened. */
  lostAt = new Float64Array(1024);
  faultAt = new Float64Array(1024);
  /** Microseconds after its submission at which a task gives up; no longer than the latest task that does. */
  #patience = new Float64Array(0);

  setPatience(task: number, patience: Microseconds): void {
    const before = this.#patience.length;
    if (task >= before) this.#patience = grown(this.#patience, task + 1).fill(Infinity, before);
    this.#patience[task] = patience;
  }

  /** Latest time at which a submitted task may begin, in microseconds; Infinity: it waits for as long as it takes. */
  patienceEnd(task: number): Microseconds {
    return task < this.#patience.length ? this.submittedAt[task] + this.#patience[task] : Infinity;
  }

  /** Number of the new task; everything but what it asks for is filled in. */
  add(workload: number, index: number, template: number, step: number): number {
    const task = this.count++;
    if (task >= this.workload.length) this.#grow(task + 1);
    this.workload[task] = workload;
    this.index[task] = index;
    this.template[task] = template;
    this.step[task] = step;
    this.agent[task] = -1;
    this.submittedAt[task] = -1;
    this.assignedAt[task] = -1;
    this.startedAt[task] = -1;
    this.executedAt[task] = -1;
    this.lostAt[task] = -1;
    this.faultAt[task] = -1;
    return task;
  }

  #grow(length: number): void {
    this.workload = grown(this.workload, length);
    this.index = grown(this.index, length);
    this.template = grown(this.template, length);
    this.step = grown(this.step, length);
    this.demand = grown(this.demand, length);
    this.cold = grown(this.cold, length);
    this.payload = grown(this.payload, length);
    this.priority = grown(this.priority, length);
    this.requirement = grown(this.requirement, length);
    this.affinity = grown(this.affinity, length);
    this.state = grown(this.state, length);
    this.executions = grown(this.executions, length);
    this.submittedAt = grown(this.submittedAt, length);
    this.assignedAt = grown(this.assignedAt, length);
    this.startedAt = grown(this.startedAt, length);
    this.executedAt = grown(this.executedAt, length);
    this.agent = grown(this.agent, length);
    this.lostAt = grown(this.lostAt, length);
    this.faultAt = grown(this.faultAt, length);
  }
}
