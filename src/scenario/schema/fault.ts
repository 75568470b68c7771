/** Faults: what goes wrong, where, when and for how long. */
import { z } from 'zod';
import { TIME_UNITS } from '../distribution/trace.ts';
import { either, nearest } from '../suggest.ts';
import { choice } from './choice.ts';
import {
  clockPoint,
  distribution,
  flag,
  isMapping,
  list,
  mapping,
  nameText,
  quantity,
  whole,
} from './leaf.ts';
import { singleItem, withShort } from './short.ts';

const region = () => nameText('the name of a region');

/** @param others what else is allowed, for messages */
const howMany = (others = '') =>
  z
    .union([z.string(), z.number()], {
      error: () => `a number of processes, a share such as 1%,${others} or all`,
    })
    .transform((value, context): { count: number | null; fraction: number } => {
      if (value === 'all') return { count: null, fraction: 1 };
      if (typeof value === 'number' && Number.isInteger(value) && value >= 1)
        return { count: value, fraction: 0 };
      const share =
        typeof value === 'number'
          ? value
          : Number(/^(\d+(?:\.\d+)?) ?%$/.exec(value)?.[1] ?? Number.NaN) / 100;
      if (share > 0 && share <= 1)
        return { count: null, fraction: typeof value === 'number' ? value : exact(value) };
      const message = `expected a whole number of at least 1, a share above 0% up to 100%,${others} or all, found ${JSON.stringify(value)}`;
      context.issues.push({ code: 'custom', message, input: value });
      return z.NEVER;
    });

/** Of coordinators also the one that leads at first, or the one that stands by. */
const whichCoordinators = choice(
  [
    z.enum(['root', 'standby']).transform((coordinator) => ({ count: null, fraction: 1, coordinator })),
    howMany(' root, standby,'),
  ],
  (value) => (value === 'root' || value === 'standby' ? 0 : 1),
);

function exact(percentage: string): number {
  return Number(`${percentage.replace(/ ?%$/, '')}e-2`);
}

const selectorSchema = mapping({
  agents: howMany().optional().meta({ description: 'How many agents: a number, a share, or all' }),
  coordinators: whichCoordinators.optional().meta({
    description:
      'How many coordinators: a number, a share, or all; root: the one that leads at first, standby: the one that stands by',
  }),
  region: region().optional().meta({ description: 'Only those in this region' }),
  zone: whole(1, 100)
    .optional()
    .meta({ description: 'Only those in the zone with this number, counted from 1' }),
  group: nameText('the name of a group').optional().meta({ description: 'Only agents of this group' }),
});

export const targetSchema = choice([z.literal('all'), selectorSchema], (value) => {
  if (value === 'all') return 0;
  if (isMapping(value)) return 1;
  const shown = value === undefined ? 'missing: expected' : 'expected';
  return { message: `${shown} all, or a mapping such as { agents: 1% }` };
});
export type TargetInput = z.output<typeof targetSchema>;

const times = withShort(
  choice([quantity('duration'), list(quantity('duration'), 'times', { min: 1, max: 100_000 })], (value) =>
    Array.isArray(value) ? 1 : 0,
  ),
  singleItem(),
);

const traceSchema = mapping({
  file: z
    .string({ error: () => 'the path of a CSV or JSON Lines file' })
    .nullish()
    .meta({ description: 'CSV or JSON Lines file, relative to the file that names it' }),
  time: nameText('the name of a column').default('at').meta({
    description: 'Column with the times: dates, or seconds on the clock of all traces (see origin)',
  }),
  time_unit: z
    .enum(TIME_UNITS, { error: () => either(TIME_UNITS) })
    .optional()
    .meta({ description: 'Unit of the times (default: numbers are seconds, all else is a date)' }),
  speedup: quantity('number', { min: 1e-6, max: 1e9 })
    .prefault(1)
    .meta({ description: 'Times are divided by it; durations are not' }),
  origin: clockPoint().optional().meta({
    description: 'Which of its times is the start of the run (default as for the scenario)',
  }),
  duration: nameText('the name of a column')
    .optional()
    .meta({ description: 'Column with the durations in seconds; empty: until the end' }),
});
export type FaultTraceInput = z.output<typeof traceSchema>;

/** When a fault happens: exactly one of these. */
const scheduleShape = {
  at: times.optional().meta({ description: 'At these times' }),
  every: quantity('duration', { min: 0.001 })
    .optional()
    .meta({ description: 'Again and again after this long' }),
  start: quantity('duration')
    .optional()
    .meta({ description: 'With every: the first time (default after one interval)' }),
  poisson: quantity('rate', { min: 1e-9, max: 1e5 })
    .optional()
    .meta({ description: 'At random times at this rate' }),
  trace: traceSchema.optional().meta({ description: 'At the times in a file' }),
};
/** Each process on its own fails and is repaired. */
const lifetimeShape = {
  mtbf: quantity('duration', { min: 0.001 })
    .optional()
    .meta({ description: 'Mean time between failures of one process' }),
  mttr: quantity('duration', { min: 0 }).optional().meta({ description: 'Mean time to repair, with mtbf' }),
};
const common = {
  name: nameText('the name of a fault')
    .optional()
    .meta({ description: 'Default: the kind, numbered where there are several' }),
  ...scheduleShape,
  duration: distribution('duration')
    .nullish()
    .meta({ description: 'How long it lasts (default until the end)' }),
};

