/** Runs what a search asks for, and reads the metric from it. */

import { stillOpen } from '../../recording/still-open.ts';
import type { ValueRange } from '../statistics/side-evidence.ts';
import { decidedBy } from '../still-open.ts';
import { whatIsUnset } from '../unset-keys.ts';
import type { Experiment } from './experiment.ts';
import { figureOf, growsIn, hasNoSteadyState, isArriving } from './figure.ts';
import { grainOf, rangeOf } from './mean-limits.ts';
import type { FindRange } from './question.ts';
import { type Span, spanOf } from './samples.ts';
import { type Alternative, ExperimentError, type Job, UndecidedError } from './types.ts';
import { growsWithBacklog, kindOf, sizeMetric } from './value-kind.ts';

/** Everything that was evaluated at one place. */
export interface SearchPoint {
  /** In numbers of the range. */
  readonly x: number;
  /** Index of the alternative in the experiment. */
  readonly alternative: number;
  /** Ascending. */
  readonly replications: readonly number[];
  /** The metric in each of them. */
  readonly values: readonly Span[];
  /** How many of them had no steady state, which counts as not meeting a latency. */
  readonly overloaded: number;
}

export interface SearchOptions {
  /** The scenario with a number of the range in its place. */
  readonly at: (x: number) => Promise<Alternative>;
  readonly range: FindRange;
  /** Most runs. */
  readonly budget: number;
}

