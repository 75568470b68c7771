/**
 * Searches a range for the answer to a question, with as few runs as the noise allows.
 */
import { type BisectionResult, StochasticBisection } from '../statistics/bisection.ts';
import { type GoldenSectionResult, NoisyGoldenSection } from '../statistics/golden-section.ts';
import { mean } from '../statistics/summary.ts';
import type { Experiment } from './experiment.ts';
import type { CrossingQuestion, FindRange, OptimumQuestion, Question } from './question.ts';
import { type Alternative, ExperimentError, type Job } from './types.ts';

/** Everything that was evaluated at one place. */
export interface SearchPoint {
  /** In numbers of the range. */
  readonly x: number;
  /** Index of the alternative in the experiment. */
  readonly alternative: number;
  /** Ascending. */
  readonly replications: readonly number[];
  /** The metric in each of them. */
  readonly values: readonly number[];
}

export interface CrossingAnswer {
  readonly kind: 'crossing';
  readonly response: 'increasing' | 'decreasing';
  readonly result: BisectionResult;
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
  const [first, last] = ends.map((x) => mean(evaluator.take(x, pilot)));
  const response = last > first ? 'increasing' : 'decreasing';
  const bisection = new StochasticBisection({
    lower,
    upper,
    tolerance: integer ? Math.max(1, tolerance) : tolerance,
    budget,
    integer,
    target: decisive(question),
    response,
  });
  for (let asked = bisection.ask(); asked !== null; asked = bisection.ask()) {
    const value = await evaluator.value(asked.point, asked.replication);
    if (value === null) break;
    bisection.tell(value);
  }
  return { answer: { kind: 'crossing', response, result: bisection.result() }, ...evaluator.used() };
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
    search.tell(first, second);
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
  async value(x: number, replication: number, also?: number): Promise<number | null> {
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
  take(x: number, count: number): number[] {
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
          values: sorted.map((replication) => this.#metricOf(alternative, replication)),
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

  #read(x: number, alternative: number, replication: number): number {
    const replications = this.#used.get(x) ?? new Set<number>();
    this.#used.set(x, replications.add(replication));
    return this.#metricOf(alternative, replication);
  }

  #metricOf(alternative: number, replication: number): number {
    const row = this.#experiment.row(alternative, replication);
    const { label } = this.#experiment.alternatives[alternative];
    const value = row?.metrics[this.#metric];
    if (typeof value === 'number') return value;
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
