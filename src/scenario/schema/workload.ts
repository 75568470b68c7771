/** Workloads: the kind follows from the keys. */
import type { z } from 'zod';
import { z as zod } from 'zod';
import { DEPENDENCY_TYPES } from '../../modules/workflow/dependencies.ts';
import { ARRIVALS, arrivalsOf } from '../distribution/arrivals.ts';
import { either } from '../suggest.ts';
import { capabilityList, MOST_AGENTS } from './agents.ts';
import { choice } from './choice.ts';
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

export const MOST_TASKS = 1_000_000_000;

const failureSchema = choice(
  [
    quantity('ratio'),
    mapping({
      probability: quantity('ratio').prefault(0).meta({ description: 'Everywhere but in the regions below' }),
      regions: zod
        .record(zod.string(), quantity('ratio'), { error: () => 'a mapping of regions to probabilities' })
        .prefault({})
        .meta({ description: 'Where the agent is in one of these regions' }),
    }),
  ],
  (value) => (isMapping(value) ? 1 : 0),
);

const taskShape = {
  service: distribution('duration').optional().meta({ description: 'Work of a task, as seconds at speed 1' }),
  priority: distribution('number', { min: 1, max: 10 })
    .optional()
    .meta({ description: '1 to 10, 10 most urgent (default 5)' }),
  payload: distribution('size')
    .optional()
    .meta({ description: 'Size of what travels with the assignment (default 0B)' }),
  capabilities: capabilityList()
    .optional()
    .meta({ description: 'What an agent must be able to do, all of it' }),
  affinity_keys: whole(0, 1_000_000_000)
    .optional()
    .meta({ description: 'Tasks carry an affinity key from 1 to this; 0: none (default 0)' }),
  warm: quantity('ratio').optional().meta({
    description:
      "Share of the work that is left on an agent that holds the state of the task's affinity key (default 1)",
  }),
  cold_start: distribution('duration')
    .optional()
    .meta({ description: 'Work that comes on top where the agent does not hold that state (default none)' }),
  failure: failureSchema
    .optional()
    .meta({ description: 'Probability that an attempt fails after running to its end (default 0)' }),
};
const taskSchema = mapping(taskShape);
export type TaskInput = z.output<typeof taskSchema>;

/** Task values may stand beside the other keys or below `task`. */
const withTask = {
  ...taskShape,
  task: taskSchema
    .optional()
    .meta({ description: 'What a task asks for; the same keys may stand beside this one' }),
};

const count = (description: string) => whole(1, MOST_TASKS).meta({ description });

/** Part of the names of metrics. */
const tenantName = zod
  .string({ error: () => 'the name of a tenant' })
  .regex(/^[A-Za-z0-9_-]{1,100}$/, { error: () => 'the name of a tenant, of letters, digits, _ and -' });

const common = {
  name: nameText('the name of a workload')
    .optional()
    .meta({ description: 'Default: workload, or workload-1, workload-2, ...' }),
  region: nameText('the name of a region')
    .optional()
    .meta({ description: 'Region of the client that submits (default beside the root coordinator)' }),
  start: quantity('duration').prefault('0s').meta({ description: 'When it begins' }),
  tenant: tenantName.optional().meta({
    description: 'Whose tasks these are; workloads may share a tenant (default: nobody in particular)',
  }),
  weight: quantity('number', { min: 1e-6, max: 1e6 }).optional().meta({
    description: "The tenant's share against those of others, with scheduler.fairness: tenants (default 1)",
  }),
  ...withTask,
};

const arrivalExamples = Object.values(ARRIVALS).map((family) => family.example);

const openSchema = mapping({
  ...common,
  arrivals: termValue('an arrival process', arrivalsOf).meta({
    description: `Arrival process: ${Object.keys(ARRIVALS).join(', ')}`,
    examples: arrivalExamples,
  }),
  tasks: limited('integer', { min: 1, max: MOST_TASKS })
    .prefault('unlimited')
    .meta({ description: 'Arrivals end after this many tasks' }),
  stop: limited('duration', { above: 0 }, 'never')
    .prefault('never')
    .meta({ description: 'Arrivals end at this time' }),
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
  ...withTask,
});

