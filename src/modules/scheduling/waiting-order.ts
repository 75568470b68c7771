/** Tasks that wait for a worker, and which of them is served next. */
export interface WaitingOrder {
  readonly size: number;
  /** @param first ahead of all that are alike: for tasks that have waited before */
  enter(row: number, first: boolean): void;
  /** The row's task is no longer wanted. */
  leave(row: number): void;
  /** The row's task goes to a worker. */
  serve(row: number): void;
  /** Row of the task to serve next, -1 when there is none outside the blocked requirements (a bit mask of their numbers). */
  next(blocked: number): number;
}
