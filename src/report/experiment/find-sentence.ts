/** The answer of a search in one sentence. */

import type { FindPlan } from '../../lab/experiment/plan.ts';
import type { CrossingQuestion } from '../../lab/experiment/question.ts';
import type { FindResult } from '../../lab/experiment/result.ts';
import type { CrossingAnswer, OptimumAnswer } from '../../lab/experiment/search.ts';
import { stillOpen } from '../../recording/still-open.ts';
import { formatNumber, formatValue, plural } from '../format.ts';
import { formatMetric, introduceMetrics } from '../metrics.ts';
import { list, percent } from './sentences.ts';
import { survivorClause } from './survivor-clause.ts';
import { isOpenCrossing, openPlaces } from './undecided-search.ts';

export function findSentence(result: FindResult): string {
  const { plan, answer, runs } = result;
  introduceMetrics(plan.own_metrics);
  if (answer === null) return 'The search was interrupted before there was anything to say.';
  const body =
    answer.kind === 'crossing'
      ? crossingText(result, plan.question as CrossingQuestion, answer)
      : optimumText(result, answer);
  return `${body}${ofMostRuns(result, answer)} (${plural(runs.length, 'run')}${whyCut(result, answer)})${survivorClause(plan.question.metric, result.survivors)}.`;
}

/** Values that do not vary tell on which side of a limit most runs lie. Of their mean they tell nothing: a rare run may lie anywhere. */
function ofMostRuns({ points, partial }: FindResult, answer: CrossingAnswer | OptimumAnswer): string {
  const isSettled = answer.kind === 'optimum' || !isOpenCrossing(answer.result);
  if (partial || !isSettled || !points.some(({ constant }) => constant)) return '';
  return ', for most runs, and for their mean only if none differs from those seen';
}

/** Why the search has gone no further. */
function whyCut(result: FindResult, answer: CrossingAnswer | OptimumAnswer): string {
  if (answer.result.outcome !== 'budget') return '';
  if (result.partial) return '; the search was interrupted, and what is said holds nevertheless';
  const isOpen = answer.kind === 'crossing' && isOpenCrossing(answer.result);
  const [place] = isOpen ? openPlaces(result) : [];
  if (place !== undefined) {
    const remedy = place.remedy === undefined ? '' : `: ${place.remedy}`;
    return `; more runs would not settle it, as ${stillOpen(result.plan.question.metric)} when they did${remedy}`;
  }
  return `; the budget was spent before ${isOpen ? 'it was settled' : 'the interval was as narrow as wanted'}`;
}

/** A number of the range with its unit. */
export function placeText(x: number, { range }: FindPlan): string {
  return range.unit === 'number' ? formatNumber(x, 6) : formatValue(x * range.factor, range.unit);
}

function crossingText(
  found: FindResult,
  question: CrossingQuestion,
  { response, result, between }: CrossingAnswer,
): string {
  const { plan, points } = found;
  const { path, metric, operator } = question;
  const condition = `${metric} ${operator} ${formatMetric(metric, question.target)}`;
  const text = (x: number) => placeText(x, plan);
  const sure = `${percent(result.confidence)} interval`;
  // The condition holds on the side of large values, or on that of small ones.
  const above = operator.startsWith('<') === (response === 'decreasing');
  if (result.outcome === 'below' || result.outcome === 'above') {
    const holds = (result.outcome === 'below') === above;
    return oneSidedText({ condition, path, metric, holds }, plan, { result, between });
  }
  if (isOpenCrossing(result)) {
    const open = `, which does not settle it${unsettled(found)}`;
    return openText(plan, result, { condition, path, above }) ?? `${seenText(points, question, plan)}${open}`;
  }
  const { least, most, estimate } = plan.range.integer
    ? wholeNumbers(result, above)
    : { least: result.lower, most: result.upper, estimate: result.estimate };
  const where = above ? `from ${path} = ${text(estimate)} on` : `up to ${path} = ${text(estimate)}`;
  if (result.outcome === 'budget' && least < most) {
    // Of the values between nothing was shown, so none of them is the answer.
    const step = plan.range.integer ? 1 : 0;
    const [first, second] = above
      ? [`does not hold ${upTo(least - step, plan, path)}`, `holds ${from(most, plan)}`]
      : [`holds ${upTo(least, plan, path)}`, `does not ${from(most + step, plan)}`];
    return `${condition} ${first} and ${second}, with ${percent(result.confidence)} confidence; where between it changes is not settled`;
  }
  const interval =
    least === most
      ? `with ${percent(result.confidence)} confidence`
      : `${sure} ${text(least)} to ${text(most)}`;
  return `${condition} holds ${where}, ${interval}`;
}

interface Said {
  readonly condition: string;
  readonly path: string;
  readonly metric: string;
  readonly holds: boolean;
}

