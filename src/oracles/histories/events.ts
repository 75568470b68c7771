import { type Datum, isList, shown } from './datum.ts';
import { Malformed } from './errors.ts';

export type EventType = 'invoke' | 'ok' | 'fail' | 'info';

/** That a process calls something, or hears how it ended. */
export interface HistoryEvent {
  readonly line: number;
  readonly process: number | string;
  readonly type: EventType;
  readonly f: string;
  /** Undefined: not said. */
  readonly key: Datum | undefined;
  readonly value: Datum | undefined;
  /** Nanoseconds. */
  readonly time: number | bigint | undefined;
  /** That nobody waited for the end. */
  readonly isTimedOut: boolean;
}

const EXAMPLE =
  'such as {"process": 0, "type": "invoke", "f": "write", "value": 3} or {:process 0, :type :invoke, :f :write, :value 3}';
const TYPES: ReadonlySet<unknown> = new Set<EventType>(['invoke', 'ok', 'fail', 'info']);
const NEMESIS = 'nemesis';

/**
 * What a datum of a history says; null: it is of the nemesis, which disturbs the system and is no client of it.
 * @param functions that there may be
 * @throws Malformed
 */
export function eventOf(
  datum: Datum,
  line: number,
  functions: readonly string[],
  model: string,
): HistoryEvent | null {
  if (!(datum instanceof Map))
    throw new Malformed(line, `found ${shown(datum)}: expected an event, ${EXAMPLE}`);
  const fields: ReadonlyMap<Datum, Datum> = datum;
  const process = fields.get('process');
  if (process === NEMESIS) return null;
  const type = fields.get('type');
  const f = fields.get('f');
  if (!(Number.isSafeInteger(process) || (typeof process === 'string' && process !== '')))
    throw new Malformed(line, `${found('process', fields)}: expected a whole number, text, or nemesis`);
  if (!TYPES.has(type))
    throw new Malformed(line, `${found('type', fields)}: expected invoke, ok, fail or info`);
  if (typeof f !== 'string' || !functions.includes(f))
    throw new Malformed(line, `${found('f', fields)}: the model ${model} has ${listed(functions)}`);
  return {
    line,
    process: process as number | string,
    type: type as EventType,
    f,
    key: fields.get('key'),
    value: fields.get('value'),
    time: timeOf(fields, line),
    isTimedOut: isTimeout(fields.get('value')) || isTimeout(fields.get('error')),
  };
}

function found(key: string, fields: ReadonlyMap<Datum, Datum>): string {
  return fields.has(key) ? `found ${shown(fields.get(key))} as ${key}` : `found no ${key}`;
}

/** "read and write", "read, write and cas" */
export function listed(names: readonly string[], last = 'and'): string {
  return names.length < 2
    ? names.join()
    : `${names.slice(0, -1).join(', ')} ${last} ${names[names.length - 1]}`;
}

function timeOf(fields: ReadonlyMap<Datum, Datum>, line: number): number | bigint | undefined {
  const time = fields.get('time');
  if (time === undefined || time === null) return undefined;
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  // Nanoseconds since 1970 are beyond what a double holds exactly.
  const digits = shown(time);
  if (typeof time === 'object' && /^-?\d+$/.test(digits)) return BigInt(digits);
  throw new Malformed(line, `found ${digits} as time: expected a number of nanoseconds`);
}

function isTimeout(datum: Datum | undefined): boolean {
  const said = isList(datum) ? datum[0] : datum;
  return said === 'timed-out' || said === 'timeout';
}
