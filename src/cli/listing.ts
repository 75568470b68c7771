/**
 * What a scenario can be made of, gathered from the registries and the scenario format.
 */
import type { ModuleDescription } from '../lab/extension/description.ts';
import type { EntryDescription, ParameterSpec } from '../modules/registry.ts';
import { describeEntry, describeParameter } from '../scenario/machines.ts';
import type { Schema, SchemaReader } from '../scenario/schema-reader.ts';
import { showDuration } from '../scenario/units.ts';
import type { ListedEntry } from './entry.ts';

type Modules = readonly ModuleDescription[];

export const CATEGORIES = {
  algorithms: listAlgorithms,
  detectors: listDetectors,
  'scaling-policies': listScalingPolicies,
  'victim-policies': listVictimPolicies,
  distributions: listDistributions,
  workloads: listWorkloads,
  arrivals: listArrivals,
  faults: listFaults,
  topologies: listTopologies,
  metrics: listMetrics,
  series: listSeries,
  scenarios: listScenarios,
} as const satisfies Readonly<Record<string, (modules: Modules) => Promise<ListedEntry[]>>>;

export type Category = keyof typeof CATEGORIES;

/** @param modules of a user's own, which are listed too */
export function entriesOf(category: Category, modules: Modules = []): Promise<ListedEntry[]> {
  return CATEGORIES[category](modules);
}

async function loadCatalog(modules: Modules) {
  const { catalog } = await import('../lab/catalog.ts');
  return catalog(modules);
}

async function listAlgorithms(modules: Modules): Promise<ListedEntry[]> {
  return (await loadCatalog(modules)).algorithms.map(listModule);
}

async function listDetectors(modules: Modules): Promise<ListedEntry[]> {
  return (await loadCatalog(modules)).detectors.map(listModule);
}

async function listScalingPolicies(modules: Modules): Promise<ListedEntry[]> {
  return (await loadCatalog(modules)).scalingPolicies.map(listModule);
}

async function listVictimPolicies(): Promise<ListedEntry[]> {
  return (await loadCatalog([])).victimPolicies.map(listModule);
}

async function listMetrics(modules: Modules): Promise<ListedEntry[]> {
  const { metrics } = await loadCatalog(modules);
  return metrics.map(({ name, unit, description }) => ({ name, description: `${description} [${unit}]` }));
}

async function listSeries(): Promise<ListedEntry[]> {
  const { series = [] } = await loadCatalog([]);
  return series.map(({ name, description, kind, needs }) => {
    const where = needs === undefined ? '' : `, with ${needs}`;
    return { name, description: `${description} [${kind}${where}]` };
  });
}

async function listDistributions(modules: Modules): Promise<ListedEntry[]> {
  const [{ FAMILIES }, { DISTRIBUTIONS }] = await Promise.all([
    import('../scenario/distribution/families.ts'),
    import('../engine/variates/distributions.ts'),
  ]);
  const sources = new Map<string, string>(DISTRIBUTIONS.map(({ name, source }) => [name, source]));
  const families = Object.entries(FAMILIES).map(([name, { description, example }]) => ({
    name,
    description: `${description}: ${example}`,
    source: sources.get(name),
  }));
  return [...families, ...modules.flatMap(({ distributions }) => distributions.map(listModule))];
}

async function listArrivals(): Promise<ListedEntry[]> {
  const [{ ARRIVALS }, { arrivalsMapping }, { SchemaReader }] = await Promise.all([
    import('../scenario/distribution/arrivals.ts'),
    import('../scenario/schema/arrival-keys.ts'),
    import('../scenario/schema-reader.ts'),
  ]);
  const reader = new SchemaReader(arrivalsMapping() as Schema);
  return Object.entries(ARRIVALS).map(([name, { description, example }]) => ({
    name,
    description: `${description}: ${example}`,
    parameters: reader.parameters(reader.at(name)),
  }));
}

async function readSchema(): Promise<SchemaReader> {
  const [{ wholeScenarioJsonSchema }, { SchemaReader }, catalog] = await Promise.all([
    import('../scenario/load.ts'),
    import('../scenario/schema-reader.ts'),
    loadCatalog([]),
  ]);
  return new SchemaReader(wholeScenarioJsonSchema(catalog) as Schema);
}

