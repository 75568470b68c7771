/**
 * Searches a range for the answer to a question, with as few runs as the noise allows.
 */
import { type BisectionResult, StochasticBisection } from '../statistics/bisection.ts';
import { type GoldenSectionResult, NoisyGoldenSection } from '../statistics/golden-section.ts';
import { SideEvidence, type ValueRange } from '../statistics/side-evidence.ts';
import { mean } from '../statistics/summary.ts';
import type { Experiment } from './experiment.ts';
import type { CrossingQuestion, FindRange, OptimumQuestion, Question } from './question.ts';
import { Evaluator, type SearchOptions, type SearchPoint } from './search-evaluator.ts';

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
    // A few runs show which direction to try first, no more.
    response: last > first ? 'increasing' : 'decreasing',
    guessed: true,
    values,
  });
  await narrow(bisection, evaluator);
  // Between ends of which one meets the condition and one does not there is nothing to look for.
  if (reserve > 0 && bisection.result().outcome === 'budget') {
    bisection.extend(reserve);
    await narrow(bisection, evaluator);
  }
  const result = bisection.result();
  const { response } = bisection;
  const oneSided = result.outcome === 'below' || result.outcome === 'above';
  const side = (result.outcome === 'below') === (response === 'increasing') ? 1 : -1;
  const between = oneSided ? await lookBetween(evaluator, places, { target, side, values }) : null;
  return { answer: { kind: 'crossing', response, result, between }, ...evaluator.used() };
}

/** Until it has its answer, or runs are over. */
async function narrow(bisection: StochasticBisection, evaluator: Evaluator): Promise<void> {
  for (let asked = bisection.ask(); asked !== null; asked = bisection.ask()) {
    const value = await evaluator.value(asked.point, asked.replication);
    if (value === null) return;
    bisection.tell(value.low, value.high);
  }
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
