/**
 * Recovery of workers: one state machine each, from suspicion back to health, or to people. It decides what is to be done and asks
 * the supervisor to do it; whether that helped it hears from the worker itself. What it decides is decided by the rules beside this
 * file; here they meet messages, timers and the disk.
 *
 * A request carries a token under which it is asked again after a crash of this process, so that no attempt is made twice for one
 * rung of the ladder, and an answer to an earlier one counts for nothing.
 */
import type { Port } from '../ports.ts';
import { type Receiver, receiver } from '../vocabulary.ts';
import { Attempts } from './attempts.ts';
import { Homecoming } from './homecoming.ts';
import { noteIncident } from './incidents.ts';
import type { RecoveredWorkers, RecoveryOptions, RecoveryOwner } from './options.ts';
import { ACTION, type Action, OUTCOME, recovering, recoveryFacts, STATE } from './vocabulary.ts';
import { Ward } from './ward.ts';

export class Recovery {
  readonly receives: readonly Receiver[] = [
    receiver(recovering, {
      acted: (_from, process, token, success) => this.#onActed(process, token, success === 1),
      released: (_from, process, token) => this.#onReleased(process, token),
    }),
  ];
  readonly #ward: Ward;
  readonly #attempts: Attempts;
  readonly #homecoming: Homecoming;

  /** @param port a scope of its own: its rows are the states of workers, its timers theirs */
  constructor(port: Port, workers: RecoveredWorkers, owner: RecoveryOwner, options: RecoveryOptions) {
    this.#ward = new Ward(port, workers, owner, options, (worker) => this.#onDue(worker));
    this.#attempts = new Attempts(this.#ward);
    this.#homecoming = new Homecoming(this.#ward, this.#attempts);
  }

  /** Takes up what the store holds: each worker goes on where it was. */
  start(): void {
    const { book, workers } = this.#ward;
    book.recover();
    for (let worker = 0; worker < workers.count; worker++)
      if (book.state[worker] !== STATE.healthy) this.#resume(worker);
    this.#attempts.serve();
  }

  /** One of STATE. */
  stateOf(worker: number): number {
    return this.#ward.book.state[worker];
  }

  /** Recoveries under way, those included that have to prove themselves. */
  get underWay(): number {
    return this.#ward.places.taken;
  }

  /** Whether it is decided here what the worker is given. */
  isHeld(worker: number): boolean {
    return !this.#ward.options.observes && this.#ward.book.state[worker] !== STATE.healthy;
  }

  /** The detector no longer trusts the worker. */
  suspected(worker: number): void {
    const { book } = this.#ward;
    const state = book.state[worker];
    book.silent[worker] = 1;
    if (state === STATE.verifying && this.#ward.isInRecovery(worker)) {
      this.#attempts.failed(worker, OUTCOME.silent);
      return;
    }
    if (!isAtLarge(state)) return;
    this.#isolate(worker);
    this.#attempts.suspect(worker);
  }

  /** The detector trusts the worker again. */
  trusted(worker: number): void {
    this.#ward.book.silent[worker] = 0;
    this.heard(worker);
  }

  /** A heartbeat of the worker has come. */
  heard(worker: number): void {
    const { book, options } = this.#ward;
    const state = book.state[worker];
    if (state === STATE.healthy || state === STATE.removed || book.silent[worker] === 1) return;
    book.heard[worker] = 1;
    if (options.observes) this.#homecoming.becomeHealthy(worker);
    else if (state === STATE.suspected) this.#cameBack(worker);
  }

  /** The worker is a new incarnation. Where nobody here has asked for that, it crashed and was not missed. */
  restarted(worker: number): void {
    const { book, options } = this.#ward;
    if (options.observes || !isAtLarge(book.state[worker]) || this.#ward.isInRecovery(worker)) return;
    this.#isolate(worker);
    if (this.#attempts.isLooping(worker)) this.#attempts.suspect(worker);
    else this.#homecoming.prove(worker, ACTION.none);
  }

  /** The worker has left for good. */
  removed(worker: number): void {
    const { book } = this.#ward;
    if (book.state[worker] === STATE.removed) return;
    if (this.#ward.isInRecovery(worker)) this.#ward.reportEnd(worker, OUTCOME.removed);
    this.#ward.enter(worker, STATE.removed, Infinity, ACTION.none);
    this.#attempts.leave(worker);
  }

  /** A worker that had left is there again, and nothing that was known of it counts. */
  joined(worker: number): void {
    const { book, owner, options } = this.#ward;
    if (book.state[worker] !== STATE.removed) return;
    book.incidents[worker] = 0;
    this.#ward.enter(worker, STATE.healthy, Infinity, ACTION.none);
    if (!options.observes) owner.route(worker, 1);
  }

  onTimer(): void {
    this.#ward.onTimer();
  }

  #resume(worker: number): void {
    const { book, owner, options } = this.#ward;
    const state = book.state[worker];
    if (!options.observes) owner.route(worker, 0);
    this.#attempts.resume(worker);
    if (state === STATE.verifying) this.#homecoming.prove(worker, book.action[worker] as Action);
    else if (state === STATE.reintegrating) this.#homecoming.reintegrate(worker);
  }

  /** The worker is given nothing more until it has proved itself. */
  #isolate(worker: number): void {
    const { book, port, owner, options } = this.#ward;
    const now = port.now();
    const before = { count: book.incidents[worker], since: book.since[worker] };
    const { count, since } = noteIncident(before, now, options.loop.window);
    book.incidents[worker] = count;
    book.since[worker] = since;
    if (book.state[worker] === STATE.healthy) book.isolatedAt[worker] = now;
    if (options.observes) return;
    port.report(recoveryFacts.isolated, this.#ward.processOf(worker));
    owner.route(worker, 0);
  }

  #cameBack(worker: number): void {
    this.#homecoming.prove(worker, ACTION.none);
    // It was this heartbeat that brought it back.
    this.#ward.book.heard[worker] = 1;
  }

  #onDue(worker: number): void {
    const state = this.#ward.book.state[worker];
    if (state === STATE.suspected) this.#attempts.queue(worker);
    else if (state === STATE.verifying) this.#homecoming.judge(worker);
    else if (state === STATE.reintegrating) this.#homecoming.climb(worker);
    else this.#attempts.failed(worker, OUTCOME.unanswered);
  }

  /** The worker whose latest request this is; -1: nobody waits for the answer any more. */
  #find(process: number, token: number): number {
    const worker = this.#ward.workers.indexOf(process);
    return worker >= 0 && this.#ward.book.token[worker] === token ? worker : -1;
  }

  #onActed(process: number, token: number, success: boolean): void {
    const worker = this.#find(process, token);
    if (worker < 0) return;
    const { state, action } = this.#ward.book;
    if (state[worker] < STATE.restarting || state[worker] > STATE.quarantined) return;
    if (success) this.#homecoming.prove(worker, action[worker] as Action);
    else this.#attempts.failed(worker, OUTCOME.failed);
  }

  #onReleased(process: number, token: number): void {
    const worker = this.#find(process, token);
    const { book, port } = this.#ward;
    if (worker < 0 || book.state[worker] !== STATE.escalated) return;
    book.failed[worker] = 0;
    book.incidents[worker] = 1;
    book.since[worker] = port.now();
    this.#homecoming.prove(worker, ACTION.escalate);
  }
}

/** Whether an incident of a worker in this state is news. */
function isAtLarge(state: number): boolean {
  return state === STATE.healthy || state === STATE.reintegrating || state === STATE.verifying;
}
