/**
 * The vocabulary of experiments: several scenarios, each run many times under common random numbers.
 */
import type { Scenario } from '../../scenario/scenario.ts';
import type { ExpectationResult, LoadJudgement, MetricBounds, Metrics } from '../result.ts';
import type { Verdict } from '../verdict.ts';

/** One of the scenarios that an experiment sets against each other. */
export interface Alternative {
  /** By which reports name it; unique within the experiment. */
  readonly label: string;
  /** The file it comes from. */
  readonly file: string;
  /** What was varied, as written: path to value. */
  readonly values: Readonly<Record<string, string>>;
  readonly scenario: Scenario;
}

/** One run of one alternative. Replication r meets the same arrivals, demands and faults in every alternative. */
export interface Job {
  /** Index of the alternative. */
  readonly alternative: number;
  readonly replication: number;
}

/** What an experiment keeps of one run. It depends on scenario, seed, replication and version alone. */
export interface RunRow {
  readonly fingerprint: string;
  /** Seconds of virtual time. */
  readonly simulated: number;
  readonly events: number;
  /** Expectations of the scenario that were not met, as written. */
  readonly missed: readonly string[];
  /** Expectations that the run could not decide, as written. */
  readonly undecided: readonly string[];
  /** Of the expectations of the scenario, then of its claims, in their order. */
  readonly verdicts: readonly Verdict[];
  /** What is known exactly; null where it was not measured, or has bounds. */
  readonly metrics: Metrics;
  /** What the end of the run left open. */
  readonly bounds: MetricBounds;
  readonly load: Omit<LoadJudgement, 'of'> | null;
  /** Metrics that were asked for exactly: others may be of a histogram. */
  readonly exact: readonly string[];
  /** What an answer from such runs must say besides figures; left out where there is nothing to say. */
  readonly cautions?: readonly string[];
  /**
   * Why the run leaves a condition open, in the order of `verdicts`; null: it does not. Of the first replication, and where `expectations`
   * are kept; left out where there is nothing to say.
   */
  readonly reasons?: readonly (string | null)[];
  /** What became of each condition, where that was asked for; journals do not keep it. */
  readonly expectations?: readonly ExpectationResult[];
  /** Task latency in seconds at each of `PERCENTILES`; empty when no task ended. */
  readonly latency: readonly number[];
}

/** A run that could not be brought to its end. */
export interface RunFailure extends Job {
  readonly label: string;
  readonly attempts: number;
  readonly reason: string;
}

export interface ExperimentProgress {
  /** Runs finished, those taken over from an earlier start included. */
  readonly done: number;
  /** Runs taken over from an earlier start. */
  readonly resumed: number;
  /** Runs as far as planned; grows where the number of replications depends on what comes out. */
  readonly total: number;
}

/** Runs scenarios, several at a time. */
export interface Runner {
  /** How many runs go on at a time. */
  readonly parallel: number;
  /** How many runs it takes at a time, those that wait in it included; default `parallel`. */
  readonly capacity?: number;
  /** How many runs are worth asking for at a time where the results decide what is asked for next; default `parallel`. */
  readonly ahead?: number;
  /**
   * @param exact metrics whose quantiles are to be values that occurred
   * @param whole also tells what became of each condition
   * @throws RunCrash when what ran it went down, ExperimentError when the scenario cannot be run, and an error named
   * AbortError after the signal.
   */
  run(
    scenario: Scenario,
    replication: number,
    exact: readonly string[],
    signal?: AbortSignal,
    whole?: boolean,
  ): Promise<RunRow>;
  close(): Promise<void>;
}

/** Whatever ran a run went down with it: memory, a fault of the machine. Worth another attempt. */
export class RunCrash extends Error {
  override readonly name = 'RunCrash';
}

/** The run itself threw: it would do so again. */
export class RunDefect extends Error {
  override readonly name = 'RunDefect';
}

/** An experiment that cannot be done as asked. The message is one sentence without a full stop. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
}

/** Runs did not measure what a search is about, or left it open, so that the question stays undecided. */
export class UndecidedError extends Error {
  override readonly name = 'UndecidedError';
}