/** Both ends of the range are on one side. */
function oneSidedText(
  { condition, path, metric, holds }: Said,
  plan: FindPlan,
  { result, between }: Pick<CrossingAnswer, 'result' | 'between'>,
): string {
  const text = (x: number) => placeText(x, plan);
  const { lower, upper } = plan.range;
  if (between !== null && between.other !== null)
    return `${condition} ${holds ? 'holds' : 'does not hold'} at both ends, ${path} = ${text(lower)} and ${text(upper)}, but ${holds ? 'not' : 'does'} at ${text(between.other)}: ${metric} does not move in one direction, as the search assumes; sweep the range, or search a part of it`;
  const looked =
    between === null || between.places.length === 0
      ? ', if it moves in one direction'
      : `; looked at ${list(between.places.map(text), 'and')} too`;
  return `${condition} holds ${holds ? 'everywhere' : 'nowhere'} for ${path} from ${text(lower)} to ${text(upper)}, with ${percent(result.confidence)} confidence${looked}`;
}

/**
 * Where one side of the crossing was found and the other was not. null where neither was.
 */
function openText(
  plan: FindPlan,
  { lower, upper, confidence, lower_confirmed, upper_confirmed }: CrossingAnswer['result'],
  { condition, path, above }: Pick<Said, 'condition' | 'path'> & { readonly above: boolean },
): string | null {
  const text = (x: number) => placeText(x, plan);
  const step = plan.range.integer ? 1 : 0;
  const says = (holds: boolean) => `${condition} ${holds ? 'holds' : 'does not hold'}`;
  const sure = `with ${percent(confidence)} confidence; it is not settled`;
  if (lower_confirmed)
    return `${says(!above)} ${upTo(lower, plan, path)}, ${sure} from ${text(lower + step)} to ${text(plan.range.upper)}`;
  if (upper_confirmed)
    return `${says(above)} ${from(upper, plan, path)}, ${sure} from ${text(plan.range.lower)} to ${text(upper - step)}`;
  return null;
}

/** "up to agents.count = 141"; "at" where the range begins there. */
function upTo(x: number, plan: FindPlan, path: string): string {
  return `${x <= plan.range.lower ? 'at' : 'up to'} ${path} = ${placeText(x, plan)}`;
}

/** "from 148 on", with a path "from agents.count = 148 on"; "at" where the range ends there. */
function from(x: number, plan: FindPlan, path?: string): string {
  const place = `${path === undefined ? '' : `${path} = `}${placeText(x, plan)}`;
  return x >= plan.range.upper ? `at ${place}` : `from ${place} on`;
}

/** What was seen where nothing is settled. */
function seenText(points: FindResult['points'], question: CrossingQuestion, plan: FindPlan): string {
  const met = points.filter((point) => meets(point, question)).length;
  const where = met === 0 ? 'at none' : met === points.length ? 'at all' : `at ${met}`;
  const { metric, operator, target, path } = question;
  const range = `${placeText(plan.range.lower, plan)} to ${placeText(plan.range.upper, plan)}`;
  return `${metric} ${operator} ${formatMetric(metric, target)} was seen ${where} of the ${points.length} values tried for ${path} from ${range}`;
}

/** Why values that agree do not settle a question. */
function unsettled(result: FindResult): string {
  if (openPlaces(result).length > 0) return '';
  const constant = result.points.every(({ lower, mean, bounds }) => bounds === null && mean === lower);
  return constant
    ? ': what was not seen may still happen, and a mean is not known from values that do not vary'
    : '';
}

/** As far as seen: what is open counts with the least that it can be, and an overload meets no latency. */
function meets(point: FindResult['points'][number], { operator, target }: CrossingQuestion): boolean {
  const mean = point.mean ?? (point.overloaded > 0 ? Number.POSITIVE_INFINITY : (point.bounds?.lower ?? 0));
  if (mean === target) return operator.endsWith('=');
  return operator.startsWith('<') === mean < target;
}

/** The crossing lies between two numbers: the first one past it, or the last one before it, is what was asked for. */
function wholeNumbers({ lower, upper, estimate }: CrossingAnswer['result'], above: boolean) {
  const [least, most] = above ? [lower + 1, upper] : [lower, upper - 1];
  const nearest = above ? Math.ceil(estimate) : Math.floor(estimate);
  return { least, most, estimate: Math.min(most, Math.max(least, nearest)) };
}

function optimumText({ plan, points }: FindResult, { result }: OptimumAnswer): string {
  const { path, metric } = plan.question;
  const best = plan.question.kind === 'optimum' ? plan.question.best : 'lowest';
  const { lower, upper, estimate } = result;
  const text = (x: number) => placeText(x, plan);
  const [first, ...others] = points.map(({ mean }) => mean ?? Number.NaN);
  if (others.length > 0 && others.every((value) => value === first))
    return `${metric} is ${formatMetric(metric, first)} at each of the ${points.length} values tried for ${path}: none is the ${best}`;
  if (lower === upper)
    return `${metric} is ${best} at ${path} = ${text(lower)}, with ${percent(result.confidence)} confidence`;
  return `${metric} is ${best} near ${path} = ${text(estimate)}, ${percent(result.confidence)} interval ${text(lower)} to ${text(upper)}`;
}
