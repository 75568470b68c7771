/** Crashes, pauses and slow processes. */
import { z } from 'zod';
import type { ProcessFaultSpec } from '../../world/faults/kinds/process.ts';
import { mapping, quantity } from '../schema/leaf.ts';
import { type FaultForm, faultForm } from './form.ts';
import { commonShape, lifetimeShape } from './schedule.ts';
import { buildTarget, checkSelector, target } from './target.ts';

const shape = { ...commonShape, ...lifetimeShape, target };

/** A form without keys of its own. */
function plain<const Kind extends 'crash' | 'pause'>(kind: Kind, description: string) {
  return faultForm({
    kind,
    description,
    schema: mapping({ kind: z.literal(kind).meta({ description }), ...shape }),
    hasLifetimes: true,
    build: (input, common, { path, context }): ProcessFaultSpec<Kind> => ({
      kind,
      ...common,
      target: buildTarget(input.target, [...path, 'target'], context),
      factor: 1,
    }),
    check,
  });
}

const check: FaultForm<z.ZodType, ProcessFaultSpec>['check'] = (fault, path, scenario, problems) =>
  checkSelector(fault.target, [...path, 'target'], scenario, problems);

export const crash = plain('crash', 'processes lose all but durable state and restart after the duration');
export const pause = plain('pause', 'processes stop and resume where they were');

const SLOW = 'processes work at a fraction of their speed';
export const slow = faultForm({
  kind: 'slow',
  description: SLOW,
  schema: mapping({
    kind: z.literal('slow').meta({ description: SLOW }),
    ...shape,
    factor: quantity('ratio', { min: 1e-6, max: 1 }).meta({
      description: 'Speed during the fault as a share of normal speed',
    }),
    messages: z
      .enum(['pass', 'held'], { error: () => 'pass or held' })
      .default('pass')
      .meta({
        description:
          'held: what an agent sends, and what is sent to it, waits for the end of the fault, while its timers run and its work goes on',
      }),
  }),
  hasLifetimes: true,
  build: (input, common, { path, context }): ProcessFaultSpec<'slow'> => ({
    kind: 'slow',
    ...common,
    target: buildTarget(input.target, [...path, 'target'], context),
    factor: input.factor,
    ...(input.messages === 'held' ? { messages: 'held' } : {}),
  }),
  check(fault, path, scenario, problems) {
    check(fault, path, scenario, problems);
    if (fault.messages === 'held' && fault.target.processes === 'coordinators')
      problems.add([...path, 'messages'], 'only those of agents can be held: expected pass');
  },
});
