import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { CORE_SCHEMA, load as loadYaml } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { STARTERS, type StarterKind, starter } from '../../src/cli/starters.ts';
import { catalog } from '../../src/lab/catalog.ts';
import { nodeFiles } from '../../src/lab/files.ts';
import { loadEnglish } from '../../src/planning/load-english.ts';
import { planGoal } from '../../src/planning/plan.ts';
import { planToScenarioYaml } from '../../src/planning/scenario-yaml.ts';
import { fixScenarioText } from '../../src/scenario/document/fix.ts';
import { loadScenario, scenarioJsonSchema, starterScenario } from '../../src/scenario/load.ts';
import { scenarioYaml } from '../../src/scenario/write.ts';
import { yamlText } from '../../src/scenario/yaml-text.ts';

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

/** The blocks of a document that are marked as YAML. */
function snippets(file: string): (readonly [string, string])[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```ya?ml\n(.*?)^```$/gms)];
  return blocks.map(([, text], index) => [`${file}, snippet ${index + 1}`, text]);
}

/** Goals whose plans are waves, a graph, a bundle, with ranges, limits and words that YAML must be kept from. */
const GOALS = [
  'Deploy the new image to all 10,000 servers across 5 regions with health checks',
  'Back up 20 databases and resize 100 images',
  'Fix the login bug, 10 to 30 minutes each: "yes", {no} & *stars # : [1, 2]',
  'Upload 2,000,000 photos, 2 seconds each, at most 5% of them at a time, on 16 cores by 15 March',
];
const english = await loadEnglish();

function planned(goal: string): readonly [string, string] {
  const plan = planGoal(goal, english);
  if (plan.kind !== 'plan') throw new Error(plan.question);
  return [`sim plan ${JSON.stringify(goal)}`, planToScenarioYaml(plan)];
}

const reader = { files: nodeFiles(), catalog: known };
const files = [...yamlFiles('scenarios'), ...yamlFiles('test')];
const complete = files.filter((file) => file.startsWith('scenarios') && !PARTS.has(file));
const written: readonly (readonly [string, string])[] = [
  ...files.map((file) => [file, readFileSync(file, 'utf8')] as const),
  ...snippets('README.md'),
  ...GOALS.map(planned),
  ...complete.map((file) => [`${file}, written back`, scenarioYaml(loadScenario(file, reader))] as const),
  ['sim new', starterScenario('on: 1:30')],
  ...STARTERS.map((kind) => {
    const { test: text } = starter(kind, OWN);
    return [`sim new ${kind}`, /SCENARIO = `([^`]*)`/.exec(text)?.[1] ?? ''] as const;
  }),
];

test('what readers of YAML 1.1 take for something else is in quotation marks', () => {
  for (const name of [
    '2024-01-01',
    'yes',
    'No',
    'on',
    'n',
    '1_000',
    '012',
    '0b11',
    '1e3',
    '.inf',
    '~',
    '=',
    '12:30',
  ]) {
    expect(yamlText({ name, [name]: [name] })).toBe(`name: "${name}"\n"${name}":\n  - "${name}"\n`);
    expect(starterScenario(name)).toContain(`\nname: "${name}"\n`);
  }
  expect(loadYaml(starterScenario('2024-01-01'))).toMatchObject({ name: '2024-01-01' });
  expect(starterScenario('my swarm 2')).toContain('\nname: my swarm 2\n');
});

describe('every scenario in the repository', () => {
  test('there are many', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(snippets('README.md').length).toBeGreaterThan(0);
  });

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
