/** The whole of a scenario file. */
import { z } from 'zod';
import type { ScenarioCatalog } from '../catalog.ts';
import type { Position } from '../document/position.ts';
import { faultSchema } from '../faults/index.ts';
import { agentsSchema, coordinationSchema, healthSchema, retrySchema, schedulerSchema } from './agents.ts';
import { checkpointsSchema } from './checkpoints.ts';
import { choice } from './choice.ts';
import { clusterSchema, networkSchema } from './cluster.ts';
import { clockPoint, flag, isMapping, limited, list, mapping, nameText, quantity, whole } from './leaf.ts';
import { recoverySchema } from './recovery.ts';
import { scalingSchema } from './scaling.ts';
import { CONDITIONS, positionOf, withShort } from './short.ts';
import { spawningSchema } from './spawning.ts';
import { withTask } from './task.ts';
import { workloadsSchema } from './workload.ts';

const recordSchema = mapping({
  events: flag().default(false).meta({ description: 'Write every event to events.ndjson' }),
  events_limit: whole(1, 100_000_000)
    .default(1_000_000)
    .meta({ description: 'Most lines in it; what is left out is counted' }),
  intervals: whole(1, 100_000).default(600).meta({ description: 'Most intervals in the timeline' }),
}).meta({ description: 'What is recorded besides the metrics' });

const expectationText = z.string({ error: () => 'an expectation such as "tasks.lost == 0"' }).meta({
  pattern: [
    '^\\s*(same\\s+fingerprint\\s+as\\s+\\S.*',
    '[^<>=!]*[^\\s<>=!][^<>=!]*(<=|>=|==|!=|<|>)[^<>=!]+((<=|>=|<|>)[^<>=!]+)?',
    '[^<>=!]+\\sbetween\\s[^<>=!]+\\sand\\s[^<>=!]+)$',
  ].join('|'),
});

const conditions = (description: string) =>
  withShort(
    choice([list(expectationText, 'expectations'), z.record(z.string(), z.unknown())], (value) => {
      if (Array.isArray(value)) return 0;
      return isMapping(value) ? 1 : { message: 'expected a list of expectations such as "tasks.lost == 0"' };
    }),
    CONDITIONS,
  ).meta({ description });

const expectSchema = conditions(
  'What must hold after the run: a list of conditions such as "tasks.lost == 0", or a mapping of metrics to "< value". A limit may be a multiple of another metric ("queue.depth.max <= agents.count * 2"), a range ("10s <= makespan <= 20s"), of a window of time ("max queue.depth between 10min and 20min < 500"), over many runs ("recovery.time.p95 <= 5s over 20 reps with 95% confidence", "in all 20 reps", "in 95% of 60 reps"), or "same fingerprint as FILE" (a scenario, a summary.json, or snapshot)',
);
const claimsSchema = conditions(
  'What somebody says would hold, written like expectations: the run confirms or refutes it, and is fine either way',
);

const ingredients = ['time', 'kind', 'target', 'payload'] as const;

/** The schema of a catalogue's scenarios; made once for each catalogue, since parameter sweeps load thousands of them. */
export function scenarioSchema(catalog: ScenarioCatalog): ReturnType<typeof makeSchema> {
  const made = schemas.get(catalog) ?? makeSchema(catalog);
  schemas.set(catalog, made);
  return made;
}

const schemas = new WeakMap<ScenarioCatalog, ReturnType<typeof makeSchema>>();

function makeSchema(catalog: ScenarioCatalog) {
  const workloads = workloadsSchema.optional();
  return mapping({
    name: nameText('the name of the scenario')
      .optional()
      .meta({ description: 'Default: the name of the file' }),
    description: z
      .string({ error: () => 'text' })
      .max(100_000, { error: () => 'text of at most 100000 characters' })
      .default('')
      .meta({ description: 'What question the scenario answers' }),
    extends: choice([z.string(), z.array(z.string())], (value) => (Array.isArray(value) ? 1 : 0))
      .optional()
      .meta({ description: 'Scenario files that this one changes; all but their names is taken over' }),
    seed: z
      .union([z.string(), z.number()], { error: () => 'a number or text' })
      .transform(String)
      .pipe(nameText('a seed'))
      .prefault('1')
      .meta({ description: 'All randomness follows from it' }),
    duration: limited('duration', { above: 0 }, 'unlimited')
      .prefault('unlimited')
      .meta({ description: 'The run ends here at the latest, earlier when all finite work is done' }),
    warmup: quantity('duration')
      .prefault('0s')
      .meta({ description: 'What happens before this is left out of the metrics' }),
    origin: clockPoint()
      .optional()
      .meta({
        description:
          'What the traces call the start of the run, as a date or in seconds (default: their earliest record; with traces of faults alone numbers count from the start)',
        examples: [0, '10min', '2023-11-16 18:00:00'],
      }),
    cluster: clusterSchema.prefault({}).meta({ description: 'Regions and machines' }),
    agents: agentsSchema.prefault({}),
    coordination: coordinationSchema.prefault({}),
    network: networkSchema.prefault({}),
    scheduler: schedulerSchema(catalog).prefault({} as never),
    retry: retrySchema.prefault({}),
    health: healthSchema(catalog).prefault({} as never),
    scaling: scalingSchema(catalog).optional(),
    spawning: spawningSchema.optional(),
    recovery: recoverySchema,
    checkpoints: checkpointsSchema,
    workload: workloads.meta({
      description: 'The work: one workload or a list; the kind follows from the keys',
    }),
    workloads: workloads.meta({ description: 'The same as workload' }),
    faults: list(faultSchema, 'faults').prefault([]).meta({ description: 'What goes wrong' }),
    expect: expectSchema.prefault([]),
    claims: claimsSchema.prefault([]),
    record: recordSchema.prefault({}),
    fingerprint: list(z.enum(ingredients, { error: () => 'time, kind, target or payload' }), 'ingredients', {
      min: 1,
      max: 4,
    })
      .prefault([...ingredients])
      .meta({ description: 'What the fingerprint of a run is made of' }),
  });
}

/** What stands where in the scenarios of a catalogue. */
export function scenarioPosition(catalog: ScenarioCatalog): Position {
  return positionOf(scenarioSchema(catalog), withTask.task);
}

export type ScenarioInput = z.output<ReturnType<typeof scenarioSchema>>;
