/**
 * The JSON Schema of scenario files, from the same schemas that validate them, for completion and checks in editors.
 */
import { z } from 'zod';
import type { ScenarioCatalog } from './catalog.ts';
import { limitsText } from './limits-text.ts';
import { arrivalsMapping } from './schema/arrival-keys.ts';
import { limitsOf } from './schema/leaf.ts';
import { type SchemaRoot, withPartials } from './schema/partial-json.ts';
import { scenarioSchema } from './schema/scenario.ts';
import { areKeysShown, termsOf } from './schema/short.ts';
import { termJson } from './schema/term-json.ts';

/** JSON Schema, draft 7, which editors know best. Ranges of units, names of other sections and the like are only checked by the loader. */
export function scenarioJsonSchema(catalog: ScenarioCatalog): object {
  return { ...withPartials(wholeScenarioJsonSchema(catalog)), title: 'Swarmlab scenario' };
}

/** The same for files that extend no other, which may leave nothing out. */
export function wholeScenarioJsonSchema(catalog: ScenarioCatalog): SchemaRoot {
  const terms: Record<string, object> = {};
  const schema = emitted(catalog, (zodSchema, jsonSchema) => {
    const quantity = termsOf(zodSchema);
    if (quantity === undefined) return;
    const name = quantity === null ? 'arrivals' : `distribution_of_${quantity}`;
    terms[name] ??= termJson(quantity, catalog);
    delete jsonSchema.anyOf;
    jsonSchema.$ref = `#/definitions/${name}`;
  });
  return { ...schema, definitions: { ...(schema.definitions as object), ...terms } } as SchemaRoot;
}

/** For the reference: numeric pieces say in words what they accept, under `x-limits`; of calls the arrival processes of workloads are taken apart. */
export function annotatedScenarioSchema(catalog: ScenarioCatalog): object {
  return emitted(catalog, (zodSchema, jsonSchema) => {
    const limits = limitsOf(zodSchema);
    if (limits !== undefined) Object.assign(jsonSchema, { 'x-limits': limitsText(limits) });
    if (areKeysShown(zodSchema))
      Object.assign(jsonSchema, { anyOf: [{ type: 'string' }, arrivalsMapping()] });
  });
}

function emitted(
  catalog: ScenarioCatalog,
  change: (zodSchema: z.core.$ZodType, jsonSchema: z.core.JSONSchema.BaseSchema) => void,
) {
  return z.toJSONSchema(scenarioSchema(catalog), {
    io: 'input',
    target: 'draft-7',
    reused: 'ref',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      change(zodSchema, jsonSchema);
      // Where a value is transformed, the library leaves these out, for fear that they are of the transformed kind.
      const { default: written, examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (written !== undefined) jsonSchema.default = written as never;
      if (examples !== undefined) jsonSchema.examples = examples as never;
    },
  });
}
