import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { CORE_SCHEMA, load as loadYaml } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { STARTERS, type StarterKind, starter } from '../../src/cli/starters.ts';
import { catalog } from '../../src/lab/catalog.ts';
import { fixScenarioText } from '../../src/scenario/document/fix.ts';
import { scenarioJsonSchema, starterScenario } from '../../src/scenario/load.ts';

const OWN = 'my-own.ts';
/** With what the modules that `sim new` writes define. */
const known = catalog();
const own = (kind: StarterKind) => ({
  name: starter(kind, OWN).name,
  description: '',
  source: '',
  parameters: {},
});
const validate = new Ajv({ strict: false }).compile(
  scenarioJsonSchema({
    ...known,
    algorithms: [...known.algorithms, own('scheduler')],
    detectors: [...known.detectors, own('detector')],
  }),
);

/** What others extend, and is no scenario on its own. */
const PARTS = new Set(['scenarios/validation/queue.yaml']);

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

const files = [...yamlFiles('scenarios'), ...yamlFiles('test')];
const written: readonly (readonly [string, string])[] = [
  ...files.map((file) => [file, readFileSync(file, 'utf8')] as const),
  ['sim new', starterScenario('on: 1:30')],
  ...STARTERS.map((kind) => {
    const { test: text } = starter(kind, OWN);
    return [`sim new ${kind}`, /SCENARIO = `([^`]*)`/.exec(text)?.[1] ?? ''] as const;
  }),
];

describe('every scenario in the repository', () => {
  test('there are many', () => expect(files.length).toBeGreaterThan(40));

  test.each(written)(
    '%s reads the same everywhere, and is what the schema for editors asks for',
    (name, text) => {
      const one = parse(text, { version: '1.2', schema: 'core', uniqueKeys: true });
      expect(loadYaml(text, { schema: CORE_SCHEMA })).toEqual(one);
      // Readers of YAML 1.1 are still common; nothing here means something else to them.
      expect(parse(text, { version: '1.1' })).toEqual(one);
      expect(fixScenarioText(text).changes).toEqual([]);
      validate(PARTS.has(name) ? { extends: 'base.yaml', ...one } : one);
      expect(validate.errors).toBeNull();
    },
  );
});
