import { checkNumber, type Distribution } from './distribution.ts';

export const uniform: Distribution<'uniform'> = {
  name: 'uniform',
  description: 'every value between two bounds equally likely',
  source:
    'inversion; moments: Johnson, Kotz, Balakrishnan, "Continuous Univariate Distributions" 2, chapter 26',
  parameters: {
    min: { type: 'quantity', description: 'smallest value' },
    max: { type: 'quantity', description: 'largest value' },
  },
  check: (spec, lowest) =>
    checkNumber('min', spec.min, { min: lowest }) ?? checkNumber('max', spec.max, { min: spec.min }),
  create({ min, max }) {
    const width = max - min;
    return {
      mean: min + width / 2,
      variance: (width * width) / 12,
      // Never above max: u is at most 1 - 2^-53, so the product is at most the exact width,
      // however the difference of the bounds was rounded.
      sample: (random) => min + width * random.uniform(),
    };
  },
};
