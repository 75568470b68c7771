/**
 * A scenario as the rest of the program sees it: validated, every value filled in, base units.
 * Structurally a world specification plus what the lab and the reports need.
 */
import type { WorldSpec } from '../world/spec.ts';

export interface Expectation {
  /** As written: "task.latency.p99 < 10min". */
  readonly text: string;
  readonly metric: string;
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  /** Base units. */
  readonly value: number;
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
  /** What the trace calls the start of the run: seconds, or a date with a time. */
  readonly origin: number | string;
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
