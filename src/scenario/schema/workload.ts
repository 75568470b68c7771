/** Workloads: the kind follows from the keys. */
import { z } from 'zod';
import { ARRIVALS, arrivalsOf } from '../distribution/arrivals.ts';
import { either, nearest } from '../suggest.ts';
import { MOST_AGENTS } from './agents.ts';
import { choice } from './choice.ts';
import { flowSchema } from './flow.ts';
import { gateSchema, rollbackSchema } from './gate.ts';
import { dagSchema, phasesSchema } from './graph.ts';
import {
  distribution,
  isMapping,
  limited,
  list,
  mapping,
  nameText,
  quantity,
  termValue,
  whole,
} from './leaf.ts';
import { recurrenceSchema } from './recurrence.ts';
import { singleItem, withKeysShown, withShort } from './short.ts';
import { sprintsSchema } from './sprints.ts';
import { cacheSchema, common, count, MOST_TASKS, taskSchema, withTask } from './task.ts';

const arrivalExamples = Object.values(ARRIVALS).map((family) => family.example);

const CACHE = 'Results are kept, and requests for the same are answered from them without a task';

const openSchema = mapping({
  ...common,
  arrivals: withKeysShown(termValue(null, 'an arrival process', arrivalsOf)).meta({
    description: `Arrival process: ${Object.keys(ARRIVALS).join(', ')}`,
    examples: arrivalExamples,
  }),
  tasks: limited('integer', { min: 1, max: MOST_TASKS })
    .prefault('unlimited')
    .meta({ description: 'Arrivals end after this many tasks' }),
  stop: limited('duration', { above: 0 }, 'never')
    .prefault('never')
    .meta({ description: 'Arrivals end at this time' }),
  bulk: distribution('number', { min: 1, max: 1_000_000 })
    .optional()
    .meta({
      description:
        'Tasks that come at once with each arrival (bulk arrivals); fractions are rounded up as often as keeps the mean (default 1)',
      examples: [5, 'geometric(mean=4)', 'discrete(values=[1, 10], weights=[9, 1])'],
    }),
  batch: mapping({
    size: whole(1, 1_000_000).meta({ description: 'Items of a full batch' }),
    wait: quantity('duration').meta({ description: 'How long the first item of a batch waits at most' }),
    setup: quantity('duration')
      .prefault('0s')
      .meta({ description: 'Work of a task besides that of its items' }),
  })
    .optional()
    .meta({ description: 'Arrivals are items, and a task does the work of all items of a batch' }),
  cache: cacheSchema.optional().meta({ description: CACHE }),
  types: z
    .record(z.string(), taskSchema, { error: () => 'a mapping of types to task values' })
    .optional()
    .meta({ description: 'What tasks of a type ask for, with a trace that has a column of types' }),
});
export type OpenInput = z.output<typeof openSchema>;

const closedSchema = mapping({
  ...common,
  population: whole(1, 10_000_000).meta({ description: 'Clients, each with one task at a time' }),
  think: distribution('duration')
    .prefault('0s')
    .meta({ description: 'Time between the end of a task and the next' }),
  tasks: limited('integer', { min: 1, max: MOST_TASKS })
    .prefault('unlimited')
    .meta({ description: 'Submissions end after this many tasks' }),
  cache: cacheSchema.optional().meta({ description: CACHE }),
});

const backlogSchema = mapping({
  ...common,
  backlog: count('Tasks, all submitted at the start'),
});

