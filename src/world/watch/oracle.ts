/**
 * Watches that the modules keep their promises, from outside: it follows what they announce and what agents really do, and
 * shares none of their state.
 */
import { TASK_STATE, type TaskTable } from '../core/task-table.ts';

/** Most violations that are kept with their words; all are counted. */
const MAX_EXAMPLES = 20;

export class Oracle {
  readonly #tasks: TaskTable;
  /** Successful executions seen, by task, up to 255. */
  #successes = new Uint8Array(1024);
  /** Results recorded at the root beyond the first of a task. */
  duplicated = 0;
  violations = 0;
  readonly examples: string[] = [];
  /** Latest generation of a pair of coordinators. */
  #generation = 0;

  constructor(tasks: TaskTable) {
    this.#tasks = tasks;
  }

  executionSucceeded(task: number): void {
    if (task >= this.#successes.length) {
      const larger = new Uint8Array(Math.max(task + 1, this.#successes.length * 2));
      larger.set(this.#successes);
      this.#successes = larger;
    }
    if (this.#successes[task] < 255) this.#successes[task]++;
  }

  /** The root says that a task has completed. False when it may not be counted. */
  completed(task: number): boolean {
    const state = this.#tasks.state[task];
    if (state === TASK_STATE.completed) {
      this.duplicated++;
      this.violate(`task ${task} was recorded as completed twice`);
      return false;
    }
    if (state === TASK_STATE.failed || state === TASK_STATE.abandoned)
      this.violate(`task ${task} was recorded as completed after it was given up`);
    if (state === TASK_STATE.created)
      this.violate(`task ${task} was recorded as completed before it was submitted`);
    if (task >= this.#successes.length || this.#successes[task] === 0) {
      this.violate(`task ${task} was recorded as completed, but no execution of it succeeded`);
    }
    return true;
  }

  /** The root says that a task is given up. False when it may not be counted. */
  failed(task: number): boolean {
    const state = this.#tasks.state[task];
    if (state === TASK_STATE.submitted) return true;
    this.violate(
      `task ${task} was given up ${state === TASK_STATE.completed ? 'after it had completed' : 'twice or unasked'}`,
    );
    return false;
  }

  /** The root says that a task has given up. False when it may not be counted. @param isOver whether its patience is */
  abandoned(task: number, isOver: boolean): boolean {
    if (!isOver) this.violate(`task ${task} gave up before its patience was over`);
    return this.failed(task);
  }

  /** An agent begins a task whose patience is over. */
  startedLate(task: number, agent: number): void {
    this.violate(`agent ${agent} started task ${task} after its patience was over`);
  }

  /** One of a pair of coordinators leads, by its own account, a generation that now begins. */
  generationBegan(generation: number): void {
    if (generation <= this.#generation)
      this.violate(`generation ${generation} of the coordinators began after generation ${this.#generation}`);
    this.#generation = Math.max(this.#generation, generation);
  }

  /** An agent begins to run a task. */
  started(task: number, agent: number, moving: boolean, freeSlots: number, capable: boolean): void {
    if (!moving) this.violate(`agent ${agent} started task ${task} while it was down or stood still`);
    if (freeSlots < 1) this.violate(`agent ${agent} started task ${task} without a free slot`);
    if (!capable) this.violate(`agent ${agent} started task ${task} without the capabilities it requires`);
  }

  violate(what: string): void {
    this.violations++;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(what);
  }
}
