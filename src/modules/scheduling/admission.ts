/**
 * Takes tasks on, as far as there is room for them to wait: what would have to wait while as many do as may is turned away at once,
 * so that a queue that fills up costs those who come late an answer, and nobody else time.
 */
import type { Port, TaskDirectory } from '../ports.ts';
import type { Attempts } from './attempts.ts';
import type { Handovers } from './handovers.ts';
import { type Ledger, STATE } from './ledger.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { Matching } from './matching.ts';
import type { DispatcherOptions } from './options.ts';
import type { Patience } from './patience.ts';
import { isTooMuch } from './shedding.ts';
import { schedulingFacts } from './vocabulary.ts';
import type { WorkerTable } from './workers.ts';

export interface AdmissionContext {
  readonly port: Port;
  readonly tasks: TaskDirectory;
  readonly workers: WorkerTable;
  readonly ledger: Ledger;
  readonly store: LedgerStore;
  readonly matching: Matching;
  readonly attempts: Attempts;
  readonly patience: Patience;
  /** null where there are no neighbours. */
  readonly handovers: Handovers | null;
  /** Gives waiting tasks to workers and neighbours. */
  serve(): void;
}

export class Admission {
  readonly #options: DispatcherOptions;
  readonly #context: AdmissionContext;

  constructor(options: DispatcherOptions, context: AdmissionContext) {
    this.#options = options;
    this.#context = context;
  }

  /** As the dispatcher's `accept`. */
  accept(task: number, ticket: number): void {
    if (this.#isKnown(task, ticket)) return;
    this.#context.port.report(schedulingFacts.accepted, task);
    if (this.#isTooMuch(task)) {
      const { ledger, attempts } = this.#context;
      attempts.shed(ledger.add(task, ticket), schedulingFacts.tooMuchToDo);
      return;
    }
    const row = this.#admit(task, ticket);
    if (this.#isSurplus(row)) this.#shed(row);
  }

  /** As the dispatcher's `offer`. */
  offer(task: number, ticket: number): boolean {
    if (this.#isKnown(task, ticket)) return true;
    if (this.#isTooMuch(task)) return false;
    const { port, matching, store } = this.#context;
    const row = this.#admit(task, ticket);
    if (this.#isSurplus(row)) {
      matching.leave(row);
      store.remove(row);
      return false;
    }
    port.report(schedulingFacts.accepted, task);
    return true;
  }

  /** What a neighbour refused waits again: a task too many goes back to its giver, or is shed. */
  refused(row: number): void {
    const { ledger, handovers } = this.#context;
    if (this.#isSurplus(row) && !handovers?.options.returned(ledger.task[row])) this.#shed(row);
  }

  /** Whether the task is here; then a newer ticket is noted. */
  #isKnown(task: number, ticket: number): boolean {
    const { ledger, store } = this.#context;
    const row = ledger.find(task);
    if (row < 0) return false;
    if (ticket > ledger.ticket[row]) {
      ledger.ticket[row] = ticket;
      store.write(row);
    }
    return true;
  }

  /** A task that is new here goes to a neighbour or worker, or waits, or has lost its patience on the way. */
  #admit(task: number, ticket: number): number {
    const { ledger, store, matching, handovers, attempts, patience } = this.#context;
    const row = ledger.add(task, ticket);
    attempts.accepted();
    store.write(row);
    if (patience.isOver(row)) {
      attempts.abandon(row);
      return row;
    }
    const neighbour = handovers?.options.chooseAtOnce(task) ?? -1;
    if (neighbour >= 0) handovers?.give(row, neighbour);
    else {
      matching.enter(row, false);
      this.#context.serve();
    }
    return row;
  }

  /** Whether the row's task waits, and more do than may. */
  #isSurplus(row: number): boolean {
    const { ledger, matching } = this.#context;
    if (ledger.state[row] !== STATE.waiting) return false;
    return matching.size > this.#options.queueLimit + matching.spareSlots;
  }

  /** Whether a task that has come is not important enough for what there is to do. */
  #isTooMuch(task: number): boolean {
    const { shedding } = this.#options;
    if (shedding?.kind !== 'priority') return false;
    const { tasks, ledger, workers } = this.#context;
    return isTooMuch(shedding.thresholds, tasks.priority(task), ledger, workers);
  }

  #shed(row: number): void {
    this.#context.matching.leave(row);
    this.#context.attempts.shed(row, null);
  }
}
