/** What is written back is read again as the same scenario. */
import { readdirSync } from 'node:fs';
import { load as loadYaml } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { nodeFiles } from '../../src/lab/files.ts';
import { summaryJson } from '../../src/report/json.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles, type ScenarioFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { resolvedScenario, scenarioYaml } from '../../src/scenario/write.ts';
import { bases } from '../fuzz/bases.ts';
import { summaryOf } from '../lab/from-text.ts';

const known = catalog();
/** Where what was written is read again: beside the command, as far from its tables as it likes. */
const SAVED = 'saved.yaml';

/** The disk with one more file. */
function withSaved(text: string, files: ScenarioFiles): ScenarioFiles {
  return { ...files, read: (path) => (path === SAVED ? new TextEncoder().encode(text) : files.read(path)) };
}

function expectSame(scenario: Scenario, files: ScenarioFiles): void {
  const again = (text: string) => loadScenario(SAVED, { files: withSaved(text, files), catalog: known });
  const yaml = scenarioYaml(scenario);
  expect(again(yaml)).toEqual(scenario);
  expect(again(JSON.stringify(loadYaml(yaml)))).toEqual(scenario);
  expect(again(JSON.stringify(resolvedScenario(scenario)))).toEqual(scenario);
}

const shipped = readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.ya?ml$/.test(name) && name !== 'validation/queue.yaml')
  .map((name) => `scenarios/${name}`)
  .sort();

test.each(shipped)('%s', (path) => {
  const files = nodeFiles();
  expectSame(loadScenario(path, { files, catalog: known }), files);
});

/** Those of the generator that are in order; the others are there for what they are told. */
const generated = bases(known).flatMap((text, index) => {
  const files = memoryFiles({ 'x.yaml': text });
  try {
    return [{ index, files, scenario: loadScenario('x.yaml', { files, catalog: known }) }];
  } catch (error) {
    if (error instanceof ScenarioErrors) return [];
    throw error;
  }
});

test('most generated scenarios are in order', () => {
  expect(generated.length).toBeGreaterThan(0.9 * bases(known).length);
});

test.each(generated)('generated scenario $index', ({ files, scenario }) => expectSame(scenario, files));

describe('what was read from several places', () => {
  const files = memoryFiles({
    'a/base.yaml':
      'seed: 0012\nworkload:\n  - { name: t, arrivals: { trace: { file: t.csv, time: at } }, service: "empirical(file=\'s 1.csv\', column=s)" }\n',
    'a/t.csv': 'at\n0\n1.5\n',
    'a/s 1.csv': 's\n1\n2\n',
    'b/over.yaml':
      'extends: ../a/base.yaml\nname: "1.0"\ndescription: |\n  Two\n  lines: "of text"\nagents: 3\n',
  });
  const read = (set: string[] = []) => loadScenario('b/over.yaml', { files, catalog: known, set });

  test('with options and tables', () => {
    expectSame(read(), files);
    expectSame(
      read(['agents.count=7', 'retry.timeout=never', 'workload[0].service=lognormal(mean=1s, cv=2)']),
      files,
    );
    expect(read().seed).toBe('0012');
  });

  test('a seed and a length that a run has been given', () => {
    const scenario = { ...read(), seed: '99', duration: 90.5 };
    const again = loadScenario(SAVED, { files: withSaved(scenarioYaml(scenario), files), catalog: known });
    expect(again).toMatchObject({ seed: '99', duration: 90.5, written: { duration: '90.5s' } });
  });

  test('a change beside what is read is refused, one in it is read', () => {
    const block = JSON.parse(JSON.stringify(resolvedScenario(read())));
    const saved = (change: object) =>
      loadScenario(SAVED, {
        files: withSaved(JSON.stringify({ ...block, ...change }), files),
        catalog: known,
      });
    expect(() => saved({ duration: 5 })).toThrow(ScenarioErrors);
    expect(() => saved({ agnets: 5 })).toThrow('agnets: it does not follow from what stands below "written"');
    const { agents, ...others } = block;
    const changed = { ...others, written: { ...block.written, agents: 5 } };
    const text = withSaved(JSON.stringify(changed), files);
    expect(loadScenario(SAVED, { files: text, catalog: known }).agents.groups[0].count).toBe(5);
    const set = ['agents=9'];
    const whole = withSaved(JSON.stringify(block), files);
    expect(loadScenario(SAVED, { files: whole, catalog: known, set }).agents.groups[0].count).toBe(9);
  });
});

test('the scenario of a summary runs again, with the same fingerprint', async () => {
  const text =
    'name: again\nagents: 20\nworkload: { arrivals: "poisson(rate=5/s)", tasks: 200, service: "gamma(mean=1s, cv=2)", failure: 3% }\nfaults: [{ kind: crash, target: { agents: 10% }, at: 10s, duration: 5s }]\n';
  const summary = await summaryOf(text);
  const { scenario } = JSON.parse(summaryJson(summary));
  const again = await summaryOf(JSON.stringify(scenario));
  expect(again.fingerprint).toBe(summary.fingerprint);
  expect((await summaryOf(scenarioYaml(summary.scenario))).fingerprint).toBe(summary.fingerprint);
});
