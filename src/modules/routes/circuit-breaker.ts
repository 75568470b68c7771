/**
 * A circuit breaker for each worker, as Resilience4j has it. Closed: the worker is given tasks, and the shares of failures and of slow
 * attempts are taken over a window; from a number of attempts on, a share that reaches its limit opens the breaker. Open: it is given
 * nothing until the wait is over. Then the next task that goes there half-opens it: so many trials may go in all, and when as many have
 * ended as are enough for a share, it closes with an empty window, or opens again.
 *
 * A result counts in the state in which it arrives. An attempt that says nothing of its worker gives its trial back. There is no
 * limit to the time of a trial: retry.timeout is what ends one that never answers.
 *
 * Source: Resilience4j, CircuitBreakerStateMachine and CircuitBreakerMetrics, with its defaults. There a call to an open breaker fails; here
 * its task goes to another worker.
 */
import { DueTimes } from '../collections/due-times.ts';
import { exceeds } from '../shares.ts';
import { type CallWindows, CountWindows, TimeWindows } from './call-windows.ts';
import type { RouteContext, RouteHealth, RoutePolicy } from './route-health.ts';
import { CAUSE, type Cause, OUTCOME, type Outcome } from './vocabulary.ts';

/** Times are microseconds. */
export interface BreakerOptions {
  /** Whether the window is of so many seconds; otherwise of so many attempts. */
  readonly isTimed: boolean;
  readonly size: number;
  /** Attempts without which no share is taken; of a window or of trials, as many as there can be. */
  readonly minimum: number;
  /** Shares from which on it opens. */
  readonly failures: number;
  readonly slow: number;
  /** An attempt that takes longer is slow. */
  readonly slowAfter: number;
  readonly wait: number;
  readonly trials: number;
  readonly timeouts: boolean;
}

const STATE = { closed: 0, open: 1, halfOpen: 2 } as const;

/** Waits are put in order by the second. */
const PERIOD = 1_000_000;

export function circuitBreaker(options: BreakerOptions): RoutePolicy {
  return {
    countsTimeouts: options.timeouts,
    create: (context) => new CircuitBreakers(context, options),
  };
}

class CircuitBreakers implements RouteHealth {
  readonly #context: RouteContext;
  readonly #options: BreakerOptions;
  readonly #enough: { readonly closed: number; readonly halfOpen: number };
  readonly #windows: CallWindows;
  /** What has ended since it is half-open. */
  readonly #results: CallWindows;
  readonly #waits: DueTimes;
  /** By worker: one of STATE. */
  readonly #state: Uint8Array;
  /** Since when it is half-open, and trials that may still go. */
  readonly #since: Float64Array;
  readonly #left: Int32Array;

  constructor(context: RouteContext, options: BreakerOptions) {
    const { count } = context;
    const { isTimed, size, minimum, trials } = options;
    this.#context = context;
    this.#options = options;
    this.#enough = {
      closed: isTimed ? minimum : Math.min(minimum, size),
      halfOpen: Math.min(minimum, trials),
    };
    this.#windows = isTimed ? new TimeWindows(count, size) : new CountWindows(count, size);
    this.#results = new CountWindows(count, trials);
    this.#waits = new DueTimes(context, 0, PERIOD, count, (worker) => this.#waited(worker));
    this.#state = new Uint8Array(count);
    this.#since = new Float64Array(count);
    this.#left = new Int32Array(count);
  }

  start(): void {}

  began(worker: number): void {
    if (this.#state[worker] === STATE.open) {
      this.#state[worker] = STATE.halfOpen;
      this.#since[worker] = this.#context.now();
      this.#left[worker] = this.#options.trials;
      this.#results.clear(worker);
    }
    if (this.#state[worker] === STATE.halfOpen && --this.#left[worker] === 0)
      this.#context.admit(worker, false);
  }

  ended(worker: number, outcome: Outcome, took: number): void {
    const state = this.#state[worker];
    if (outcome === OUTCOME.unknown) {
      if (state === STATE.halfOpen) this.#giveBack(worker, took);
      return;
    }
    const isFailure = outcome !== OUTCOME.success;
    const isSlow = took > this.#options.slowAfter;
    const now = this.#context.now();
    if (state === STATE.closed) {
      this.#windows.record(worker, now, isFailure, isSlow);
      const cause = this.#causeIn(this.#windows, worker, this.#enough.closed);
      if (cause !== null) this.#open(worker, cause);
    } else if (state === STATE.halfOpen) {
      this.#results.record(worker, now, isFailure, isSlow);
      if (this.#results.calls[worker] < this.#enough.halfOpen) return;
      if (this.#causeIn(this.#results, worker, 0) === null) this.#close(worker);
      else this.#open(worker, CAUSE.trial);
    }
  }

  forget(worker: number): void {
    const isOut = this.#state[worker] !== STATE.closed;
    this.#windows.clear(worker);
    if (isOut) this.#close(worker);
  }

  onTimer(): void {
    this.#waits.onTimer();
  }

  /** Why it opens by what is in a window; null: it does not. */
  #causeIn({ calls, failures, slow }: CallWindows, worker: number, enough: number): Cause | null {
    const count = calls[worker];
    if (count < enough) return null;
    if (!exceeds(this.#options.failures * count, failures[worker])) return CAUSE.failureShare;
    return exceeds(this.#options.slow * count, slow[worker]) ? null : CAUSE.slowShare;
  }

  #open(worker: number, cause: Cause): void {
    const context = this.#context;
    this.#state[worker] = STATE.open;
    // Closed until the time is strictly after the wait.
    this.#waits.set(worker, context.now() + this.#options.wait + 1);
    context.admit(worker, false);
    context.ejected(worker, cause);
  }

  /** The next task may half-open it. */
  #waited(worker: number): void {
    if (this.#state[worker] === STATE.open) this.#context.admit(worker, true);
  }

  #close(worker: number): void {
    this.#state[worker] = STATE.closed;
    this.#windows.clear(worker);
    this.#context.admit(worker, true);
    this.#context.returned(worker);
  }

  /** A trial has brought nothing; an attempt that had begun before was none. */
  #giveBack(worker: number, took: number): void {
    if (this.#context.now() - took < this.#since[worker]) return;
    if (this.#left[worker]++ === 0) this.#context.admit(worker, true);
  }
}
