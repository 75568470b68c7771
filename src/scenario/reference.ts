/**
 * The reference of scenario files: every key with its type, unit, range, default and an example, read out of the schema that
 * checks the files, so that it never differs from what is accepted.
 */
import type { Schema, SchemaReader } from './schema-reader.ts';

/** One key of a scenario. */
export interface ReferenceEntry {
  /** Keys from the root on, joined by dots; `[]` behind a key stands for each item of its list, `*` for a name of one's own. */
  readonly path: string;
  /** What is written: "duration", "whole number", "text", "one of: a, b", "list", "mapping", or several of them. */
  readonly type: string;
  /** Values that are allowed, in words; empty where the type says all. */
  readonly range: string;
  /** As one would write it; null where there is none. */
  readonly default: string | null;
  readonly required: boolean;
  /** As one would write it; null for mappings and lists, whose keys have examples of their own. */
  readonly example: string | null;
  readonly description: string;
  /** The alternatives that have this key, such as "kind: crash" or "arrivals"; empty where all have it. */
  readonly only: readonly string[];
}

/** All keys in the order of the schema, those below a key right after it. */
export function scenarioReference(reader: SchemaReader): ReferenceEntry[] {
  return entriesBelow(reader, [{ schema: reader.at(), label: '' }], { path: '', only: [] });
}

/** The entries by their keys at the top of a scenario, in their order. */
export function entriesByTopKey(entries: readonly ReferenceEntry[]): Map<string, readonly ReferenceEntry[]> {
  const sections = new Map<string, ReferenceEntry[]>();
  for (const entry of entries) {
    const [top] = entry.path.split(/[.[]/);
    const own = sections.get(top);
    if (own) own.push(entry);
    else sections.set(top, [entry]);
  }
  return sections;
}

/** What a key says, and what it goes with, in sentences. */
export function entrySentences({ description, only }: ReferenceEntry): string {
  return only.length === 0 ? `${description}.` : `${description}. With ${only.join('; ')}.`;
}

/** A mapping that may stand somewhere, with what tells it from its alternatives. */
interface Alternative {
  readonly schema: Schema;
  readonly label: string;
}

interface Found {
  readonly schema: Schema;
  readonly required: boolean;
  readonly label: string;
}

/** Where the keys of a mapping stand. */
interface Place {
  readonly path: string;
  /** The alternatives that have the mapping; empty where all have it. */
  readonly only: readonly string[];
}

function entriesBelow(
  reader: SchemaReader,
  alternatives: readonly Alternative[],
  { path, only: inherited }: Place,
): ReferenceEntry[] {
  const keys = new Map<string, Found[]>();
  for (const { schema, label } of alternatives)
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const found = {
        schema: reader.resolve(property),
        required: schema.required?.includes(key) ?? false,
        label,
      };
      keys.set(key, [...(keys.get(key) ?? []), found]);
    }
  const labels = new Set(alternatives.map(({ label }) => label));
  const shown = new Set<string>();
  return [...keys].flatMap(([key, found]) =>
    variantsOf(found).flatMap((variant) => {
      const own = path === '' ? key : `${path}.${key}`;
      const labelled =
        variant.length === alternatives.length ? [] : [...new Set(variant.map(({ label }) => label))];
      const only = labelled.length === 0 || labelled.length === labels.size ? inherited : labelled;
      const entry = entryOf(reader, own, variant[0], only);
      // Two names of one thing, as workload and workloads: what is below them is shown once.
      const { description: _, ...content } = variant[0].schema;
      const isKnown = content.anyOf !== undefined && shown.has(JSON.stringify(content));
      shown.add(JSON.stringify(content));
      return isKnown ? [entry] : [entry, ...below(reader, variant, { path: own, only })];
    }),
  );
}

/** The same key of several alternatives: alike ones together. */
function variantsOf(found: readonly Found[]): Found[][] {
  const variants = new Map<string, Found[]>();
  for (const one of found) {
    const key = JSON.stringify([one.schema, one.required]);
    variants.set(key, [...(variants.get(key) ?? []), one]);
  }
  return [...variants.values()];
}

