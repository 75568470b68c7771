import { checkNumber, type Distribution } from './distribution.ts';
import { gammaSampler } from './gamma.ts';

/** Up to this many stages, multiplying uniforms is faster than the general gamma method. */
const PRODUCT_LIMIT = 8;

export const erlang: Distribution<'erlang'> = {
  name: 'erlang',
  description: 'sum of equal exponential stages: less variable than exponential',
  source: 'logarithm of a product of uniforms, Devroye 1986, section IX.3; beyond 8 stages as gamma',
  parameters: {
    stages: { type: 'integer', description: 'stages; the coefficient of variation is 1 / sqrt(stages)' },
    mean: { type: 'quantity', description: 'mean of the sum' },
  },
  check: (spec) =>
    checkNumber('stages', spec.stages, { integer: true, min: 1 }) ??
    checkNumber('mean', spec.mean, { min: 0 }),
  create({ stages, mean }) {
    if (stages > PRODUCT_LIMIT) return gammaSampler(stages, mean);
    const stageMean = mean / stages;
    return {
      mean,
      variance: mean * stageMean,
      sample(random) {
        let product = 1;
        for (let stage = 0; stage < stages; stage++) product *= 1 - random.uniform();
        return -stageMean * Math.log(product);
      },
    };
  },
};
