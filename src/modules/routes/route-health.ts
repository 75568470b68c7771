/**
 * The interface of what decides, by how a worker's attempts have ended, whether it is given more of them. It knows nothing of whether
 * the worker lives, which is a failure detector's business: a worker that answers at once, and wrongly, is alive.
 *
 * All of it is in memory. A coordinator that restarts, and a standby that takes over, knows nothing against anybody: who fails still
 * is soon found out again, and a verdict of which nobody knows the evidence any more would keep a worker out for nothing.
 */
import type { Fact } from '../facts.ts';
import type { TimerId } from '../ports.ts';
import type { Cause, Outcome } from './vocabulary.ts';

/** The part of a dispatcher that it needs; tags are its own. Times are microseconds. */
export interface RouteContext {
  /** Workers are 0..count-1. */
  readonly count: number;
  now(): number;
  random(): number;
  setTimer(delay: number, tag: number, argument: number): TimerId;
  cancelTimer(timer: TimerId): boolean;
  /** Whether the worker is there and not suspected. */
  isTrusted(worker: number): boolean;
  /** Workers that are trusted, and how many of these are given nothing new. */
  trusted(): number;
  barred(): number;
  /** From now on the worker may be given tasks, or may not. */
  admit(worker: number, isAdmitted: boolean): void;
  ejected(worker: number, cause: Cause): void;
  returned(worker: number): void;
  spared(worker: number, cause: Cause): void;
  /** Workers have been compared, so many of them; 0: too few had enough attempts. */
  swept(compared: number): void;
  /** Microseconds that the worker should take for a task, by what its submission and the worker's registration say. */
  expected(worker: number, task: number): number;
  /** Tells a fact of the policy's own: of the worker, and a word. */
  report(fact: Fact<[number, number]>, worker: number, word: number): void;
}

/** Each attempt that has begun ends once, also where nothing is known of how. */
export interface RouteHealth {
  start(): void;
  began(worker: number): void;
  /**
   * @param took microseconds from the assignment on
   * @param ran microseconds that it was being executed, on its way included; -1 where that is not known
   */
  ended(worker: number, outcome: Outcome, took: number, task: number, ran: number): void;
  /** What was known of the worker is of an earlier life. */
  forget(worker: number): void;
  onTimer(tag: number, argument: number): void;
}

export interface RoutePolicy {
  /** Whether an attempt that brought no answer in time says something of its worker. */
  readonly countsTimeouts: boolean;
  create(context: RouteContext): RouteHealth;
}
