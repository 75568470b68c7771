/**
 * Series over virtual time in bounded memory, without sampling events: each update adds exactly its share to the interval
 * it falls into. When the intervals run out, neighbours are merged and all intervals become longer.
 */
import type { Microseconds } from '../engine/types.ts';
import type { Timeline } from './record.ts';
import type { SeriesListener } from './series.ts';
import { TimeOrderError } from './time-weighted.ts';

const MILLISECOND = 1_000;
const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Interval lengths while recording; each divides the next, at most ten times. */
const RECORDING_INTERVALS: readonly Microseconds[] = [
  MILLISECOND,
  10 * MILLISECOND,
  100 * MILLISECOND,
  SECOND,
  10 * SECOND,
  MINUTE,
  10 * MINUTE,
  HOUR,
  6 * HOUR,
  DAY,
  10 * DAY,
  100 * DAY,
  1_000 * DAY,
  10_000 * DAY,
  100_000 * DAY,
  1_000_000 * DAY,
];

/** The largest factor between two neighbours above: memory while recording, as a multiple of what is asked for. */
const SPARE = 10;

/** Interval lengths that a reader finds natural, for the finished timeline. */
const NATURAL_INTERVALS: readonly Microseconds[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((length) => length * MILLISECOND),
  ...[1, 2, 5, 10, 20, 30].map((length) => length * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((length) => length * MINUTE),
  ...[1, 2, 3, 6, 12].map((length) => length * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000].map((length) => length * DAY),
];

/** Thrown for a name given twice, or an update that does not fit the column. */
export class TimelineColumnError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'TimelineColumnError';
  }
}

interface Column {
  readonly name: string;
  readonly unit: string;
  readonly gauge: boolean;
  /** Per interval: for a gauge the integral of its value over the interval, in value times microseconds; for a counter the count. */
  readonly sums: Float64Array;
  /** Gauges: the present value, and until when it is in `sums`. */
  value: number;
  until: Microseconds;
  /** Who hears of each update; null: nobody. */
  listeners: readonly SeriesListener[] | null;
}

/**
 * Records named gauges (time-weighted means) and counters (sums) over equal intervals of virtual time, from time 0. An
 * update costs a few additions; merging costs the same again over the whole run. Means and sums are exact: only the
 * length of the intervals depends on the length of the run, never the data.
 */
export class TimelineRecorder {
  readonly #limit: number;
  readonly #capacity: number;
  readonly #columns: Column[] = [];
  #step = 0;
  #interval = RECORDING_INTERVALS[0];
  /** The interval of the last update: its place, its start and its end. */
  #place = 0;
  #from: Microseconds = 0;
  #to: Microseconds = RECORDING_INTERVALS[0];
  #last: Microseconds = 0;

  /**
   * @param intervals Most intervals in the finished timeline.
   * @throws RangeError when that is no whole number from 1.
   */
  constructor(intervals: number) {
    if (!Number.isSafeInteger(intervals) || intervals < 1)
      throw new RangeError(`a timeline needs a whole number of intervals from 1 on, not ${intervals}`);
    this.#limit = intervals;
    this.#capacity = intervals * SPARE;
  }

  /** Adds a gauge with value 0 from the start. Returns its index. @throws TimelineColumnError when the name is taken. */
  gauge(name: string, unit: string): number {
    return this.#addColumn(name, unit, true);
  }

  /** Adds a counter. Returns its index. @throws TimelineColumnError when the name is taken. */
  counter(name: string, unit: string): number {
    return this.#addColumn(name, unit, false);
  }

