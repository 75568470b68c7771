import { checkNumber, type Distribution } from './distribution.ts';

export const uniform: Distribution<'uniform'> = {
  name: 'uniform',
  description: 'every value between two bounds equally likely',
  source:
    'inversion; moments: Johnson, Kotz, Balakrishnan, "Continuous Univariate Distributions" 2, chapter 26',
  parameters: {
    min: { type: 'quantity', description: 'smallest value' },
    max: { type: 'quantity', description: 'values stay below this' },
  },
  check: (spec, lowest) =>
    checkNumber('min', spec.min, { min: lowest }) ?? checkNumber('max', spec.max, { min: spec.min }),
  create({ min, max }) {
    const width = max - min;
    return {
      mean: min + width / 2,
      variance: (width * width) / 12,
      // Rounding may carry the sum just past the upper bound when the width is far smaller than the bounds.
      sample: (random) => Math.min(max, min + width * random.uniform()),
    };
  },
};
