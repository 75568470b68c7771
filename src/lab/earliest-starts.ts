/** When executions of open tasks began. */
import type { MeasuredWorld } from './measured-world.ts';

/** Asked of every open task for each of several figures, and somebody may wait for the end of an interrupted run. */
export class EarliestStarts {
  readonly #parts: MeasuredWorld['parts'];
  /** By task; NaN: nobody has asked yet. */
  #found: Float64Array | undefined;

  constructor({ parts }: MeasuredWorld) {
    this.#parts = parts;
  }

  /** -1: no execution is under way. Most open tasks have not come to an agent yet, which takes no look at the agents. */
  of(task: number): number {
    const { agents, tasks } = this.#parts;
    if (tasks.assignedAt[task] < 0) return -1;
    this.#found ??= new Float64Array(tasks.count).fill(Number.NaN);
    if (Number.isNaN(this.#found[task])) this.#found[task] = agents.executor.earliestStart(task);
    return this.#found[task];
  }
}
