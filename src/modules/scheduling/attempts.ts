/**
 * Attempts at a task: each begins under a number of its own, and when it is over, the task waits again, at once or after a delay,
 * or its end is recorded and whoever gave it hears of that.
 */
import type { Fact } from '../facts.ts';
import type { Port, TaskDirectory } from '../ports.ts';
import { RetryBudget } from '../retry-budget.ts';
import type { Assignments } from './assignments.ts';
import { type Ledger, STATE } from './ledger.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type DispatcherOptions, type DispatcherOwner, retryCeiling } from './options.ts';
import { type Patience, WAIT_TAG } from './patience.ts';
import { REASON, RESULT, type Reason, type Result, schedulingFacts } from './vocabulary.ts';
import type { WaitingOrder } from './waiting-order.ts';

/** Why a task came to its end, by RESULT; without meaning for a success. */
const REASONS = [REASON.failure, REASON.failure, REASON.abandoned, REASON.refused] as const;

export interface AttemptsContext {
  readonly port: Port;
  /** Its timers are those of rows that wait. */
  readonly waits: Port;
  readonly tasks: Pick<TaskDirectory, 'endsWithFailure'>;
  readonly ledger: Ledger;
  readonly store: LedgerStore;
  readonly patience: Patience;
  readonly matching: Pick<WaitingOrder, 'enter' | 'leave'>;
}

export class Attempts {
  readonly #options: DispatcherOptions;
  readonly #owner: DispatcherOwner;
  readonly #context: AttemptsContext;
  readonly #budget: RetryBudget | null;

  constructor(options: DispatcherOptions, owner: DispatcherOwner, context: AttemptsContext) {
    this.#options = options;
    this.#budget = options.retryBudget ? new RetryBudget(options.retryBudget) : null;
    this.#owner = owner;
    this.#context = context;
  }

  /** A task has come that is new here. */
  accepted(): void {
    this.#budget?.deposit(this.#context.port.now());
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
    port.report(schedulingFacts.assignment, ledger.task[row], books.process(holder));
  }

  /** One more attempt, unless there have been as many as there may be, of the task or of all together. */
  retry(row: number, reason: Reason): void {
    const { ledger, port } = this.#context;
    ledger.spent[row]++;
    if (ledger.spent[row] >= this.#options.maxAttempts) {
      this.#giveUp(row, reason);
      return;
    }
    if (this.#context.patience.isOver(row)) {
      this.abandon(row);
      return;
    }
    if (this.#budget?.withdraw(port.now()) === false) {
      port.report(schedulingFacts.overBudget, ledger.task[row]);
      this.#giveUp(row, reason);
      return;
    }
    port.report(schedulingFacts.retried, ledger.task[row], reason);
    const ceiling = retryCeiling(this.#options, ledger.spent[row]);
    const delay = ceiling > 0 ? Math.floor(port.random() * ceiling) : 0;
    if (delay > 0) port.report(schedulingFacts.backingOff, ledger.task[row], delay);
    this.wait(row, delay);
  }

  /** Back to the waiting tasks, at once or after a delay; it gives up before that where its patience ends. */
  wait(row: number, delay: number): void {
    const { ledger, store, waits, patience } = this.#context;
    store.write(row);
    if (delay > 0) {
      ledger.state[row] = STATE.backingOff;
      ledger.backoff[row] = waits.setTimer(Math.min(delay, patience.left(row)), WAIT_TAG.delay, row);
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

  /** The attempt has ended with a worker, or with a neighbour, which has tried as often as it may. */
  over(row: number, result: Result, isAway: boolean): void {
    if (result === RESULT.failure && !isAway && this.#isTriedAgain(row)) this.retry(row, REASON.failure);
    else this.end(row, result, REASONS[result]);
  }

  /** Whether there may be another attempt after one that reported failure. */
  #isTriedAgain(row: number): boolean {
    const { tasks, ledger } = this.#context;
    return this.#options.retryFailures && !tasks.endsWithFailure(ledger.task[row]);
  }

  /** Takes back a task that nobody has been given. False when somebody has. */
  recall(row: number): boolean {
    const { ledger, matching, waits } = this.#context;
    const isWaiting = ledger.state[row] === STATE.waiting;
    if (isWaiting) matching.leave(row);
    else if (ledger.state[row] !== STATE.backingOff) return false;
    else waits.cancelTimer(ledger.backoff[row]);
    return true;
  }

  /** The delay of a row is over. A timer that was cancelled while it waited to be handled tells nothing. */
  rested(row: number): void {
    if (this.#context.ledger.state[row] === STATE.backingOff) this.readmit(row);
  }

  /** The patience of a row that waits is over; nothing where the timer was cancelled while it waited to be handled. */
  impatient(row: number): void {
    const { ledger, patience } = this.#context;
    if (ledger.state[row] !== STATE.waiting || !patience.isOver(row)) return;
    ledger.patience[row] = 0;
    this.#context.matching.leave(row);
    this.abandon(row);
  }

  /** The patience of a task for which nothing is under way is over. */
  abandon(row: number): void {
    this.end(row, RESULT.abandoned, REASON.abandoned);
  }

  /** The row's task is turned away. @param why a fact that tells it; null: too many wait */
  shed(row: number, why: Fact<[task: number]> | null): void {
    const { ledger, port } = this.#context;
    if (why !== null) port.report(why, ledger.task[row]);
    this.end(row, RESULT.failure, REASON.shed);
  }

  #giveUp(row: number, reason: Reason): void {
    this.end(row, reason === REASON.refused ? RESULT.rejected : RESULT.failure, reason);
  }

  /** @param reason of an end without success */
  end(row: number, result: Result, reason: Reason): void {
    const { ledger, store, port } = this.#context;
    const task = ledger.task[row];
    const ticket = ledger.ticket[row];
    const success = result === RESULT.success;
    store.remove(row);
    if (success) port.report(schedulingFacts.completed, task);
    else port.report(schedulingFacts.failed, task, reason);
    this.#owner.finished(task, ticket, result);
  }
}
