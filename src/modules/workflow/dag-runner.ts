/**
 * Runs a directed acyclic graph of steps: the tasks of a step are submitted when all tasks of all steps it comes after have
 * succeeded, or, where that is enough, have ended. When a task fails, the steps that depend on the success of its step are
 * never started.
 */
import type { Module, Port, ProcessId } from '../ports.ts';
import { intake, toClient } from '../scheduling/vocabulary.ts';
import { receiver } from '../vocabulary.ts';
import type { WorkSource } from './work.ts';

export interface DagStep {
  readonly tasks: number;
  /** Numbers of the steps whose tasks must all have succeeded. */
  readonly after: readonly number[];
  /** Numbers of the steps whose tasks must all have ended, however. Default none. */
  readonly afterEnd?: readonly number[];
}

interface Dependent {
  readonly step: number;
  /** Whether the end of the step before is enough. */
  readonly onEnd: boolean;
}

export class DagRunner implements Module {
  readonly receives = [
    receiver(toClient, { finished: (_from, task, success) => this.#onFinished(task, success) }),
  ];
  readonly #port: Port;
  readonly #root: ProcessId;
  readonly #steps: readonly DagStep[];
  readonly #work: WorkSource;
  /** Tasks of a step that have not ended, and those among the ended that failed. */
  readonly #open: number[];
  readonly #failed: number[];
  /** What a step waits for and has not come. */
  readonly #missing: number[];
  readonly #dependents: Dependent[][];
  /** First task of each started step, ascending in order of starting. */
  readonly #started: { readonly first: number; readonly step: number }[] = [];

  constructor(port: Port, root: ProcessId, steps: readonly DagStep[], work: WorkSource) {
    this.#port = port;
    this.#root = root;
    this.#steps = steps;
    this.#work = work;
    this.#open = steps.map((step) => step.tasks);
    this.#failed = steps.map(() => 0);
    this.#missing = steps.map(({ after, afterEnd = [] }) => after.length + afterEnd.length);
    this.#dependents = steps.map(() => []);
    for (const [step, { after, afterEnd = [] }] of steps.entries()) {
      for (const before of after) this.#dependents[before].push({ step, onEnd: false });
      for (const before of afterEnd) this.#dependents[before].push({ step, onEnd: true });
    }
  }

  start(): void {
    for (let step = 0; step < this.#steps.length; step++) if (this.#missing[step] === 0) this.#begin(step);
  }

  #onFinished(task: number, success: number): void {
    const step = this.#stepOf(task);
    if (success !== 1) this.#failed[step]++;
    if (--this.#open[step] > 0) return;
    for (const dependent of this.#dependents[step]) {
      if (this.#failed[step] > 0 && !dependent.onEnd) continue;
      if (--this.#missing[dependent.step] === 0) this.#begin(dependent.step);
    }
  }

  onTimer(): void {}

  #begin(step: number): void {
    const first = this.#work.create(step);
    this.#started.push({ first, step });
    for (let i = 0; i < this.#steps[step].tasks; i++)
      this.#port.post(this.#root, intake.submit, first + i, 1);
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
