/**
 * Reads traces: request arrivals with their service demands, and times of faults.
 */
import type { ArrivalSpec, ScheduleSpec } from '../../world/spec.ts';
import type { TimeUnit, TraceDraft, TraceService } from '../distribution/trace.ts';
import type { Path } from '../document/tree.ts';
import { locate } from '../document/tree.ts';
import { found } from '../errors.ts';
import { decimal, LONGEST_DURATION, parseQuantity, showDuration, UnitError } from '../units.ts';
import type { BuildContext, LoadedTable } from './context.ts';
import { cellReader } from './context.ts';

type TraceArrivals = Extract<ArrivalSpec, { process: 'trace' }>;

/**
 * Arrival times from 0, ascending, each with its service demand. `path` is that of the trace.
 * Records may stand in any order: they are sorted by time, and equal times keep their order.
 */
export function readTrace(path: Path, draft: TraceDraft, context: BuildContext): TraceArrivals | null {
  if (draft.file === null) {
    const { key } = locate(context.problems.root, [...path, 'file']);
    context.problems.add([...path, 'file'], `missing: name the file here, or with --set ${key}=PATH`);
    return null;
  }
  const loaded = context.table([...path, 'file'], draft.file);
  if (!loaded) return null;
  const absolute = context.column([...path, 'time'], loaded, draft.time, timeReader(draft.timeUnit));
  const services = draft.service && readServices([...path, 'service'], draft.service, loaded, context);
  if (!absolute || (draft.service && !services)) return null;
  const order = absolute.map((_, index) => index).sort((a, b) => absolute[a] - absolute[b] || a - b);
  const first = absolute[order[0]];
  // Virtual time counts microseconds; what lies below is the noise of dates as floating-point numbers.
  const times = order.map((index) => Math.round(((absolute[index] - first) / draft.speedup) * 1e6) / 1e6);
  if (times[times.length - 1] > LONGEST_DURATION) {
    context.problems.add([...path, 'time'], `the trace is longer than ${showDuration(LONGEST_DURATION)}`);
    return null;
  }
  return {
    process: 'trace',
    times,
    services: services ? order.map((index) => services[index]) : null,
    source: `${draft.file}, column ${draft.time}`,
  };
}

function readServices(
  path: Path,
  service: TraceService,
  loaded: LoadedTable,
  context: BuildContext,
): number[] | null {
  const totals = loaded.table.records.map(() => service.base);
  const seconds = cellReader('duration', null);
  const amount = (text: string) => parseQuantity('number', text, { min: 0, max: 1e12 });
  for (const { column, perUnit } of service.columns) {
    const values = context.column(path, loaded, column, perUnit === null ? seconds : amount);
    if (!values) return null;
    for (const [row, value] of values.entries()) totals[row] += (perUnit ?? 1) * value;
  }
  const longest = totals.reduce((most, value) => Math.max(most, value), 0);
  if (longest > LONGEST_DURATION) {
    context.problems.add(
      path,
      `a service time of ${showDuration(longest)} is longer than ${showDuration(LONGEST_DURATION)}`,
    );
    return null;
  }
  return totals;
}

/** 2000-01-01T00:00:00Z in seconds since 1970: the numbers stay small enough to keep tenths of microseconds. */
const EPOCH = 946_684_800;

/** Seconds between a time and the 0 of its clock: a thousand years, so that the numbers keep fractions of milliseconds. */
const FURTHEST = 10 * LONGEST_DURATION;

function timeReader(unit: TimeUnit | null): (text: string) => number {
  return (text) => {
    const number = decimal(text);
    if (unit === 'iso' || (unit === null && number === undefined)) return readDateTime(text);
    if (number === undefined) throw new UnitError(`expected a number of ${unit}, found ${found(text)}`);
    const seconds = number * { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 }[unit ?? 's'];
    if (Math.abs(seconds) <= FURTHEST) return seconds;
    throw new UnitError(`expected a time within ${showDuration(FURTHEST)} of 0, found ${found(text)}`);
  };
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?$/;

/** Seconds since the year 2000 of "2023-11-16 18:17:03.9799600", with or without an offset from UTC. */
function readDateTime(text: string): number {
  const match = DATE_TIME.exec(text);
  if (!match)
    throw new UnitError(
      `expected seconds or a date with a time such as 2023-11-16 18:17:03.98, found ${found(text)}`,
    );
  const [, year, month, day, hour, minute, second = '0', fraction = '0', offset = 'Z'] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number);
  const midnight = Date.UTC(y, mo - 1, d);
  const back = new Date(midnight);
  const exists = back.getUTCMonth() === mo - 1 && back.getUTCDate() === d && h < 24 && mi < 60 && s <= 60;
  if (!exists) throw new UnitError(`there is no such time as ${found(text)}`);
  const whole = midnight / 1000 - EPOCH + h * 3600 + mi * 60 + s - offsetSeconds(offset);
  return whole + Number(fraction);
}

function offsetSeconds(offset: string): number {
  if (offset === 'Z' || offset === 'UTC') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(-2));
  return (offset[0] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

export interface FaultTraceInput {
  readonly file?: string | null;
  readonly time: string;
  readonly duration?: string;
}

/** Fault times in seconds from the start of the run, ascending; an empty duration lasts until the end. */
export function readFaultTrace(
  path: Path,
  input: FaultTraceInput,
  context: BuildContext,
): ScheduleSpec | null {
  const { file } = input;
  if (file === undefined || file === null || file === '') {
    const { key } = locate(context.problems.root, [...path, 'file']);
    context.problems.add([...path, 'file'], `missing: name the file here, or with --set ${key}=PATH`);
    return null;
  }
  const loaded = context.table([...path, 'file'], file);
  if (!loaded) return null;
  const seconds = cellReader('duration', null);
  const absolute = context.column([...path, 'time'], loaded, input.time, seconds);
  if (!absolute) return null;
  const order = absolute.map((_, index) => index).sort((a, b) => absolute[a] - absolute[b] || a - b);
  let durations: (number | null)[] = absolute.map(() => null);
  if (input.duration !== undefined) {
    // Not a number stands for the empty cell, which no written value can be.
    const read = (text: string) => (text === '' ? Number.NaN : seconds(text));
    const lengths = context.column([...path, 'duration'], loaded, input.duration, read);
    if (!lengths) return null;
    durations = lengths.map((length) => (Number.isNaN(length) ? null : length));
  }
  return {
    kind: 'trace',
    times: order.map((index) => absolute[index]),
    durations: order.map((index) => durations[index]),
    source: `${file}, column ${input.time}`,
  };
}
