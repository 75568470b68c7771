/**
 * Reads out of the JSON Schema of scenario files what lists and the reference show, so that these never differ from what is
 * accepted.
 */

/** What a numeric piece of the schema accepts, in words. */
export interface LimitsText {
  readonly type: string;
  readonly range: string;
  readonly example: string;
}

/** A key of a mapping. */
export interface SchemaParameter {
  readonly name: string;
  /** As one would write it in a scenario; "required", or null where there is none. */
  readonly default: string | null;
  readonly allowed: string;
  readonly description: string;
}

/** As much of JSON Schema as scenario files use. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  /** In the annotated schema only. */
  readonly 'x-limits'?: LimitsText;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Defaults that depend on other keys are only told in words, at the end: "Where it starts (default the first region)". */
const DESCRIPTION = /^(.*?)(?: \(default ([^)]+)\))?$/s;
const DEFINITIONS = '#/definitions/';

export class SchemaReader {
  readonly #root: Schema;

  constructor(root: Schema) {
    this.#root = root;
  }

  /** What stands at a path of property names, with all references followed. */
  at(...path: readonly string[]): Schema {
    return path.reduce<Schema>(
      (schema, key) => this.resolve(schema.properties?.[key] ?? {}),
      this.resolve(this.#root),
    );
  }

  /** A schema with what it refers to; what it says itself comes first. */
  resolve(schema: Schema): Schema {
    const { $ref, allOf = [], ...own } = schema;
    const target = $ref?.startsWith(DEFINITIONS)
      ? this.#root.definitions?.[$ref.slice(DEFINITIONS.length)]
      : undefined;
    const parts = [...allOf, ...(target ? [target] : [])].map((part) => this.resolve(part));
    return Object.assign({}, ...parts, own) as Schema;
  }

  /** The kinds of mappings that may stand somewhere, alone or in a list. */
  alternatives(schema: Schema): Schema[] {
    const { anyOf, items, properties, ...rest } = this.resolve(schema);
    if (anyOf) return anyOf.flatMap((option) => this.alternatives(option));
    if (items) return this.alternatives(items);
    return properties ? [{ ...rest, properties }] : [];
  }

  /** The keys of a mapping, but those in `without`. */
  parameters(schema: Schema, without: readonly string[] = []): SchemaParameter[] {
    const { properties = {}, required = [] } = this.resolve(schema);
    return Object.entries(properties)
      .filter(([name]) => !without.includes(name))
      .map(([name, property]) => {
        const resolved = this.resolve(property);
        const { description, inherited } = this.description(resolved);
        const given = isPlain(resolved.default) ? String(resolved.default) : inherited;
        return {
          name,
          default: required.includes(name) ? 'required' : (given ?? null),
          allowed: allowed(resolved),
          description,
        };
      });
  }

  /** What a value means, and the default that depends on other keys, where its description tells one. */
  description(schema: Schema): { readonly description: string; readonly inherited: string | undefined } {
    const [, description = '', inherited] = DESCRIPTION.exec(schema.description ?? '') ?? [];
    return { description, inherited };
  }
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function allowed(schema: Schema): string {
  if (schema.enum) return schema.enum.join(' | ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.type === 'boolean') return 'true | false';
  if (schema.type !== 'integer') return '';
  const { minimum, maximum } = schema;
  const upTo = maximum === undefined ? '' : ` to ${maximum}`;
  return minimum === undefined ? 'whole number' : `whole number, ${minimum}${upTo}`;
}
