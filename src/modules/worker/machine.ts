/**
 * What workers ask of the machines that they run on. One instance of the module serves many workers (all agents of a simulation, or the
 * single one of a process), so every call names the worker: `self`, a number from 0. Times are microseconds.
 */
import type { ProcessId, TimerId } from '../ports.ts';
import type { Hot, Words } from '../vocabulary.ts';

/** Tags of a worker's timers, and the meaning of their argument. */
export const TIMER = {
  /** A result has not been acknowledged. argument = holding. */
  report: 0,
  /** The patience of a waiting task is over. argument = holding. */
  patience: 1,
  /** The next heartbeat is due. argument = incarnation. */
  heartbeat: 2,
  /** The worker may have been idle for long enough to hibernate. */
  idle: 3,
} as const;
export type TimerTag = (typeof TIMER)[keyof typeof TIMER];

/**
 * The work itself. The machine decides how long an execution takes and how it ends, and calls `Worker.ended` at its end. An execution has
 * the number of its holding, which is used again for another one after the end.
 */
export interface Executions {
  begin(self: number, execution: number, task: number): void;
  /** The execution leaves its slot and keeps what has been done of it. */
  suspend(execution: number): void;
  /** A suspended execution goes on where it was. */
  resume(execution: number): void;
  /** An execution, suspended or not, is given up: `Worker.ended` is not called for it. */
  abort(execution: number): void;
}

/** What workers tell the outside about, for metrics and oracles. */
export interface WorkerFacts {
  /** An assignment of a task that the worker did not have has been accepted. */
  accepted(self: number, task: number): void;
  /** A task has been turned away for want of capacity. */
  rejected(self: number, task: number): void;
  /** So many more tasks wait at the worker; negative: fewer. */
  queued(self: number, change: number): void;
  /** A task finds no slot, and has to wait. */
  delayed(self: number, task: number): void;
  /** An execution has been interrupted by a more urgent task. */
  preempted(self: number, task: number): void;
  /** A worker that was to leave has nothing left. */
  drained(self: number): void;
}

export interface WorkerMachine {
  now(): number;
  /** Uniform in [0, 1), from a stream of this worker's own. */
  random(self: number): number;
  post<W extends Words>(self: number, to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  /** A heartbeat to the worker's coordinator: of all messages the most frequent, for which a machine may have a shorter way. */
  sendHeartbeat(self: number, incarnation: number): void;
  /** Calls `Worker.onTimer(self, tag, argument)` after `delay`, unless the worker crashes before. A timer of `idle` survives a crash. */
  setTimer(self: number, delay: number, tag: TimerTag, argument: number): TimerId;
  /** False when it has fired already. */
  cancelTimer(timer: TimerId): boolean;
  /** How often the worker has been started again after a crash: never the same twice. */
  incarnation(self: number): number;
  /**
   * Whether the worker stands still, though its timers are delivered: a simulated pause. Always false where a process that has been
   * stopped is not called either.
   */
  isPaused(self: number): boolean;
  /** The coordinator that the worker answers to, and the latest generation of coordinators that it has heard of. Durable. */
  coordinator(self: number): ProcessId;
  generation(self: number): number;
  follow(self: number, coordinator: ProcessId, generation: number): void;
  /** The worker is to be suspended and its memory freed. Messages and timers are delivered all the same. */
  hibernate(self: number): void;
  /** A hibernating worker is to be woken; `Worker.woken` is called when it is. */
  wake(self: number): void;
  readonly executions: Executions;
  readonly facts: WorkerFacts;
}
