/** Attempts at recovering a worker: when its turn comes, what is asked for, and what follows when that does not help. */

import { backoffCeiling } from '../backoff.ts';
import { isCrashLoop } from './incidents.ts';
import { remedyFor, severityOf } from './severity.ts';
import { ACTION, ESCALATION, type Outcome, recoveryFacts, STATE, supervision } from './vocabulary.ts';
import type { Ward } from './ward.ts';

export class Attempts {
  readonly #ward: Ward;

  constructor(ward: Ward) {
    this.#ward = ward;
  }

  /** A worker that is suspected is to be recovered, unless it comes back before its turn. */
  suspect(worker: number): void {
    if (this.isLooping(worker)) this.#escalate(worker);
    else this.#ward.enter(worker, STATE.suspected, this.#ward.options.patience, ACTION.none);
  }

  /** Whether a worker keeps failing, so that nothing more is tried. */
  isLooping(worker: number): boolean {
    const { incidents, since } = this.#ward.book;
    const { loop } = this.#ward.options;
    return isCrashLoop({ count: incidents[worker], since: since[worker] }, loop.incidents);
  }

  /** A suspected worker has waited for as long as it was to. */
  queue(worker: number): void {
    const { book, places, port } = this.#ward;
    book.due[worker] = Infinity;
    if (places.isFull) port.report(recoveryFacts.deferred, this.#ward.processOf(worker));
    places.queue(worker);
    this.serve();
  }

  /** Begins with those who wait, as long as there are places. */
  serve(): void {
    const { places } = this.#ward;
    for (let worker = places.next(); worker >= 0; worker = places.next()) this.#begin(worker);
  }

  /** A worker is in nobody's hands any more. */
  leave(worker: number): void {
    this.#ward.places.leave(worker);
    this.serve();
  }

  failed(worker: number, outcome: Outcome): void {
    const { book, places, port, options } = this.#ward;
    this.#ward.reportEnd(worker, outcome);
    places.leave(worker);
    book.failed[worker]++;
    if (book.failed[worker] >= options.attempts) this.#escalate(worker);
    else {
      const ceiling = backoffCeiling(book.failed[worker], options.backoff, options.backoffLimit);
      this.#ward.enter(worker, STATE.suspected, Math.floor(port.random() * ceiling), ACTION.none);
    }
    this.serve();
  }

  /** Goes on where an earlier life was: a request that was under way is asked again, under its token. */
  resume(worker: number): void {
    const { book, places, options } = this.#ward;
    const state = book.state[worker];
    if (this.#ward.isInRecovery(worker) && book.action[worker] !== ACTION.escalate) places.take(worker);
    if (state === STATE.suspected)
      this.#ward.resumeWait(worker, Math.max(options.patience, options.backoffLimit));
    else if (options.observes) return;
    else if (state === STATE.escalated) this.#tellPeople(worker);
    else if (state >= STATE.restarting && state <= STATE.quarantined) {
      this.#ask(worker);
      const action = book.action[worker] as keyof typeof options.timeouts;
      this.#ward.resumeWait(worker, options.timeouts[action]);
    }
  }

  #begin(worker: number): void {
    const { book, places, port, options } = this.#ward;
    const severity = severityOf(book.incidents[worker], book.failed[worker]);
    const action = remedyFor(severity, options.thresholds);
    const process = this.#ward.processOf(worker);
    places.take(worker);
    this.#ward.nextToken(worker);
    const time = options.observes ? Infinity : options.timeouts[action];
    this.#ward.enter(worker, STATE.suspected + action, time, action);
    if (options.observes) {
      port.report(recoveryFacts.wouldAct, process, action, severity);
      return;
    }
    port.report(recoveryFacts.began, process, action, book.failed[worker] + 1, severity);
    this.#ask(worker);
  }

  #ask(worker: number): void {
    const { book, port, options } = this.#ward;
    const process = this.#ward.processOf(worker);
    port.post(options.supervisor, supervision.act, process, book.action[worker], book.token[worker]);
  }

  /** The worker is handed to people. */
  #escalate(worker: number): void {
    const { book, port, options } = this.#ward;
    const process = this.#ward.processOf(worker);
    this.#ward.nextToken(worker);
    this.#ward.enter(worker, STATE.escalated, Infinity, ACTION.escalate);
    if (options.observes) {
      const severity = severityOf(book.incidents[worker], book.failed[worker]);
      port.report(recoveryFacts.wouldAct, process, ACTION.escalate, severity);
      return;
    }
    port.report(recoveryFacts.escalated, process, this.#reasonFor(worker), book.failed[worker]);
    this.#tellPeople(worker);
  }

  #reasonFor(worker: number): number {
    return this.isLooping(worker) ? ESCALATION.crashLoop : ESCALATION.exhausted;
  }

  #tellPeople(worker: number): void {
    const { book, port, options } = this.#ward;
    const process = this.#ward.processOf(worker);
    port.post(options.supervisor, supervision.escalate, process, this.#reasonFor(worker), book.token[worker]);
  }
}
