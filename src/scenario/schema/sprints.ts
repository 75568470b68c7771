/** Workloads of sprints. */
import { z } from 'zod';
import { MICRO_SPRINT, PHASED_SPRINT } from '../../modules/sprints/settings.ts';
import { PHASE_PURPOSES, type SprintPhase } from '../../modules/sprints/types.ts';
import { either } from '../suggest.ts';
import { MOST_AGENTS } from './agents.ts';
import { choice } from './choice.ts';
import { flag, limited, list, mapping, nameText, quantity, whole } from './leaf.ts';
import { named, withShort } from './short.ts';
import { common } from './task.ts';

const sprintPhaseSchema = mapping({
  name: nameText('the name of a phase').meta({ description: 'Stands in reports' }),
  purpose: z.enum(PHASE_PURPOSES, { error: () => either(PHASE_PURPOSES) }).meta({
    description:
      'plan: items are chosen; execute: they are worked on; test: results are examined and repaired; ship: what passed counts',
  }),
  duration: quantity('duration', { above: 0 }).meta({ description: 'The phase ends after this time' }),
  share: quantity('ratio').prefault(0).meta({ description: 'Share of the agents that work in it' }),
  order: z
    .enum(['priority', 'effort'], { error: () => 'priority or effort' })
    .default('priority')
    .meta({ description: 'Which items come first: the most urgent, or those of least effort' }),
});

const written = (variant: readonly SprintPhase[]) =>
  variant.map(({ minutes, ...phase }) => ({ ...phase, duration: `${minutes}min` }));
const SPRINT_VARIANTS = { micro: written(MICRO_SPRINT), phased: written(PHASED_SPRINT) };

export const sprintsSchema = mapping({
  ...common,
  sprints: mapping({
    items: whole(1, 10_000_000).meta({ description: 'Items of the backlog; an attempt at one is a task' }),
    phases: withShort(
      choice(
        [
          z.enum(['micro', 'phased'], { error: () => 'micro, phased or a list of phases' }),
          list(sprintPhaseSchema, 'phases', { min: 3, max: 50 }),
        ],
        (value) => (Array.isArray(value) ? 1 : 0),
      ),
      named(SPRINT_VARIANTS),
    )
      .prefault('micro')
      .meta({
        description:
          'micro: plan 1min, execute 12min, test 1min, ship 1min; phased: quick wins, core features, polish and ship; or a list',
      }),
    features: whole(1, 1_000_000).default(1).meta({ description: 'Features, among which items are spread' }),
    kinds: whole(1, 1_000_000)
      .default(1)
      .meta({ description: 'Kinds of work, among which items are spread' }),
    agents: limited('integer', { min: 1, max: MOST_AGENTS }, 'all')
      .prefault('all')
      .meta({ description: 'Agents of the first sprint; tuning may use up to all' }),
    tasks_per_agent: whole(1, 1_000_000)
      .default(10)
      .meta({ description: 'Items that an agent takes on in a sprint' }),
    chunk: whole(1, 1_000_000_000).default(1000).meta({ description: 'Most tasks under way at a time' }),
    refill: z
      .enum(['chunk', 'window'], { error: () => 'chunk or window' })
      .default('chunk')
      .meta({
        description:
          'chunk: the next begins when all of the one before has ended; window: whenever there is room',
      }),
    max_attempts: whole(1, 255).default(3).meta({ description: 'Attempts at an item before it is given up' }),
    limit: whole(1, 100_000).default(1000).meta({ description: 'Most sprints' }),
    tuning: flag().default(true).meta({ description: 'Whether each sprint is tuned from the one before' }),
    defects: quantity('ratio').prefault(0).meta({ description: 'Probability that a result fails its test' }),
  }).meta({ description: 'Time-boxed sprints over a backlog' }),
});
export type SprintsInput = z.output<typeof sprintsSchema>;
