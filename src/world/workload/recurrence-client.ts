/** The client that submits tasks again and again at the times of a calendar. */

import { toClient } from '../../modules/scheduling/vocabulary.ts';
import { MessageTable } from '../../modules/vocabulary.ts';
import { CronError, parseCron } from '../../modules/workflow/cron.ts';
import { Recurrence, type RecurrenceSettings } from '../../modules/workflow/recurrence.ts';
import { WorldError } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import type { RecurrenceWorkloadSpec } from '../spec/spec.ts';
import type { Client } from './client.ts';
import type { TaskSource } from './task-source.ts';
import { createAll } from './workflow-clients.ts';

/** Tags of timers: a time of the schedule has come; all else of that time has happened. */
const TIME = 0;
const AFTER_ALL = 1;

export class RecurrenceClient implements Client {
  readonly total: number | null;
  readonly #module: Recurrence;
  readonly #table: MessageTable;
  readonly #root: number;
  readonly #host: Host;
  /** Whether it matters what is under way when a time comes. */
  readonly #asks: boolean;
  readonly #limit: number;
  /** Times of the schedule that have come, whatever became of them. */
  #times = 0;

  /** @throws WorldError when the schedule is none */
  constructor(spec: RecurrenceWorkloadSpec, host: Host, source: TaskSource, root: number) {
    const { tasks, occurrences, overlap } = spec;
    this.#root = root;
    this.#host = host;
    this.#asks = overlap !== 'allow';
    this.#limit = occurrences ?? Infinity;
    this.total = occurrences === null || overlap !== 'allow' ? null : tasks * occurrences;
    const create = () => createAll(source, 0, tasks);
    this.#module = new Recurrence(host, root, { create }, settingsOf(spec));
    this.#table = new MessageTable(host.self, this.#module.receives);
  }

  get due(): boolean {
    return this.#times < this.#limit;
  }

  get exhausted(): boolean {
    return !this.due && this.#module.queued === 0;
  }

  /** Occurrences whose tasks have been submitted, and those left out because of tasks under way. */
  get recurrences(): { readonly submitted: number; readonly skipped: number } {
    return { submitted: this.#module.occurrences, skipped: this.#module.skipped };
  }

  start(): void {
    this.#module.start();
  }

  onEvent(): void {}

  onFinished(task: number): void {
    this.#table.hot(toClient.finished.code, this.#root, task);
  }

  /** What ends at a time of the schedule is no longer under way then: that is asked when all of the instant has happened. */
  onTimer(tag: number): void {
    if (!this.due) return;
    if (this.#asks && tag === TIME) {
      this.#host.setLastTimer(AFTER_ALL, 0);
      return;
    }
    const before = this.#counted();
    this.#module.onTimer();
    this.#times += this.#counted() - before;
  }

  /** Some timers only break a long wait. */
  #counted(): number {
    const { occurrences, skipped, queued } = this.#module;
    return occurrences + skipped + queued;
  }
}

function settingsOf({
  name,
  schedule,
  tasks,
  epoch,
  overlap,
  max_queued,
}: RecurrenceWorkloadSpec): RecurrenceSettings {
  try {
    return { schedule: parseCron(schedule), tasks, epoch, overlap, maxQueued: max_queued };
  } catch (error) {
    if (error instanceof CronError) throw new WorldError(`workload ${name}`, error.message);
    throw error;
  }
}
