import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenarioJsonSchema, starterScenario } from '../../src/scenario/load.ts';
import { catalog, MINIMAL } from './support.ts';

interface SchemaNode {
  readonly $ref?: string;
  readonly allOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
}

const schema = scenarioJsonSchema(catalog) as SchemaNode;
const validate = new Ajv({ strict: false }).compile(schema);

/** Follows references to where a schema really stands. */
function resolve(node: SchemaNode): SchemaNode[] {
  const target = node.$ref
    ? [schema.definitions?.[node.$ref.slice('#/definitions/'.length)] as SchemaNode]
    : [];
  return [node, ...[...target, ...(node.allOf ?? [])].flatMap(resolve)];
}

describe('the schema for editors', () => {
  test('accepts what the loader accepts', () => {
    const example = readFileSync(new URL('example.yaml', import.meta.url), 'utf8');
    for (const text of [
      MINIMAL,
      example,
      starterScenario('x'),
      'agents: 5\nscheduler: random\nduration: 0\n',
      'workload: { service: 1s, phases: [[a, { name: b, count: 2 }], c] }\n',
      'workload: { service: 1s, dag: [{ name: a }, { name: b, after: [{ name: a, on: data, bytes: 1KB }] }] }\n',
      'workload: { service: 1s, sprints: { items: 9, phases: phased, agents: all, defects: 2% } }\n',
      'workload: { service: 1s, recurrence: "@daily", date: 2024-02-29, overlap: skip }\n',
      'workload: { service: 1s, flow: { count: 5, steps: { execute: { service: 9s, attempts: 2 } } } }\n',
      'workload: { service: 1s, flow: { count: 5, steps: [{ name: a, checkpoint: true, emits: [done] }] } }\n',
      'network: { message_size: compact }\n',
      'spawning: pool\n',
      'spawning: { mode: wave, size: 5, per_wave: fresh, hibernate: { after: 30s, wake: 5ms } }\n',
      'spawning: { gap: 2ms, concurrency: unlimited }\n',
      'workload: { backlog: 1, service: { gamma: { mean: 1s, cv: 2 } } }\n',
      'workload: { backlog: 1, service: { constant: 5s } }\n',
      "agents: { speed: 2 }\nworkload: { backlog: 1, service: constant(5s), priority: \"uniform( min = 1 , 'max'='9')\" }\n",
      'workload: { arrivals: { trace: { file: null, time: at } } }\n',
      'workload: { arrivals: "renewal(interval=gamma(mean=50ms, cv=2))", service: 1s }\n',
      'extends: base.yaml\nworkload: { service: 2s }\n',
      'extends: [a.yaml, b.yaml]\nworkload: { service: { gamma: { cv: 2 } } }\nagents: { slots: 2 }\n',
      'extends: base.yaml\nnetwork: { loss: 1% }\nscaling: { initial: 3 }\n',
    ]) {
      validate(parse(text));
      expect({ text, errors: validate.errors }).toEqual({ text, errors: null });
    }
  });

  test.each([
    'agent: 5',
    'agents: { cuont: 5 }',
    'agents: 0',
    'duration: 5',
    'duration: 5x',
    'network: { loss: 5s }',
    'scheduler: nothing',
    'scheduler: { algorithm: random, parameters: { d: 3 } }',
    'scheduler: { algorithm: weighted, parameters: { ties: last } }',
    'health: { detector: phi_accrual, parameters: { timeout: 3s } }',
    'workload: { backlog: 1, population: 2 }',
    'workload: { service: 1s, dag: [{ name: b, after: [{ name: a, on: never }] }] }',
    'workload: { service: 1s, sprints: { items: 9, phases: scrum } }',
    'workload: { service: 1s, recurrence: "@daily", overlap: often }',
    'workload: { service: 1s, flow: { count: 5, steps: { exekute: {} } } }',
    'workload: { service: 1s, flow: { count: 5, steps: [{ name: a, emits: [ended] }] } }',
    'network: { message_size: tiny }',
    'spawning: bulk',
    'spawning: { mode: sequential, size: 3 }',
    'spawning: { per_wave: each }',
    'spawning: { hibernate: { after: 5 } }',
    'faults: [{ kind: crash }]',
    'faults: [{ kind: crush, target: all, at: 1m }]',
    'fingerprint: [tme]',
    'workload: { service: 1s }',
    'extends: []\nworkload: { service: 1s }',
    'extends: base.yaml\nworkload: { servise: 1s }',
    'extends: base.yaml\nfaults: [{ name: c, at: 1m }]',
    'extends: base.yaml\nagents: { groups: [{ count: 3 }] }',
    'workload: { backlog: 1, service: "gamma(mean: 1s, cv: 2)" }',
    'workload: { backlog: 1, service: "gamma(mean=1s, cv=2" }',
    'workload: { backlog: 1, service: gamma(mean=1s) }',
    'workload: { backlog: 1, service: gamma() }',
    'workload: { backlog: 1, service: "gama(mean=1s, cv=2)" }',
    'workload: { backlog: 1, service: "gamma(median=1s, cv=2)" }',
    'workload: { backlog: 1, service: { gamma: { mean: 1s } } }',
    'workload: { backlog: 1, service: { gamma: { mean: 1s, cv: 2 }, constant: 1s } }',
    'workload: { backlog: 1, service: 5 }',
    'workload: { arrivals: 5/s, service: 1s }',
    'network: { loss: 1.5 }',
    'agents: { cpu: -1 }',
    'expect: [tasks.lost = 0]',
  ])('refuses %s', (text) => {
    expect(validate(parse(text))).toBe(false);
  });

  test('describes every key', () => {
    const seen = new Set<SchemaNode>();
    const silent: string[] = [];
    const visit = (node: SchemaNode, path: string): void => {
      if (seen.has(node)) return;
      seen.add(node);
      for (const part of resolve(node)) {
        for (const [key, inner] of Object.entries(part.properties ?? {})) {
          const described = resolve(inner).some(({ description }) => description !== undefined);
          if (!described) silent.push(`${path}.${key}`);
          visit(inner, `${path}.${key}`);
        }
        for (const inner of [...(part.anyOf ?? []), ...(part.items ? [part.items] : [])]) visit(inner, path);
      }
    };
    visit(schema, '');
    expect(silent).toEqual([]);
    expect(seen.size).toBeGreaterThan(200);
  });

  test('shows defaults as one would write them', () => {
    expect(JSON.stringify(schema)).toContain('"default":"1min"');
    expect(JSON.stringify(schema)).toContain('"default":"50us"');
  });
});
