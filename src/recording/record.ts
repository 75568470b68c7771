/**
 * What a run leaves behind besides its metrics: bounded series for charts and tables. All times are seconds of virtual
 * time from the start of the run, all sizes bytes.
 */

import type { LatencyBandRecord } from './latency-bands.ts';

/** Equal intervals of virtual time, oldest first; at most a fixed number, so the interval depends on the run's length. */
export interface Timeline {
  /** Length of one interval in seconds. */
  readonly interval: number;
  /** Column name to one value an interval. Gauges are time-weighted means, counters are counts in the interval. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
  /** Column name to what it is, for axis titles and units. */
  readonly descriptions: Readonly<
    Record<string, { readonly kind: 'gauge' | 'counter'; readonly unit: string }>
  >;
}

/** Percentile curves of one run: for each percentile, the value of each series in seconds. */
export interface LatencyCurve {
  /** 0..100, ascending. */
  readonly percentiles: readonly number[];
  /** `latency`, `wait`, `service`, `assignment` of the tasks that ended; NaN where none did. */
  readonly series: Readonly<Record<string, readonly number[]>>;
  /** Where tasks had not ended: how many, and between what their ends will bring the percentiles; null: no upper limit. */
  readonly open?: {
    readonly tasks: number;
    readonly lower: Readonly<Record<string, readonly number[]>>;
    readonly upper: Readonly<Record<string, readonly (number | null)[]>>;
  };
}

/** What a gate has decided; undecided: by its policy, since what it had looked at left it open. */
export type GateState =
  | 'open'
  | 'promoted'
  | 'rolled back'
  | 'undecided, promoted'
  | 'undecided, rolled back';

/** What undoes the waves of a workload. */
export interface RollbackRecord {
  readonly workload: string;
  /** Name of the wave in whose midst it began, and whether its gate was the reason. */
  readonly wave: string;
  readonly byGate: boolean;
  /** Seconds; null: it has not come to its end. */
  readonly start: number;
  readonly end: number | null;
  /** Tasks released that undo others, and those that could not. */
  readonly tasks: number;
  readonly left: number;
}

/** A wave, the tasks that undo one, or a step of a graph. */
export interface WaveRecord {
  readonly workload: string;
  readonly name: string;
  readonly index: number;
  readonly tasks: number;
  /** Seconds; null where the wave did not start, or did not end. */
  readonly start: number | null;
  readonly end: number | null;
  readonly completed: number;
  readonly failed: number;
  readonly retried: number;
  /** Seconds that the scenario's plan gives the wave, where it does. */
  readonly planned?: number;
  /** What its gate has decided, where it has one, by how many results and how many failures among them. */
  readonly gate?: GateState;
  readonly gate_looked?: number;
  readonly gate_failures?: number;
  /** The wave whose tasks these undo. */
  readonly undoes?: string;
  /** Seconds; when 99 % of its tasks had ended, where it has a hundred or more: the rest of it is its tail. */
  readonly tail?: number;
}

/** One sprint. Source of the measures: `measureImpact` of the sprints module. */
export interface SprintRecord {
  readonly workload: string;
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** As planned for this sprint. */
  readonly agents: number;
  readonly parallelism: number;
  /** Items that these agents could take on. */
  readonly capacity: number;
  /** Items chosen, and of these those handed in. */
  readonly planned: number;
  readonly submitted: number;
  readonly tested: number;
  readonly shipped: number;
  readonly defects: number;
  readonly abandoned: number;
  /** Items chosen that had not ended when their phase did. */
  readonly unfinished: number;
  /** Tasks still under way at the end. */
  readonly carried: number;
  /** Items that passed the test, per second. */
  readonly velocity: number;
  readonly coverage: number;
  readonly efficiency: number;
  readonly learning: number;
  /** Names of the tuning rules that changed the next sprint. */
  readonly rules: string;
}

/** One step of the flows of a workload, over all of them. */
export interface FlowStepRecord {
  readonly workload: string;
  readonly name: string;
  readonly index: number;
  /** Times that it was done, failed and was tried again, was left out after its last try, or ended the flow by failing. */
  readonly done: number;
  readonly retried: number;
  readonly skipped: number;
  readonly failed: number;
  /** Seconds from handing in its task to the event that it is done; null when it never was. */
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** One stretch of one fault, for bands in charts. */
export interface FaultBand {
  readonly name: string;
  readonly kind: string;
  readonly start: number;
  /** null: until the end of the run. */
  readonly end: number | null;
  /** Processes hit; null for faults of links, and partitions without selected processes. */
  readonly processes: number | null;
}

/** A change of roles between a root coordinator and its standby. */
export interface RoleChangeRecord {
  /** Seconds. */
  readonly time: number;
  /** Which of the two leads from then on. */
  readonly leader: 'root' | 'standby';
  /** alone: it goes on without the other. taken_over: from the other. paired: the other stands by again. */
  readonly change: 'alone' | 'taken_over' | 'paired';
}

/** One line of the opt-in event log. */
export interface LoggedEvent {
  /** Seconds. */
  readonly time: number;
  readonly event: string;
  readonly [field: string]: number | string | null;
}

export interface RunRecord {
  readonly timeline: Timeline;
  readonly latency: LatencyCurve;
  /** Of the tasks that ended: all of them, then bands from the fastest to the slowest; empty where none ended. */
  readonly latency_parts?: readonly LatencyBandRecord[];
  readonly waves: readonly WaveRecord[];
  /** The steps of graphs: from the submission of the first task to the end of the last. */
  readonly steps: readonly WaveRecord[];
  readonly sprints: readonly SprintRecord[];
  /** Not in runs without flows. */
  readonly flow_steps?: readonly FlowStepRecord[];
  readonly faults: readonly FaultBand[];
  /** Empty unless the scenario asks for the log. */
  readonly log: readonly LoggedEvent[];
}
