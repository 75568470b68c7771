/**
 * Searches a range for the answer to a question, with as few runs as the noise allows.
 */
import { type BisectionResult, StochasticBisection } from '../statistics/bisection.ts';
import { type GoldenSectionResult, NoisyGoldenSection } from '../statistics/golden-section.ts';
import { SideEvidence, type ValueRange } from '../statistics/side-evidence.ts';
import { mean } from '../statistics/summary.ts';
import type { Experiment } from './experiment.ts';
import { figureOf, isOverloaded } from './figure.ts';
import { grainOf, rangeOf } from './mean-limits.ts';
import type { CrossingQuestion, FindRange, OptimumQuestion, Question } from './question.ts';
import { type Span, spanOf } from './samples.ts';
import { type Alternative, ExperimentError, type Job } from './types.ts';
import { growsWithBacklog, kindOf, sizeMetric } from './value-kind.ts';

/** A latency without a steady state. */
const BEYOND: Span = { low: Number.POSITIVE_INFINITY, high: Number.POSITIVE_INFINITY };

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
  /** How many of them were overloaded, which counts as not meeting a latency. */
  readonly overloaded: number;
}

export interface CrossingAnswer {
  readonly kind: 'crossing';
  readonly response: 'increasing' | 'decreasing';
  readonly result: BisectionResult;
  /** Where the ends are on one side: what was found between them. null where that does not matter. */
  readonly between: Between | null;
}

/** Whether what holds at both ends was seen to hold between them, as the search assumes. */
export interface Between {
  /** Places looked at. */
  readonly places: readonly number[];
  /** One of them that lies on the other side of the target; null where none was found. */
  readonly other: number | null;
}

export interface OptimumAnswer {
  readonly kind: 'optimum';
  readonly result: GoldenSectionResult;
}

export interface SearchAnswer {
  readonly answer: CrossingAnswer | OptimumAnswer;
  /** In order of x. */
  readonly points: readonly SearchPoint[];
  /** Runs that the answer rests on. */
  readonly runs: number;
}

export interface SearchOptions {
  /** The scenario with a number of the range in its place. */
  readonly at: (x: number) => Promise<Alternative>;
  readonly range: FindRange;
  /** Most runs. */
  readonly budget: number;
}

/** Steps that leave a number what it is for everybody but a comparison; the square of the smallest is still a number. */
const RELATIVE_STEP = 2 ** -50;
const SMALLEST_STEP = 1e-100;

/** Replications at each end that show whether the metric rises or falls. */
const PILOT = 5;

/** Shares of the range at which the assumption of one direction is checked. */
const BETWEEN = [0.25, 0.5, 0.75];
/** Most replications at each, and error of them all. */
const MOST_BETWEEN = 40;
const ERROR_BETWEEN = 0.05;

/**
 * Answers a question about the mean of a metric over replications. null when it was interrupted before there was anything to
 * say.
 * @throws ExperimentError when the metric is not measured somewhere, or a run fails
 */
export function search(
  experiment: Experiment,
  question: Question,
  options: SearchOptions,
): Promise<SearchAnswer | null> {
  const evaluator = new Evaluator(experiment, question.metric, options);
  return question.kind === 'crossing'
    ? findCrossing(evaluator, question, options)
    : findOptimum(evaluator, question, options);
}

async function findCrossing(
  evaluator: Evaluator,
  question: CrossingQuestion,
  { range, budget }: SearchOptions,
): Promise<SearchAnswer | null> {
  const { lower, upper, tolerance, integer } = range;
  const ends = [lower, upper];
  const pilot = Math.min(PILOT, Math.floor(budget / 2));
  for (const x of ends) if (!(await evaluator.need(x, 0, pilot))) return null;
  const target = decisive(question);
  const [first, last] = ends.map((x) => mean(evaluator.take(x, pilot).map(({ low }) => capped(low, target))));
  const response = last > first ? 'increasing' : 'decreasing';
  const places = betweenPlaces(range);
  const reserve = budget >= 20 * places.length ? PILOT * places.length : 0;
  const values = evaluator.range();
  const bisection = new StochasticBisection({
    lower,
    upper,
    tolerance: integer ? Math.max(1, tolerance) : tolerance,
    // What remains is for looking between the ends.
    budget: budget - reserve,
    integer,
    target,
    response,
    values,
  });
  for (let asked = bisection.ask(); asked !== null; asked = bisection.ask()) {
    const value = await evaluator.value(asked.point, asked.replication);
    if (value === null) break;
    bisection.tell(value.low, value.high);
  }
  const result = bisection.result();
  const oneSided = result.outcome === 'below' || result.outcome === 'above';
  const side = (result.outcome === 'below') === (response === 'increasing') ? 1 : -1;
  const between = oneSided ? await lookBetween(evaluator, places, { target, side, values }) : null;
  return { answer: { kind: 'crossing', response, result, between }, ...evaluator.used() };
}

/** Places within the range, ends excluded. */
function betweenPlaces({ lower, upper, integer }: FindRange): number[] {
  const places = BETWEEN.map((share) => lower + share * (upper - lower)).map((x) =>
    integer ? Math.round(x) : x,
  );
  return [...new Set(places)].filter((x) => x > lower && x < upper);
}

