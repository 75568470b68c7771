/**
 * What a user's own module defines. The module is a file whose default export is `defineModule({ ... })`; `sim run --module FILE`
 * and `runScenario(scenario, { modules })` make a scenario's names mean what is in it.
 */
import type { Sampler } from '../../engine/types.ts';
import type { DetectorEntry } from '../../modules/health/detector.ts';
import type { EntryDescription, ParameterValues } from '../../modules/registry.ts';
import type { ScalingPolicyEntry } from '../../modules/scaling/policy.ts';
import type { AlgorithmEntry } from '../../modules/scheduling/algorithm.ts';
import type { Bounds } from '../../recording/bounds.ts';
import type { MetricDescription } from '../../recording/metrics.ts';
import type { RunRecord } from '../../recording/record.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { MetricBounds, Metrics } from '../result.ts';

/** One task at the end of a run. Times are seconds from the start of the run, null for what did not happen. */
export interface FinishedTask {
  /** Unique in the run, from 0 in order of creation. */
  readonly number: number;
  /** Name of its workload. */
  readonly workload: string;
  /** Wave or step of its workload. */
  readonly step: number;
  /** 1..10, 10 most urgent. */
  readonly priority: number;
  /** Seconds of work at speed 1. */
  readonly demand: number;
  /** Bytes that travelled with each assignment. */
  readonly payload: number;
  /** Affinity key, 0 for none. */
  readonly affinity: number;
  /** Agent of the latest assignment. */
  readonly agent: number | null;
  /** Executions begun. */
  readonly executions: number;
  readonly submitted: number | null;
  /** First arrival of an assignment at an agent. */
  readonly assigned: number | null;
  /** Start and end of the execution that succeeded. */
  readonly started: number | null;
  readonly executed: number | null;
  /** abandoned: it gave up, its patience being over. open: still under way when the run ended. */
  readonly outcome: 'completed' | 'failed' | 'abandoned' | 'open';
  /** Submitted after the warm-up. */
  readonly measured: boolean;
}

/** What a metric of one's own is computed from: copies, which cannot be changed. */
export interface FinishedRun {
  readonly scenario: Scenario;
  /** All metrics that come with the program, in base units. */
  readonly metrics: Metrics;
  /** Of those that are null because the run ended too early: what is known of them. */
  readonly bounds: MetricBounds;
  /** Seconds of virtual time. */
  readonly simulated: number;
  /** End of the warm-up, in seconds. */
  readonly measuredFrom: number;
  /** Timeline, percentile curves, waves, faults. */
  readonly record: RunRecord;
  /** Every task, in order of number; made while it is read, and readable as often as wanted. */
  readonly tasks: Iterable<FinishedTask>;
}

/** A metric of one's own. Expectations and claims may name it. */
export interface MetricEntry extends MetricDescription {
  /**
   * The metric's value in its unit, null where there was nothing to measure. Where tasks that had not ended leave it open, bounds: the
   * least and the largest value that it may come to have (upper null: no limit). A number is known exactly, but where `tasks` that had
   * not ended were read: there it counts as not measured, with a note, and bounds with equal ends are exact. Called once, after the run.
   */
  measure(run: FinishedRun): number | Bounds | null;
}

/** A distribution of one's own, written in scenarios as `name(parameter=value)`. */
export interface DistributionEntry extends EntryDescription {
  /**
   * A sampler in the unit of what is drawn: seconds, bytes or a number. All that is random comes from the source that `sample` is
   * given. Samples are finite and not negative; `mean` and `variance` are NaN where they are unknown.
   */
  create(parameters: ParameterValues): Sampler;
}

export interface ModuleDefinition {
  /** How messages and results name the module; default its file. */
  readonly name?: string;
  readonly algorithms?: readonly AlgorithmEntry[];
  readonly detectors?: readonly DetectorEntry[];
  readonly scalingPolicies?: readonly ScalingPolicyEntry[];
  readonly metrics?: readonly MetricEntry[];
  readonly distributions?: readonly DistributionEntry[];
}

/** Gives a module's default export its type. Returns what it is given. */
export function defineModule(definition: ModuleDefinition): ModuleDefinition {
  return definition;
}
