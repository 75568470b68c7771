/**
 * The JSON Schema of scenario files, from the same schemas that validate them, for completion and checks in editors.
 */
import { z } from 'zod';
import type { ScenarioCatalog } from './catalog.ts';
import { limitsText } from './limits-text.ts';
import { limitsOf } from './schema/leaf.ts';
import { type SchemaRoot, withPartials } from './schema/partial-json.ts';
import { scenarioSchema } from './schema/scenario.ts';
import { termsOf } from './schema/short.ts';
import { termJson } from './schema/term-json.ts';

/**
 * JSON Schema, draft 7, which editors know best. Ranges of units, names of other sections and the like are only checked by the
 * loader. A file that extends others may give parts of what it must give whole on its own.
 */
export function scenarioJsonSchema(catalog: ScenarioCatalog): object {
  return { ...withPartials(wholeScenarioJsonSchema(catalog)), title: 'Swarmlab scenario' };
}

/**
 * The same for files that extend no other.
 * @param annotated adds to numeric pieces what they accept, in words, under `x-limits`: for the reference, not for editors
 */
export function wholeScenarioJsonSchema(catalog: ScenarioCatalog, annotated = false): SchemaRoot {
  const terms: Record<string, object> = {};
  const schema = z.toJSONSchema(scenarioSchema(catalog), {
    io: 'input',
    target: 'draft-7',
    reused: 'ref',
    unrepresentable: 'any',
    // Where a value is transformed, the library leaves these out, for fear that they are of the transformed kind.
    override({ zodSchema, jsonSchema }) {
      const quantity = termsOf(zodSchema);
      // The reference tells of distributions once, not at every key that takes one.
      if (quantity !== undefined && !annotated) {
        const name = quantity === null ? 'arrivals' : `distribution_of_${quantity}`;
        terms[name] ??= termJson(quantity, catalog);
        delete jsonSchema.anyOf;
        jsonSchema.$ref = `#/definitions/${name}`;
      }
      const { default: written, examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (written !== undefined) jsonSchema.default = written as never;
      if (examples !== undefined) jsonSchema.examples = examples as never;
      const limits = annotated ? limitsOf(zodSchema) : undefined;
      if (limits !== undefined) Object.assign(jsonSchema, { 'x-limits': limitsText(limits) });
    },
  });
  return { ...schema, definitions: { ...(schema.definitions as object), ...terms } } as SchemaRoot;
}
