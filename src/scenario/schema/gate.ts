/** What decides whether a wave is promoted or rolled back, and how a wave is undone. */
import { z } from 'zod';
import { either, nearest } from '../suggest.ts';
import { MOST_AGENTS } from './agents.ts';
import { choice } from './choice.ts';
import { isMapping, limited, mapping, nameText, quantity, whole } from './leaf.ts';
import { bareKey, withShort } from './short.ts';
import { MOST_TASKS, withTask } from './task.ts';

const rate = (description: string) => quantity('ratio', { above: 0, max: 0.99 }).meta({ description });
const error = { above: 0, max: 0.5 } as const;

const kind = <Kind extends string>(name: Kind, description: string) =>
  z.literal(name, { error: () => name }).meta({ description });

const fixed = mapping({
  kind: kind('fixed', 'By the share of the tasks of the wave that fail').default('fixed'),
  limit: quantity('ratio').meta({ description: 'Share of failures that is allowed' }),
  when: z
    .enum(['above', 'reached'], { error: () => 'above or reached' })
    .default('above')
    .meta({
      description: 'Whether it rolls back where the share is above the limit, or where it has reached it',
    }),
});

const falseRollback = () =>
  quantity('ratio', error)
    .prefault('5%')
    .meta({ description: 'How often what is as it should be may be rolled back' });

const sequential = mapping({
  kind: kind(
    'sequential',
    'By one result after the other, as soon as they tell (sequential probability ratio test of Wald)',
  ),
  acceptable: rate('Rate of failures of what is to be promoted'),
  unacceptable: rate('Rate of failures of what is to be rolled back'),
  false_rollback: falseRollback(),
  false_promote: quantity('ratio', error)
    .prefault('10%')
    .meta({ description: 'How often what fails at the unacceptable rate may be promoted' }),
  most: whole(1, MOST_TASKS).optional().meta({
    description:
      'Results after which it gives up, as it does at the end of the wave (default three times those that it is expected to need at the acceptable rate)',
  }),
  undecided: z
    .enum(['rollback', 'promote'], { error: () => 'rollback or promote' })
    .default('rollback')
    .meta({ description: 'What it does when it has given up' }),
});

const control = () =>
  nameText('the name of a wave').meta({ description: 'An earlier wave of the workload to compare with' });

const difference = mapping({
  kind: kind('difference', 'By how much more of its tasks fail than of an earlier wave, at its end'),
  control: control(),
  limit: quantity('ratio').meta({
    description: 'How far its share of failures may be above that of the control',
  }),
});

const proportions = mapping({
  kind: kind(
    'two_proportions',
    "By whether more fail than of an earlier wave beyond chance, at its end (pooled z, or Fisher's exact test where fewer than 5 are expected)",
  ),
  control: control(),
  false_rollback: falseRollback(),
});

const KINDS = ['fixed', 'sequential', 'difference', 'two_proportions'] as const;

/** Where a bare limit comes first. */
function kindOf(value: unknown) {
  if (!isMapping(value)) return 0;
  const given = value.kind ?? 'fixed';
  const place = KINDS.indexOf(given as (typeof KINDS)[number]);
  if (place < 0) {
    const meant = nearest(String(given), KINDS);
    return {
      message: `expected ${either(KINDS)}, found ${JSON.stringify(given)}`,
      path: ['kind'],
      ...(meant === undefined ? {} : { suggestion: meant }),
    };
  }
  const isOther = place === 0 && !('kind' in value) && !('limit' in value);
  if (isOther && Object.keys(value).length > 0)
    return { message: `a gate without a limit needs its kind: one of ${KINDS.slice(1).join(', ')}` };
  return place + 1;
}

export const gateSchema = withShort(
  choice([quantity('ratio'), fixed, sequential, difference, proportions], kindOf),
  bareKey('limit'),
);
export type GateInput = z.output<typeof gateSchema>;

export const rollbackSchema = mapping({
  agents: limited('integer', { min: 1, max: MOST_AGENTS })
    .prefault('unlimited')
    .meta({ description: 'Most agents that undo tasks of the wave at a time' }),
  ...withTask,
});
