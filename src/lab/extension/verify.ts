/** Whether what a user's module defines has the shape of a definition: TypeScript alone does not run here. */
import type { ParameterSpec } from '../../modules/registry.ts';
import { firstHidden } from '../../scenario/visible.ts';
import type { ModuleDefinition } from './definition.ts';
import { ModuleError } from './errors.ts';
import { describeThrown, show } from './guard.ts';
import { frozenCopy } from './read-only.ts';

type Loose = Readonly<Record<string, unknown>>;

/** What a module may define: the key of the list, how one of them is called, and what each must have. */
export const KINDS = {
  algorithms: { noun: 'algorithm', method: 'create' },
  detectors: { noun: 'detector', method: 'create' },
  scalingPolicies: { noun: 'scaling policy', method: 'create' },
  metrics: { noun: 'metric', method: 'measure' },
  distributions: { noun: 'distribution', method: 'create' },
} as const;
export type Kind = keyof typeof KINDS;

const NAME = /^[a-z][a-z0-9_]*$/;
const METRIC_NAME = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;
const UNITS: readonly unknown[] = ['seconds', 'count', 'ratio', 'bytes', 'per_second'];
const PARAMETER_TYPES: readonly unknown[] = [
  ...['number', 'integer', 'duration', 'rate', 'ratio', 'size', 'boolean', 'choice'],
];

/** What is read of an entry, besides its method. */
const FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  algorithms: ['source', 'parameters', 'order', 'agentQueue', 'probes', 'lateBinding'],
  detectors: ['source', 'parameters'],
  scalingPolicies: ['source', 'parameters'],
  metrics: ['unit', 'better'],
  distributions: ['source', 'parameters'],
};

/**
 * The definition as it was given, copied: what the module changes in it later has no effect. Everything is read once.
 * @throws ModuleError that says what is missing or wrong, or what was thrown while it was read
 */
export function verifyDefinition(given: unknown, module: string): ModuleDefinition {
  try {
    return verify(copyOf(given), module);
  } catch (error) {
    if (ModuleError.is(error)) throw error;
    throw new ModuleError(`${describeThrown(error, () => null)} while its definition was read`, { module });
  }
}

/** The name that a definition gives itself; null where it gives none, or throws when it is asked. */
export function ownName(given: unknown): string | null {
  try {
    const name = isObject(given) ? given.name : null;
    return typeof name === 'string' && name !== '' ? name : null;
  } catch {
    return null;
  }
}

/** A copy of a definition, right or wrong. */
function copyOf(given: unknown): unknown {
  if (!isObject(given)) return given;
  const copy: Record<string, unknown> = { ...given };
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const entries = copy[kind];
    if (!Array.isArray(entries)) continue;
    copy[kind] = Object.freeze(Array.from(entries, (entry: unknown) => entryCopy(kind, entry)));
  }
  return Object.freeze(copy);
}

function entryCopy(kind: Kind, entry: unknown): unknown {
  if (!isObject(entry)) return entry;
  const { method } = KINDS[kind];
  const copy: Record<string, unknown> = {};
  for (const field of ['name', 'description', ...FIELDS[kind]]) {
    const value = entry[field];
    if (value !== undefined) copy[field] = frozenCopy(value);
  }
  const work = entry[method];
  if (typeof work === 'function') copy[method] = (...words: unknown[]) => Reflect.apply(work, entry, words);
  return Object.freeze(copy);
}

