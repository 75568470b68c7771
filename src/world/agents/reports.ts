/** Results on their way from agents to their coordinators: each is sent until it is recorded. */

import { type Result, scheduling } from '../../modules/scheduling/vocabulary.ts';
import { EVENT } from '../core/events.ts';
import type { ExecutorContext } from './executor-context.ts';
import { type Holdings, PHASE } from './holdings.ts';

/** An unrecorded result is sent again after the ack timeout, doubled each time up to this many times. */
const MAX_DOUBLINGS = 4;

export class Reports {
  readonly #holdings: Holdings;
  readonly #context: ExecutorContext;
  readonly #ackLane: number;

  constructor(holdings: Holdings, context: ExecutorContext) {
    this.#holdings = holdings;
    this.#context = context;
    this.#ackLane = context.kernel.lane(context.ackTimeout);
  }

  /** A holding has come to this, and goes out. */
  begin(row: number, result: Result): void {
    const holdings = this.#holdings;
    holdings.result[row] = result;
    holdings.enter(row, PHASE.reporting);
    this.#send(row);
    holdings.event[row] = this.#context.kernel.scheduleLane(this.#ackLane, EVENT.resend, row, 0, 0);
  }

  onResend(row: number): void {
    const { kernel, processes, ackTimeout } = this.#context;
    const holdings = this.#holdings;
    if (!processes.isPaused(holdings.agent[row])) this.#send(row);
    if (holdings.resends[row] < MAX_DOUBLINGS) holdings.resends[row]++;
    const delay = ackTimeout * (1 << holdings.resends[row]);
    holdings.event[row] = kernel.scheduleAfter(delay, EVENT.resend, row, 0, 0);
  }

  /** What is not recorded goes out again, to a coordinator that has not heard of it. */
  sendAll(agent: number): void {
    for (let row = this.#holdings.first(agent, PHASE.reporting); row >= 0; row = this.#holdings.next(row))
      this.#send(row);
  }

  #send(row: number): void {
    const { network, processes } = this.#context;
    const { agent, task, attempt, result } = this.#holdings;
    const to = processes.parent[agent[row]];
    network.post(agent[row], to, scheduling.result, task[row], attempt[row], result[row]);
  }
}
