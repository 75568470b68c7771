/**
 * The description of a trace of arrivals: which columns of a CSV or JSON Lines file give the times, the service demands, and what else
 * each record says of its task.
 *
 * What is unknown: an empty cell, null, NaN, or -1 where no negative number can be. A record must have a time. One whose service demand is
 * unknown is refused, or left out with `unknown: skip`, and counted. Where another column is unknown, the task has what the workload says,
 * and that is counted too.
 */
import { type ClockPoint, readClockPoint } from '../date-time.ts';
import { UnitError } from '../units.ts';
import { type Term, TermError } from './term.ts';
import { NamedValues } from './values.ts';

export const TIME_UNITS = ['us', 'ms', 's', 'min', 'h', 'iso'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/**
 * Service demand = base + the sum over columns of seconds per unit times the column's value. Without seconds per unit the
 * column holds durations: bare numbers are seconds.
 */
export interface TraceService {
  readonly base: number;
  readonly columns: readonly { readonly column: string; readonly perUnit: number | null }[];
}

/** What else a record may say of its task. */
export const TASK_COLUMNS = ['tenant', 'type', 'capabilities', 'priority', 'payload', 'affinity'] as const;
export type TaskColumn = (typeof TASK_COLUMNS)[number];

/** What a trace may say besides its column of times. */
export const TRACE_OPTIONS = [
  'file',
  'time_unit',
  'speedup',
  'service',
  'origin',
  'unknown',
  ...TASK_COLUMNS,
] as const;
export type TraceKey = 'time' | (typeof TRACE_OPTIONS)[number];

const UNKNOWN = ['refuse', 'skip'] as const;

export interface TraceDraft {
  readonly process: 'trace';
  /** null: not given yet. */
  readonly file: string | null;
  readonly time: string;
  /** null: numbers are seconds, everything else is a date with a time. */
  readonly timeUnit: TimeUnit | null;
  /** Times are divided by it. */
  readonly speedup: number;
  readonly service: TraceService | null;
  /** Which of its times is the start of the run; null: as for the scenario. */
  readonly origin: ClockPoint | null;
  /** What becomes of records whose service demand is unknown. */
  readonly unknown: (typeof UNKNOWN)[number];
  /** Names of the columns that say more of each task. */
  readonly columns: Readonly<Partial<Record<TaskColumn, string>>>;
}

/**
 * @param values of the keys that a trace has
 * @throws TermError
 */
export function traceOf(values: NamedValues): TraceDraft {
  const time = values.text('time');
  if (time === null)
    throw new TermError(values.term('time').spot, 'expected the name of the column with the times');
  return {
    process: 'trace',
    file: values.has('file') ? values.text('file') : null,
    time,
    timeUnit: values.has('time_unit') ? values.choice('time_unit', TIME_UNITS) : null,
    speedup: values.has('speedup') ? values.quantity('speedup', 'number', { min: 1e-6, max: 1e9 }) : 1,
    service: values.has('service') ? serviceOf(values.term('service')) : null,
    origin: values.has('origin') ? originOf(values.term('origin')) : null,
    unknown: values.has('unknown') ? values.choice('unknown', UNKNOWN) : 'refuse',
    columns: columnsOf(values),
  };
}

/** A column without a value is not used: what a file names, --set can take back. */
function columnsOf(values: NamedValues): TraceDraft['columns'] {
  const columns: Partial<Record<TaskColumn, string>> = {};
  for (const name of TASK_COLUMNS) {
    const column = values.has(name) ? values.text(name) : null;
    if (column !== null) columns[name] = column;
  }
  return columns;
}

function originOf(term: Term): ClockPoint {
  const value = term.kind === 'scalar' ? term.value : null;
  try {
    if (typeof value === 'string' || typeof value === 'number') return readClockPoint(value);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw new TermError(term.spot, error.message);
  }
  throw new TermError(term.spot, 'expected seconds, or a date such as "2023-11-16 18:00:00"');
}

function serviceOf(term: Term): TraceService {
  if (term.kind === 'scalar') {
    if (typeof term.value !== 'string' || term.value === '') {
      throw new TermError(
        term.spot,
        'expected the name of the column with the service times in seconds, or a mapping',
      );
    }
    return { base: 0, columns: [{ column: term.value, perUnit: null }] };
  }
  const values = NamedValues.ofMapping(term, 'service');
  const set = values.oneOf([['column', 'per_unit'], ['per']], ['base', 'plus']);
  if (values.has('base') && values.has('plus'))
    values.fail('base and plus are the same: give one of them', 'plus');
  const baseKey = values.has('plus') ? 'plus' : 'base';
  const base = values.has(baseKey) ? values.quantity(baseKey, 'duration') : 0;
  if (set === 0) {
    const column = values.text('column');
    if (column === null) throw new TermError(values.term('column').spot, 'expected the name of a column');
    return { base, columns: [{ column, perUnit: values.quantity('per_unit', 'duration') }] };
  }
  const per = values.term('per');
  if (per.kind !== 'mapping' || per.entries.length === 0) {
    throw new TermError(
      per.spot,
      'expected a mapping of columns to durations, such as { GeneratedTokens: 20ms }',
    );
  }
  const inner = NamedValues.ofMapping(per, 'per');
  const columns = per.entries.map(({ key }) => ({ column: key, perUnit: inner.quantity(key, 'duration') }));
  return { base, columns };
}
