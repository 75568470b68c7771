/** How agents are created. */
import { z } from 'zod';
import { SPAWN_DEFAULTS, SPAWN_MODES, type SpawnMode } from '../../modules/spawning/modes.ts';
import { choice } from './choice.ts';
import { distribution, limited, mapping, quantity, whole } from './leaf.ts';
import { pickByName } from './parameters.ts';

const MOST = 10_000_000;

const bootOf = (
  written: string,
  description = 'Time that creating one agent takes, once its turn has come',
) => distribution('duration').prefault(written).meta({ description });
const between = ([min, max]: readonly [number, number]) => `uniform(min=${min}ms, max=${max}ms)`;

const hibernate = mapping({
  after: quantity('duration', { above: 0 })
    .prefault('1m')
    .meta({ description: 'An agent that has been idle for so long is suspended' }),
  wake: distribution('duration')
    .prefault('10ms')
    .meta({ description: 'Time from the first task for a suspended agent until it begins the task' }),
  memory: quantity('size').prefault('0B').meta({ description: 'Memory that a suspended agent keeps' }),
}).meta({ description: 'Suspend idle agents to free memory (default: they stay awake)' });

const common = {
  max_agents: limited('integer', { min: 1, max: MOST })
    .prefault(SPAWN_DEFAULTS.maxAgents)
    .meta({ description: 'Most agents there or on the way' }),
  per_wave: z
    .enum(['fresh', 'pool'], { error: () => 'fresh or pool' })
    .optional()
    .meta({
      description:
        'fresh: each wave of the workload has agents of its own, which go after it. pool: they are kept for later waves (default: agents come at the start)',
    }),
  hibernate: hibernate.optional(),
};

const parallel = (size: number, description: string) => ({
  size: whole(1, MOST).default(size).meta({ description }),
  concurrency: limited('integer', { min: 1, max: MOST })
    .prefault('unlimited')
    .meta({ description: 'Most agents created at a time' }),
});

const { sequential, parallel: together, cold, take, gap, batch, wave, spares } = SPAWN_DEFAULTS;

/** What each mode may be given besides `mode`. */
const SHAPES = {
  sequential: { boot: bootOf(`${sequential}ms`), ...common },
  batch: {
    boot: bootOf(`${together}ms`),
    ...parallel(batch, 'Agents created together'),
    gap: quantity('duration')
      .prefault(`${gap}ms`)
      .meta({ description: 'From the end of a batch to the next' }),
    ...common,
  },
  wave: {
    boot: bootOf(`${together}ms`),
    ...parallel(wave, 'Agents created together; the next when all of them are up'),
    ...common,
  },
  pool: {
    boot: bootOf(between(cold), 'Time that creating one agent takes, or a spare'),
    ...parallel(spares, 'Spares kept ready; all are there at the start'),
    take: bootOf(between(take), 'Time that an agent takes to come out of a spare'),
    ...common,
  },
} satisfies Record<SpawnMode, object>;

const DESCRIPTIONS: Readonly<Record<SpawnMode, string>> = {
  sequential: 'One agent after the other',
  batch: 'So many at a time, with gaps between',
  wave: 'So many at a time, the next when all of the last are up',
  pool: 'All at once, as long as there are spares out of these',
};

const DEFAULT_MODE: SpawnMode = 'batch';

const modeOf = <Mode extends SpawnMode>(mode: Mode) =>
  z
    .literal(mode)
    .default(mode as never)
    .meta({ description: DESCRIPTIONS[mode] });

/** The name alone has become a mapping before it gets here; the schema for editors allows both. */
export const spawningSchema = choice(
  [
    mapping({ mode: modeOf('sequential'), ...SHAPES.sequential }),
    mapping({ mode: modeOf('batch'), ...SHAPES.batch }),
    mapping({ mode: modeOf('wave'), ...SHAPES.wave }),
    mapping({ mode: modeOf('pool'), ...SHAPES.pool }),
    z.enum(SPAWN_MODES),
  ],
  pickByName('mode', 'a mode of spawning', SPAWN_MODES, DEFAULT_MODE),
).meta({
  description:
    'Create agents while the run goes, each taking its time (default: they are there from the start)',
});
