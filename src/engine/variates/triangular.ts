import { constantSampler } from './constant.ts';
import { checkNumber, type Distribution } from './distribution.ts';

export const triangular: Distribution<'triangular'> = {
  name: 'triangular',
  description: 'smallest, most likely and largest value known, nothing else',
  source: 'inversion; Johnson, Kotz, Balakrishnan, "Continuous Univariate Distributions" 2, section 26.9',
  parameters: {
    min: { type: 'quantity', description: 'smallest value' },
    mode: { type: 'quantity', description: 'most likely value' },
    max: { type: 'quantity', description: 'largest value' },
  },
  check: (spec, lowest) =>
    checkNumber('min', spec.min, { min: lowest }) ??
    checkNumber('mode', spec.mode, { min: spec.min }) ??
    checkNumber('max', spec.max, { min: spec.mode }),
  create({ min, mode, max }) {
    const width = max - min;
    const rise = mode - min;
    const fall = max - mode;
    if (width === 0) return constantSampler(min);
    const risingShare = rise / width;
    return {
      mean: min + (width + rise) / 3,
      variance: (width * width - width * rise + rise * rise) / 18,
      sample(random) {
        const u = random.uniform();
        const x =
          u < risingShare ? min + Math.sqrt(u * width * rise) : max - Math.sqrt((1 - u) * width * fall);
        // The difference of the bounds is rounded, and the root with it.
        return Math.min(max, Math.max(min, x));
      },
    };
  },
};
