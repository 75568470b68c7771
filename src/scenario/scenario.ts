/**
 * A scenario as the rest of the program sees it: validated, every value filled in, base units.
 * Structurally a world specification plus what the lab and the reports need.
 */
import type { WorldSpec } from '../world/spec/spec.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** One side of a condition: `<= 5s`, or `<= agents.count * 2`. */
export interface Limit {
  readonly operator: Operator;
  /** Base units; a factor where `times` is given. */
  readonly value: number;
  /** The metric of the same run that `value` multiplies. */
  readonly times?: string;
}

export type WindowStatistic = 'min' | 'mean' | 'max' | 'last' | 'count';

/** A figure of one stretch of virtual time: `max queue.depth between 10min and 20min`. */
export interface WindowSpec {
  readonly statistic: WindowStatistic;
  readonly series: string;
  /** Seconds from the start of the run; `to` is the first moment that no longer counts. */
  readonly from: number;
  readonly to: number;
}

/** What a condition over many runs claims. */
export type Quantifier =
  /** Of the mean of the metric over all runs that there might be, at this level. */
  | { readonly of: 'mean'; readonly reps: number; readonly confidence: number }
  /** Of the share of those runs in which the condition holds: it is at least this, at this level. */
  | { readonly of: 'share'; readonly share: number; readonly reps: number; readonly confidence: number }
  /** Of each of these runs. */
  | { readonly of: 'all'; readonly reps: number };

/** A condition on a figure. */
export interface FigureExpectation extends Limit {
  /** As written: "task.latency.p99 < 10min". */
  readonly text: string;
  /** The metric, or the name of the window's figure. */
  readonly metric: string;
  /** The other limit of a range. */
  readonly and?: Limit;
  readonly window?: WindowSpec;
  /** Decided over many runs; without, in each run. */
  readonly over?: Quantifier;
}

/** Where the fingerprint comes from that a run is to have. */
export type FingerprintSource =
  /** The run of another scenario under the same seed. */
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  /** A file of results, or the snapshot beside the scenario; null: the snapshot has none yet. */
  | {
      readonly kind: 'file' | 'snapshot';
      readonly fingerprint: string | null;
      /** The seed of the run that it is of, where the file says. */
      readonly seed: string | null;
    };

/** A condition on the whole history of a run. */
export interface FingerprintExpectation {
  /** As written: "same fingerprint as base.yaml". */
  readonly text: string;
  /** As written: the path of a file, or "snapshot". */
  readonly as: string;
  readonly source: FingerprintSource;
}

export type Expectation = FigureExpectation | FingerprintExpectation;

export function isFigureExpectation(expectation: Expectation): expectation is FigureExpectation {
  return 'metric' in expectation;
}

/** Metrics that conditions read, each as often as it is read. */
export function metricsRead(conditions: readonly Expectation[]): string[] {
  return conditions.flatMap((each) => (isFigureExpectation(each) ? [each.metric] : []));
}

export interface RecordSpec {
  /** Write events.ndjson. */
  readonly events: boolean;
  /** Most lines in it; what is left out is counted. */
  readonly events_limit: number;
  /** Most intervals in the timeline. */
  readonly intervals: number;
}

/** How a trace came to its times in the run, and what of it the run does not have. */
export interface TraceUse {
  /** File and column. */
  readonly source: string;
  /** In the file. */
  readonly records: number;
  /** What the trace calls the start of the run, or of its workload: seconds, or a date with a time. */
  readonly origin: number | string;
  /** Seconds of the run at which its workload starts, which is where the origin lies then; left out for 0. */
  readonly start?: number;
  /** Whether the scenario says so; otherwise it follows from the records. */
  readonly chosen: boolean;
  /** Records left out because they lie before it, and because what they ask for is unknown. */
  readonly early: number;
  readonly unknown: number;
  /** By column: records that do not say, and have what the workload says. */
  readonly defaults: Readonly<Record<string, number>>;
}

export interface Scenario extends WorldSpec {
  readonly name: string;
  readonly description: string;
  /** What must hold: a run that misses one has failed. */
  readonly expect: readonly Expectation[];
  /** What somebody says would hold: a run confirms or refutes it, and is fine either way. */
  readonly claims: readonly Expectation[];
  readonly record: RecordSpec;
  /** Only where there are traces. */
  readonly traces?: readonly TraceUse[];
  /** What was read, with all that it extends and all options: `scenarioYaml` writes it back. Absent where a program made the scenario. */
  readonly written?: Readonly<Record<string, unknown>>;
}
