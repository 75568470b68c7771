/** In any window, no more retries than this share of its tasks and so many besides. */
export interface RetryBudgetSpec {
  readonly ratio: number;
  /** A second. */
  readonly reserve: number;
  /** Seconds. */
  readonly window: number;
}