/** What stands below a key: keys of the mappings that it may be, or that are items of its list. */
function below(reader: SchemaReader, variant: readonly Found[], place: Place): ReferenceEntry[] {
  const { schema } = variant[0];
  const mappings = mappingsOf(reader, schema);
  const direct = mappings.filter(({ isItem }) => !isItem);
  const items = mappings.filter(({ isItem }) => isItem);
  // A workload or a list of workloads: the keys are the same, and shown once.
  const shown = direct.length > 0 ? direct : items;
  const labelled = shown.map((one) => ({ schema: one.schema, label: labelOf(reader, one.schema, shown) }));
  const path = direct.length > 0 ? place.path : `${place.path}[]`;
  return entriesBelow(reader, labelled, { path, only: place.only });
}

interface Mapping {
  readonly schema: Schema;
  readonly isItem: boolean;
}

function mappingsOf(reader: SchemaReader, schema: Schema, isItem = false): Mapping[] {
  const { anyOf, items, ...own } = reader.resolve(schema);
  const found: Mapping[] = [];
  if (own.properties) found.push({ schema: own, isItem });
  if (anyOf) found.push(...anyOf.flatMap((option) => mappingsOf(reader, option, isItem)));
  if (items) found.push(...mappingsOf(reader, items, true));
  return found;
}

/** What tells a mapping from its alternatives: a key with one value, or the required key that no other has. */
function labelOf(reader: SchemaReader, schema: Schema, all: readonly Mapping[]): string {
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const { const: value } = reader.resolve(property);
    if (value !== undefined) return `${key}: ${String(value)}`;
  }
  const telling = (schema.required ?? []).filter((key) =>
    all.every((other) => other.schema === schema || !other.schema.required?.includes(key)),
  );
  return telling[0] ?? '';
}

function entryOf(reader: SchemaReader, path: string, found: Found, only: readonly string[]): ReferenceEntry {
  const { schema, required } = found;
  const { description, inherited } = reader.description(schema);
  const written = schema.default === undefined ? inherited : writtenValue(schema.default);
  const kinds = kindsOf(reader, schema);
  return {
    path,
    type: [...new Set(kinds.map(({ type }) => type))].join(', or '),
    range: kinds.find(({ range }) => range !== '')?.range ?? '',
    default: written ?? null,
    required,
    example: exampleOf(path, schema, kinds, written),
    description,
    only,
  };
}

interface Kind {
  readonly type: string;
  readonly range: string;
  readonly example?: string;
}

/** What may be written for a value, one after the other. */
function kindsOf(reader: SchemaReader, schema: Schema): Kind[] {
  const resolved = reader.resolve(schema);
  const limits = resolved['x-limits'];
  if (limits) return [{ type: limits.type, range: limits.range, example: limits.example }];
  if (resolved.anyOf) return resolved.anyOf.flatMap((option) => kindsOf(reader, option));
  if (resolved.enum) {
    const names = resolved.enum.map(String);
    return [{ type: 'name', range: names.join(', '), example: names[0] }];
  }
  if (resolved.const !== undefined) {
    const value = String(resolved.const);
    return [{ type: 'name', range: value, example: value }];
  }
  switch (resolved.type) {
    case 'boolean':
      return [{ type: 'true or false', range: '', example: 'true' }];
    case 'array':
      return [{ type: 'list', range: '' }];
    case 'object':
      return [{ type: 'mapping', range: '' }];
    case 'integer':
      return [{ type: 'whole number', range: '', example: '1' }];
    case 'number':
      return [{ type: 'number', range: '', example: '1' }];
    case 'null':
      return [];
    default:
      return [{ type: 'text', range: '' }];
  }
}

/** The schema's own, or a default that shows how the value is written, or one made of the limits. */
function exampleOf(
  path: string,
  schema: Schema,
  kinds: readonly Kind[],
  written: string | undefined,
): string | null {
  const [given] = schema.examples ?? [];
  if (given !== undefined) return writtenValue(given) ?? null;
  if (written !== undefined && /^[\d.]+[^ ]*$/.test(written)) return written;
  const own = kinds.find(({ example }) => example !== undefined)?.example;
  if (own !== undefined) return own;
  return kinds.some(({ type }) => type === 'text') ? `my-${path.split('.').at(-1)?.replace('[]', '')}` : null;
}

/** Digits of a number that a reader has use for. */
const TELLING_DIGITS = 6;

/** A value as YAML has it in one line, numbers with many digits rounded; undefined for what has no text of its own. */
function writtenValue(value: unknown): string | undefined {
  if (typeof value === 'number' && !Number.isInteger(value))
    return String(Number(value.toPrecision(TELLING_DIGITS)));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : JSON.stringify(value);
  return Object.keys(value as object).length === 0 ? '{}' : JSON.stringify(value);
}