function verify(given: unknown, module: string): ModuleDefinition {
  const fail = (problem: string, entry?: string): never => {
    throw new ModuleError(problem, { module, entry });
  };
  if (!isObject(given)) return fail(`exports ${show(given)} where defineModule({ ... }) is expected`);
  const known = [...Object.keys(KINDS), 'name'];
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) fail(`defines "${unknown}"; known are ${Object.keys(KINDS).join(', ')}`);
  let count = 0;
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const entries = given[kind] ?? [];
    if (!Array.isArray(entries)) return fail(`${kind} is ${show(entries)}, not a list`);
    const names = new Set<unknown>();
    for (const [index, entry] of entries.entries()) {
      const problem = entryProblem(kind, entry);
      const name = isObject(entry) ? entry.name : undefined;
      const label = typeof name === 'string' ? `${KINDS[kind].noun} "${name}"` : `${kind}[${index}]`;
      if (problem !== null) fail(problem, label);
      if (names.has(name)) fail('there are two of this name', label);
      names.add(name);
      count++;
    }
  }
  if (count === 0) fail(`defines nothing: give it one of ${Object.keys(KINDS).join(', ')}`);
  return given as ModuleDefinition;
}

function entryProblem(kind: Kind, entry: unknown): string | null {
  if (!isObject(entry)) return `is ${show(entry)}, not an object`;
  const { method } = KINDS[kind];
  const pattern = kind === 'metrics' ? METRIC_NAME : NAME;
  if (typeof entry.name !== 'string' || !pattern.test(entry.name)) {
    const dots = kind === 'metrics' ? ', with dots between words' : '';
    return `has the name ${show(entry.name)}, not lower-case letters, digits and underscores${dots}`;
  }
  if (
    typeof entry.description !== 'string' ||
    entry.description.trim() === '' ||
    firstHidden(entry.description, false)
  )
    return 'has no description, which is one line of text';
  if (typeof entry[method] !== 'function') return `has no method ${method}()`;
  return kind === 'metrics' ? metricProblem(entry) : moduleProblem(kind, entry);
}

function metricProblem({ unit, better }: Loose): string | null {
  if (!UNITS.includes(unit)) return `has the unit ${show(unit)}, not one of ${UNITS.join(', ')}`;
  if (better !== undefined && better !== 'lower' && better !== 'higher')
    return `has better: ${show(better)}, not "lower" or "higher"`;
  return null;
}

function moduleProblem(kind: Kind, entry: Loose): string | null {
  if (typeof entry.source !== 'string') return 'has no source, which is text: where the rule comes from';
  if (!isObject(entry.parameters)) return 'has no parameters; {} stands for none';
  if (kind === 'algorithms' && !['arrival', 'priority', 'rank'].includes(entry.order as string))
    return `has order: ${show(entry.order)}, not "arrival", "priority" or "rank"`;
  for (const [name, spec] of Object.entries(entry.parameters)) {
    const problem = isObject(spec) ? parameterProblem(spec) : `is ${show(spec)}, not an object`;
    if (problem !== null) return `has a parameter "${name}" that ${problem}`;
  }
  return null;
}

function parameterProblem(spec: Loose): string | null {
  const {
    type,
    default: value,
    min,
    max,
    choices,
    description,
    scenarioDefault,
  } = spec as unknown as ParameterSpec;
  if (!PARAMETER_TYPES.includes(type))
    return `has the type ${show(type)}, not one of ${PARAMETER_TYPES.join(', ')}`;
  if (typeof description !== 'string') return 'has no description';
  if (scenarioDefault !== undefined && scenarioDefault !== 'agents.count')
    return `has scenarioDefault: ${show(scenarioDefault)}, not "agents.count"`;
  if (type === 'choice') {
    const isList = Array.isArray(choices) && choices.length > 0;
    if (!isList || !choices.includes(String(value))) return 'has no choices with its default among them';
    return null;
  }
  if (type === 'boolean')
    return typeof value === 'boolean' ? null : `has the default ${show(value)}, not true or false`;
  const bounds = [min ?? -Infinity, value, max ?? Infinity];
  if (bounds.some((bound) => typeof bound !== 'number' || Number.isNaN(bound)))
    return 'has a default or a bound that is no number';
  const [low, given, high] = bounds as number[];
  return low <= given && given <= high ? null : `has the default ${given} outside of its bounds`;
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