/** A latency without a steady state. */
const BEYOND: Span = { low: Number.POSITIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Values of the metric wherever the search asks, with some replications ahead to keep all workers busy. */
export class Evaluator {
  readonly #experiment: Experiment;
  readonly #metric: string;
  readonly #options: SearchOptions;
  readonly #indices = new Map<number, number>();
  /** Replications that the answer rests on. They count against the budget, runs ahead do not. */
  readonly #used = new Map<number, Set<number>>();
  #left: number;

  constructor(experiment: Experiment, metric: string, options: SearchOptions) {
    this.#experiment = experiment;
    this.#metric = metric;
    this.#options = options;
    this.#left = options.budget;
  }

  /** Sees to it that replications from .. to - 1 are there; false when interrupted. */
  async need(x: number, from: number, to: number): Promise<boolean> {
    const alternative = await this.#index(x);
    const jobs: Job[] = [];
    for (let replication = from; replication < to; replication++)
      if (!this.#has(alternative, replication)) jobs.push({ alternative, replication });
    await this.#experiment.perform(jobs);
    return !this.#experiment.aborted;
  }

  /**
   * The value of one replication; null when interrupted, or when the budget is spent. `also`: a place where the same replication
   * is wanted next.
   */
  async value(x: number, replication: number, also?: number): Promise<Span | null> {
    const alternative = await this.#index(x);
    if (this.#left <= 0 && !this.#used.get(x)?.has(replication)) return null;
    if (!this.#has(alternative, replication)) {
      const places = also === undefined ? [alternative] : [alternative, await this.#index(also)];
      const most = Math.min(this.#experiment.ahead, this.#left);
      const ahead = Math.max(1, Math.floor(most / places.length));
      const jobs: Job[] = [];
      for (let next = replication; next < replication + ahead; next++)
        for (const place of places)
          if (!this.#has(place, next)) jobs.push({ alternative: place, replication: next });
      await this.#experiment.perform(jobs);
      if (this.#experiment.aborted) return null;
    }
    return this.#read(x, alternative, replication);
  }

  /** Values of the first replications at a place, which are there. */
  take(x: number, count: number): Span[] {
    const alternative = this.#indices.get(x) as number;
    return Array.from({ length: count }, (_, replication) => this.#read(x, alternative, replication));
  }

  used(): { readonly points: SearchPoint[]; readonly runs: number } {
    const points = [...this.#used]
      .sort(([a], [b]) => a - b)
      .map(([x, replications]) => {
        const alternative = this.#indices.get(x) as number;
        const sorted = [...replications].sort((a, b) => a - b);
        return {
          x,
          alternative,
          replications: sorted,
          values: sorted.map((replication) => this.#figureAt(alternative, replication)),
          overloaded: sorted.filter((replication) => this.#isOverloaded(alternative, replication)).length,
        };
      });
    return { points, runs: points.reduce((sum, { values }) => sum + values.length, 0) };
  }

  async #index(x: number): Promise<number> {
    const known = this.#indices.get(x);
    if (known !== undefined) return known;
    const index = this.#experiment.add(await this.#options.at(x));
    this.#indices.set(x, index);
    return index;
  }

  #has(alternative: number, replication: number): boolean {
    return this.#experiment.row(alternative, replication) !== undefined;
  }

  #read(x: number, alternative: number, replication: number): Span {
    const replications = this.#used.get(x) ?? new Set<number>();
    if (!replications.has(replication)) this.#left--;
    this.#used.set(x, replications.add(replication));
    if (growsWithBacklog(this.#metric) && this.#isOverloaded(alternative, replication)) return BEYOND;
    return this.#figureAt(alternative, replication);
  }

  /** What values can be, as far as the runs so far tell. */
  range(): ValueRange {
    const values = [...this.#used].flatMap(([x, replications]) =>
      [...replications].flatMap((replication) => {
        const { low, high } = this.#figureAt(this.#indices.get(x) as number, replication);
        return [low, high].filter(Number.isFinite);
      }),
    );
    const size = sizeMetric(this.#metric);
    const row = this.#experiment.row(this.#indices.values().next().value ?? 0, 0);
    const kind = kindOf(this.#metric, values, size === undefined ? null : (row?.metrics[size] ?? null));
    const { lower, upper } = rangeOf(kind);
    return { grain: grainOf(kind), least: lower, most: upper };
  }

  /**
   * The value of a comparison of places.
   * @throws UndecidedError where it is open, which allows no comparison
   */
  exact(x: number, { low, high }: Span): number {
    if (low === high && Number.isFinite(low)) return low;
    const { label } = this.#experiment.alternatives[this.#indices.get(x) as number];
    throw new UndecidedError(
      high === low
        ? `${label} has no steady state, where ${this.#metric} grows for as long as a run goes on: search where it is not`
        : `${this.#metric} of ${label} is open, as ${stillOpen(this.#metric)} when a run did: ${decidedBy([this.#metric], this.#isArrivingAt(x))}`,
    );
  }

  #isArrivingAt(x: number): boolean {
    return isArriving(this.#experiment.row(this.#indices.get(x) as number, 0)?.load ?? null);
  }

  /** Whether the run has no steady state. Of a backlog that grew, the replications up to this one tell: what comes after must not. */
  #isOverloaded(alternative: number, replication: number): boolean {
    const { load = null } = this.#experiment.row(alternative, replication) ?? {};
    return hasNoSteadyState(load, load?.state === 'growing' && this.#grows(alternative, replication));
  }

  #grows(alternative: number, last: number): boolean {
    const places = Array.from({ length: last + 1 }, (_, replication) => replication);
    return growsIn(places.map((replication) => this.#experiment.row(alternative, replication)?.load ?? null));
  }

  #figureAt(alternative: number, replication: number): Span {
    const row = this.#experiment.row(alternative, replication);
    const { label } = this.#experiment.alternatives[alternative];
    const isOpen = this.#isOverloaded(alternative, replication);
    const span = row && spanOf(figureOf(row, this.#metric, isOpen));
    if (span !== undefined) return span;
    const failure = this.#experiment.failures.find(
      (failed) => failed.alternative === alternative && failed.replication === replication,
    );
    if (failure)
      throw new ExperimentError(
        `the search needs ${label}, replication ${replication}, which failed: ${failure.reason}`,
      );
    const { scenario } = this.#experiment.alternatives[alternative];
    const why = whatIsUnset(this.#metric, scenario)?.reason ?? 'nothing happened that it is of';
    throw new UndecidedError(
      `${this.#metric} was not measured at ${label}, replication ${replication}, where ${why}`,
    );
  }
}
