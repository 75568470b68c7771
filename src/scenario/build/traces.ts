/**
 * Reads traces: request arrivals with what each record says of its task, and times of faults. Where a trace's times lie in the run,
 * `trace-clock.ts` has decided.
 */
import type { ScheduleSpec } from '../../world/spec/spec.ts';
import type { TaskColumn, TraceDraft, TraceService } from '../distribution/trace.ts';
import type { Path } from '../document/tree.ts';
import { found } from '../errors.ts';
import type { FaultTraceInput } from '../schema/fault-trace.ts';
import { PART_NAME } from '../schema/task.ts';
import { decimal, LONGEST_DURATION, parseQuantity, showDuration, UnitError } from '../units.ts';
import type { BuildContext, CellReader, PlacedTrace } from './context.ts';
import { cellReader, columnName, pathKey } from './context.ts';

/** The records of a trace in the order of time; what a record does not say is null, or the column is. */
export interface TraceRecords {
  readonly source: string;
  /** Seconds from the start, ascending. */
  readonly times: readonly number[];
  readonly services: readonly number[] | null;
  readonly tenants: readonly (string | null)[] | null;
  readonly types: readonly (string | null)[] | null;
  readonly capabilities: readonly (readonly string[] | null)[] | null;
  readonly priorities: readonly (number | null)[] | null;
  readonly payloads: readonly (number | null)[] | null;
  readonly affinities: readonly (string | null)[] | null;
}

/** Texts that say that nothing is known; -1 does too where no negative number can be. */
const UNKNOWN = new Set(['', '-', 'nan', 'null', 'none', 'n/a', 'na']);

function isUnknown(text: string): boolean {
  return UNKNOWN.has(text.toLowerCase());
}

function isUnknownAmount(text: string): boolean {
  return isUnknown(text) || decimal(text) === -1;
}

/** @param path that of the trace */
export function readTrace(path: Path, draft: TraceDraft, context: BuildContext): TraceRecords | null {
  const placed = context.traces.get(pathKey(path));
  if (!placed) return null;
  const services = draft.service && readServices(path, draft, draft.service, placed, context);
  if (draft.service && !services) return null;
  const kept = services ? placed.order.map((record) => !Number.isNaN(services[record])) : null;
  const order = kept ? placed.order.filter((_, place) => kept[place]) : placed.order;
  placed.use.unknown = placed.order.length - order.length;
  if (order.length === 0) {
    context.problems.add([...path, 'service'], 'the service time of every record is unknown');
    return null;
  }
  const columnOf = <T>(column: TaskColumn, read: CellReader<T | null>): (T | null)[] | null =>
    readTaskColumn(path, column, draft.columns[column], read, order, placed, context);
  return {
    source: columnName(draft.file ?? '', draft.time),
    times: kept ? placed.times.filter((_, place) => kept[place]) : placed.times,
    services: services ? order.map((record) => services[record]) : null,
    tenants: columnOf('tenant', readPartName),
    types: columnOf('type', readPartName),
    capabilities: columnOf('capabilities', readCapabilities),
    priorities: columnOf('priority', readPriority),
    payloads: columnOf('payload', readPayload),
    affinities: columnOf('affinity', (text) => (isUnknown(text) ? null : text)),
  };
}

/** A column of the records in `order`; null when it is not asked for or cannot be read, which has then been reported. */
function readTaskColumn<T>(
  path: Path,
  column: TaskColumn,
  name: string | undefined,
  read: CellReader<T | null>,
  order: readonly number[],
  { loaded, use }: PlacedTrace,
  context: BuildContext,
): (T | null)[] | null {
  if (name === undefined) return null;
  const cells = context.column([...path, column], loaded, name, read);
  if (!cells) return null;
  const values = order.map((record) => cells[record]);
  const missing = values.filter((value) => value === null).length;
  if (missing > 0) use.defaults = { ...use.defaults, [column]: missing };
  return values;
}

function readPartName(text: string): string | null {
  if (isUnknown(text)) return null;
  if (PART_NAME.test(text)) return text;
  throw new UnitError(`expected a name of letters, digits, _ and -, found ${found(text)}`);
}

/** Names with spaces, commas, semicolons, bars or plus signs between them, in the order of the alphabet. */
function readCapabilities(text: string): readonly string[] | null {
  if (isUnknown(text)) return null;
  const names = text.split(/[\s,;|+]+/).filter((name) => name !== '');
  return [...new Set(names)].sort();
}

function readPriority(text: string): number | null {
  return isUnknownAmount(text) ? null : parseQuantity('integer', text, { min: 1, max: 10 });
}

const sizeOf = cellReader('size', null);

function readPayload(text: string): number | null {
  return isUnknownAmount(text) ? null : sizeOf(text);
}

/** Seconds by record; NaN where they are unknown and may be. */
function readServices(
  path: Path,
  { unknown }: TraceDraft,
  service: TraceService,
  { loaded }: PlacedTrace,
  context: BuildContext,
): number[] | null {
  const below: Path = [...path, 'service'];
  const totals = loaded.table.records.map(() => service.base);
  const seconds = cellReader('duration', null);
  const amount = (text: string) => parseQuantity('number', text, { min: 0, max: 1e12 });
  for (const { column, perUnit } of service.columns) {
    const known = perUnit === null ? seconds : amount;
    const values = context.column(below, loaded, column, (text) => {
      if (!isUnknownAmount(text)) return known(text);
      if (unknown === 'skip') return Number.NaN;
      throw new UnitError(
        `${text === '' ? 'this cell is empty' : `${found(text)} is no amount`}: the service time is unknown; \`unknown: skip\` leaves such records out`,
      );
    });
    if (!values) return null;
    for (const [row, value] of values.entries()) totals[row] += (perUnit ?? 1) * value;
  }
  const longest = totals.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, value)), 0);
  if (longest > LONGEST_DURATION) {
    context.problems.add(
      below,
      `a service time of ${showDuration(longest)} is longer than ${showDuration(LONGEST_DURATION)}`,
    );
    return null;
  }
  return totals;
}

/** Fault times in seconds from the start of the run, ascending; an empty duration lasts until the end. */
export function readFaultTrace(
  path: Path,
  input: FaultTraceInput,
  context: BuildContext,
): ScheduleSpec | null {
  const placed = context.traces.get(pathKey(path));
  if (!placed) return null;
  const { order, times, loaded } = placed;
  let durations: (number | null)[] = loaded.table.records.map(() => null);
  if (input.duration !== undefined) {
    const seconds = cellReader('duration', null);
    const lengths = context.column([...path, 'duration'], loaded, input.duration, (text) =>
      text === '' ? null : seconds(text),
    );
    if (!lengths) return null;
    durations = lengths;
  }
  return {
    kind: 'trace',
    times,
    durations: order.map((index) => durations[index]),
    source: columnName(input.file ?? '', input.time),
  };
}
