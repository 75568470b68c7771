import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import type { DistributionKind, DistributionSpec } from '../../../src/engine/types.ts';
import { DistributionError } from '../../../src/engine/variates/distribution.ts';
import { DISTRIBUTION_BY_KIND, DISTRIBUTIONS } from '../../../src/engine/variates/distributions.ts';
import { createSampler, validateSpec } from '../../../src/engine/variates/sampler.ts';
import { CONTINUOUS_LAWS, DISCRETE_LAWS } from './laws.ts';

const branches = (...pairs: [number, number][]): DistributionSpec => ({
  kind: 'hyperexponential',
  branches: pairs.map(([probability, mean]) => ({ probability, mean })),
});

const mixture = (...pairs: [number, DistributionSpec][]): DistributionSpec => ({
  kind: 'mixture',
  components: pairs.map(([weight, distribution]) => ({ weight, distribution })),
});

const one: DistributionSpec = { kind: 'constant', value: 1 };

describe('a parameter that makes no sense', () => {
  test.each<[DistributionSpec, string, string]>([
    [{ kind: 'constant', value: -1 }, 'value', 'must be at least 0, not -1'],
    [{ kind: 'constant', value: Number.NaN }, 'value', 'must be a number, not NaN'],
    [{ kind: 'constant', value: Number.POSITIVE_INFINITY }, 'value', 'must be finite, not Infinity'],
    [{ kind: 'constant', value: '3' as unknown as number }, 'value', 'must be a number, not 3'],
    [{ kind: 'uniform', min: -1, max: 2 }, 'min', 'must be at least 0, not -1'],
    [{ kind: 'uniform', min: 3, max: 2 }, 'max', 'must be at least 3, not 2'],
    [{ kind: 'uniform', min: 3, max: Number.POSITIVE_INFINITY }, 'max', 'must be finite, not Infinity'],
    [{ kind: 'exponential', mean: -2 }, 'mean', 'must be at least 0, not -2'],
    [{ kind: 'normal', mean: Number.NaN, sd: 1, min: 0, max: 1 }, 'mean', 'must be a number, not NaN'],
    [{ kind: 'normal', mean: 1, sd: -1, min: 0, max: 1 }, 'sd', 'must be at least 0, not -1'],
    [{ kind: 'normal', mean: 1, sd: 1, min: -1, max: 1 }, 'min', 'must be at least 0, not -1'],
    [{ kind: 'normal', mean: 1, sd: 1, min: 2, max: 1 }, 'max', 'must be at least 2, not 1'],
    [{ kind: 'normal', mean: 1, sd: 1, min: 0, max: Number.NaN }, 'max', 'must be a number, not NaN'],
    [
      { kind: 'normal', mean: 3, sd: 0, min: 0, max: 1 },
      'mean',
      'must lie between min and max where sd is 0, but is 3',
    ],
    [{ kind: 'lognormal', mean: -1, cv: 1 }, 'mean', 'must be at least 0, not -1'],
    [{ kind: 'lognormal', mean: 1, cv: -1 }, 'cv', 'must be at least 0, not -1'],
    [{ kind: 'gamma', shape: 0, mean: 1 }, 'shape', 'must be at least 0.01, not 0'],
    [{ kind: 'gamma', shape: 1, mean: -1 }, 'mean', 'must be at least 0, not -1'],
    [{ kind: 'erlang', stages: 1.5, mean: 1 }, 'stages', 'must be an integer, not 1.5'],
    [{ kind: 'erlang', stages: 0, mean: 1 }, 'stages', 'must be at least 1, not 0'],
    [{ kind: 'erlang', stages: 2, mean: -1 }, 'mean', 'must be at least 0, not -1'],
    [{ kind: 'weibull', shape: 0, scale: 1 }, 'shape', 'must be at least 0.01, not 0'],
    [{ kind: 'weibull', shape: 1, scale: -1 }, 'scale', 'must be at least 0, not -1'],
    [{ kind: 'pareto', alpha: 0, min: 1 }, 'alpha', 'must be at least 0.1, not 0'],
    [{ kind: 'pareto', alpha: 1, min: 0 }, 'min', 'must be greater than 0, not 0'],
    [{ kind: 'bounded_pareto', alpha: -1, min: 1, max: 2 }, 'alpha', 'must be at least 0.1, not -1'],
    [{ kind: 'bounded_pareto', alpha: 1, min: 0, max: 2 }, 'min', 'must be greater than 0, not 0'],
    [{ kind: 'bounded_pareto', alpha: 1, min: 3, max: 2 }, 'max', 'must be at least 3, not 2'],
    [{ kind: 'triangular', min: -1, mode: 2, max: 3 }, 'min', 'must be at least 0, not -1'],
    [{ kind: 'triangular', min: 1, mode: 0, max: 3 }, 'mode', 'must be at least 1, not 0'],
    [{ kind: 'triangular', min: 1, mode: 2, max: 1 }, 'max', 'must be at least 2, not 1'],
    [branches(), 'branches', 'must not be empty'],
    [branches([1.5, 1]), 'branches[0].probability', 'must be at most 1, not 1.5'],
    [branches([0.5, 1], [0.5, -1]), 'branches[1].mean', 'must be at least 0, not -1'],
    [branches([0.5, 1], [0.25, 1]), 'branches', 'must have probabilities that add up to 1, not 0.75'],
    [mixture(), 'components', 'must not be empty'],
    [mixture([1, one], [-1, one]), 'components[1].weight', 'must be at least 0, not -1'],
    [mixture([0, one], [0, one]), 'components', 'must have a sum that is positive and finite, not 0'],
    [
      mixture([1, one], [1, mixture([1, { kind: 'exponential', mean: -1 }])]),
      'components[1].distribution.components[0].distribution.mean',
      'must be at least 0, not -1',
    ],
    [{ kind: 'discrete', values: [], weights: [] }, 'values', 'must not be empty'],
    [{ kind: 'discrete', values: [1, -1], weights: [1, 1] }, 'values[1]', 'must be at least 0, not -1'],
    [{ kind: 'discrete', values: [1, 2], weights: [1, -1] }, 'weights[1]', 'must be at least 0, not -1'],
    [
      { kind: 'discrete', values: [1, 2], weights: [0, 0] },
      'weights',
      'must have a sum that is positive and finite, not 0',
    ],
    [{ kind: 'discrete', values: [1, 2], weights: [1] }, 'weights', 'must be as many as the 2 values, not 1'],
    [{ kind: 'zipf', n: 0, s: 1, step: 1 }, 'n', 'must be at least 1, not 0'],
    [{ kind: 'zipf', n: 1.5, s: 1, step: 1 }, 'n', 'must be an integer, not 1.5'],
    [{ kind: 'zipf', n: 5, s: -1, step: 1 }, 's', 'must be at least 0, not -1'],
    [{ kind: 'zipf', n: 5, s: 1, step: -1 }, 'step', 'must be at least 0, not -1'],
    [{ kind: 'empirical', values: [], source: 'a.csv' }, 'values', 'must not be empty'],
    [
      { kind: 'empirical', values: [1, Number.NaN], source: 'a.csv' },
      'values[1]',
      'must be a number, not NaN',
    ],
  ])('%j: %s %s', (spec, path, message) => {
    expect(validateSpec(spec)).toEqual({ path, message });
    const create = () => createSampler(spec);
    expect(create).toThrow(DistributionError);
    expect(create).toThrow(
      expect.objectContaining({
        kind: spec.kind,
        path,
        problem: message,
        message: `${spec.kind} distribution: ${path} ${message}`,
      }),
    );
  });

  test('an unknown kind', () => {
    const spec = { kind: 'toString' } as unknown as DistributionSpec;
    expect(validateSpec(spec)?.path).toBe('kind');
    expect(validateSpec(spec)?.message).toMatch(/^must be one of constant, uniform, .*, not toString$/);
  });
});

