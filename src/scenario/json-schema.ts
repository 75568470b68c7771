/**
 * The JSON Schema of scenario files, from the same schemas that validate them, for completion and checks in editors.
 */
import { z } from 'zod';
import type { ScenarioCatalog } from './catalog.ts';
import { type SchemaRoot, withPartials } from './schema/partial-json.ts';
import { scenarioSchema } from './schema/scenario.ts';
import { termsOf } from './schema/short.ts';
import { termJson } from './schema/term-json.ts';

/** JSON Schema, draft 7, which editors know best. Ranges of units, names of other sections and the like are only checked by the loader. */
export function scenarioJsonSchema(catalog: ScenarioCatalog): object {
  return { ...withPartials(wholeScenarioJsonSchema(catalog)), title: 'Swarmlab scenario' };
}

/** The same for files that extend no other, which may leave nothing out. */
export function wholeScenarioJsonSchema(catalog: ScenarioCatalog): SchemaRoot {
  const terms: Record<string, object> = {};
  const schema = z.toJSONSchema(scenarioSchema(catalog), {
    io: 'input',
    target: 'draft-7',
    reused: 'ref',
    unrepresentable: 'any',
    // Where a value is transformed, the library leaves these out, for fear that they are of the transformed kind.
    override({ zodSchema, jsonSchema }) {
      const quantity = termsOf(zodSchema);
      if (quantity !== undefined) {
        const name = quantity === null ? 'arrivals' : `distribution_of_${quantity}`;
        terms[name] ??= termJson(quantity, catalog);
        delete jsonSchema.anyOf;
        jsonSchema.$ref = `#/definitions/${name}`;
      }
      const { default: written, examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (written !== undefined) jsonSchema.default = written as never;
      if (examples !== undefined) jsonSchema.examples = examples as never;
    },
  });
  return { ...schema, definitions: { ...(schema.definitions as object), ...terms } } as SchemaRoot;
}
