import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CATEGORIES, type Category, entriesOf } from '../../src/cli/listing.ts';
import { run } from '../../src/cli/program.ts';
import { catalog } from '../../src/lab/catalog.ts';
import { fakeSession } from './streams.ts';

const names = async (category: Category) => (await entriesOf(category)).map((entry) => entry.name);

describe('what is listed', () => {
  test('is everything in the registries', async () => {
    expect(await names('algorithms')).toEqual(catalog().algorithms.map(({ name }) => name));
    expect(await names('detectors')).toEqual(catalog().detectors.map(({ name }) => name));
    expect(await names('metrics')).toEqual(catalog().metrics.map(({ name }) => name));
  });

  test.each(Object.keys(CATEGORIES) as Category[])(
    '%s: each with a name of its own and a description',
    async (category) => {
      const entries = await entriesOf(category);
      expect(entries.length).toBeGreaterThan(0);
      expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
      for (const { name, description, parameters = [] } of entries) {
        expect(name).not.toBe('');
        expect(description).not.toBe('');
        for (const parameter of parameters)
          expect(parameter.description, `${name} ${parameter.name}`).not.toBe('');
      }
    },
  );

  test('shows parameters as one would write them', async () => {
    const [fixed] = await entriesOf('detectors');
    expect(fixed).toMatchObject({
      name: 'fixed_timeout',
      parameters: [{ name: 'timeout', default: '10s', allowed: expect.stringMatching(/^duration, 1ms to /) }],
    });
  });

  test('names the setting of a scenario that is the default of a parameter', async () => {
    const hpa = (await entriesOf('scaling-policies')).find(({ name }) => name === 'hpa');
    const defaultOf = (key: string) => hpa?.parameters?.find(({ name }) => name === key)?.default;
    expect([defaultOf('min_agents'), defaultOf('max_agents')]).toEqual(['2', 'agents.count']);
  });

  test('says what is refused while machines are not simulated, and of nothing else', async () => {
    const policies = await entriesOf('scaling-policies');
    const marked = policies.flatMap(({ name, description, parameters = [] }) =>
      [{ name, description }, ...parameters.map((one) => ({ ...one, name: `${name}.${one.name}` }))]
        .filter((one) => one.description.includes('refused while machines are not simulated'))
        .map((one) => one.name),
    );
    expect(marked).toEqual(['resource_guard', 'hpa.cpu_target', 'hpa.memory_target']);
  });

  test('takes workloads and faults from the schema', async () => {
    const closed = (await entriesOf('workloads')).find(({ name }) => name === 'population');
    expect(closed?.parameters?.find(({ name }) => name === 'population')).toMatchObject({
      default: 'required',
    });
    expect(closed?.parameters?.find(({ name }) => name === 'think')).toMatchObject({ default: '0s' });
    const slow = (await entriesOf('faults')).find(({ name }) => name === 'slow');
    expect(slow?.parameters?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['factor', 'target', 'at']),
    );
    expect(slow?.parameters?.map(({ name }) => name)).not.toContain('kind');
  });

  test('describes each topology for itself', async () => {
    const entries = await entriesOf('topologies');
    const [star, tree] = entries;
    expect(star).toMatchObject({ name: 'star', description: 'one coordinator' });
    expect(tree.description).toMatch(/fanout/);
    expect(tree.parameters?.find(({ name }) => name === 'fanout')).toMatchObject({ default: '1000' });
    const named = (name: string) => entries.filter((entry) => entry.parameters?.some((p) => p.name === name));
    expect(named('mesh.routing').map(({ name }) => name)).toEqual(['mesh']);
    expect(named('standby.timeout').map(({ name }) => name)).toEqual(['star']);
  });

  test('names scenarios by a path that works from here', async () => {
    for (const path of await names('scenarios')) expect(existsSync(path)).toBe(true);
  });
});

describe('how it is printed', () => {
  const print = async (...words: string[]) => {
    const { session, out } = fakeSession();
    await run(['list', ...words], session);
    expect(session.code).toBe(0);
    return out.text;
  };

  test('parameters that all entries share are printed once', async () => {
    const text = await print('faults');
    expect(text.match(/^\(all\) +at /gm)).toHaveLength(1);
    expect(text).toMatch(/^crash, pause, slow +mtbf /m);
    expect(text).toMatch(/^slow +factor +required /m);
  });

  test('without a category, everything by name', async () => {
    const text = await print();
    for (const category of Object.keys(CATEGORIES))
      expect(text).toMatch(new RegExp(`^${category} +description$`, 'm'));
    expect(text).not.toContain('parameter ');
  });

  test('as JSON', async () => {
    expect(JSON.parse(await print('algorithms', '--json'))).toEqual(
      JSON.parse(JSON.stringify(await entriesOf('algorithms'))),
    );
    expect(Object.keys(JSON.parse(await print('--json')))).toEqual(Object.keys(CATEGORIES));
  });
});
