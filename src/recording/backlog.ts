/** The tasks in the system over time, in enough detail to see whether they grow. */
import type { Microseconds } from '../engine/types.ts';
import { TimelineRecorder } from './timeline.ts';

/** Enough that twelve batches of any part of a run are cut out of it well. */
const INTERVALS = 240;

/** Tasks in the system and submissions over a part of a run. */
export interface BacklogHistory {
  /** Time averages of the tasks in the system over equal parts of the time, oldest first. */
  readonly means: readonly number[];
  /** Tasks submitted in that time, to within those of an interval at its start. */
  readonly submitted: number;
  /** Tasks in the system at the end, and on average in the interval in which that time began. */
  readonly atEnd: number;
  readonly atStart: number;
  /** Latest time until then at which no task waited; -1: one always did, or it is not known. */
  readonly lastClear: Microseconds;
}

export class BacklogRecorder {
  #lastClear: Microseconds = -1;
  /** The same, and the tasks in the system, when the last task was submitted. */
  readonly #then = { at: -1, lastClear: -1, tasks: 0 };
  readonly #timeline = new TimelineRecorder(INTERVALS);
  readonly #open = this.#timeline.gauge('open', 'tasks');
  readonly #submitted = this.#timeline.counter('submitted', 'tasks');
  #tasks = 0;
  #waiting = 0;

  submitted(now: Microseconds): void {
    this.#timeline.count(this.#submitted, now);
    const then = this.#then;
    then.at = now;
    then.lastClear = this.#waiting === 0 ? now : this.#lastClear;
    then.tasks = this.#tasks;
  }

  /** From now on so many tasks are in the system, and so many of them wait. */
  levels(now: Microseconds, tasks: number, waiting: number): void {
    if (this.#waiting === 0) this.#lastClear = now;
    this.#waiting = waiting;
    if (tasks === this.#tasks) return;
    this.#tasks = tasks;
    this.#timeline.set(this.#open, now, tasks);
  }

  /** What happened from one time until another, which is not after now, in so many batches. */
  history(from: Microseconds, to: Microseconds, now: Microseconds, batches: number): BacklogHistory {
    if (this.#waiting === 0) this.#lastClear = now;
    const { interval, columns } = this.#timeline.finish(now);
    const length = interval * 1e6;
    const cut = (column: readonly number[], start: number, end: number) => {
      let sum = 0;
      for (let place = Math.floor(start / length); place < column.length; place++) {
        const overlap = Math.min(end, (place + 1) * length) - Math.max(start, place * length);
        if (overlap <= 0) break;
        sum += column[place] * overlap;
      }
      return sum;
    };
    const batch = (to - from) / batches;
    const means = Array.from(
      { length: batches },
      (_, i) => cut(columns.open, from + i * batch, from + (i + 1) * batch) / batch,
    );
    const first = Math.floor(from / length);
    return {
      means,
      submitted: columns.submitted
        .slice(first, Math.ceil(to / length))
        .reduce((sum, count) => sum + count, 0),
      ...this.#endAt(to, now, columns.open[Math.floor(to / length)] ?? 0),
      atStart: from === 0 ? 0 : (columns.open[first] ?? 0),
    };
  }

  /** @param mean tasks in the system in the interval of that time */
  #endAt(to: Microseconds, now: Microseconds, mean: number): Pick<BacklogHistory, 'atEnd' | 'lastClear'> {
    if (to === now) return { atEnd: this.#tasks, lastClear: this.#lastClear };
    const { at, tasks, lastClear } = this.#then;
    return at <= to ? { atEnd: tasks, lastClear } : { atEnd: mean, lastClear: -1 };
  }
}
