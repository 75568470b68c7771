/** How a worker comes back: it proves that it is well, is given a growing share of what it could do, and then all of it. */
import type { Attempts } from './attempts.ts';
import { provingTime } from './ladder.ts';
import { shareAt } from './ramp.ts';
import { ACTION, type Action, OUTCOME, recoveryFacts, STATE } from './vocabulary.ts';
import type { Ward } from './ward.ts';

export class Homecoming {
  readonly #ward: Ward;
  readonly #attempts: Attempts;

  constructor(ward: Ward, attempts: Attempts) {
    this.#ward = ward;
    this.#attempts = attempts;
  }

  /** The worker should be up: it has to be heard, and not fall silent for a while. @param action to which that is owed */
  prove(worker: number, action: Action): void {
    const { book, options } = this.#ward;
    book.heard[worker] = 0;
    const incidents = Math.max(1, book.incidents[worker]);
    const time = provingTime(incidents, options.proving, options.provingLimit);
    this.#ward.enter(worker, STATE.verifying, time, action);
    if (action === ACTION.none) this.#attempts.leave(worker);
  }

  /** The time of proving is over. */
  judge(worker: number): void {
    const { book } = this.#ward;
    const isOwed = this.#ward.isInRecovery(worker);
    if (book.heard[worker] === 0) {
      if (isOwed) this.#attempts.failed(worker, OUTCOME.silent);
      else this.#attempts.suspect(worker);
      return;
    }
    if (isOwed) this.#ward.reportEnd(worker, OUTCOME.recovered);
    this.reintegrate(worker);
    this.#attempts.leave(worker);
  }

  reintegrate(worker: number): void {
    const { book, port, options } = this.#ward;
    book.step[worker] = 0;
    port.report(recoveryFacts.returned, this.#ward.processOf(worker));
    if (options.ramp.time === 0) this.becomeHealthy(worker);
    else this.#share(worker);
  }

  /** The next step of the ramp. */
  climb(worker: number): void {
    const { book, options } = this.#ward;
    book.step[worker]++;
    if (book.step[worker] < options.ramp.steps) this.#share(worker);
    else this.becomeHealthy(worker);
  }

  becomeHealthy(worker: number): void {
    const { book, port, owner, options } = this.#ward;
    this.#ward.enter(worker, STATE.healthy, Infinity, ACTION.none);
    if (!options.observes) {
      const took = Math.max(0, port.now() - book.isolatedAt[worker]);
      port.report(recoveryFacts.healthy, this.#ward.processOf(worker), took);
      owner.route(worker, 1);
    }
    this.#attempts.leave(worker);
  }

  /** The share of the present step, until the next. */
  #share(worker: number): void {
    const { book, owner, options } = this.#ward;
    const { time, steps } = options.ramp;
    this.#ward.enter(worker, STATE.reintegrating, Math.max(1, Math.floor(time / steps)), ACTION.none);
    owner.route(worker, shareAt(book.step[worker], options.ramp));
  }
}
