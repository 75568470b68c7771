import { constantSampler } from './constant.ts';
import { checkNumber, type Distribution } from './distribution.ts';
import { SMALLEST_ALPHA } from './pareto.ts';
import { integrate } from './quadrature.ts';

/** Below this squared coefficient of variation, the difference of raw moments has lost too many digits. */
const CANCELLATION = 1e-3;

/** The tail beyond exp(-this) cannot be seen in a sum of double precision. */
const NEGLIGIBLE_EXPONENT = 50;

export const boundedPareto: Distribution<'bounded_pareto'> = {
  name: 'bounded_pareto',
  description: 'power law between two bounds: heavy-tailed sizes and service times with finite moments',
  source: 'inversion; Harchol-Balter, "Performance Modeling and Design of Computer Systems", chapter 20',
  parameters: {
    alpha: { type: 'number', description: 'tail index of the unbounded law' },
    min: { type: 'quantity', description: 'smallest value' },
    max: { type: 'quantity', description: 'largest value' },
  },
  check: (spec, lowest) =>
    checkNumber('alpha', spec.alpha, { min: SMALLEST_ALPHA }) ??
    checkNumber('min', spec.min, { above: 0, min: lowest }) ??
    checkNumber('max', spec.max, { min: spec.min }),
  create({ alpha, min, max }) {
    const span = Math.log(max / min);
    if (span === 0) return constantSampler(min);
    // 1 - (min/max)^alpha: how much of the unbounded law lies within the bounds.
    const mass = -Math.expm1(-alpha * span);
    const { mean, variance } = relativeMoments(alpha, span, mass);
    return {
      mean: min * mean,
      variance: min * min * variance,
      sample: (random) => Math.min(max, min * Math.exp(-Math.log1p(-random.uniform() * mass) / alpha)),
    };
  },
};

/**
 * Mean and variance of X/min. With Y = log(X/min), an exponential of rate alpha cut off at `span`,
 * E[(X/min)^k] = E[exp(kY)].
 */
function relativeMoments(alpha: number, span: number, mass: number): { mean: number; variance: number } {
  const rawMoment = (k: number) => {
    const rate = k - alpha;
    return (alpha / mass) * (rate === 0 ? span : Math.expm1(rate * span) / rate);
  };
  const mean = rawMoment(1);
  const variance = rawMoment(2) - mean * mean;
  if (variance > CANCELLATION * mean * mean) return { mean, variance };
  const excess = Math.log(mean);
  const squaredDeviation = (y: number) => {
    const deviation = mean * Math.expm1(y - excess);
    return deviation * deviation * Math.exp(-alpha * y);
  };
  const end = Math.min(span, NEGLIGIBLE_EXPONENT / alpha);
  return { mean, variance: (alpha / mass) * integrate(squaredDeviation, 0, end) };
}
