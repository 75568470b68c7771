/**
 * The patience of tasks: none begins later than its own after its submission, and a task for which nothing is under way when it ends
 * gives up (reneging: Ancker and Gafarian 1963). Whoever has the task looks to that; this is what a dispatcher does for those that
 * wait with it. A task gives up in the microsecond after the end, so that what happens at that very instant, in whatever order,
 * is still in time.
 */
import type { Port, TaskDirectory } from '../ports.ts';
import type { Ledger } from './ledger.ts';

/**
 * Tags of the timers of rows that wait: for the end of the delay between two attempts, and for the end of the patience of the task. The
 * argument is the row.
 */
export const WAIT_TAG = { delay: 0, patience: 1 } as const;

export interface PatienceContext {
  /** Its timers are those of rows that wait. */
  readonly waits: Port;
  readonly ledger: Ledger;
  readonly tasks: TaskDirectory;
}

export class Patience {
  readonly #context: PatienceContext;

  constructor(context: PatienceContext) {
    this.#context = context;
  }

  /** Whether the patience of the row's task is over. */
  isOver(row: number): boolean {
    return this.left(row) === 0;
  }

  /** Microseconds until the row's task gives up; Infinity: it never does. */
  left(row: number): number {
    const { waits, ledger, tasks } = this.#context;
    return Math.max(0, tasks.patienceEnd(ledger.task[row]) + 1 - waits.now());
  }

  /** The row's task waits from now on: the timer calls when it gives up. */
  watch(row: number): void {
    const { waits, ledger } = this.#context;
    if (ledger.patience[row] !== 0) return;
    const left = this.left(row);
    if (left < Infinity) ledger.patience[row] = waits.setTimer(left, WAIT_TAG.patience, row);
  }

  /** It waits no more. */
  forget(row: number): void {
    const { waits, ledger } = this.#context;
    if (ledger.patience[row] === 0) return;
    waits.cancelTimer(ledger.patience[row]);
    ledger.patience[row] = 0;
  }
}
