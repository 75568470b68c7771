/**
 * Distributions as written, to drafts of the canonical ones.
 */
import type { Range } from '../units.ts';
import { parseQuantity, quantityHint, UnitError } from '../units.ts';
import type { DistributionDraft, DrawnQuantity } from './draft.ts';
import { FAMILIES } from './families.ts';
import { callOf, foundTerm } from './read-term.ts';
import type { Term } from './term.ts';
import { TermError } from './term.ts';
import { NamedValues } from './values.ts';

const DEEPEST_MIXTURE = 10;

/**
 * A bare quantity, a call or a mapping. A call by an unknown name is left to whoever has the catalogue.
 * @param range bounds of a constant and of the smallest value of a distribution that has one
 * @throws TermError
 */
export function distributionOf(
  term: Term,
  quantity: DrawnQuantity,
  range: Range = {},
  depth = 0,
): DistributionDraft {
  const what = `${quantityHint(quantity)}, or a distribution`;
  if (depth > DEEPEST_MIXTURE) throw new TermError(term.spot, 'mixtures are nested too deeply');
  const call = callOf(term, what);
  if (!call) return { kind: 'constant', value: bare(term, quantity, range, what) };
  if (!Object.hasOwn(FAMILIES, call.name)) return { kind: 'custom_call', call };
  const family = FAMILIES[call.name];
  const values = NamedValues.ofCall(call, family.only);
  const set = values.oneOf(family.sets, family.optional);
  const draft = family.build(values, set, {
    quantity,
    nested: (inner) => distributionOf(inner, quantity, range, depth + 1),
  });
  checkSupport(draft, quantity, range, term);
  return draft;
}

function bare(term: Term, quantity: DrawnQuantity, range: Range, what: string): number {
  const value = term.kind === 'scalar' ? term.value : foundTerm(term);
  if (typeof value === 'string' && Object.hasOwn(FAMILIES, value.trim())) {
    const name = value.trim();
    throw new TermError(term.spot, `${name} needs its values: ${FAMILIES[name].example}`);
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new TermError(term.spot, `expected ${what}, found ${foundTerm(term)}`);
  }
  try {
    return parseQuantity(quantity, value, range);
  } catch (error) {
    if (error instanceof UnitError) throw new TermError(term.spot, error.message);
    throw error;
  }
}

/** Values that are certain to be drawn, or drawn down to, must lie in the range. */
function checkSupport(draft: DistributionDraft, quantity: DrawnQuantity, range: Range, term: Term): void {
  for (const value of certainValues(draft)) {
    try {
      // Without a unit only numbers pass, so the bounds are checked as numbers.
      parseQuantity('number', value, range);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      const message = error.message.replace(
        /^expected a number/,
        `expected ${quantity === 'number' ? 'numbers' : `${quantity}s`}`,
      );
      throw new TermError(term.spot, message);
    }
    if (quantity !== 'number' && value < 0) throw new TermError(term.spot, 'draws would be negative');
  }
}

function certainValues(draft: DistributionDraft): readonly number[] {
  switch (draft.kind) {
    case 'constant':
      return [draft.value];
    case 'uniform':
    case 'triangular':
    case 'bounded_pareto':
    case 'normal':
      return [draft.min];
    case 'discrete':
    case 'empirical':
      return draft.values;
    default:
      return [];
  }
}