/** Looks for a place on the other side of the target than both ends, which a response of one direction does not have. */
async function lookBetween(
  evaluator: Evaluator,
  places: readonly number[],
  { target, side, values }: { readonly target: number; readonly side: -1 | 1; readonly values: ValueRange },
): Promise<Between> {
  const looked: number[] = [];
  for (const x of places) {
    const seen = new SideEvidence(values);
    for (let replication = 0; replication < MOST_BETWEEN; replication++) {
      const value = await evaluator.value(x, replication);
      if (value === null) return { places: looked, other: null };
      seen.add(target, value.low, value.high);
      const found = seen.side(target);
      if (found.side !== side && found.evidence >= Math.log(BETWEEN.length / ERROR_BETWEEN)) {
        return { places: [...looked, x], other: x };
      }
      // A few values that agree are enough, unless one lies on the other side.
      if (replication + 1 >= PILOT && (seen.mean(target) > target ? 1 : -1) === side) break;
    }
    looked.push(x);
  }
  return { places: looked, other: null };
}

/** An infinite value as one that is far beyond the target. */
function capped(value: number, target: number): number {
  return Number.isFinite(value) ? value : target + Math.abs(target);
}

/**
 * The target, moved by less than a measurement can tell to the side on which the condition does not change, so that values equal
 * to it, such as counts, decide as well: with "<" and ">=" they lie above it, with "<=" and ">" below.
 */
function decisive({ operator, target }: CrossingQuestion): number {
  const little = Math.max(Math.abs(target) * RELATIVE_STEP, SMALLEST_STEP);
  return operator === '<' || operator === '>=' ? target - little : target + little;
}

async function findOptimum(
  evaluator: Evaluator,
  question: OptimumQuestion,
  { range, budget }: SearchOptions,
): Promise<SearchAnswer | null> {
  const { lower, upper, tolerance, integer } = range;
  const search = new NoisyGoldenSection({
    lower,
    upper,
    tolerance,
    integer,
    best: question.best,
    // Its budget counts pairs of runs.
    budget: Math.max(1, Math.floor(budget / 2)),
  });
  for (let asked = search.ask(); asked !== null; asked = search.ask()) {
    const [p, q] = asked.points;
    const first = await evaluator.value(p, asked.replication, q);
    const second = first === null ? null : await evaluator.value(q, asked.replication);
    if (first === null || second === null) break;
    search.tell(evaluator.exact(p, first), evaluator.exact(q, second));
  }
  return { answer: { kind: 'optimum', result: search.result() }, ...evaluator.used() };
}

/** Values of the metric wherever the search asks, with some replications ahead to keep all workers busy. */
class Evaluator {
  readonly #experiment: Experiment;
  readonly #metric: string;
  readonly #options: SearchOptions;
  readonly #indices = new Map<number, number>();
  /** Replications that the answer rests on. */
  readonly #used = new Map<number, Set<number>>();
  /** Runs asked for so far: by alternative, how many replications. They count against the budget, runs ahead do not. */
  readonly #wanted = new Map<number, number>();
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
    this.#want(alternative, to);
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
    if (!this.#want(alternative, replication + 1)) return null;
    if (!this.#has(alternative, replication)) {
      const places = also === undefined ? [alternative] : [alternative, await this.#index(also)];
      const most = Math.min(this.#experiment.parallel, this.#left + 1);
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

  /** So many replications of an alternative are needed; false when the budget does not allow that. */
  #want(alternative: number, replications: number): boolean {
    const more = replications - (this.#wanted.get(alternative) ?? 0);
    if (more <= 0) return true;
    if (more > this.#left) return false;
    this.#left -= more;
    this.#wanted.set(alternative, replications);
    return true;
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

  /** The value of a comparison of places, which open values do not allow. */
  exact(x: number, { low, high }: Span): number {
    if (low === high && Number.isFinite(low)) return low;
    const { label } = this.#experiment.alternatives[this.#indices.get(x) as number];
    throw new ExperimentError(
      high === low
        ? `${label} is overloaded, where ${this.#metric} grows for as long as a run goes on: search where it is not`
        : `${this.#metric} of ${label} is open, as tasks had not ended when a run did: raise duration`,
    );
  }

  #isOverloaded(alternative: number, replication: number): boolean {
    return isOverloaded(this.#experiment.row(alternative, replication)?.load ?? null);
  }

  #figureAt(alternative: number, replication: number): Span {
    const row = this.#experiment.row(alternative, replication);
    const { label } = this.#experiment.alternatives[alternative];
    const span = row && spanOf(figureOf(row, this.#metric));
    if (span !== undefined) return span;
    const failure = this.#experiment.failures.find(
      (failed) => failed.alternative === alternative && failed.replication === replication,
    );
    throw new ExperimentError(
      failure
        ? `the search needs ${label}, replication ${replication}, which failed: ${failure.reason}`
        : `${this.#metric} was not measured at ${label}, replication ${replication}`,
    );
  }
}
