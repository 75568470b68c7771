/** How much retries may add to the work there is. */
import type { RetryBudgetSpec } from '../../world/spec/retry-budget-spec.ts';
import { switched, switchOr } from './either-form.ts';
import { mapping, quantity } from './leaf.ts';

/** Defaults: those of Finagle. */
const budgetMapping = mapping({
  ratio: quantity('ratio', { max: 1000 })
    .prefault('20%')
    .meta({ description: 'Retries for each task that comes' }),
  reserve: quantity('rate')
    .prefault('10/s')
    .meta({ description: 'Retries besides, so that few tasks can be tried again as well' }),
  window: quantity('duration', { min: 0.001 })
    .prefault('10s')
    .meta({ description: 'How long tasks and retries count, in ten slices' }),
});

/** null where retries are not limited. @param description of the key */
export function budgetOr(description: string) {
  return switchOr(budgetMapping, description).transform((input): RetryBudgetSpec | null =>
    switched(input, budgetMapping),
  );
}