async function listWorkloads(): Promise<ListedEntry[]> {
  const [schema, { WORKLOADS }] = await Promise.all([readSchema(), import('../scenario/schema/workload.ts')]);
  const alternatives = schema.alternatives(schema.at('workload'));
  return WORKLOADS.map(({ kind, key, description }) => {
    const own = alternatives.find(({ required }) => required?.includes(key)) ?? {};
    return {
      name: key,
      description: kind === key ? description : `${kind}: ${description}`,
      parameters: schema.parameters(own),
    };
  });
}

async function listFaults(): Promise<ListedEntry[]> {
  const [schema, { FAULT_FORMS }] = await Promise.all([readSchema(), import('../scenario/faults/index.ts')]);
  const alternatives = schema.alternatives(schema.at('faults'));
  return FAULT_FORMS.map(({ kind, description }) => {
    const own =
      alternatives.find(({ properties }) => schema.resolve(properties?.kind ?? {}).const === kind) ?? {};
    return { name: kind, description, parameters: schema.parameters(own, ['kind']) };
  });
}

/** Keys of `coordination` that have no effect on other topologies. */
const CONCERNED: Readonly<Record<string, readonly string[]>> = {
  fanout: ['tree', 'mesh', 'ring'],
  node_size: ['tree', 'mesh', 'ring'],
  ratio: ['tree'],
  depth: ['tree'],
  levels: ['tree'],
  entry: ['mesh', 'ring'],
  adapt: ['mesh', 'ring'],
};

const STANDBY = 'standby';

async function listTopologies(): Promise<ListedEntry[]> {
  const schema = await readSchema();
  const topology = schema.at('coordination', 'topology');
  const names = (topology.enum ?? []).map(String);
  const parameters = schema.parameters(schema.at('coordination'), ['topology', STANDBY, ...names]);
  const concerns = (name: string) =>
    parameters.filter((entry) => (CONCERNED[entry.name] ?? names).includes(name));
  const { properties = {} } = schema.at('coordination');
  // What concerns one topology alone stands below its name; only a star has a standby.
  const own = (topology: string) => {
    const name = topology === 'star' ? STANDBY : topology;
    if (!(name in properties)) return [];
    return schema
      .alternatives(properties[name])
      .flatMap((mapping) => schema.parameters(mapping))
      .map((entry) => ({ ...entry, name: `${name}.${entry.name}` }));
  };
  // The schema describes all of them in one text: "star: one coordinator. tree: ...".
  const texts = new Map(
    (topology.description ?? '').split(/\. (?=\w+: )/).map((text) => splitAt(text, ': ')),
  );
  return names.map((name) => ({
    name,
    description: texts.get(name) ?? '',
    parameters: [...concerns(name), ...own(name)],
  }));
}

function splitAt(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark);
  return [text.slice(0, index), text.slice(index + mark.length)];
}

async function listScenarios(): Promise<ListedEntry[]> {
  const { shippedScenarios } = await import('./shipped.ts');
  return shippedScenarios();
}

function listModule(entry: EntryDescription): ListedEntry {
  const { name, source, parameters } = entry;
  return {
    name,
    description: describeEntry(entry),
    source,
    parameters: Object.entries(parameters).map(([parameter, spec]) => ({
      name: parameter,
      default: spec.scenarioDefault ?? showValue(spec, spec.default),
      allowed: describeAllowed(spec),
      description: describeParameter(spec),
    })),
  };
}

/** A parameter's value as one would write it in a scenario. */
function showValue({ type }: ParameterSpec, value: number | boolean | string): string {
  if (typeof value !== 'number') return String(value);
  if (type === 'duration') return showDuration(value);
  if (type === 'rate') return `${value}/s`;
  if (type === 'size') return `${value}B`;
  return String(value);
}

function describeAllowed(spec: ParameterSpec): string {
  const { type, min, max, choices } = spec;
  if (type === 'choice') return (choices ?? []).join(' | ');
  if (type === 'boolean') return 'true | false';
  const noun = type === 'integer' ? 'whole number' : type;
  if (min !== undefined && max !== undefined)
    return `${noun}, ${showValue(spec, min)} to ${showValue(spec, max)}`;
  if (min !== undefined) return `${noun}, at least ${showValue(spec, min)}`;
  if (max !== undefined) return `${noun}, at most ${showValue(spec, max)}`;
  return noun;
}
