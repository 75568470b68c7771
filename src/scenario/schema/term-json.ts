/**
 * Distributions and arrival processes in the schema for editors: calls as patterns of text, and their long form as mappings.
 */
import type { ScenarioCatalog } from '../catalog.ts';
import { ARRIVALS } from '../distribution/arrivals.ts';
import type { DrawnQuantity } from '../distribution/draft.ts';
import { FAMILIES } from '../distribution/families.ts';
import { quantityPattern } from '../quantities.ts';
import { arrivalKey } from './arrival-keys.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a call may be given. */
interface Call {
  readonly name: string;
  readonly description: string;
  readonly keys: readonly string[];
  /** What is said of a key. */
  about(key: string): string;
  /** Sets of keys of which one must be there whole; empty: not known here. */
  readonly sets: readonly (readonly string[])[];
  /** Whether one value may stand alone. */
  readonly only: boolean;
}

/** Values that are lists, mappings or calls themselves are left to the reader. */
const STRUCTURED: ReadonlySet<string> = new Set([
  ...['values', 'weights', 'components', 'branches', 'rates', 'dwell', 'interval', 'service'],
]);

/** @param quantity what is drawn; null where an arrival process is asked for */
export function termJson(quantity: DrawnQuantity | null, catalog: ScenarioCatalog): Json {
  const calls = quantity === null ? arrivalCalls() : distributionCalls(catalog);
  const written = calls.map(callPattern).join('|');
  // A mapping in text: { gamma={mean=1s, cv=2} }.
  const call = `^\\s*(${written}|\\{.*\\})\\s*$`;
  const mapping = {
    type: 'object',
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    properties: Object.fromEntries(calls.map((one) => [one.name, valuesJson(one)])),
  };
  if (quantity === null) return { anyOf: [{ type: 'string', pattern: call }, mapping] };
  const bare = quantity === 'number' ? { type: 'number' } : { type: 'number', const: 0 };
  const text = { type: 'string', pattern: `${quantityPattern(quantity)}|${call}` };
  return { anyOf: [text, bare, mapping] };
}

function distributionCalls(catalog: ScenarioCatalog): Call[] {
  const families = Object.entries(FAMILIES).map(([name, family]): Call => {
    const { description, sets, optional = [], only, example } = family;
    const keys = [...new Set([...sets.flat(), ...optional])];
    return { name, description, keys, about: () => `As in ${example}`, sets, only: only !== undefined };
  });
  const custom = (catalog.distributions ?? []).map(({ name, description, parameters }): Call => {
    const keys = Object.keys(parameters);
    const about = (key: string) => parameters[key].description;
    return { name, description, keys, about, sets: [], only: keys.length === 1 };
  });
  return [...families, ...custom];
}

function arrivalCalls(): Call[] {
  return Object.entries(ARRIVALS).map(([name, { description, sets, optional = [], example }]) => {
    const keys = [...new Set([...sets.flat(), ...optional])];
    return {
      name,
      description,
      keys,
      about: (key) => arrivalKey(name, key)?.description ?? `As in ${example}`,
      sets,
      only: false,
    };
  });
}

const QUOTED = `"[^"]*"|'[^']*'`;
const SCALAR = `(${QUOTED}|[^"'=:,(){}\\[\\]]+)`;

function callPattern({ name, keys, sets, only }: Call): string {
  const key = `["']?(${keys.map(escaped).join('|')})["']?`;
  const entry = `\\s*${key}\\s*=\\s*${SCALAR}\\s*`;
  const flat = keys.some((one) => STRUCTURED.has(one))
    ? `\\s*${key}\\s*=.*`
    : `${keys.length === 0 ? '' : `${entry}(,${entry})*,?`}\\s*`;
  const given = sets.map((set) => set.map((one) => `(?=.*\\b${one}["']?\\s*=)`).join('')).join('|');
  const values = sets.length === 0 ? `${flat}|\\s*` : `(${given})(${flat})`;
  return `${escaped(name)}\\s*\\((${only ? `${SCALAR}|` : ''}${values})\\)`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function valuesJson({ description, keys, about, sets, only }: Call): Json {
  const value = { type: ['string', 'number', 'boolean', 'array', 'object', 'null'] };
  const scalar = { type: ['string', 'number', 'null'] };
  const mapping = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(keys.map((key) => [key, { ...value, description: about(key) }])),
    ...(sets.length === 0 ? {} : { anyOf: sets.map((required) => ({ required })) }),
  };
  return { description, ...(only ? { anyOf: [mapping, scalar] } : mapping) };
}
