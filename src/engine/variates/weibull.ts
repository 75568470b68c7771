import { checkNumber, type Distribution } from './distribution.ts';
import { logGamma, logGammaSpread } from './log-gamma.ts';

/** Below it the variance is beyond the range of numbers. */
const SMALLEST_SHAPE = 0.01;

export const weibull: Distribution<'weibull'> = {
  name: 'weibull',
  description: 'lifetimes with a falling (shape below 1) or rising (above 1) failure rate',
  source: 'inversion; Johnson, Kotz, Balakrishnan, "Continuous Univariate Distributions" 1, chapter 21',
  parameters: {
    shape: { type: 'number', description: 'shape; 1 is exponential' },
    scale: { type: 'quantity', description: 'scale: the value that 63.2 % stay below' },
  },
  check: (spec) =>
    checkNumber('shape', spec.shape, { min: SMALLEST_SHAPE }) ?? checkNumber('scale', spec.scale, { min: 0 }),
  create({ shape, scale }) {
    const mean = scale * Math.exp(logGamma(1 + 1 / shape));
    return {
      mean,
      // scale^2 (Gamma(1 + 2/k) - Gamma(1 + 1/k)^2), written so that nothing cancels for a large shape.
      variance: mean === 0 ? 0 : mean * mean * Math.expm1(logGammaSpread(1 / shape)),
      sample: (random) => scale * Math.exp(Math.log(-Math.log1p(-random.uniform())) / shape),
    };
  },
};