const wavesSchema = mapping({
  ...common,
  waves: list(waveSchema, 'waves', { min: 1 }).meta({
    description: 'Waves, one after the other; each inherits the task values of the workload',
  }),
});
export type WavesInput = z.output<typeof wavesSchema>;

const stepShape = {
  name: nameText('the name of a step').meta({ description: 'Named by others in `after`' }),
  count: count('Equal tasks under this name').default(1),
  ...withTask,
};

const dependencySchema = choice(
  [
    nameText('the name of a step'),
    mapping({
      name: nameText('the name of a step').meta({ description: 'The step that is waited for' }),
      on: zod
        .enum(DEPENDENCY_TYPES, { error: () => either(DEPENDENCY_TYPES) })
        .default('success')
        .meta({
          description:
            'completion: all its tasks have ended, however; success: all have succeeded; data: the same, and their results travel',
        }),
      bytes: quantity('size', { max: 1e15 }).optional().meta({
        description: 'With data: what each task is given of the results, on top of its payload',
      }),
    }),
  ],
  (value) => (isMapping(value) ? 1 : 0),
);

const dagTaskSchema = mapping({
  ...stepShape,
  after: list(dependencySchema, 'names of steps').prefault([]).meta({
    description: 'What must have come before these start; a bare name: all tasks of that step succeeded',
  }),
});

const dagSchema = mapping({
  ...common,
  dag: list(dagTaskSchema, 'steps', { min: 1 }).meta({
    description: 'Steps with dependencies; each inherits the task values of the workload',
  }),
});

export type DagInput = z.output<typeof dagSchema>;

const phaseStepSchema = choice([nameText('the name of a step'), mapping(stepShape)], (value) =>
  isMapping(value) ? 1 : 0,
);

const phasesSchema = mapping({
  ...common,
  phases: list(
    choice([phaseStepSchema, list(phaseStepSchema, 'steps', { min: 1 })], (value) =>
      Array.isArray(value) ? 1 : 0,
    ),
    'phases',
    { min: 1 },
  ).meta({
    description: 'Phases one after the other, as [[a, b], c]: the steps of a phase run side by side',
  }),
});
export type PhasesInput = z.output<typeof phasesSchema>;

/** The key that tells each kind, in the order of the alternatives. */
const TELLING = ['arrivals', 'population', 'backlog', 'waves', 'dag', 'phases'] as const;

export const workloadSchema = choice(
  [openSchema, closedSchema, backlogSchema, wavesSchema, dagSchema, phasesSchema],
  (value) => {
    if (!isMapping(value)) return 0;
    const given = TELLING.filter((key) => key in value);
    if (given.length === 1) return TELLING.indexOf(given[0]);
    if (given.length > 1)
      return { message: `${given.join(' and ')} exclude each other: make them separate workloads` };
    const unknown = Object.keys(value).filter((key) => !(key in common) && key !== 'tasks');
    const seen = unknown.length === 0 ? '' : `, found ${unknown.slice(0, 5).join(', ')}`;
    return { message: `a workload needs one of ${either(TELLING)}${seen}` };
  },
);
export type WorkloadInput = z.output<typeof workloadSchema>;

export const workloadsSchema = choice(
  [workloadSchema, list(workloadSchema, 'workloads', { max: 1000 })],
  (value) => (Array.isArray(value) ? 1 : 0),
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
    description: 'waves of tasks one after the other, each gated by the success of the one before',
  },
  { kind: 'dag', key: 'dag', description: 'tasks with dependencies' },
  {
    kind: 'phases',
    key: 'phases',
    description: 'tasks in phases, one after the other, side by side within a phase: short for a dag',
  },
];
