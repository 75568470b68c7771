/**
 * Runs a directed acyclic graph of steps: the tasks of a step are submitted when all tasks of all steps it comes after have
 * completed. When a task fails, the steps that depend on its step are never started.
 */
import { MESSAGE, type MessageKind, type Module, type Port, type ProcessId } from '../ports.ts';
import type { WorkSource } from './work.ts';

export interface DagStep {
  readonly tasks: number;
  /** Numbers of the steps that must have completed. */
  readonly after: readonly number[];
}

export class DagRunner implements Module {
  readonly #port: Port;
  readonly #root: ProcessId;
  readonly #steps: readonly DagStep[];
  readonly #work: WorkSource;
  /** Tasks of a step that have not completed. */
  readonly #remaining: number[];
  /** Steps before a step that have not completed. */
  readonly #missing: number[];
  readonly #dependents: number[][];
  /** First task of each started step, ascending in order of starting. */
  readonly #started: { readonly first: number; readonly step: number }[] = [];

  constructor(port: Port, root: ProcessId, steps: readonly DagStep[], work: WorkSource) {
    this.#port = port;
    this.#root = root;
    this.#steps = steps;
    this.#work = work;
    this.#remaining = steps.map((step) => step.tasks);
    this.#missing = steps.map((step) => step.after.length);
    this.#dependents = steps.map(() => []);
    for (let step = 0; step < steps.length; step++) {
      for (const before of steps[step].after) this.#dependents[before].push(step);
    }
  }

  start(): void {
    for (let step = 0; step < this.#steps.length; step++) if (this.#missing[step] === 0) this.#begin(step);
  }

  onMessage(_from: ProcessId, kind: MessageKind, task: number, _b: number, success: number): void {
    if (kind !== MESSAGE.finished || success !== 1) return;
    const step = this.#stepOf(task);
    if (--this.#remaining[step] > 0) return;
    for (const dependent of this.#dependents[step])
      if (--this.#missing[dependent] === 0) this.#begin(dependent);
  }

  onTimer(): void {}

  #begin(step: number): void {
    const first = this.#work.create(step);
    this.#started.push({ first, step });
    for (let i = 0; i < this.#steps[step].tasks; i++)
      this.#port.send(this.#root, MESSAGE.submit, first + i, 0, 1);
  }

  #stepOf(task: number): number {
    let low = 0;
    let high = this.#started.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#started[middle].first <= task) low = middle;
      else high = middle - 1;
    }
    return this.#started[low].step;
  }
}
