/** What one feature adds to a world, in the terms in which the world deals with all of them. */
import type { Microseconds } from '../../engine/types.ts';
import type { MessageTable } from '../../modules/vocabulary.ts';

/** A kind of kernel events in words, for those who compare histories and those who look for cycles. */
export interface EventKind {
  /** Number in the kernel, 0 .. 65535. It is an ingredient of fingerprints: a number in use never changes its meaning. */
  readonly kind: number;
  /** What such events are, in the plural: "faults beginning". */
  readonly plural: string;
  /** One of them in a line. To be asked just before it is executed: afterwards what it is about may be gone. */
  text(target: number, a: number, b: number): string;
  /** Whom it concerns: `fault "crashes"`; null: nobody that has a name. Default null. */
  concerns?(target: number): string | null;
}

export interface FeatureEvent extends EventKind {
  handle(target: number, a: number, b: number): void;
}

/** All members are optional; calls go to the parts in the order of the list of features. */
export interface Part {
  /** Kinds of events that this part alone schedules and handles. */
  readonly events?: readonly FeatureEvent[];
  /** Processes that it brings, and what they handle; they set no timers. */
  readonly processes?: ReadonlyMap<number, MessageTable>;
  /** All agents are up; coordinators have not started. */
  prepare?(): void;
  /** Agents and coordinators have started. */
  start?(): void;
  /** The warm-up is over: whatever has been counted so far is forgotten. */
  warm?(): void;
  /**
   * Whether something is under way that will go on by itself, so that a run in which nothing else moves has not stalled.
   * @param begunBy what began later does not count, where it could go on for ever
   */
  busy?(begunBy: Microseconds): boolean;
  /** An agent that was to leave has nothing left to do. */
  drained?(agent: number): void;
  /** An agent is no longer there, and what it had is gone. */
  removed?(agent: number): void;
  /** The success of a task has been recorded. */
  completed?(task: number): void;
  /** A task has ended for good, with or without success. */
  ended?(task: number): void;
  /** Metrics that it knows at the end of a run, by name; null: not measured. */
  figures?(): Readonly<Record<string, number | null>>;
}
