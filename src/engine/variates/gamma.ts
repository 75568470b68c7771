import type { RandomSource, Sampler } from '../types.ts';
import { checkNumber, type Distribution } from './distribution.ts';
import { standardNormal } from './normal-quantile.ts';

/** Below it most draws underflow to 0. */
const SMALLEST_SHAPE = 0.01;

/** A gamma sampler. Several draws per sample, on average about 2.1, or 3.1 for a shape below 1. */
export function gammaSampler(shape: number, mean: number): Sampler {
  const scale = mean / shape;
  const moments = { mean, variance: mean * scale };
  if (shape >= 1) {
    const draw = standardGamma(shape);
    return { ...moments, sample: (random) => scale * draw(random) };
  }
  // Gamma(k) is Gamma(k + 1) times an independent u^(1/k): Marsaglia and Tsang, section 8.
  const draw = standardGamma(shape + 1);
  return {
    ...moments,
    sample: (random) => scale * draw(random) * Math.exp(Math.log1p(-random.uniform()) / shape),
  };
}

/**
 * Draws of scale 1 for a shape of at least 1: a cubed normal variate, accepted with probability above 0.95.
 */
function standardGamma(shape: number): (random: RandomSource) => number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return (random) => {
    for (;;) {
      const x = standardNormal(random);
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = random.uniform();
      const xSquared = x * x;
      if (u < 1 - 0.0331 * xSquared * xSquared) return d * v;
      if (Math.log(u) < xSquared / 2 + d * (1 - v + Math.log(v))) return d * v;
    }
  };
}

export const gamma: Distribution<'gamma'> = {
  name: 'gamma',
  description: 'from more variable (shape below 1) to less variable (above 1) than exponential',
  source: 'Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26, 2000',
  parameters: {
    shape: { type: 'number', description: 'shape; the coefficient of variation is 1 / sqrt(shape)' },
    mean: { type: 'quantity', description: 'mean' },
  },
  check: (spec) =>
    checkNumber('shape', spec.shape, { min: SMALLEST_SHAPE }) ?? checkNumber('mean', spec.mean, { min: 0 }),
  create: (spec) => gammaSampler(spec.shape, spec.mean),
};
