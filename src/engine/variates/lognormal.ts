import { checkNumber, type Distribution } from './distribution.ts';
import { standardNormal } from './normal-quantile.ts';

/** The square of a coefficient of variation above this overflows. */
const LARGEST_CV = 1e150;

export const lognormal: Distribution<'lognormal'> = {
  name: 'lognormal',
  description: 'the logarithm is normal: typical of human and service times, with a moderately heavy tail',
  source:
    'exponential of a normal variate; Johnson, Kotz, Balakrishnan, "Continuous Univariate Distributions" 1',
  parameters: {
    mean: { type: 'quantity', description: 'mean of the values, not of their logarithms' },
    cv: { type: 'number', description: 'coefficient of variation: standard deviation divided by mean' },
  },
  check: (spec) =>
    checkNumber('mean', spec.mean, { min: 0 }) ?? checkNumber('cv', spec.cv, { min: 0, max: LARGEST_CV }),
  create({ mean, cv }) {
    const sigmaSquared = Math.log1p(cv * cv);
    const sigma = Math.sqrt(sigmaSquared);
    const mu = Math.log(mean) - sigmaSquared / 2;
    return {
      mean,
      variance: mean * cv * (mean * cv),
      sample: (random) => Math.exp(mu + sigma * standardNormal(random)),
    };
  },
};
