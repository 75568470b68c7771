import { checkNumber, type Distribution } from './distribution.ts';

/**
 * Below it draws leave the range of numbers: the smallest 1 - u of a source of 53 bits, to the power
 * -1/alpha.
 */
export const SMALLEST_ALPHA = 0.1;

export const pareto: Distribution<'pareto'> = {
  name: 'pareto',
  description:
    'power-law tail: P(X > x) = (min/x)^alpha, infinite variance for alpha up to 2, infinite mean up to 1',
  source: 'inversion; Johnson, Kotz, Balakrishnan, "Continuous Univariate Distributions" 1, chapter 20',
  parameters: {
    alpha: { type: 'number', description: 'tail index' },
    min: { type: 'quantity', description: 'smallest value' },
  },
  check: (spec, lowest) =>
    checkNumber('alpha', spec.alpha, { min: SMALLEST_ALPHA }) ??
    checkNumber('min', spec.min, { above: 0, min: lowest }),
  create({ alpha, min }) {
    const mean = alpha > 1 ? (alpha * min) / (alpha - 1) : Number.POSITIVE_INFINITY;
    const relative = min / (alpha - 1);
    return {
      mean,
      variance: alpha > 2 ? (relative * relative * alpha) / (alpha - 2) : Number.POSITIVE_INFINITY,
      sample: (random) => min * Math.exp(-Math.log1p(-random.uniform()) / alpha),
    };
  },
};
