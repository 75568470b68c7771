/**
 * The clock that the traces of a scenario share. Which of its points is the start of the run follows from all of them together, so
 * the times of all traces are read before any of them is used.
 *
 * - Where any trace gives arrivals, the start of the run is the earliest record of all traces, those of faults among them.
 * - Where traces give faults only, numbers are seconds of the run itself, and the earliest date is its start.
 * - `origin` says otherwise, for the scenario or for one trace, which then has a clock of its own.
 * - Arrivals of a workload that starts later count from its start instead.
 *
 * Records before the start of the run are left out, and counted.
 */

import { type ClockKind, type ClockPoint, readDateTime, showDateTime } from '../date-time.ts';
import type { TimeUnit, TraceDraft } from '../distribution/trace.ts';
import type { Path } from '../document/tree.ts';
import { locate } from '../document/tree.ts';
import { found } from '../errors.ts';
import type { FaultTraceInput } from '../schema/fault-trace.ts';
import type { ScenarioInput } from '../schema/scenario.ts';
import { decimal, LONGEST_DURATION, parseQuantity, showDuration, UnitError } from '../units.ts';
import { type BuildContext, columnName, type LoadedTable, type PlacedTrace, pathKey } from './context.ts';

/** Seconds between a time and the 0 of its clock: a thousand years, so that the numbers keep fractions of milliseconds. */
const FURTHEST = 10 * LONGEST_DURATION;

/** A trace as it is asked for. */
interface Asked {
  readonly path: Path;
  readonly arrivals: boolean;
  /** Seconds of the run at which its times begin. */
  readonly start: number;
  readonly file: string | null | undefined;
  readonly column: string;
  readonly unit: TimeUnit | null;
  readonly speedup: number;
  readonly origin: ClockPoint | null;
}

interface ReadTrace {
  readonly asked: Asked;
  readonly loaded: LoadedTable;
  readonly file: string;
  readonly clock: ClockKind;
  /** Seconds on the trace's clock. */
  readonly seconds: readonly number[];
  readonly earliest: number;
}

/** Reads the times of all traces of a scenario and places them in the run, for the context. What is wrong has been reported. */
export function placeTraces(
  input: Pick<ScenarioInput, 'workloads' | 'faults' | 'origin'>,
  context: BuildContext,
): void {
  const read = askedFor(input).flatMap((asked) => readTimes(asked, context) ?? []);
  const common = input.origin ?? null;
  checkOneClock(read, common, context);
  for (const trace of read) {
    const placed = place(trace, originOf(trace, read, common), context);
    if (placed) context.traces.set(pathKey(trace.asked.path), placed);
  }
}

function askedFor({ workloads = [], faults }: Pick<ScenarioInput, 'workloads' | 'faults'>): Asked[] {
  const isList = Array.isArray(workloads);
  const asked: Asked[] = [];
  for (const [index, workload] of (isList ? workloads : [workloads]).entries()) {
    const own: Path = isList ? ['workloads', index] : ['workloads'];
    if ('arrivals' in workload && workload.arrivals.process === 'trace')
      asked.push(arrivalsTrace(workload.arrivals, workload.start, [...own, 'arrivals', 'trace']));
    else if ('flow' in workload && workload.flow.arrivals?.process === 'trace')
      asked.push(
        arrivalsTrace(workload.flow.arrivals, workload.start, [...own, 'flow', 'arrivals', 'trace']),
      );
  }
  for (const [index, { trace }] of faults.entries())
    if (trace) asked.push(faultTrace(trace, ['faults', index, 'trace']));
  return asked;
}

function arrivalsTrace(
  { file, time, timeUnit, speedup, origin }: TraceDraft,
  start: number,
  path: Path,
): Asked {
  return { path, arrivals: true, start, file, column: time, unit: timeUnit, speedup, origin };
}

function faultTrace({ file, time, time_unit, speedup, origin }: FaultTraceInput, path: Path): Asked {
  return {
    path,
    arrivals: false,
    start: 0,
    file,
    column: time,
    unit: time_unit ?? null,
    speedup,
    origin: origin ?? null,
  };
}

function readTimes(asked: Asked, context: BuildContext): ReadTrace | null {
  const { path, file, column, unit } = asked;
  if (file === undefined || file === null || file === '') {
    const { key } = locate(context.problems.root, [...path, 'file']);
    context.problems.add([...path, 'file'], `missing: name the file here, or with --set ${key}=PATH`);
    return null;
  }
  const loaded = context.table([...path, 'file'], file);
  if (!loaded) return null;
  let clock: ClockKind | null = null;
  const seconds = context.column([...path, 'time'], loaded, column, (text) => {
    const point = readTime(text, unit);
    if (clock !== null && point.clock !== clock)
      throw new UnitError(
        `expected ${clock === 'dates' ? 'a date with a time' : 'a number'} as above, found ${found(text)}`,
      );
    clock = point.clock;
    return point.seconds;
  });
  if (!seconds || clock === null) return null;
  const earliest = seconds.reduce((least, value) => Math.min(least, value), Infinity);
  return { asked, loaded, file, clock, seconds, earliest };
}

