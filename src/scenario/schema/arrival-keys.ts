/** What each arrival process is given, for the reference, for `sim list arrivals` and for editors: a value for every key that its reader takes. */
import { ARRIVALS } from '../distribution/arrivals.ts';
import { TIME_UNITS, type TraceKey } from '../distribution/trace.ts';
import { limitsText } from '../limits-text.ts';
import type { Quantity, Range } from '../quantities.ts';

type Json = Readonly<Record<string, unknown>>;

/** JSON Schema of a key's value, as the reference shows it. */
type Key = Json & { readonly description: string };

function amount(description: string, quantity: Quantity, range: Range = {}, more: Json = {}): Key {
  return { description, 'x-limits': limitsText({ quantity, range }), ...more };
}

function text(description: string, example: string): Key {
  return { description, type: 'string', examples: [example] };
}

const rate = (description: string) => amount(description, 'rate', { min: 1e-9, max: 1e6 });

/** Nothing is known, in the words of the reader of traces. */
const UNKNOWN = 'an empty cell, -, null, none, NaN, NA or N/A';

const serviceKeys: Json = {
  base: amount(
    'Work of a task besides that of the columns; plus is the same',
    'duration',
    {},
    { default: '0s' },
  ),
  column: text('Column with an amount, with per_unit', 'GeneratedTokens'),
  per_unit: amount('Work for each unit of that amount', 'duration'),
  per: {
    type: 'object',
    description:
      'Columns with amounts, each with the work for a unit of it, such as { GeneratedTokens: 20ms }',
  },
};

const traceKeys: Readonly<Record<TraceKey, Key>> = {
  file: text('CSV or JSON Lines file, relative to the file that names it', 'requests.csv'),
  time: text(
    'Column with the times, which every record must have: dates, or numbers on the clock of all traces (see origin), where -1 is a time like others',
    'TIMESTAMP',
  ),
  time_unit: {
    enum: [...TIME_UNITS],
    description: 'Unit of the times (default: numbers are seconds, all else is a date)',
  },
  speedup: amount('Times are divided by it', 'number', { min: 1e-6, max: 1e9 }, { default: 1 }),
  service: {
    anyOf: [{ type: 'string' }, { type: 'object', properties: serviceKeys }],
    description:
      'Work of the tasks: a column with durations, in seconds where they are bare numbers, or a mapping of columns with amounts to the work for a unit of each',
  },
  origin: text(
    'Which of its times is the start of the run (default as for the scenario)',
    '2023-11-16 18:00:00',
  ),
  unknown: {
    enum: ['refuse', 'skip'],
    default: 'refuse',
    description: `What becomes of records whose work is unknown: ${UNKNOWN}, or -1. skip leaves them out and counts them`,
  },
  tenant: text(
    `Column with the tenant of each task; unknown (${UNKNOWN}): that of the workload. -1 is a name like others`,
    'Customer',
  ),
  type: text(
    `Column with the type of each task, by which types says what it asks for; unknown (${UNKNOWN}): what the workload says. -1 is a name like others`,
    'Model',
  ),
  capabilities: text(
    `Column with the capabilities that each task needs, with spaces, commas, semicolons, bars or plus signs between them; unknown (${UNKNOWN}): those of the workload. -1 is a name like others`,
    'Needs',
  ),
  priority: text(
    `Column with the priority of each task, 1 to 10; unknown (${UNKNOWN}, or -1): that of the workload`,
    'Priority',
  ),
  payload: text(
    `Column with the size of each task's message, in bytes where it is a bare number; unknown (${UNKNOWN}, or -1): that of the workload`,
    'ContextBytes',
  ),
  affinity: text(
    `Column with the affinity key of each task, any text; unknown (${UNKNOWN}): none. -1 is a key like others`,
    'Session',
  ),
};

/** By process, then by key. */
const ARRIVAL_KEYS: Readonly<Record<string, Readonly<Record<string, Key>>>> = {
  poisson: {
    rate: rate('Mean rate'),
    load: amount('Instead of rate: the share of the time for which all agents together are busy', 'ratio', {
      above: 0,
      max: 100,
    }),
  },
  deterministic: {
    interval: amount('Time between two arrivals', 'duration', { min: 1e-6 }),
    rate: rate('Instead of interval: its inverse'),
  },
  renewal: {
    interval: {
      type: 'string',
      description: 'Distribution of the time between two arrivals',
      examples: ['gamma(mean=50ms, cv=2)'],
    },
  },
  mmpp: {
    rates: { type: 'array', description: 'Rate in each state; at least one above 0' },
    dwell: { type: 'array', description: 'Mean time in each state, as many as there are rates' },
  },
  bursty: {
    rate: amount('Rate in quiet times', 'rate', { min: 0, max: 1e6 }),
    burst_rate: rate('Rate in bursts, above rate'),
    quiet: amount('Mean length of a quiet time', 'duration', { min: 0.001 }),
    burst: amount('Mean length of a burst', 'duration', { min: 0.001 }),
  },
  trace: traceKeys,
};

/** What is said of a key; undefined for one that the process does not take. */
export function arrivalKey(process: string, key: string): Key | undefined {
  return ARRIVAL_KEYS[process]?.[key];
}

/** The mapping that an arrival process may be written as, with all its keys: for readers, not for checks. */
export function arrivalsMapping(): Json {
  const families = Object.entries(ARRIVALS).map(([process, { description, sets, optional = [] }]) => {
    const keys = [...new Set([...sets.flat(), ...optional])];
    const properties = Object.fromEntries(keys.map((key) => [key, arrivalKey(process, key) ?? {}]));
    const required = keys.filter((key) => sets.every((set) => set.includes(key)));
    const words = description.charAt(0).toUpperCase() + description.slice(1);
    return [process, { type: 'object', description: words, properties, required }];
  });
  return { type: 'object', properties: Object.fromEntries(families) };
}
