/** What tasks ask for, and what all kinds of workload have in common. */
import { z } from 'zod';
import { capabilityList, speedRange } from './agent-shape.ts';
import { bareOr } from './either-form.ts';
import { distribution, mapping, nameText, quantity, whole } from './leaf.ts';

export const MOST_TASKS = 1_000_000_000;

const failureSchema = bareOr(
  quantity('ratio'),
  mapping({
    probability: quantity('ratio').prefault(0).meta({ description: 'Everywhere but in the regions below' }),
    regions: z
      .record(z.string(), quantity('ratio'), { error: () => 'a mapping of regions to probabilities' })
      .prefault({})
      .meta({ description: 'Where the agent is in one of these regions' }),
  }),
  'probability',
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
  relative_speed: z
    .record(z.string(), quantity('number', speedRange), {
      error: () => 'a mapping of groups of agents to numbers',
    })
    .optional()
    .meta({
      description:
        'How fast agents of a group are at these tasks, as a multiple of their own speed (default 1): machines that are unrelated',
      examples: [{ gpu: 8, laptop: 0.5 }],
    }),
  price: z
    .record(z.string(), quantity('number', { min: 0, max: 1e12 }), {
      error: () => 'a mapping of groups of agents to numbers',
    })
    .optional()
    .meta({
      description:
        'What an execution costs on agents of a group, in whatever currency; paid when it begins (default 0)',
      examples: [{ large: 0.06, small: 0.002 }],
    }),
  patience: distribution('duration')
    .optional()
    .meta({
      description:
        'How long after its submission a task gives up, wherever it is, if nothing is under way for it; those of 0s balk: they begin ' +
        'at once or not at all (default never)',
    }),
};
export const taskSchema = mapping(taskShape);
export type TaskInput = z.output<typeof taskSchema>;

/** Task values may stand beside the other keys or below `task`. */
export const withTask = {
  ...taskShape,
  task: taskSchema
    .optional()
    .meta({ description: 'What a task asks for; the same keys may stand beside this one' }),
};

/** Of workloads whose requests may want the same. */
export const cacheSchema = mapping({
  ttl: quantity('duration', { above: 0 }).meta({ description: 'How long a result is valid' }),
  keys: distribution('number', { min: 0, max: 1e9 }).meta({
    description: 'What is asked for: requests with the same key want the same result; rounded',
    examples: ['zipf(n=1000, s=1)', 'uniform(min=1, max=50)'],
  }),
  size: whole(1, 10_000_000)
    .default(100_000)
    .meta({ description: 'Most results kept; the one not asked for longest goes first' }),
});

export const count = (description: string) => whole(1, MOST_TASKS).meta({ description });

/** A name that is a part of the names of metrics. @param of such as "a tenant" */
export const partName = (of: string) =>
  z
    .string({ error: () => `the name of ${of}` })
    .regex(PART_NAME, { error: () => `the name of ${of}, of letters, digits, _ and -` });

export const PART_NAME = /^[A-Za-z0-9_-]{1,100}$/;

export const common = {
  name: nameText('the name of a workload')
    .optional()
    .meta({ description: 'Default: workload, or workload-1, workload-2, ...' }),
  region: nameText('the name of a region')
    .optional()
    .meta({ description: 'Region of the client that submits (default beside the root coordinator)' }),
  start: quantity('duration').prefault('0s').meta({ description: 'When it begins' }),
  tenant: partName('a tenant').optional().meta({
    description: 'Whose tasks these are; workloads may share a tenant (default: nobody in particular)',
  }),
  weight: quantity('number', { min: 1e-6, max: 1e6 }).optional().meta({
    description: "The tenant's share against those of others, with scheduler.fairness: tenants (default 1)",
  }),
  ...withTask,
};