const waveSchema = mapping({
  name: nameText('the name of a wave').optional().meta({ description: 'Default: wave-1, wave-2, ...' }),
  tasks: count('Tasks in the wave'),
  agents: limited('integer', { min: 1, max: MOST_AGENTS })
    .prefault('unlimited')
    .meta({ description: 'Most agents that work on the wave at a time' }),
  required_success: quantity('ratio')
    .prefault(0)
    .meta({ description: 'Share of tasks that must succeed for the next wave to start' }),
  gate: gateSchema.optional().meta({
    description:
      'Decides by the results of the wave whether the next one starts, in place of required_success, or whether all is undone: a share of ' +
      'failures, or a test. It looks at what the first attempt that comes to a result says of each task, so a failure is not tried again ' +
      'in such a wave (nor in its control); attempts without a result are, and a task that has none in the end counts as a failure. Once it ' +
      'promotes, the next wave starts beside the rest of this one. Once it rolls back, nothing more is handed in, and what is under way ' +
      'comes to its end',
    examples: [
      '5%',
      { kind: 'sequential', acceptable: '1%', unacceptable: '5%' },
      { kind: 'two_proportions', control: 'before' },
    ],
  }),
  rollback: rollbackSchema.optional().meta({
    description:
      'What it takes to undo a task of the wave, where a gate rolls back: a task for each that succeeded, wave by wave from the last to ' +
      'the first, with the retries that all tasks have. Its values are those of the wave where it gives no others, but for failure ' +
      '(default: rolling back leaves the wave as it is)',
    examples: [{ service: '30s', failure: '1%' }],
  }),
  planned: quantity('duration', { above: 0 }).optional().meta({
    description: 'Length of the wave by plan, shown beside what it took; the run does not depend on it',
  }),
  ...withTask,
});

const wavesSchema = mapping({
  ...common,
  waves: list(waveSchema, 'waves', { min: 1 }).meta({
    description: 'Waves, one after the other; each inherits the task values of the workload',
  }),
});
export type WavesInput = z.output<typeof wavesSchema>;

/** The key that tells each kind, in the order of the alternatives. */
const TELLING = [
  'arrivals',
  'population',
  'backlog',
  'waves',
  'dag',
  'phases',
  'sprints',
  'recurrence',
  'flow',
] as const;

export const workloadSchema = choice(
  [
    openSchema,
    closedSchema,
    backlogSchema,
    wavesSchema,
    dagSchema,
    phasesSchema,
    sprintsSchema,
    recurrenceSchema,
    flowSchema,
  ],
  (value) => {
    if (!isMapping(value)) return 0;
    const given = TELLING.filter((key) => key in value);
    if (given.length === 1) return TELLING.indexOf(given[0]);
    if (given.length > 1)
      return { message: `${given.join(' and ')} exclude each other: make them separate workloads` };
    const unknown = Object.keys(value).filter((key) => !(key in common) && key !== 'tasks');
    const seen = unknown.length === 0 ? '' : `, found ${unknown.slice(0, 5).join(', ')}`;
    const meant = unknown.map((key) => nearest(key, TELLING)).find((key) => key !== undefined);
    const hint = meant === undefined ? '' : `, did you mean "${meant}"?`;
    return { message: `a workload needs one of ${either(TELLING)}${seen}${hint}` };
  },
);
export type WorkloadInput = z.output<typeof workloadSchema>;

export const workloadsSchema = withShort(
  choice([workloadSchema, list(workloadSchema, 'workloads', { max: 1000 })], (value) =>
    Array.isArray(value) ? 1 : 0,
  ),
  singleItem(),
);

/** For `sim list`. */
export const WORKLOADS: readonly {
  readonly kind: string;
  readonly key: string;
  readonly description: string;
}[] = [
  {
    kind: 'open',
    key: 'arrivals',
    description: 'tasks arrive by a process of their own, however busy the agents are',
  },
  {
    kind: 'closed',
    key: 'population',
    description: 'a fixed number of clients, each thinking and then waiting for its task',
  },
  { kind: 'backlog', key: 'backlog', description: 'a number of tasks, all submitted at once' },
  {
    kind: 'waves',
    key: 'waves',
    description:
      'waves of tasks one after the other; with required_success or a gate the next starts only where the one before did well enough',
  },
  { kind: 'dag', key: 'dag', description: 'tasks with dependencies' },
  {
    kind: 'phases',
    key: 'phases',
    description: 'tasks in phases, one after the other, side by side within a phase: short for a dag',
  },
  {
    kind: 'sprints',
    key: 'sprints',
    description: 'time-boxed sprints over a backlog: choose, execute, test, ship, tune the next',
  },
  {
    kind: 'recurrence',
    key: 'recurrence',
    description: 'tasks again and again at the times of a calendar, as cron has it',
  },
  {
    kind: 'flow',
    key: 'flow',
    description: 'flows of steps, each step a task, with events, further tries and checkpoints',
  },
];