const kind = <const K extends string>(name: K, description: string) => ({
  kind: z.literal(name).meta({ description }),
});
const target = targetSchema.meta({ description: 'Which processes it hits' });

export const FAULT_DESCRIPTIONS = {
  crash: 'processes lose all but durable state and restart after the duration',
  pause: 'processes stop and resume where they were',
  slow: 'processes work at a fraction of their speed',
  zone_outage: 'every process in a zone crashes',
  region_outage: 'every process in a region crashes',
  partition: 'parts of the network cannot reach each other',
  link: 'links lose, repeat, reorder or delay messages',
} as const;
type Kind = keyof typeof FAULT_DESCRIPTIONS;

const crashSchema = mapping({
  ...kind('crash', FAULT_DESCRIPTIONS.crash),
  ...common,
  ...lifetimeShape,
  target,
});
const pauseSchema = mapping({
  ...kind('pause', FAULT_DESCRIPTIONS.pause),
  ...common,
  ...lifetimeShape,
  target,
});
const slowSchema = mapping({
  ...kind('slow', FAULT_DESCRIPTIONS.slow),
  ...common,
  ...lifetimeShape,
  target,
  factor: quantity('ratio', { min: 1e-6, max: 1 }).meta({
    description: 'Speed during the fault as a share of normal speed',
  }),
});
export type ProcessFaultInput =
  | z.output<typeof crashSchema>
  | z.output<typeof pauseSchema>
  | z.output<typeof slowSchema>;

const zoneSchema = mapping({
  ...kind('zone_outage', FAULT_DESCRIPTIONS.zone_outage),
  ...common,
  region: region().optional().meta({ description: 'Region of the zone (default the only region)' }),
  zone: whole(1, 100).meta({ description: 'Number of the zone, counted from 1' }),
});
const regionSchema = mapping({
  ...kind('region_outage', FAULT_DESCRIPTIONS.region_outage),
  ...common,
  region: region().meta({ description: 'The region' }),
});

const partitionSchema = mapping({
  ...kind('partition', FAULT_DESCRIPTIONS.partition),
  ...common,
  between: list(region(), 'two regions', { min: 2, max: 2 }).optional().meta({ description: 'Two regions' }),
  groups: list(list(region(), 'regions', { min: 1 }), 'groups of regions', { min: 2 })
    .optional()
    .meta({ description: 'Groups of regions that cannot reach each other' }),
  isolate: targetSchema.optional().meta({ description: 'Processes cut off from everybody else' }),
  halves: z
    .literal(true, { error: () => 'true' })
    .optional()
    .meta({ description: 'All machines in two random halves' }),
  direction: z
    .enum(['both', 'one_way'], { error: () => 'both or one_way' })
    .default('both')
    .meta({ description: 'one_way: only messages from the first group, or from the isolated, are lost' }),
  flapping: quantity('duration', { min: 0.001 })
    .nullish()
    .meta({ description: 'Cut and healed in turn, each for this long (default steady)' }),
});
export type PartitionInput = z.output<typeof partitionSchema>;

const linkSchema = mapping({
  ...kind('link', FAULT_DESCRIPTIONS.link),
  ...common,
  from: region().nullish().meta({ description: 'Region of the sender (default any)' }),
  to: region().nullish().meta({ description: 'Region of the receiver (default any)' }),
  both_ways: flag().default(true).meta({ description: 'Also the other direction' }),
  loss: quantity('ratio').prefault(0).meta({ description: 'Probability that a message is lost' }),
  duplicate: quantity('ratio').prefault(0).meta({ description: 'Probability that a message arrives twice' }),
  reorder: quantity('ratio')
    .prefault(0)
    .meta({ description: 'Probability that a message may overtake others' }),
  latency_factor: quantity('number', { min: 0, max: 1e6 })
    .prefault(1)
    .meta({ description: 'Delays are multiplied by it' }),
  latency_added: quantity('duration').prefault('0s').meta({ description: 'Then this is added to delays' }),
});

const KINDS: readonly Kind[] = [
  'crash',
  'pause',
  'slow',
  'zone_outage',
  'region_outage',
  'partition',
  'link',
];

export const faultSchema = choice(
  [crashSchema, pauseSchema, slowSchema, zoneSchema, regionSchema, partitionSchema, linkSchema],
  (value) => {
    if (!isMapping(value)) return 0;
    const given = value.kind;
    const index = KINDS.indexOf(given as Kind);
    if (index >= 0) return index;
    if (given === undefined) return { message: `missing: expected ${either(KINDS)}`, path: ['kind'] };
    const suggestion = typeof given === 'string' ? nearest(given, KINDS) : undefined;
    const shown = typeof given === 'object' ? 'something else' : JSON.stringify(given);
    return { message: `expected ${either(KINDS)}, found ${shown}`, path: ['kind'], suggestion };
  },
);
export type FaultInput = z.output<typeof faultSchema>;

/** For `sim list`. */
export const FAULTS: readonly { readonly kind: string; readonly description: string }[] = KINDS.map(
  (name) => ({
    kind: name,
    description: FAULT_DESCRIPTIONS[name],
  }),
);
