/** What the parts of a recovery share: the workers, what is known of them, and when something is to happen. */
import { DueTimes } from '../collections/due-times.ts';
import type { Port } from '../ports.ts';
import { Versions } from '../versions.ts';
import { Book } from './book.ts';
import { mostAtATime } from './budget.ts';
import type { RecoveredWorkers, RecoveryOptions, RecoveryOwner } from './options.ts';
import { Places } from './places.ts';
import { ACTION, type Action, type Outcome, recoveryFacts, STATE } from './vocabulary.ts';

/** Times that matter here are seconds. */
const PERIOD = 1_000_000;

export class Ward {
  readonly port: Port;
  readonly workers: RecoveredWorkers;
  readonly owner: RecoveryOwner;
  readonly options: RecoveryOptions;
  readonly book: Book;
  readonly places: Places;
  readonly #times: DueTimes;
  readonly #tokens: Versions;

  /** @param due called when the time of a worker has come that its state was entered with */
  constructor(
    port: Port,
    workers: RecoveredWorkers,
    owner: RecoveryOwner,
    options: RecoveryOptions,
    due: (worker: number) => void,
  ) {
    this.port = port;
    this.workers = workers;
    this.owner = owner;
    this.options = options;
    this.book = new Book(workers.count, port.storage, port.scope('history').storage);
    this.places = new Places(mostAtATime(workers.count, options.budget), workers.count);
    this.#times = new DueTimes(port, 0, PERIOD, workers.count, (worker) => {
      // Times are not taken back: one that was left behind with its state is none.
      if (this.book.due[worker] <= port.now()) due(worker);
    });
    this.#tokens = new Versions(port);
  }

  onTimer(): void {
    this.#times.onTimer();
  }

  processOf(worker: number): number {
    return this.workers.process[worker];
  }

  /** Whether a request is under way, or what has been done has to prove itself. */
  isInRecovery(worker: number): boolean {
    const { state, action } = this.book;
    if (state[worker] === STATE.verifying) return action[worker] !== ACTION.none;
    return state[worker] >= STATE.restarting && state[worker] <= STATE.quarantined;
  }

  nextToken(worker: number): void {
    this.book.token[worker] = this.#tokens.next();
  }

  /** The worker is in a state from now on, for so many microseconds if nothing happens before; Infinity: until something does. */
  enter(worker: number, state: number, time: number, action: Action): void {
    const due = this.port.now() + time;
    this.book.enter(worker, state, due, action);
    if (due < Infinity) this.#times.set(worker, due);
  }

  /** Waits as `enter` has asked for in an earlier life. @param most that it can have asked for; clocks may have been set back */
  resumeWait(worker: number, most: number): void {
    const now = this.port.now();
    const due = Math.min(Math.max(now, this.book.due[worker]), now + most);
    this.book.due[worker] = due;
    this.#times.set(worker, due);
  }

  /** An attempt is over. */
  reportEnd(worker: number, outcome: Outcome): void {
    this.port.report(recoveryFacts.ended, this.processOf(worker), this.book.action[worker], outcome);
  }
}
