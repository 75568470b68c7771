/** Workloads of flows. */
import { z } from 'zod';
import { STEP_EVENT_KINDS } from '../../modules/flows/types.ts';
import { ARRIVALS, arrivalsOf } from '../distribution/arrivals.ts';
import { either } from '../suggest.ts';
import { choice } from './choice.ts';
import { flag, isMapping, limited, list, mapping, quantity, termValue, whole } from './leaf.ts';
import { budgetOr } from './retry-budget.ts';
import { common, MOST_TASKS, partName, withTask } from './task.ts';

const stepRules = {
  attempts: whole(1, 1000)
    .optional()
    .meta({ description: 'Tasks that may be tried before the step has failed for good (default 1)' }),
  delay: quantity('duration', { max: 4294 })
    .optional()
    .meta({ description: 'Pause before the second try, doubled for each one after it (default 0s)' }),
  from: partName('a step')
    .optional()
    .meta({ description: 'Step from which it is tried again, this one or one before it (default this one)' }),
  timeout: limited('duration', { above: 0, max: 1_000_000 }, 'never').optional().meta({
    description:
      'Time from handing in a task, after which the step counts it as failed; nobody takes it back, so that it is done all the same (default never)',
  }),
  otherwise: z
    .enum(['fail', 'skip'], { error: () => 'fail or skip' })
    .optional()
    .meta({
      description: 'When all attempts have failed: the flow fails, or goes on without (default fail)',
    }),
  checkpoint: flag()
    .optional()
    .meta({ description: 'Whether its success makes the progress of the flow durable (default false)' }),
  emits: list(z.enum(STEP_EVENT_KINDS, { error: () => either(STEP_EVENT_KINDS) }), 'kinds of event')
    .optional()
    .meta({ description: 'Which events it sends (default all: done, retried, skipped, failed)' }),
};

const ownStepSchema = mapping({
  name: partName('a step').meta({ description: 'Part of the names of metrics' }),
  ...stepRules,
  ...withTask,
});

/** What may be said of a step of task execution, whose name and place are given. */
const knownStepSchema = mapping({ ...stepRules, ...withTask });
const taskExecutionSchema = mapping({
  validate: knownStepSchema.optional().meta({ description: 'Whether the work makes sense' }),
  assign: knownStepSchema.optional().meta({ description: 'Who is to do it; tried three times' }),
  execute: knownStepSchema.optional().meta({ description: 'The work; tried three times' }),
  'validate-result': knownStepSchema
    .optional()
    .meta({ description: 'Whether the result makes sense; the work is done anew otherwise' }),
  checkpoint: knownStepSchema.optional().meta({ description: 'Makes the progress durable' }),
});
export type KnownSteps = z.output<typeof taskExecutionSchema>;

const onSchema = z
  .string({ error: () => 'a flow and its step, as orders:execute' })
  .regex(/^[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$/, { error: () => 'a flow and its step, as orders:execute' });

export const flowSchema = mapping({
  ...common,
  flow: mapping({
    arrivals: termValue(null, 'an arrival process', arrivalsOf)
      .optional()
      .meta({
        description: `When flows begin: ${Object.keys(ARRIVALS).join(', ')} (default: all at the start)`,
        examples: Object.values(ARRIVALS).map((family) => family.example),
      }),
    on: onSchema.optional().meta({
      description:
        'Instead of arrivals: a flow begins whenever this step of another workload of flows is done',
      examples: ['orders:execute'],
    }),
    count: limited('integer', { min: 1, max: MOST_TASKS })
      .prefault('unlimited')
      .meta({ description: 'No flow begins after this many' }),
    stop: limited('duration', { above: 0 }, 'never')
      .prefault('never')
      .meta({ description: 'No flow begins after this time' }),
    max_open: whole(1, 10_000_000)
      .default(100_000)
      .meta({ description: 'Flows open at a time; more are turned away, and counted' }),
    events: z
      .enum(['root', 'none'], { error: () => 'root or none' })
      .default('root')
      .meta({
        description:
          'Whether the root coordinator is sent every event, which it handles as an acknowledgement; flows that listen always are',
      }),
    budget: budgetOr(
      'Limits how many tasks all these flows try again to a share of those that they try first: true, or how (default false). A step that would be tried again beyond that has failed for good',
    ),
    steps: choice([taskExecutionSchema, list(ownStepSchema, 'steps', { min: 1, max: 1000 })], (value) =>
      isMapping(value) ? 0 : 1,
    ).meta({
      description:
        'A list: steps one after the other, each a task. A mapping: those of task execution (validate, assign, execute, validate-result, checkpoint) with what their tasks ask for',
    }),
  }).meta({ description: 'Flows: each is taken through its steps, one after the other' }),
});
export type FlowInput = z.output<typeof flowSchema>;
