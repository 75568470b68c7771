/**
 * Tasks that other coordinators do for this one, because there is no room here. A neighbour is to its giver what a worker is:
 * it gets assignments with a fencing token, confirms them, and repeats each result until that is recorded.
 */
import type { Port } from '../ports.ts';
import { type AssignmentListener, Assignments } from './assignments.ts';
import type { Attempts } from './attempts.ts';
import type { HandoverOptions } from './handover-options.ts';
import type { Ledger } from './ledger.ts';
import type { DispatcherOptions } from './options.ts';

/** Assignments tell an algorithm of loads; here nobody wants to hear of them. */
const NOBODY = { choose: () => -1, update() {} };

export class Handovers {
  readonly options: HandoverOptions;
  readonly assignments: Assignments;
  readonly #ledger: Ledger;
  readonly #attempts: Attempts;

  /** @param port a scope of its own: its timers are those of assignments to neighbours */
  constructor(
    port: Port,
    ledger: Ledger,
    attempts: Attempts,
    ackTimeout: number,
    options: HandoverOptions,
    listener: AssignmentListener,
  ) {
    this.options = options;
    this.#ledger = ledger;
    this.#attempts = attempts;
    // The neighbour watches over the time that an attempt takes.
    const times = { ackTimeout, timeout: Infinity };
    const { neighbours, messages } = options;
    this.assignments = new Assignments(port, ledger, neighbours, NOBODY, times, listener, messages);
  }

  /** A task that has left the waiting ones goes to a neighbour. */
  give(row: number, neighbour: number): void {
    this.#attempts.begin(row, neighbour, this.#mark(row), this.assignments);
    this.assignments.send(row);
    this.options.gave(neighbour);
  }

  /** Takes up a task that a neighbour had in an earlier life. */
  recover(row: number, neighbour: number): void {
    this.#ledger.moved[row] = this.#mark(row);
    this.assignments.bind(row, neighbour);
  }

  /** In the ledger's column `moved`: how often the task has been handed over with this time. */
  #mark(row: number): number {
    return -(this.options.hopsOf(this.#ledger.task[row]) + 1);
  }
}

/** null where there are no neighbours. @param port makes a scope for them. @param unconfirmed a neighbour does not confirm a row */
export function handoversOf(
  { handover, ackTimeout }: DispatcherOptions,
  port: () => Port,
  ledger: Ledger,
  attempts: Attempts,
  unconfirmed: (row: number) => void,
): Handovers | null {
  const ends = { unconfirmed, overdue: () => {} };
  return handover ? new Handovers(port(), ledger, attempts, ackTimeout, handover, ends) : null;
}
