import { describe, expect, test } from 'vitest';
import { type Schema, SchemaReader } from '../../src/scenario/schema-reader.ts';

const SCHEMA: Schema = {
  properties: {
    work: { description: 'The work', allOf: [{ $ref: '#/definitions/one-or-many' }] },
    color: { $ref: '#/definitions/color' },
  },
  definitions: {
    color: { type: 'string', enum: ['red', 'green'], default: 'red', description: 'A colour' },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    open: {
      type: 'object',
      required: ['rate'],
      properties: {
        rate: { type: 'string', description: 'How often' },
        tasks: { description: 'How many (default unlimited)', allOf: [{ $ref: '#/definitions/count' }] },
        both_ways: { type: 'boolean', default: false, description: 'Also back' },
        halves: { const: true, description: 'In two' },
        costs: { type: 'object', default: {}, properties: {}, description: 'What it costs' },
      },
    },
    closed: {
      type: 'object',
      required: ['clients'],
      properties: { clients: { $ref: '#/definitions/count' } },
    },
    either: { anyOf: [{ $ref: '#/definitions/open' }, { $ref: '#/definitions/closed' }] },
    'one-or-many': {
      description: 'hidden by what is said outside',
      anyOf: [{ $ref: '#/definitions/either' }, { type: 'array', items: { $ref: '#/definitions/either' } }],
    },
  },
};
const reader = new SchemaReader(SCHEMA);

describe('a schema', () => {
  test('is read through references; what stands outside them wins', () => {
    expect(reader.at('color')).toEqual({
      type: 'string',
      enum: ['red', 'green'],
      default: 'red',
      description: 'A colour',
    });
    expect(reader.at('work').description).toBe('The work');
    expect(reader.at('work').anyOf).toHaveLength(2);
    expect(reader.at('nothing', 'here')).toEqual({});
  });

  test('tells which mappings may stand somewhere, alone or in a list', () => {
    const found = reader.alternatives(reader.at('work')).map(({ required }) => required);
    expect(found).toEqual([['rate'], ['clients'], ['rate'], ['clients']]);
    expect(reader.alternatives(reader.at('color'))).toEqual([]);
  });

  test('tells the keys of a mapping with defaults and what is allowed', () => {
    const [open] = reader.alternatives(reader.at('work'));
    expect(reader.parameters(open, ['costs'])).toEqual([
      { name: 'rate', default: 'required', allowed: '', description: 'How often' },
      { name: 'tasks', default: 'unlimited', allowed: 'whole number, 1 to 9', description: 'How many' },
      { name: 'both_ways', default: 'false', allowed: 'true | false', description: 'Also back' },
      { name: 'halves', default: null, allowed: 'true', description: 'In two' },
    ]);
    expect(reader.parameters(open).at(-1)).toMatchObject({ name: 'costs', default: null });
  });
});
