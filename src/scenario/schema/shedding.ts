/** What is turned away where more comes than can be done. */
import { z } from 'zod';
import type { SheddingSpec } from '../../world/spec/shedding-spec.ts';
import { choice } from './choice.ts';
import { bareOr } from './either-form.ts';
import { limited, mapping, quantity } from './leaf.ts';
import { pickByName } from './parameters.ts';

const KINDS = ['none', 'codel', 'priority'] as const;

/** Defaults: those of Linux. */
const codelMapping = mapping({
  kind: z.literal('codel').meta({
    description: 'Tasks at the head of those that wait are dropped while waits are too long',
  }),
  target: quantity('duration', { above: 0 })
    .prefault('5ms')
    .meta({ description: 'Waits at the coordinator up to this are never too long' }),
  interval: quantity('duration', { min: 0.001 }).prefault('100ms').meta({
    description:
      'For so long waits must be above the target before a task is dropped; the second follows after as long, the next ones ever faster: to shed r tasks a second takes 2 r interval^2',
  }),
});

const threshold = () => limited('number', { min: 0, max: 1e9 });

const priorityMapping = mapping({
  kind: z.literal('priority').meta({
    description: 'Tasks are taken on while there is little enough to do for their priority',
  }),
  thresholds: mapping(
    Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [
        String(i + 1),
        threshold()
          .optional()
          .meta({
            description: `Tasks there may be for each slot, below which one of priority ${i + 1} is taken on`,
          }),
      ]),
    ),
  ).meta({
    description:
      'By priority, such as { 4: 1, 8: 2 }: each holds for the priorities below it that are not named, too; above the highest all are taken on',
  }),
});

const full = choice(
  [
    mapping({
      kind: z
        .literal('none')
        .default('none')
        .meta({ description: 'Nothing is turned away but what finds the queue full' }),
    }),
    codelMapping,
    priorityMapping,
  ],
  pickByName('kind', 'a kind of shedding', KINDS, 'none'),
);

export const sheddingSchema = bareOr(
  z.enum(['none', 'codel'], {
    error: () => 'none, codel, or such as { kind: priority, thresholds: { 4: 1 } }',
  }),
  full,
  'kind',
)
  .prefault('none')
  .meta({
    description:
      'What is turned away, and fails, so that the rest can be done in time: nothing (none), by how long tasks wait (codel), or by priority',
  });

export function sheddingOf(input: z.output<typeof sheddingSchema>): SheddingSpec | null {
  const { kind, ...rest } = (typeof input === 'string' ? full.parse({ kind: input }) : input) as z.output<
    typeof full
  >;
  return kind === 'none' ? null : ({ kind, ...rest } as SheddingSpec);
}
