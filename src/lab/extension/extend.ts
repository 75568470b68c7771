/** What comes with the program and what a user's modules add to it, for one run; nothing that is shared is changed. */
import { GROUP_DETECTORS } from '../../modules/health/index.ts';
import { type EntryDescription, Registry } from '../../modules/registry.ts';
import { METRICS } from '../../recording/metrics.ts';
import { FAMILIES } from '../../scenario/distribution/families.ts';
import { BUILT_IN, type Registries } from '../../world/core/registries.ts';
import { checkedAlgorithm } from './algorithm.ts';
import type { MetricEntry, ModuleDefinition } from './definition.ts';
import type { ModuleDescription } from './description.ts';
import { checkedDetector } from './detector.ts';
import { checkedSampler, type SamplerOf } from './distribution.ts';
import { ModuleError } from './errors.ts';
import { Guard } from './guard.ts';
import { measureOwn, type ObservedRun, type OwnFigures } from './metric.ts';
import { locatorOf } from './places.ts';
import { checkedPolicy } from './scaling-policy.ts';
import type { CallTrace } from './trace.ts';
import { KINDS, type Kind, ownName, verifyDefinition } from './verify.ts';

/** Everything that the modules of one run add. */
export interface Extension {
  readonly registries: Registries;
  readonly samplerOf: SamplerOf;
  readonly descriptions: readonly ModuleDescription[];
  /** By number in a CallTrace: module and entry, to name a call. */
  readonly entries: readonly { readonly module: string; readonly entry: string }[];
  /** Whether anything is added that decides what happens: metrics only look at what has happened. */
  readonly decides: boolean;
  /** @throws ModuleError */
  measure(observed: ObservedRun): OwnFigures;
}

/**
 * @throws ModuleError when a definition is not one, or a name is taken
 */
export function extend(modules: readonly ModuleDefinition[], trace: CallTrace): Extension {
  const algorithms = new Registry('distribution algorithm', BUILT_IN.algorithms.entries());
  const detectors = new Registry('failure detector', BUILT_IN.detectors.entries());
  const scalingPolicies = new Registry('scaling policy', BUILT_IN.scalingPolicies.entries());
  const metrics: { entry: MetricEntry; guard: Guard }[] = [];
  const samplers = new Map<string, SamplerOf>();
  const entries: { module: string; entry: string }[] = [];
  const taken = takenNames();
  const descriptions = modules.map((given, index) => {
    const name = ownName(given) ?? `module ${index + 1}`;
    const definition = verifyDefinition(given, name);
    const guardOf = (kind: Kind, entryName: string) => {
      const entry = `${KINDS[kind].noun} "${entryName}"`;
      claim(taken[kind], entryName, name, entry);
      entries.push({ module: name, entry });
      return new Guard(name, entry, entries.length - 1, trace, locatorOf(given));
    };
    for (const entry of definition.algorithms ?? [])
      algorithms.add(checkedAlgorithm(entry, guardOf('algorithms', entry.name)));
    for (const entry of definition.detectors ?? [])
      detectors.add(checkedDetector(entry, guardOf('detectors', entry.name)));
    for (const entry of definition.scalingPolicies ?? [])
      scalingPolicies.add(checkedPolicy(entry, guardOf('scalingPolicies', entry.name)));
    for (const entry of definition.metrics ?? [])
      metrics.push({ entry, guard: guardOf('metrics', entry.name) });
    for (const entry of definition.distributions ?? []) {
      const guard = guardOf('distributions', entry.name);
      samplers.set(entry.name, (spec) => checkedSampler(entry, guard, spec));
    }
    return describe(name, definition);
  });
  return {
    registries: { algorithms, detectors, scalingPolicies },
    samplerOf: (spec) => samplers.get(spec.name)?.(spec),
    descriptions,
    entries,
    decides: entries.length > metrics.length,
    measure: (observed) => measureOwn(metrics, observed),
  };
}

/** Names that a module may not give, by kind, with whose they are. */
function takenNames(): Record<Kind, Map<string, string>> {
  const builtIn = (names: readonly string[]) => new Map(names.map((name) => [name, 'the program']));
  return {
    algorithms: builtIn(BUILT_IN.algorithms.names()),
    detectors: builtIn([...BUILT_IN.detectors.names(), ...GROUP_DETECTORS.names(), 'none']),
    scalingPolicies: builtIn(BUILT_IN.scalingPolicies.names()),
    metrics: builtIn(METRICS.map(({ name }) => name)),
    // The loader looks for those of the program first.
    distributions: builtIn(Object.keys(FAMILIES)),
  };
}

function claim(taken: Map<string, string>, name: string, module: string, entry: string): void {
  const owner = taken.get(name);
  if (owner !== undefined) throw new ModuleError(`takes the name of one of ${owner}`, { module, entry });
  taken.set(name, module);
}

function describe(name: string, definition: ModuleDefinition): ModuleDescription {
  const {
    algorithms = [],
    detectors = [],
    scalingPolicies = [],
    distributions = [],
    metrics = [],
  } = definition;
  return {
    name,
    algorithms: algorithms.map((entry) => ({ ...describeEntry(entry), order: entry.order })),
    detectors: detectors.map(describeEntry),
    scalingPolicies: scalingPolicies.map(describeEntry),
    distributions: distributions.map(describeEntry),
    metrics: metrics.map(({ name, unit, description, better }) => ({
      name,
      unit,
      description,
      ...(better === undefined ? {} : { better }),
    })),
  };
}

function describeEntry({ name, description, source, parameters }: EntryDescription): EntryDescription {
  return { name, description, source, parameters };
}
