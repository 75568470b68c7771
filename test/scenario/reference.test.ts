import { beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { ARRIVALS } from '../../src/scenario/distribution/arrivals.ts';
import { limitsText } from '../../src/scenario/limits-text.ts';
import { annotatedScenarioSchema, scenarioJsonSchema } from '../../src/scenario/load.ts';
import type { Quantity, Range } from '../../src/scenario/quantities.ts';
import { type ReferenceEntry, scenarioReference } from '../../src/scenario/reference.ts';
import { type Schema, SchemaReader } from '../../src/scenario/schema-reader.ts';
import { parseQuantity } from '../../src/scenario/units.ts';

describe('the reference of scenario files', () => {
  let entries: ReferenceEntry[];
  const entry = (path: string): ReferenceEntry => {
    const found = entries.find((one) => one.path === path);
    if (!found) throw new Error(`no entry ${path}`);
    return found;
  };
  beforeAll(() => {
    entries = scenarioReference(new SchemaReader(annotatedScenarioSchema(catalog([])) as Schema));
  });

  it('has every key at the top, and those below them', () => {
    const { properties = {} } = scenarioJsonSchema(catalog([])) as Schema;
    for (const key of Object.keys(properties)) expect(entry(key)).toBeDefined();
    expect(entry('health.heartbeat_interval')).toMatchObject({ type: 'duration', required: false });
    expect(entry('workload.waves[].tasks')).toMatchObject({ type: 'whole number', required: true });
  });

  it('says of every key what is written, what it means, and a default or an example', () => {
    for (const one of entries) {
      expect(one.type, one.path).not.toBe('');
      expect(one.description, one.path).not.toBe('');
      const holdsKeys = /mapping|list/.test(one.type);
      expect(holdsKeys || one.example !== null || one.type === 'text', `${one.path}: ${one.type}`).toBe(true);
    }
  });

  it('has every key of every arrival process, with what it means', () => {
    for (const [process, { sets, optional = [] }] of Object.entries(ARRIVALS)) {
      expect(entry(`workload.arrivals.${process}`)).toMatchObject({ type: 'mapping' });
      for (const key of new Set([...sets.flat(), ...optional]))
        expect(entry(`workload.arrivals.${process}.${key}`).description, key).not.toBe('');
    }
    expect(entry('workload.arrivals.trace.time')).toMatchObject({ required: true, type: 'text' });
    expect(entry('workload.arrivals.trace.service.per')).toMatchObject({ type: 'mapping' });
    expect(entry('workload.arrivals.trace.unknown')).toMatchObject({
      default: 'refuse',
      range: 'refuse, skip',
    });
  });

  it('says in which columns of a trace -1 is unknown, and in which a value', () => {
    const isUnknown = /or -1/;
    for (const key of ['unknown', 'priority', 'payload'])
      expect(entry(`workload.arrivals.trace.${key}`).description).toMatch(isUnknown);
    for (const key of ['time', 'tenant', 'type', 'capabilities', 'affinity'])
      expect(entry(`workload.arrivals.trace.${key}`).description).toMatch(
        /-1 is a (?:time|name|key) like others/,
      );
  });

  it('says what is refused while machines are not simulated', () => {
    const below = entries.filter(({ path }) => path.startsWith('scaling.'));
    const marked = below.filter(({ description }) =>
      description.includes('refused while machines are not simulated'),
    );
    expect(marked.map(({ path, only }) => [path, ...only])).toEqual([
      ['scaling.policy', 'policy: resource_guard'],
      ['scaling.parameters.cpu_target', 'policy: hpa'],
      ['scaling.parameters.memory_target', 'policy: hpa'],
    ]);
  });

  it('says which alternatives have a key that not all have', () => {
    const arrivals = entries.filter(({ path }) => path === 'workload.arrivals');
    expect(arrivals.map(({ only }) => only)).toEqual([['arrivals']]);
    const crash = entries.filter(
      ({ path, only }) => path === 'faults[].kind' && only.includes('kind: crash'),
    );
    expect(crash.length).toBe(1);
  });

  it('lists nothing twice', () => {
    const keys = entries.map((one) => JSON.stringify([one.path, one.only, one.type, one.range]));
    expect(keys.length).toBe(new Set(keys).size);
  });
});

describe('limits in words', () => {
  it.each<[Quantity, Range, string]>([
    ['integer', { min: 1, max: 9 }, 'from 1, up to 9'],
    ['duration', { above: 0 }, 'above 0s'],
    ['ratio', { min: 0, max: 1 }, 'from 0%, up to 100%'],
    ['number', { min: -1e15, max: 1e15 }, ''],
  ])('of %s in %o are "%s"', (quantity, range, text) => {
    expect(limitsText({ quantity, range }).range).toBe(text);
  });

  it.each<[Quantity, Range]>([
    ['integer', { min: 5, max: 9 }],
    ['integer', { min: -9, max: -5 }],
    ['duration', { min: 0, max: 0.001 }],
    ['duration', { above: 3_600 }],
    ['ratio', { above: 0, max: 0.01 }],
    ['number', { above: 4, max: 4.5 }],
    ['rate', { min: 0 }],
    ['size', { min: 1e9 }],
    ['bandwidth', {}],
  ])('of %s in %o come with an example that is accepted', (quantity, range) => {
    const { example } = limitsText({ quantity, range });
    expect(() => parseQuantity(quantity, example, range)).not.toThrow();
  });
});
