/**
 * Attempts at a task: each begins under a number of its own, and when it is over, the task waits again, at once or after a delay,
 * or its end is recorded and whoever gave it hears of that.
 */
import { OBSERVATION, type Port, REASON, RESULT, type Reason, type Result } from '../ports.ts';
import type { Assignments } from './assignments.ts';
import { type Ledger, STATE } from './ledger.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type DispatcherOptions, type DispatcherOwner, retryCeiling } from './options.ts';
import type { Patience } from './patience.ts';
import { BACKOFF_TAG } from './tags.ts';
import type { WaitingOrder } from './waiting-order.ts';

export interface AttemptsContext {
  readonly port: Port;
  readonly ledger: Ledger;
  readonly store: LedgerStore;
  readonly patience: Patience;
  readonly matching: Pick<WaitingOrder, 'enter'>;
}

export class Attempts {
  readonly #options: DispatcherOptions;
  readonly #owner: DispatcherOwner;
  readonly #context: AttemptsContext;

  constructor(options: DispatcherOptions, owner: DispatcherOwner, context: AttemptsContext) {
    this.#options = options;
    this.#owner = owner;
    this.#context = context;
  }

  /**
   * A new assignment, written down but not yet sent.
   *
   * @param holder number, in these books, of the process that is to do the task
   * @param moved for the ledger's column of that name
   */
  begin(row: number, holder: number, moved: number, books: Assignments): void {
    const { ledger, store, port } = this.#context;
    ledger.attempt[row] = store.tokens.next();
    ledger.resends[row] = 0;
    ledger.moved[row] = moved;
    ledger.state[row] = STATE.sent;
    books.bind(row, holder);
    store.write(row);
    port.observe(OBSERVATION.assignment, ledger.task[row], books.process(holder));
  }

  /** One more attempt, unless there have been as many as there may be. */
  retry(row: number, reason: Reason): void {
    const { ledger, port } = this.#context;
    ledger.spent[row]++;
    if (ledger.spent[row] >= this.#options.maxAttempts) {
      this.end(row, reason === REASON.refused ? RESULT.rejected : RESULT.failure, reason);
      return;
    }
    if (this.#context.patience.isOver(row)) {
      this.abandon(row);
      return;
    }
    port.observe(OBSERVATION.retried, ledger.task[row], reason);
    const ceiling = retryCeiling(this.#options, ledger.spent[row]);
    const delay = ceiling > 0 ? Math.floor(port.random() * ceiling) : 0;
    if (delay > 0) port.observe(OBSERVATION.backingOff, ledger.task[row], delay);
    this.wait(row, delay);
  }

  /** Back to the waiting tasks, at once or after a delay; it gives up before that where its patience ends. */
  wait(row: number, delay: number): void {
    const { ledger, store, port, patience } = this.#context;
    store.write(row);
    if (delay > 0) {
      ledger.state[row] = STATE.backingOff;
      ledger.backoff[row] = port.setTimer(Math.min(delay, patience.left(row)), BACKOFF_TAG, row);
      return;
    }
    this.readmit(row);
  }

  /** Back to the waiting tasks, ahead of those that have not been assigned yet. */
  readmit(row: number): void {
    if (this.#context.patience.isOver(row)) {
      this.abandon(row);
      return;
    }
    this.#context.ledger.state[row] = STATE.waiting;
    this.#context.matching.enter(row, true);
  }

  /** The patience of a task for which nothing is under way is over. */
  abandon(row: number): void {
    this.end(row, RESULT.abandoned, REASON.abandoned);
  }

  /** @param reason of an end without success */
  end(row: number, result: Result, reason: Reason): void {
    const { ledger, store, port } = this.#context;
    const task = ledger.task[row];
    const ticket = ledger.ticket[row];
    const success = result === RESULT.success;
    store.remove(row);
    port.observe(success ? OBSERVATION.completed : OBSERVATION.failed, task, success ? 0 : reason);
    this.#owner.finished(task, ticket, result);
  }
}
