/** Results on their way from workers to their coordinators: each is sent until it is acknowledged. */
import type { Result } from '../scheduling/vocabulary.ts';
import { type Holdings, PHASE } from './holdings.ts';
import { TIMER, type WorkerMachine } from './machine.ts';
import type { WorkerMessages } from './messages.ts';

/** A result is sent again after the acknowledgement timeout, which is doubled each time, up to this many times. */
const MAX_DOUBLINGS = 4;

export class Reports {
  readonly #machine: WorkerMachine;
  readonly #holdings: Holdings;
  readonly #messages: WorkerMessages;
  readonly #ackTimeout: number;

  /** @param ackTimeout microseconds */
  constructor(machine: WorkerMachine, holdings: Holdings, messages: WorkerMessages, ackTimeout: number) {
    this.#machine = machine;
    this.#holdings = holdings;
    this.#messages = messages;
    this.#ackTimeout = ackTimeout;
  }

  /** A holding has come to its result, which is sent now and until it is acknowledged. */
  begin(row: number, result: Result): void {
    const holdings = this.#holdings;
    holdings.result[row] = result;
    holdings.enter(row, PHASE.reporting);
    this.#send(row);
    this.#repeatAfter(row, this.#ackTimeout);
  }

  onDue(row: number): void {
    const { worker, repetitions } = this.#holdings;
    if (!this.#machine.isPaused(worker[row])) this.#send(row);
    if (repetitions[row] < MAX_DOUBLINGS) repetitions[row]++;
    this.#repeatAfter(row, this.#ackTimeout * (1 << repetitions[row]));
  }

  /** Everything that has not been acknowledged is sent again, to a coordinator that has not heard of it. */
  sendAll(self: number): void {
    for (let row = this.#holdings.first(self, PHASE.reporting); row >= 0; row = this.#holdings.next(row))
      this.#send(row);
  }

  #repeatAfter(row: number, delay: number): void {
    const { worker, timer } = this.#holdings;
    timer[row] = this.#machine.setTimer(worker[row], delay, TIMER.report, row);
  }

  #send(row: number): void {
    const { worker, task, token, result } = this.#holdings;
    this.#messages.result(worker[row], task[row], token[row], result[row] as Result);
  }
}
