/**
 * The JSON Schema of scenario files, from the same schemas that validate them, for completion and checks in editors.
 */
import { z } from 'zod';
import type { ScenarioCatalog } from './catalog.ts';
import { scenarioSchema } from './schema/scenario.ts';

/** JSON Schema, draft 2020-12. Units, names of other sections and the like are only checked by the loader. */
export function scenarioJsonSchema(catalog: ScenarioCatalog): object {
  const schema = z.toJSONSchema(scenarioSchema(catalog), {
    io: 'input',
    reused: 'inline',
    unrepresentable: 'any',
  });
  return { ...schema, title: 'Swarmlab scenario' };
}
