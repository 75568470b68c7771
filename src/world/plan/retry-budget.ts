/** How many retries a module may add to the work there is. */
import type { RetryBudgetOptions } from '../../modules/retry-budget.ts';
import type { RetryBudgetSpec } from '../spec/retry-budget-spec.ts';

const MICROSECONDS = 1e6;

/** null: any number. */
export function budgetOptions(budget: RetryBudgetSpec | null | undefined): RetryBudgetOptions | null {
  return budget ? { ...budget, window: Math.round(budget.window * MICROSECONDS) } : null;
}