  /**
   * From `at` on the gauge is `value`.
   * @throws TimelineColumnError when the index is no gauge's; TimeOrderError when `at` lies before the last update of any column.
   */
  set(index: number, at: Microseconds, value: number): void {
    const column = this.#columns[index];
    if (column === undefined || !column.gauge)
      throw new TimelineColumnError(`timeline column ${index} is not a gauge`);
    if (at !== this.#last) this.#moveTo(at);
    if (column.until >= this.#from) column.sums[this.#place] += column.value * (at - column.until);
    else this.#fill(column, at);
    column.until = at;
    column.value = value;
    if (column.listeners !== null) for (const listener of column.listeners) listener.set(at, value);
  }

  /** From `at` on the gauge is larger by `delta`. @throws as `set`. */
  add(index: number, at: Microseconds, delta: number): void {
    this.set(index, at, (this.#columns[index]?.value ?? 0) + delta);
  }

  /** Adds `n` to the counter at time `at`. @throws TimelineColumnError, TimeOrderError as `set`. */
  count(index: number, at: Microseconds, n = 1): void {
    const column = this.#columns[index];
    if (column === undefined || column.gauge)
      throw new TimelineColumnError(`timeline column ${index} is not a counter`);
    if (at !== this.#last) this.#moveTo(at);
    column.sums[this.#place] += n;
    if (column.listeners !== null) for (const listener of column.listeners) listener.count(at, n);
  }

  /** Lets these hear of every update of a column from now on; false when there is no column of that name. */
  listen(name: string, listeners: readonly SeriesListener[]): boolean {
    const column = this.#columns.find((one) => one.name === name);
    if (column !== undefined) column.listeners = listeners;
    return column !== undefined;
  }

  /**
   * The timeline from 0 to `at`. The last interval may be shorter than the others: its means are over the part that
   * passed. What was counted at `at` itself belongs to the last interval. Recording may go on afterwards.
   * @throws TimeOrderError when `at` lies before the last update.
   */
  finish(at: Microseconds): Timeline {
    if (at !== this.#last) this.#moveTo(at);
    for (const column of this.#columns) {
      if (!column.gauge) continue;
      this.#fill(column, at);
      column.until = at;
    }
    const interval = this.#naturalInterval(at);
    const length = Math.max(1, Math.ceil(at / interval));
    const columns: Record<string, number[]> = {};
    const descriptions: Record<string, { kind: 'gauge' | 'counter'; unit: string }> = {};
    for (const column of this.#columns) {
      const sums = this.#regroup(column, interval, length);
      columns[column.name] = column.gauge ? means(sums, interval, at, column.value) : sums;
      descriptions[column.name] = { kind: column.gauge ? 'gauge' : 'counter', unit: column.unit };
    }
    return { interval: interval / SECOND, columns, descriptions };
  }

  #addColumn(name: string, unit: string, gauge: boolean): number {
    if (this.#columns.some((column) => column.name === name))
      throw new TimelineColumnError(`there are two timeline columns named "${name}"`);
    const sums = new Float64Array(this.#capacity);
    return this.#columns.push({ name, unit, gauge, sums, value: 0, until: 0, listeners: null }) - 1;
  }

  #moveTo(at: Microseconds): void {
    if (!(at >= this.#last)) throw new TimeOrderError(at, this.#last);
    this.#last = at;
    if (at < this.#to) return;
    while (at >= this.#interval * this.#capacity) this.#merge();
    this.#place = Math.floor(at / this.#interval);
    this.#from = this.#place * this.#interval;
    this.#to = this.#from + this.#interval;
  }

  /** Spreads a gauge's value from `column.until` to `at` over the intervals between. */
  #fill(column: Column, at: Microseconds): void {
    let from = column.until;
    for (let place = Math.floor(from / this.#interval); from < at; place++) {
      const to = Math.min(at, (place + 1) * this.#interval);
      column.sums[place] += column.value * (to - from);
      from = to;
    }
  }

  #merge(): void {
    const next = RECORDING_INTERVALS[this.#step + 1];
    if (next === undefined) throw new RangeError('virtual time has passed 2^53 microseconds');
    const factor = next / this.#interval;
    for (const column of this.#columns) regroupInPlace(column.sums, factor);
    this.#step++;
    this.#interval = next;
  }

  /** The shortest natural interval that the recorded ones divide and of which at most the number asked for reach `at`. */
  #naturalInterval(at: Microseconds): Microseconds {
    for (const interval of NATURAL_INTERVALS)
      if (interval % this.#interval === 0 && at <= interval * this.#limit) return interval;
    return NATURAL_INTERVALS[NATURAL_INTERVALS.length - 1];
  }

  #regroup(column: Column, interval: Microseconds, length: number): number[] {
    const factor = interval / this.#interval;
    const sums = new Array<number>(length).fill(0);
    const used = Math.min(this.#capacity, this.#place + 1);
    for (let place = 0; place < used; place++)
      sums[Math.min(length - 1, Math.floor(place / factor))] += column.sums[place];
    return sums;
  }
}

function regroupInPlace(sums: Float64Array, factor: number): void {
  for (let place = 0; place < sums.length; place++) {
    const value = sums[place];
    sums[place] = 0;
    sums[Math.floor(place / factor)] += value;
  }
}

function means(areas: readonly number[], interval: Microseconds, at: Microseconds, value: number): number[] {
  return areas.map((area, place) => {
    const passed = Math.min(interval, at - place * interval);
    return passed > 0 ? area / passed : value;
  });
}
