/** What live runs are given, and what they leave. */
import type { ModuleBundle } from '../lab/module-file.ts';
import type { RunnerCounters } from './control.ts';
import type { LoadSide } from './load-side.ts';
import type { Observation } from './observation.ts';
import type { Placement } from './placement.ts';
import type { RunPlan } from './run-plan.ts';

export interface LiveOptions {
  /** How much faster than the wall clock virtual time goes; above 0. */
  readonly speed: number;
  /** Operating-system processes for the agents that no fault names. */
  readonly processes: number;
  /** A user's handler; null: executions are waited for. */
  readonly handler: ModuleBundle | null;
  readonly replication?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: LiveProgress): void;
  /** False: durable storage does not sync. For tests of what that loses. */
  readonly syncs?: boolean;
  /** Folder below which runs keep their state. */
  readonly root?: string;
}

export interface LiveProgress {
  /** Seconds of virtual time. */
  readonly time: number;
  readonly tasksDone: number;
  readonly tasksOpen: number;
}

export type LiveEnd = 'finished' | 'horizon' | 'stalled' | 'running';

/** What a live run leaves. */
export interface LiveRun {
  readonly plan: RunPlan;
  readonly end: LiveEnd;
  /** Microseconds of virtual time that it took. */
  readonly now: number;
  readonly load: LoadSide;
  readonly observation: Observation;
  readonly placement: Placement;
  /** Of all processes, added up. */
  readonly counters: RunnerCounters;
  /** Seconds of processor time by operating-system process. */
  readonly cpu: ReadonlyMap<number, number>;
  /** Real seconds. */
  readonly wall: number;
}