/** A number in this notation that is none is too large to be one. */
const EXPONENT = /^[+-]?\d+(?:\.\d+)?e[+-]?\d+$/i;

function readTime(text: string, unit: TimeUnit | null): ClockPoint {
  const number = decimal(text);
  if (number === undefined && EXPONENT.test(text))
    throw new UnitError(`expected a finite number, found ${found(text)}`);
  if (unit === 'iso' || (unit === null && number === undefined)) {
    // Whoever writes times by hand may write 10min.
    if (unit === null && /^\d+(?:\.\d+)? ?[a-zµ]+/i.test(text))
      return { clock: 'numbers', seconds: parseQuantity('duration', text) };
    return { clock: 'dates', seconds: readDateTime(text) };
  }
  if (number === undefined) throw new UnitError(`expected a number of ${unit}, found ${found(text)}`);
  const seconds = number * { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 }[unit ?? 's'];
  if (Math.abs(seconds) <= FURTHEST) return { clock: 'numbers', seconds };
  throw new UnitError(`expected a time within ${showDuration(FURTHEST)} of 0, found ${found(text)}`);
}

/** Traces without an origin share a clock: it must be one, and go at one speed. */
function checkOneClock(
  read: readonly ReadTrace[],
  common: ClockPoint | null,
  { problems }: BuildContext,
): void {
  const sharing = read.filter(({ asked }) => asked.origin === null);
  const [first, ...others] = sharing;
  if (!first) return;
  const kinds = { dates: 'dates', numbers: 'numbers' };
  for (const { asked, clock, file } of common === null ? others : sharing) {
    const wanted = common?.clock ?? first.clock;
    if (clock === wanted) continue;
    const against = common
      ? `origin is ${common.clock === 'dates' ? 'a date' : 'a number'}`
      : `${first.file} has ${kinds[first.clock]}`;
    problems.add(
      [...asked.path, 'time'],
      `${file} has ${kinds[clock]} and ${against}, so they share no clock: give this trace an origin of its own`,
    );
  }
  for (const { asked, file } of others) {
    if (asked.speedup === first.asked.speedup) continue;
    problems.add(
      asked.path,
      `${file} and ${first.file} share a clock, but their speedups differ (${asked.speedup} and ${first.asked.speedup}): give both the same, or this one an origin of its own`,
    );
  }
}

/** The point on a trace's clock at which the run starts, and whether it was chosen. */
function originOf(
  { asked, clock, earliest }: ReadTrace,
  read: readonly ReadTrace[],
  common: ClockPoint | null,
): { readonly seconds: number; readonly chosen: boolean } {
  const chosen = asked.origin ?? common;
  if (chosen) return { seconds: chosen.clock === clock ? chosen.seconds : earliest, chosen: true };
  const sharing = read.filter((other) => other.asked.origin === null && other.clock === clock);
  if (clock === 'numbers' && !sharing.some((other) => other.asked.arrivals))
    return { seconds: 0, chosen: false };
  return {
    seconds: sharing.reduce((least, other) => Math.min(least, other.earliest), Infinity),
    chosen: false,
  };
}

function place(
  { asked, loaded, file, clock, seconds }: ReadTrace,
  origin: { readonly seconds: number; readonly chosen: boolean },
  { problems }: BuildContext,
): PlacedTrace | null {
  const { path, column, speedup } = asked;
  if (asked.origin && asked.origin.clock !== clock) {
    const [kind, other] = clock === 'dates' ? ['dates', 'a date'] : ['numbers', 'a number'];
    problems.add([...path, 'origin'], `${file} has ${kind}: expected ${other} here`);
    return null;
  }
  const order: number[] = [];
  for (const [record, time] of seconds.entries()) if (time >= origin.seconds) order.push(record);
  order.sort((a, b) => seconds[a] - seconds[b] || a - b);
  const source = columnName(file, column);
  if (order.length === 0) {
    problems.add([...path, 'origin'], `every record of ${source} lies before the origin`);
    return null;
  }
  // Virtual time counts microseconds; what lies below is the noise of dates as floating-point numbers.
  const times = order.map((record) => Math.round(((seconds[record] - origin.seconds) / speedup) * 1e6) / 1e6);
  if (times[times.length - 1] > LONGEST_DURATION) {
    problems.add([...path, 'time'], `the trace is longer than ${showDuration(LONGEST_DURATION)}`);
    return null;
  }
  const use = {
    source,
    records: seconds.length,
    origin: clock === 'dates' ? showDateTime(origin.seconds) : origin.seconds,
    chosen: origin.chosen,
    ...(asked.start > 0 ? { start: asked.start } : {}),
    early: seconds.length - order.length,
  };
  return { loaded, order, times, use: { ...use, unknown: 0, defaults: {} } };
}