describe('what is allowed', () => {
  test.each([...CONTINUOUS_LAWS, ...DISCRETE_LAWS].map((law) => law.spec))('%j', (spec) =>
    expect(validateSpec(spec, Number.NEGATIVE_INFINITY)).toBeNull(),
  );

  test('negative values where the caller says so', () => {
    const spec: DistributionSpec = { kind: 'uniform', min: -2, max: -1 };
    expect(validateSpec(spec, -1.5)).toEqual({ path: 'min', message: 'must be at least -1.5, not -2' });
    expect(createSampler(spec, -2).mean).toBe(-1.5);
  });

  test.each<[DistributionSpec, number]>([
    [{ kind: 'uniform', min: 2, max: 2 }, 2],
    [{ kind: 'exponential', mean: 0 }, 0],
    [{ kind: 'normal', mean: 3, sd: 0, min: 0, max: Number.POSITIVE_INFINITY }, 3],
    [{ kind: 'normal', mean: 3, sd: 1, min: 5, max: 5 }, 5],
    [{ kind: 'normal', mean: 0, sd: 1e-200, min: 1, max: 5 }, 1],
    [{ kind: 'normal', mean: 9, sd: 1e-200, min: 1, max: 5 }, 5],
    [{ kind: 'lognormal', mean: 0, cv: 1 }, 0],
    [{ kind: 'lognormal', mean: 4, cv: 0 }, 4],
    [{ kind: 'gamma', shape: 2, mean: 0 }, 0],
    [{ kind: 'erlang', stages: 2, mean: 0 }, 0],
    [{ kind: 'weibull', shape: 2, scale: 0 }, 0],
    [{ kind: 'weibull', shape: 0.01, scale: 0 }, 0],
    [{ kind: 'bounded_pareto', alpha: 1, min: 3, max: 3 }, 3],
    [{ kind: 'triangular', min: 3, mode: 3, max: 3 }, 3],
    [branches([1, 0]), 0],
    [mixture([1, one], [0, { kind: 'constant', value: 2 }]), 1],
    [{ kind: 'discrete', values: [8, 9], weights: [0, 0.001] }, 9],
  ])('%j is always %d', (spec, value) => {
    const sampler = createSampler(spec);
    const random = new Streams('always', 0).stream(spec.kind);
    for (let i = 0; i < 20; i++) {
      const sample = sampler.sample(random);
      expect(Math.abs(sample - value)).toBeLessThanOrEqual(4e-16 * value);
    }
    expect(Math.abs(sampler.mean - value)).toBeLessThanOrEqual(4e-16 * value);
    expect(sampler.variance).toBe(0);
  });
});

describe('the list of distributions', () => {
  const sample = (kind: DistributionKind) =>
    [...CONTINUOUS_LAWS, ...DISCRETE_LAWS].find((law) => law.spec.kind === kind)?.spec;

  test.each(DISTRIBUTIONS)('$name is described', (entry) => {
    expect(DISTRIBUTION_BY_KIND[entry.name]).toBe(entry);
    expect(entry.description).toMatch(/^[^\n]+[^.\n]$/);
    expect(entry.source).not.toBe('');
    const parameters = Object.keys(sample(entry.name) as object).filter(
      (key) => key !== 'kind' && key !== 'source',
    );
    expect(Object.keys(entry.parameters)).toEqual(parameters);
  });
});
