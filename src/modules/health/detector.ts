/**
 * The interface of a failure detector: it hears heartbeats and says whom to suspect and whom to trust again.
 */
import type { TimerId } from '../ports.ts';
import type { EntryDescription, ParameterValues } from '../registry.ts';

/** The part of a port that a detector needs; tags are the detector's own. */
export interface DetectorContext {
  /** Workers are 0..count-1. */
  readonly workers: number;
  /** Microseconds between heartbeats that workers were told to keep. */
  readonly heartbeatInterval: number;
  now(): number;
  random(): number;
  setTimer(delay: number, tag: number, argument: number): TimerId;
  cancelTimer(timer: TimerId): boolean;
  /** Called at most once until the worker is trusted again. */
  suspect(worker: number): void;
  trust(worker: number): void;
}

export interface FailureDetector {
  /** Starts to watch all workers, as if each had just been heard. */
  start(): void;
  heartbeat(worker: number): void;
  onTimer(tag: number, argument: number): void;
}

/** How long a detector bears silence, and the keys that say so. */
export interface BorneSilence {
  readonly microseconds: number;
  /** Keys of a scenario that it follows from. */
  readonly from: string;
}

export interface DetectorEntry extends EntryDescription {
  /**
   * The silence after which a worker is suspected whose heartbeats have always come at the interval; left out where there is none.
   *
   * @param heartbeatInterval microseconds
   */
  silence?(heartbeatInterval: number, parameters: ParameterValues): BorneSilence;
  create(context: DetectorContext, parameters: ParameterValues): FailureDetector;
}
