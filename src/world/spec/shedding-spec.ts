/** What is turned away where more comes than can be done. */

/** Tasks at the head of those that wait are dropped while waits are too long. Seconds. */
export interface DelaySheddingSpec {
  readonly kind: 'codel';
  readonly target: number;
  readonly interval: number;
}

export interface PrioritySheddingSpec {
  readonly kind: 'priority';
  /**
   * By priority, "1" to "10": tasks for each slot from which on none is taken on of this priority, or of one below it that is not named
   * itself. null, and all above the highest that is named: no limit.
   */
  readonly thresholds: Readonly<Record<string, number | null>>;
}

export type SheddingSpec = DelaySheddingSpec | PrioritySheddingSpec;
