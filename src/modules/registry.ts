/**
 * Registries: an algorithm, policy or detector is one file and one entry here-shaped. Everything that lists, documents,
 * validates or creates modules reads these entries.
 */

/** The type of one parameter; decides which units a scenario may write for it. Values are in base units (seconds, bytes, ratios). */
export type ParameterType =
  | 'number'
  | 'integer'
  | 'duration'
  | 'rate'
  | 'ratio'
  | 'size'
  | 'boolean'
  | 'choice';

/** What somebody must measure of the machines under the agents. */
export type MachineFigure = 'cpu' | 'memory';

export interface ParameterSpec {
  readonly type: ParameterType;
  readonly default: number | boolean | string;
  /** Of scaling policies: the setting of a scenario that is the default there, instead of `default`. */
  readonly scenarioDefault?: 'agents.count';
  /** Smallest value allowed, inclusive. */
  readonly min?: number;
  /** Largest value allowed, inclusive. */
  readonly max?: number;
  /** For type `choice`: the values allowed. */
  readonly choices?: readonly string[];
  /** Of a number of which 0 means that it is not used: the figure that any other value is held against. */
  readonly needs?: MachineFigure;
  readonly description: string;
}

/** Parameter values after defaults have been filled in. */
export type ParameterValues = Readonly<Record<string, number | boolean | string>>;

/** What `sim list` prints of a module, and what a scenario is validated against. */
export interface EntryDescription {
  /** Lower case with underscores: the name used in scenario files. */
  readonly name: string;
  /** One line, no full stop. */
  readonly description: string;
  /** Where the rule comes from: paper, project or document. */
  readonly source: string;
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  /** Figures that it cannot do without. */
  readonly needs?: readonly MachineFigure[];
}

/** An ordered set of entries by name. */
export class Registry<Entry extends EntryDescription> {
  readonly #entries = new Map<string, Entry>();
  /** What the entries are, in the singular, for error messages: "distribution algorithm". */
  readonly what: string;

  constructor(what: string, entries: readonly Entry[] = []) {
    this.what = what;
    for (const entry of entries) this.add(entry);
  }

  /** @throws Error when the name is taken. */
  add(entry: Entry): void {
    if (this.#entries.has(entry.name)) throw new Error(`there are two ${this.what}s named "${entry.name}"`);
    this.#entries.set(entry.name, entry);
  }

  get(name: string): Entry | undefined {
    return this.#entries.get(name);
  }

  /** @throws Error when there is no such entry; scenario files are checked earlier, with a better message. */
  require(name: string): Entry {
    const entry = this.#entries.get(name);
    if (!entry) throw new Error(`there is no ${this.what} "${name}"; known: ${this.names().join(', ')}`);
    return entry;
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  entries(): Entry[] {
    return [...this.#entries.values()];
  }
}

/** Fills in defaults. Unknown keys and ranges are the scenario loader's business. */
export function withDefaults(
  parameters: Readonly<Record<string, ParameterSpec>>,
  given: ParameterValues,
): Record<string, number | boolean | string> {
  const values: Record<string, number | boolean | string> = {};
  for (const [name, spec] of Object.entries(parameters)) values[name] = given[name] ?? spec.default;
  return values;
}
