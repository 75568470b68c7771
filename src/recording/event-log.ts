/** The opt-in log of what happened, one line an event, up to a bound. */
import type { Microseconds } from '../engine/types.ts';
import type { LoggedEvent } from './record.ts';

/** Fields of a line besides `time` and `event`. */
export type EventFields = Readonly<Record<string, number | string | null>>;

/** Keeps the first `limit` events and counts those it leaves out. A limit of 0 keeps none. */
export class EventLog {
  readonly limit: number;
  readonly #lines: LoggedEvent[] = [];
  #omitted = 0;

  /** @throws RangeError when the limit is not a whole number from 0. */
  constructor(limit: number) {
    if (!Number.isSafeInteger(limit) || limit < 0)
      throw new RangeError(`an event log cannot keep ${limit} lines`);
    this.limit = limit;
  }

  /** Whether one more line would be kept. */
  get open(): boolean {
    return this.#lines.length < this.limit;
  }

  /** Lines left out because the log was full. */
  get omitted(): number {
    return this.#omitted;
  }

  get lines(): readonly LoggedEvent[] {
    return this.#lines;
  }

  /**
   * Adds a line at virtual time `at`; true when it was kept. A number that is not finite is kept as null, since a line is
   * JSON. @throws RangeError when a field is named `time` or `event`.
   */
  record(at: Microseconds, event: string, fields: EventFields = {}): boolean {
    if ('time' in fields || 'event' in fields)
      throw new RangeError('a logged field cannot be named time or event');
    if (!this.open) {
      this.#omitted++;
      return false;
    }
    const line: Record<string, number | string | null> & { time: number; event: string } = {
      time: at / 1e6,
      event,
    };
    for (const [name, value] of Object.entries(fields))
      line[name] = typeof value === 'number' && !Number.isFinite(value) ? null : value;
    this.#lines.push(line);
    return true;
  }

  /** A line about a task, a process or both; a negative number stands for none. */
  about(at: Microseconds, event: string, task: number, process: number): void {
    if (!this.open) {
      this.#omitted++;
      return;
    }
    const fields: Record<string, number> = {};
    if (task >= 0) fields.task = task;
    if (process >= 0) fields.process = process;
    this.record(at, event, fields);
  }
}
