/** Workloads of steps with dependencies, and their short form in phases. */
import { z } from 'zod';
import { DEPENDENCY_TYPES } from '../../modules/workflow/dependencies.ts';
import { either } from '../suggest.ts';
import { choice } from './choice.ts';
import { bareOr } from './either-form.ts';
import { list, mapping, nameText, quantity } from './leaf.ts';
import { bareKey, singleItem, withShort } from './short.ts';
import { common, count, withTask } from './task.ts';

const stepShape = {
  name: nameText('the name of a step').meta({ description: 'Named by others in `after`' }),
  count: count('Equal tasks under this name').default(1),
  ...withTask,
};

const dependencySchema = bareOr(
  nameText('the name of a step'),
  mapping({
    name: nameText('the name of a step').meta({ description: 'The step that is waited for' }),
    on: z
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
  'name',
);

const dagTaskSchema = mapping({
  ...stepShape,
  after: list(dependencySchema, 'names of steps').prefault([]).meta({
    description: 'What must have come before these start; a bare name: all tasks of that step succeeded',
  }),
});

export const dagSchema = mapping({
  ...common,
  dag: list(dagTaskSchema, 'steps', { min: 1 }).meta({
    description: 'Steps with dependencies; each inherits the task values of the workload',
  }),
});

export type DagInput = z.output<typeof dagSchema>;

const phaseStepSchema = bareOr(nameText('the name of a step'), mapping(stepShape), 'name');

export const phasesSchema = mapping({
  ...common,
  phases: list(
    withShort(
      choice([phaseStepSchema, list(phaseStepSchema, 'steps', { min: 1 })], (value) =>
        Array.isArray(value) ? 1 : 0,
      ),
      singleItem(bareKey('name')),
    ),
    'phases',
    { min: 1 },
  ).meta({
    description: 'Phases one after the other, as [[a, b], c]: the steps of a phase run side by side',
  }),
});
export type PhasesInput = z.output<typeof phasesSchema>;
