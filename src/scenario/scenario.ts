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

export interface Scenario extends WorldSpec {
  readonly name: string;
  readonly description: string;
  /** What must hold: a run that misses one has failed. */
  readonly expect: readonly Expectation[];
  /** What somebody says would hold: a run confirms or refutes it, and is fine either way. */
  readonly claims: readonly Expectation[];
  readonly record: RecordSpec;
}
