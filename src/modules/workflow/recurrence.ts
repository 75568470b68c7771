/** Submits work again and again at the times of a schedule. */
import type { Module, Port, ProcessId } from '../ports.ts';
import { intake, toClient } from '../scheduling/vocabulary.ts';
import { receiver } from '../vocabulary.ts';
import { type CronSchedule, nextTime } from './cron.ts';
import type { WorkSource } from './work.ts';

export interface RecurrenceSettings {
  readonly schedule: CronSchedule;
  /** Tasks of one occurrence, a whole number from 1. */
  readonly tasks: number;
  /** Whole seconds since 1970-01-01T00:00:00Z at which the port's time is 0. */
  readonly epoch: number;
  /**
   * What happens when tasks of an occurrence are under way at the next time: allow runs both, skip leaves the later one out
   * (as Allow and Forbid of Kubernetes' CronJob), queue runs it when the tasks have ended.
   */
  readonly overlap: 'allow' | 'skip' | 'queue';
  /** Most occurrences that wait under `queue`; further ones are left out. */
  readonly maxQueued: number;
}

const MICROSECONDS = 1e6;
/** A timer lasts a day at most; longer waits are made of several, for hosts whose timers are 32 bits of milliseconds. */
const LONGEST_TIMER = 86_400 * MICROSECONDS;

export class Recurrence implements Module {
  readonly receives = [receiver(toClient, { finished: (_from, task) => this.#onFinished(task) })];
  readonly #port: Port;
  readonly #root: ProcessId;
  readonly #work: WorkSource;
  readonly #settings: RecurrenceSettings;
  /** Tasks under way. */
  readonly #open = new Set<number>();
  /** The next time: seconds since 1970. */
  #due = 0;
  #queued = 0;
  #occurrences = 0;
  #skipped = 0;

  constructor(port: Port, root: ProcessId, work: WorkSource, settings: RecurrenceSettings) {
    this.#port = port;
    this.#root = root;
    this.#work = work;
    this.#settings = settings;
  }

  /** Occurrences whose tasks have been submitted. */
  get occurrences(): number {
    return this.#occurrences;
  }

  /** Occurrences left out because of tasks under way. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Occurrences that wait for the tasks under way. */
  get queued(): number {
    return this.#queued;
  }

  /** A time that the schedule has right now is the first. */
  start(): void {
    this.#planNext(this.#settings.epoch + Math.ceil(this.#port.now() / MICROSECONDS) - 1);
  }

  #onFinished(task: number): void {
    if (!this.#open.delete(task)) return;
    if (this.#open.size > 0 || this.#queued === 0) return;
    this.#queued--;
    this.#submit();
  }

  onTimer(): void {
    if (this.#left() > 0) {
      this.#sleep();
      return;
    }
    const { overlap, maxQueued } = this.#settings;
    if (this.#open.size === 0 || overlap === 'allow') this.#submit();
    else if (overlap === 'queue' && this.#queued < maxQueued) this.#queued++;
    else this.#skipped++;
    this.#planNext(this.#due);
  }

  /** Microseconds until the next time. */
  #left(): number {
    return (this.#due - this.#settings.epoch) * MICROSECONDS - this.#port.now();
  }

  /** @param after whole seconds since 1970 */
  #planNext(after: number): void {
    const due = nextTime(this.#settings.schedule, after);
    if (due === null) return;
    this.#due = due;
    this.#sleep();
  }

  #sleep(): void {
    this.#port.setTimer(Math.max(0, Math.min(LONGEST_TIMER, this.#left())), 0, 0);
  }

  #submit(): void {
    const first = this.#work.create(this.#occurrences++);
    for (let i = 0; i < this.#settings.tasks; i++) {
      this.#open.add(first + i);
      this.#port.post(this.#root, intake.submit, first + i, 1);
    }
  }
}
