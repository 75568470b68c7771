/**
 * The answer of an experiment. Everything outside `run` depends on scenarios, seed, design and version alone.
 */
import type { Bounds } from '../../recording/bounds.ts';
import type { RunEnvironment } from '../result.ts';
import type { MetricComparison } from './compare-metric.ts';
import type { SelectionOutcome } from './designs.ts';
import type { ExpectationNotes } from './expectation-notes.ts';
import type { ParetoFront } from './pareto.ts';
import type { ComparePlan, FindPlan, SweepPlan } from './plan.ts';
import type { PrecisionOutcome } from './precision-design.ts';
import type { CrossingAnswer, OptimumAnswer } from './search.ts';
import type { MetricSweep } from './sweep-metric.ts';
import type { RunFailure, RunRow } from './types.ts';

/** What became of the design. */
export interface Outcome {
  readonly partial: boolean;
  readonly precision: PrecisionOutcome | null;
  readonly selection: SelectionOutcome | null;
  readonly failures: readonly RunFailure[];
}

export interface AlternativeResult {
  readonly label: string;
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
  /** Runs that count in the figures. */
  readonly replications: number;
  /** Runs in which an expectation of the scenario was not met. */
  readonly missed: number;
  /** Runs that could not decide one. */
  readonly undecided: number;
  readonly load: AlternativeLoad | null;
}

/** How much work an alternative met, over its runs. */
export interface AlternativeLoad {
  /** Runs in which more came in than can be done, by the work offered. */
  readonly overloaded: number;
  /** Other runs in which the backlog grew, by the test of its trend. */
  readonly growing: number;
  /** Whether these are more than chance explains. */
  readonly grows: boolean;
  /** Runs of finite work in which more came in than could be done, for as long as tasks came. */
  readonly overloaded_meanwhile: number;
  /** The same, of runs whose backlog grew by the test of its trend; 0 where chance explains them. */
  readonly grew_meanwhile: number;
  /** Runs too short to tell. */
  readonly undecided: number;
  readonly runs: number;
  /** Work offered by what can be done in the same time, mean; null where that does not follow from the scenario. */
  readonly offered: number | null;
  /** Share of the tasks submitted that had not ended, mean. */
  readonly unfinished: number;
  /** Of the first run that was overloaded, or whose backlog grew where that is not chance, or of the first one. */
  readonly reason: string;
}

/** Latency by percentile over the replications of one alternative, in seconds. */
export interface LatencyBand {
  readonly label: string;
  readonly percentiles: readonly number[];
  readonly mean: readonly number[];
  /** 95 % interval of the mean; equal to it below two replications. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

export interface FinishedRun {
  /** Index of the alternative. */
  readonly alternative: number;
  readonly replication: number;
  readonly row: RunRow;
}

/** Whatever depends on the machine or the moment. */
export interface ExperimentEnvironment
  extends Pick<RunEnvironment, 'wall' | 'started' | 'host' | 'workers' | 'files'> {
  /** Runs taken over from an earlier start. */
  readonly resumed: number;
  /** The command that gives this answer again; its words, unquoted. */
  readonly command: readonly string[];
}

interface CommonResult {
  readonly version: string;
  /** 16 hexadecimal digits over the fingerprints of all runs, in order. */
  readonly fingerprint: string;
  readonly outcome: Outcome;
  readonly alternatives: readonly AlternativeResult[];
  /** Metrics that too few runs have measured, as "task.latency.p99", or as "task.latency.p99 of random" where others have. */
  readonly unmeasured: readonly string[];
  readonly expectations: ExpectationNotes;
  /** Those of the expectations, bounds that were hit, and other remarks, in plain sentences. */
  readonly notes: readonly string[];
  /** In order of alternative and replication. */
  readonly runs: readonly FinishedRun[];
  /** Metrics of what completed, or began, alone, where that is not the same share with all alternatives. */
  readonly survivors: readonly Survivors[];
}

export interface SurvivingShare {
  readonly label: string;
  /** From 0 to 1: mean over runs. What had not ended counts, as it may still complete. */
  readonly share: number;
  /** `94.5 %`, or `at most 94.5 %` where something had not ended. */
  readonly text: string;
}

/** Metrics that alternatives measure over unlike shares of their work. */
export interface Survivors {
  readonly metrics: readonly string[];
  /** What they are of, as in "of completed tasks alone". */
  readonly of: string;
  /** Between that and the shares. */
  readonly are: string;
  /** What follows from that; WHO stands for the shares. */
  readonly warning: string;
  readonly shares: readonly SurvivingShare[];
}

export interface CompareResult extends CommonResult {
  readonly plan: ComparePlan;
  readonly metrics: readonly MetricComparison[];
  readonly latency: readonly LatencyBand[];
}

export interface SweepResult extends CommonResult {
  readonly plan: SweepPlan;
  readonly metrics: readonly MetricSweep[];
  readonly pareto: ParetoFront | null;
}

export type ExperimentResult = CompareResult | SweepResult;

/** One place that a search has looked at. */
export interface FoundPoint {
  readonly x: number;
  /** As a scenario has it. */
  readonly value: string;
  readonly replications: number;
  /** null where the end of runs left values open; `bounds` then holds the least and the largest mean they allow. */
  readonly mean: number | null;
  readonly bounds: Bounds | null;
  /** Where runs left values open: what would let their tasks end. */
  readonly remedy?: string;
  /** Runs whose value is open, and runs without a steady state. */
  readonly open: number;
  readonly overloaded: number;
  /** 95 % interval of this mean on its own; equal to it with a single replication. */
  readonly lower: number;
  readonly upper: number;
  /** All runs gave one value, and nothing says how far another may lie from it: what is known is where most runs lie, not their mean. */
  readonly constant: boolean;
}

export interface FindResult {
  readonly plan: FindPlan;
  readonly version: string;
  readonly fingerprint: string;
  readonly partial: boolean;
  readonly failures: readonly RunFailure[];
  readonly expectations: ExpectationNotes;
  /** Those of the expectations and other remarks, in plain sentences. */
  readonly notes: readonly string[];
  /** Where the metric is of what completed, or began, alone, and that is not the same share at all places. */
  readonly survivors: readonly Survivors[];
  /** null when it was interrupted before there was anything to say. */
  readonly answer: CrossingAnswer | OptimumAnswer | null;
  /** In order of x. */
  readonly points: readonly FoundPoint[];
  /** In order of x and replication. */
  readonly runs: readonly { readonly value: string; readonly replication: number; readonly row: RunRow }[];
  /** Scenario keys of the runs, in the same order. */
  readonly keys: readonly string[];
}
