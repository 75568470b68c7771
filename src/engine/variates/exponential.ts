import { checkNumber, type Distribution } from './distribution.ts';

export const exponential: Distribution<'exponential'> = {
  name: 'exponential',
  description: 'memoryless: the time to the next event of a Poisson process',
  source: 'inversion, with log1p(-u) because u = 0 occurs and u = 1 does not; Devroye 1986, section II.2',
  parameters: { mean: { type: 'quantity', description: 'mean' } },
  check: (spec) => checkNumber('mean', spec.mean, { min: 0 }),
  create({ mean }) {
    return { mean, variance: mean * mean, sample: (random) => -mean * Math.log1p(-random.uniform()) };
  },
};
