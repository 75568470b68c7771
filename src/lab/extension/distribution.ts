/** Distributions of a user's own: from names in a scenario to samplers under watch. */
import type { DistributionSpec, RandomSource, Sampler } from '../../engine/types.ts';
import { withDefaults } from '../../modules/registry.ts';
import type { DistributionEntry } from './definition.ts';
import { Misuse } from './errors.ts';
import { type Guard, show } from './guard.ts';
import { frozenCopy } from './read-only.ts';
import { CALL } from './trace.ts';

type CustomSpec = Extract<DistributionSpec, { kind: 'custom' }>;

/** The sampler that a specification names, or undefined when nobody knows the name. */
export type SamplerOf = (spec: CustomSpec) => Sampler | undefined;

/**
 * A sampler that is checked.
 * @throws ModuleError when there is none
 */
export function checkedSampler(entry: DistributionEntry, guard: Guard, spec: CustomSpec): Sampler {
  const parameters = frozenCopy(withDefaults(entry.parameters, spec.parameters));
  const { made: inner, read: moments } = guard.made(
    ['sample'],
    () => entry.create(parameters),
    ({ mean, variance }) => ({ mean: numberOf(mean), variance: numberOf(variance) }),
  );
  // The stream itself is out of reach, and this source of its numbers runs dry when the call ends.
  let stream: RandomSource | null = null;
  const source: RandomSource = Object.freeze({
    uniform() {
      if (stream === null) throw new Misuse('called uniform() of a random source outside of sample()');
      return stream.uniform();
    },
  });
  const draw = (): unknown => inner.sample(source);
  return {
    ...moments,
    sample(random) {
      stream = random;
      const value = guard.run(CALL.sample, 0, 0, draw);
      stream = null;
      if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
      throw guard.error(CALL.sample, 0, 0, `returned ${show(value)}, not a finite number of at least 0`);
    },
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** A copy of plain data in which every distribution of a user's own has its sampler; the same object where there is none. */
export function withSamplers<Data>(data: Data, samplerOf: SamplerOf): Data {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) {
    // Long lists are of numbers: traces and measured values.
    if (typeof data[0] !== 'object') return data;
    const items = data.map((item: unknown) => withSamplers(item, samplerOf));
    return (items.every((item, index) => item === data[index]) ? data : items) as Data;
  }
  if (isCustom(data)) return { ...data, sampler: samplerOf(data) } as Data;
  const bound = Object.entries(data).map(([key, value]) => [key, withSamplers(value, samplerOf)] as const);
  const changed = bound.some(([key, value]) => value !== (data as Record<string, unknown>)[key]);
  return changed ? (Object.fromEntries(bound) as Data) : data;
}

function isCustom(data: object): data is CustomSpec {
  return (data as { kind?: unknown }).kind === 'custom';
}
