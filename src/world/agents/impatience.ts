/** Tasks that wait at agents and whose patience ends there. */

import { RESULT } from '../../modules/scheduling/vocabulary.ts';
import { EVENT } from '../core/events.ts';
import type { AgentTable } from './agent-table.ts';
import type { ExecutorContext } from './executor-context.ts';
import { type Holdings, PHASE } from './holdings.ts';
import type { Reports } from './reports.ts';

export class Impatience {
  readonly #table: AgentTable;
  readonly #holdings: Holdings;
  readonly #context: ExecutorContext;
  readonly #reports: Reports;

  constructor(table: AgentTable, holdings: Holdings, context: ExecutorContext, reports: Reports) {
    this.#table = table;
    this.#holdings = holdings;
    this.#context = context;
    this.#reports = reports;
  }

  /** A task has been queued: where its patience ends, it gives up. */
  waits(row: number): void {
    const { kernel, tasks } = this.#context;
    const end = tasks.patienceEnd(this.#holdings.task[row]);
    if (end === Infinity) return;
    this.#holdings.event[row] = kernel.schedule(Math.max(kernel.now, end + 1), EVENT.impatient, row, 0, 0);
  }

  /** A task has come that is in no queue: whether it came too late, and has given up. */
  cameLate(row: number): boolean {
    if (!this.#isOver(row)) return false;
    this.#reports.begin(row, RESULT.abandoned);
    return true;
  }

  /** A queued task would begin now: whether it is too late, and it has given up. */
  isLate(row: number): boolean {
    if (!this.#isOver(row)) return false;
    this.#abandon(row);
    return true;
  }

  /** The patience of a queued task is over. An agent that stands still notices when it goes on. */
  onOver(row: number): void {
    this.#holdings.event[row] = 0;
    if (!this.#context.processes.isPaused(this.#holdings.agent[row])) this.#abandon(row);
  }

  /** The agent goes on after it stood still. */
  resumed(agent: number): void {
    for (let row = this.#holdings.first(agent, PHASE.queued); row >= 0; ) {
      const next = this.#holdings.next(row);
      this.isLate(row);
      row = next;
    }
  }

  /** What has been interrupted, to go on, has begun. */
  #isOver(row: number): boolean {
    const { kernel, tasks } = this.#context;
    return kernel.now > tasks.patienceEnd(this.#holdings.task[row]) && this.#holdings.interrupted[row] === 0;
  }

  #abandon(row: number): void {
    const { kernel, observer } = this.#context;
    kernel.cancel(this.#holdings.event[row]);
    this.#table.queued[this.#holdings.agent[row]]--;
    observer.queuedAtAgents(-1);
    this.#reports.begin(row, RESULT.abandoned);
  }
}
