/** What a recorder counts. */

/** Counts since measuring began. Times in microseconds. */
export interface RunCounts {
  submitted: number;
  completed: number;
  failed: number;
  shed: number;
  /** Gave up; neither completed nor failed. */
  abandoned: number;
  /** Of the failed, those that an agent without room turned away last. */
  rejected: number;
  retried: number;
  /** Attempts given up for want of a result in time. */
  timeouts: number;
  /** Of these, attempts that were being executed. */
  timeoutsRunning: number;
  /** Attempts used up because nobody confirmed the assignment, and tasks whose last attempt was one of these. */
  unacknowledged: number;
  unacknowledgedLast: number;
  executions: number;
  wasted: number;
  /** Executions that succeeded although one of the same task had succeeded before. */
  repeated: number;
  /** Completions in the measured time, of whatever submission. */
  completions: number;
  /** Microseconds of work at speed 1 of the completed tasks. */
  work: number;
}

export function zeroCounts(): RunCounts {
  return {
    submitted: 0,
    completed: 0,
    failed: 0,
    shed: 0,
    abandoned: 0,
    rejected: 0,
    retried: 0,
    timeouts: 0,
    timeoutsRunning: 0,
    unacknowledged: 0,
    unacknowledgedLast: 0,
    executions: 0,
    wasted: 0,
    repeated: 0,
    completions: 0,
    work: 0,
  };
}
