/** How things stood when the last task was submitted: what follows is the end of a run, in which no more come. */
import type { Microseconds } from '../engine/types.ts';
import type { TimeWeighted } from './time-weighted.ts';

export class LastSubmission {
  /** -1: no task was. */
  at: Microseconds = -1;
  /** Agents that the swarm did not have, and since when as many. */
  absent = 0;
  absentSince: Microseconds = 0;
  /** Mean of the tasks under way, since measuring began. */
  busy = 0;

  submitted(now: Microseconds, absent: TimeWeighted, running: TimeWeighted): void {
    this.at = now;
    this.absent = absent.value;
    this.absentSince = absent.changedAt;
    this.busy = running.meanAt(now);
  }
}
