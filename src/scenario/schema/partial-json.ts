/**
 * The schema for editors of files that extend others: a mapping may give a part of what it must give on its own. Lists replace
 * those of the base whole, so their items stay as they are.
 */

type Json = Readonly<Record<string, unknown>>;

export interface SchemaRoot {
  readonly properties: Readonly<Record<string, Json>>;
  readonly definitions: Readonly<Record<string, Json>>;
}

const REFERENCE = '#/definitions/';
/** Keywords below which stand schemas, alone, in lists or by names. */
const NESTED: ReadonlySet<string> = new Set([
  'anyOf',
  'allOf',
  'oneOf',
  'properties',
  'additionalProperties',
]);

/** The schema in which `properties` are those of files that extend, and all others must keep to the given ones besides. */
export function withPartials(schema: SchemaRoot): Json {
  const partials = new Partials(schema.definitions);
  const entries = Object.entries(schema.properties);
  const properties = Object.fromEntries(entries.map(([key, value]) => [key, partials.of(value)]));
  const whole = Object.fromEntries(
    entries.filter(([key, value]) => properties[key] !== value).map(([key, value]) => [key, only(value)]),
  );
  return {
    ...schema,
    properties,
    // Without bases, nothing may be missing.
    if: { required: ['extends'], properties: { extends: { minItems: 1 } } },
    else: { properties: whole },
    definitions: { ...schema.definitions, ...partials.definitions },
  };
}

/** What checks, without what describes. */
function only({ description, default: _, examples, ...checks }: Json): Json {
  return checks;
}

class Partials {
  readonly definitions: Record<string, Json> = {};
  readonly #whole: Readonly<Record<string, Json>>;
  /** Names of definitions to those of their partial forms, or to themselves where nothing may be left out. */
  readonly #names = new Map<string, string>();

  constructor(whole: Readonly<Record<string, Json>>) {
    this.#whole = whole;
  }

  /** The same object where nothing may be left out. */
  of(schema: Json): Json {
    const made: Record<string, unknown> = {};
    let changed = false;
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'required' || key === 'minProperties') {
        changed = true;
        continue;
      }
      made[key] =
        key === '$ref'
          ? this.#reference(value as string)
          : NESTED.has(key)
            ? this.#nested(key, value)
            : value;
      changed ||= made[key] !== value;
    }
    return changed ? made : schema;
  }

  #nested(key: string, value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.of(item as Json));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (key !== 'properties') return this.of(value as Json);
    const entries = Object.entries(value as Record<string, Json>);
    const made = entries.map(([name, inner]) => [name, this.of(inner)] as const);
    return made.some(([, inner], index) => inner !== entries[index][1]) ? Object.fromEntries(made) : value;
  }

  #reference(reference: string): string {
    const name = reference.slice(REFERENCE.length);
    const known = this.#names.get(name);
    if (known !== undefined) return REFERENCE + known;
    // Schemas here hold no circles.
    const made = this.of(this.#whole[name]);
    const partial = made === this.#whole[name] ? name : `${name}_partial`;
    this.#names.set(name, partial);
    if (partial !== name) this.definitions[partial] = made;
    return REFERENCE + partial;
  }
}
