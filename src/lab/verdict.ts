/** Whether a condition holds of figures, as far as that is known. */
import { type Figure, isBounds } from '../recording/bounds.ts';
import type { FigureExpectation, Limit, Operator } from '../scenario/scenario.ts';

export type Verdict = 'met' | 'unmet' | 'undecided';

/** Why a condition is undecided, and what would decide it: parts of sentences. */
export interface Undecided {
  readonly reason: string;
  readonly remedy?: string;
}

/** Everything that a value may be: from the first to the second, both included. */
type Range = readonly [lower: number, upper: number];

/**
 * Met where the condition holds for every value that the figure and the limit may have, unmet where for none, and undecided otherwise;
 * what was not measured decides nothing. Where both are open they are taken to vary independently of each other, so that a verdict
 * is never wrong, and may be missing where the one depends on the other.
 * @param target what the figure is compared with
 */
export function decide(operator: Operator, figure: Figure, target: Figure): Verdict {
  const [left, right] = [rangeOf(figure), rangeOf(target)];
  if (left === null || right === null) return 'undecided';
  const [always, never] = extremes(operator, left, right);
  return always ? 'met' : never ? 'unmet' : 'undecided';
}

/** The verdict on all limits of a condition. @param figureOf what is known of a metric */
export function decideAll(
  { metric, and, ...first }: Pick<FigureExpectation, 'metric' | 'and' | keyof Limit>,
  figureOf: (metric: string) => Figure,
): Verdict {
  const verdicts = [first, ...(and === undefined ? [] : [and])].map((limit) =>
    decide(limit.operator, figureOf(metric), targetOf(limit, figureOf)),
  );
  if (verdicts.includes('unmet')) return 'unmet';
  return verdicts.every((verdict) => verdict === 'met') ? 'met' : 'undecided';
}

/** What a figure is compared with: the value, or so many times what is known of the other metric. */
export function targetOf({ value, times }: Limit, figureOf: (metric: string) => Figure): Figure {
  if (times === undefined) return value;
  const figure = figureOf(times);
  if (figure === null) return null;
  if (!isBounds(figure)) return figure * value;
  const [lower, upper] = [figure.lower, figure.upper ?? Infinity].map((end) =>
    value === 0 ? 0 : end * value,
  );
  const [least, most] = value < 0 ? [upper, lower] : [lower, upper];
  const ends = { lower: least, upper: Number.isFinite(most) ? most : null };
  return figure.or_none ? { ...ends, or_none: true } : ends;
}

function rangeOf(figure: Figure): Range | null {
  if (figure === null) return null;
  if (!isBounds(figure)) return [figure, figure];
  return figure.or_none ? null : [figure.lower, figure.upper ?? Infinity];
}

/** Whether the condition holds of all pairs of values, and whether it holds of none. */
function extremes(operator: Operator, left: Range, right: Range): readonly [boolean, boolean] {
  const [low, high] = left;
  const [least, most] = right;
  switch (operator) {
    case '<':
      return [high < least, low >= most];
    case '<=':
      return [high <= least, low > most];
    case '>':
      return [low > most, high <= least];
    case '>=':
      return [low >= most, high < least];
    case '==':
      return [isPoint(left, right), high < least || low > most];
    case '!=':
      return [high < least || low > most, isPoint(left, right)];
  }
}

function isPoint(left: Range, right: Range): boolean {
  return [...left, ...right].every((value) => value === left[0]);
}
