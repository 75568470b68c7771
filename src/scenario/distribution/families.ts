/**
 * The families of distributions that a scenario may name, with every set of parameters each may be given by, and the
 * conversions to the canonical ones.
 */

import { buildEmpirical, buildHyperexponential, buildNormal } from './builders.ts';
import type { DistributionDraft, Draw } from './draft.ts';
import { gamma } from './gamma.ts';
import { NamedValues, quantityOf } from './values.ts';

export interface Family {
  readonly description: string;
  /** The sets of parameters that define it, each on its own. */
  readonly sets: readonly (readonly string[])[];
  readonly optional?: readonly string[];
  /** The key of a value given without one. */
  readonly only?: string;
  readonly example: string;
  /** `set` is the index of the set that was given. */
  build(values: NamedValues, set: number, draw: Draw): DistributionDraft;
}

const positive = { above: 0 };
/** Shape parameters beyond these are slips of the pen, and would overflow the conversions. */
const shapeRange = { min: 0.01, max: 1e6 };
const variationRange = { above: 0, max: 1000 };

export const FAMILIES: Readonly<Record<string, Family>> = {
  constant: {
    description: 'always the same value; a bare value means this',
    sets: [['value']],
    only: 'value',
    example: 'constant(5s)',
    build: (values, _set, { quantity }) => ({ kind: 'constant', value: values.quantity('value', quantity) }),
  },
  uniform: {
    description: 'every value between two bounds equally likely',
    sets: [['min', 'max']],
    example: 'uniform(min=1s, max=3s)',
    build(values, _set, { quantity }) {
      const min = values.quantity('min', quantity);
      const max = values.quantity('max', quantity);
      if (min > max) values.fail('min is larger than max', 'min');
      return { kind: 'uniform', min, max };
    },
  },
  exponential: {
    description: 'memoryless; by its mean, or for durations by its rate',
    sets: [['mean'], ['rate']],
    example: 'exponential(mean=3m)',
    build(values, set, { quantity }) {
      if (set === 0) return { kind: 'exponential', mean: values.quantity('mean', quantity, positive) };
      if (quantity !== 'duration') values.fail('a rate is for durations: give the mean', 'rate');
      return { kind: 'exponential', mean: 1 / values.quantity('rate', 'rate', { min: 1e-9 }) };
    },
  },
  normal: {
    description: 'bell-shaped, drawn again until it falls between min (0 unless given) and max',
    sets: [['mean', 'sd']],
    optional: ['min', 'max'],
    example: 'normal(mean=10s, sd=2s, min=1s)',
    build: buildNormal,
  },
  lognormal: {
    description: 'logarithm is normal: long right tail',
    sets: [
      ['mean', 'cv'],
      ['mean', 'sd'],
      ['median', 'sigma'],
    ],
    example: 'lognormal(mean=4m, cv=0.3)',
    build(values, set, { quantity }) {
      if (set === 2) {
        // mean = median e^(s^2/2), cv^2 = e^(s^2) - 1
        const median = values.quantity('median', quantity, positive);
        const sigma = values.quantity('sigma', 'number', { above: 0, max: 5 });
        const mean = median * Math.exp((sigma * sigma) / 2);
        return { kind: 'lognormal', mean, cv: Math.sqrt(Math.expm1(sigma * sigma)) };
      }
      const mean = values.quantity('mean', quantity, positive);
      if (set === 0) return { kind: 'lognormal', mean, cv: values.quantity('cv', 'number', variationRange) };
      const cv = values.quantity('sd', quantity, positive) / mean;
      if (cv > variationRange.max) values.fail(`sd is more than ${variationRange.max} times the mean`, 'sd');
      return { kind: 'lognormal', mean, cv };
    },
  },
  gamma: {
    description: 'sum of exponential stages, of any shape; cv is the coefficient of variation',
    sets: [
      ['mean', 'cv'],
      ['mean', 'shape'],
    ],
    example: 'gamma(mean=2s, cv=0.5)',
    build(values, set, { quantity }) {
      const mean = values.quantity('mean', quantity, positive);
      if (set === 1) return { kind: 'gamma', shape: values.quantity('shape', 'number', shapeRange), mean };
      const cv = values.quantity('cv', 'number', { min: 0.001, max: 10 });
      return { kind: 'gamma', shape: 1 / (cv * cv), mean };
    },
  },
  erlang: {
    description: 'sum of a whole number of equal exponential stages',
    sets: [['stages', 'mean']],
    example: 'erlang(stages=4, mean=2s)',
    build: (values, _set, { quantity }) => ({
      kind: 'erlang',
      stages: values.quantity('stages', 'integer', { min: 1, max: 1000 }),
      mean: values.quantity('mean', quantity, positive),
    }),
  },
  weibull: {
    description: 'lifetimes; shape below 1 is heavier than exponential, above 1 lighter',
    sets: [
      ['mean', 'shape'],
      ['shape', 'scale'],
    ],
    example: 'weibull(mean=1h, shape=0.7)',
    build(values, set, { quantity }) {
      const shape = values.quantity('shape', 'number', { min: 0.05, max: 1000 });
      if (set === 1) return { kind: 'weibull', shape, scale: values.quantity('scale', quantity, positive) };
      // mean = scale Gamma(1 + 1/shape)
      return {
        kind: 'weibull',
        shape,
        scale: values.quantity('mean', quantity, positive) / gamma(1 + 1 / shape),
      };
    },
  },
  pareto: {
    description: 'power-law tail above min; infinite mean for alpha <= 1, infinite variance for alpha <= 2',
    sets: [
      ['alpha', 'min'],
      ['alpha', 'mean'],
    ],
    example: 'pareto(alpha=2.5, mean=2s)',
    build(values, set, { quantity }) {
      const alpha = values.quantity('alpha', 'number', { min: 0.05, max: 1000 });
      if (set === 0) return { kind: 'pareto', alpha, min: values.quantity('min', quantity, positive) };
      if (alpha <= 1) values.fail('the mean is infinite for alpha of at most 1: give min', 'alpha');
      return {
        kind: 'pareto',
        alpha,
        min: (values.quantity('mean', quantity, positive) * (alpha - 1)) / alpha,
      };
    },
  },
  bounded_pareto: {
    description: 'power law between two bounds',
    sets: [['alpha', 'min', 'max']],
    example: 'bounded_pareto(alpha=1.1, min=10ms, max=100s)',
    build(values, _set, { quantity }) {
      const alpha = values.quantity('alpha', 'number', { min: 0.05, max: 1000 });
      const min = values.quantity('min', quantity, positive);
      const max = values.quantity('max', quantity, positive);
      if (min >= max) values.fail('min is not below max', 'min');
      return { kind: 'bounded_pareto', alpha, min, max };
    },
  },
  triangular: {
    description: 'rises to the mode and falls again',
    sets: [['min', 'mode', 'max']],
    example: 'triangular(min=1s, mode=2s, max=5s)',
    build(values, _set, { quantity }) {
      const [min, mode, max] = ['min', 'mode', 'max'].map((key) => values.quantity(key, quantity));
      if (!(min <= mode && mode <= max && min < max))
        values.fail('min, mode and max are not in ascending order');
      return { kind: 'triangular', min, mode, max };
    },
  },
  hyperexponential: {
    description:
      'one of several exponentials; by its branches, or by mean and cv above 1 with balanced means',
    sets: [['branches'], ['mean', 'cv']],
    example: 'hyperexponential(mean=2s, cv=3)',
    build: buildHyperexponential,
  },
  mixture: {
    description: 'one of several distributions, chosen by weight',
    sets: [['components']],
    example:
      'mixture(components=[{weight=9, distribution=exponential(mean=1s)}, {weight=1, distribution=30s}])',
    build(values, _set, { nested }) {
      const components = values.list('components').map((item) => {
        const component = NamedValues.ofMapping(item, 'a component');
        component.oneOf([['weight', 'distribution']]);
        const weight = component.quantity('weight', 'number', { above: 0, max: 1e9 });
        return { weight, distribution: nested(component.term('distribution')) };
      });
      return { kind: 'mixture', components };
    },
  },
  discrete: {
    description: 'one of a list of values, chosen by weight (equal unless given)',
    sets: [['values']],
    optional: ['weights'],
    example: 'discrete(values=[1s, 10s], weights=[9, 1])',
    build(values, _set, { quantity }) {
      const drawn = values.list('values').map((item) => quantityOf(item, quantity));
      const weights = values.has('weights')
        ? values.list('weights').map((item) => quantityOf(item, 'number', { min: 0, max: 1e9 }))
        : drawn.map(() => 1);
      if (weights.length !== drawn.length) values.fail('there must be as many weights as values', 'weights');
      if (!weights.some((weight) => weight > 0))
        values.fail('at least one weight must be above 0', 'weights');
      return { kind: 'discrete', values: drawn, weights };
    },
  },
  zipf: {
    description: 'ranks 1 to n times a step (1 for numbers), the k-th in proportion to 1/k^s',
    sets: [['n', 's']],
    optional: ['step'],
    example: 'zipf(n=1000, s=1, step=1s)',
    build(values, _set, { quantity }) {
      const n = values.quantity('n', 'integer', { min: 1, max: 10_000_000 });
      const s = values.quantity('s', 'number', { min: 0, max: 100 });
      if (quantity !== 'number' && !values.has('step'))
        values.fail('ranks are numbers: give the step, what the first one stands for', 'n');
      return {
        kind: 'zipf',
        n,
        s,
        step: values.has('step') ? values.quantity('step', quantity, positive) : 1,
      };
    },
  },
  geometric: {
    description:
      'whole numbers from 1 times a step (1 for numbers), each further one with the same probability',
    sets: [['mean']],
    optional: ['step'],
    example: 'geometric(mean=4s, step=1s)',
    build(values, _set, { quantity }) {
      if (quantity !== 'number' && !values.has('step'))
        values.fail('multiples are numbers: give the step, what 1 stands for', 'mean');
      const step = values.has('step') ? values.quantity('step', quantity, positive) : 1;
      const mean = values.quantity('mean', quantity, positive);
      if (mean < step || mean > 1e9 * step)
        values.fail('mean must be 1 to 1000000000 times the step', 'mean');
      return { kind: 'geometric', mean, step };
    },
  },
  empirical: {
    description:
      'drawn from measured values: a list, or a column of a CSV file (unit: what its bare numbers are)',
    sets: [['values'], ['file', 'column']],
    optional: ['unit'],
    example: 'empirical(file=service.csv, column=seconds)',
    build: buildEmpirical,
  },
};
