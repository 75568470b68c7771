/** When and how waiting tasks go over from loaded workers to others. */
export interface RebalanceOptions {
  /** Microseconds between two looks at the workers. */
  readonly interval: number;
  /** Tasks move to a worker only from one that has at least so many times its load (tasks per slot). */
  readonly ratio: number;
  /** Share of the mean load by which a worker must be above it to give, or below it to get. */
  readonly tolerance: number;
  /** How many of the waiting tasks go at a time: one, or half of them. Never so many that the loads change places. */
  readonly take: 'one' | 'half';
  /** Microseconds that a task's state takes to be packed up, from its release to its departure; default 0. */
  readonly transfer?: number;
}

/** 2:1, every 5 s, within 30 %: the defaults of the swarm requirements. */
export const DEFAULT_REBALANCE: RebalanceOptions = {
  interval: 5_000_000,
  ratio: 2,
  tolerance: 0.3,
  take: 'half',
};
