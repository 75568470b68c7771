/** Whether a condition holds of a figure, as far as that is known. */
import { type Bounds, type Figure, isBounds } from '../recording/bounds.ts';
import type { Expectation } from '../scenario/scenario.ts';

export type Verdict = 'met' | 'unmet' | 'undecided';

type Condition = Pick<Expectation, 'operator' | 'value'>;

const OPERATORS: Readonly<Record<Expectation['operator'], (actual: number, expected: number) => boolean>> = {
  '<': (actual, expected) => actual < expected,
  '<=': (actual, expected) => actual <= expected,
  '>': (actual, expected) => actual > expected,
  '>=': (actual, expected) => actual >= expected,
  '==': (actual, expected) => actual === expected,
  '!=': (actual, expected) => actual !== expected,
};

/**
 * Met where the condition holds for every value that the figure may have, unmet where for none, and undecided otherwise; what was
 * not measured decides nothing.
 */
export function decide(condition: Condition, figure: Figure): Verdict {
  if (figure === null) return 'undecided';
  if (!isBounds(figure)) return OPERATORS[condition.operator](figure, condition.value) ? 'met' : 'unmet';
  if (figure.or_none) return 'undecided';
  const [always, never] = ends(condition, figure);
  return always ? 'met' : never ? 'unmet' : 'undecided';
}

/** Whether the condition holds of all values from one end to the other, and whether it holds of none. */
function ends({ operator, value }: Condition, { lower, upper }: Bounds): readonly [boolean, boolean] {
  const top = upper ?? Infinity;
  switch (operator) {
    case '==':
      return [lower === value && top === value, value < lower || value > top];
    case '!=':
      return [value < lower || value > top, lower === value && top === value];
    default: {
      // Such a condition holds up to a value, or from one on: the ends speak for all between them.
      const [first, last] = [OPERATORS[operator](lower, value), OPERATORS[operator](top, value)];
      return [first && last, !first && !last];
    }
  }
}
