/**
 * The normal distribution truncated to an interval, exact wherever the interval lies.
 *
 * Ordinarily a draw is an inversion of the distribution function: one uniform number, increasing in it. Where
 * inversion would lose digits, in a tail or in a narrow interval, it is a rejection whose acceptance is at
 * least about 60 %: exponential proposals in the manner of Robert, "Simulation of truncated normal
 * variables", Statistics and Computing 5, 1995, except that they are measured from the bound, so that nothing
 * cancels however far out it is.
 */
import type { RandomSource, Sampler } from '../types.ts';
import { constantSampler } from './constant.ts';
import { checkNumber, type Distribution, type SpecOf } from './distribution.ts';
import { HALF_STEP, normalQuantile } from './normal-quantile.ts';
import { normalProbability, normalSlice } from './normal-slice.ts';

/** Standard deviations from the mean where a tail begins, for the choice of method. */
const TAIL = 4;
/** Width in standard deviations up to which an interval is narrow, for the choice of method. */
const NARROW = 1;
/** Beyond this many standard deviations from the mean, all that can be drawn is the bound itself. */
const UNREACHABLE = 1e100;

type NormalSpec = SpecOf<'normal'>;
type Draw = (random: RandomSource) => number;

function chooseDraw(spec: NormalSpec, low: number, high: number): Draw {
  const { mean, sd, min, max } = spec;
  const width = high - low;
  if (low >= 0 && (low >= TAIL || width <= NARROW)) {
    const distance = boundaryDistance(low, width);
    return (random) => min + sd * distance(random);
  }
  if (high <= 0 && (high <= -TAIL || width <= NARROW)) {
    const distance = boundaryDistance(-high, width);
    return (random) => max - sd * distance(random);
  }
  if (width <= NARROW) return aroundMean(spec);
  // The lower half of the unit interval is finer than the upper: put there the side on which the interval
  // lies.
  if (low + high > 0) {
    const quantile = quantileWithin(-high, -low);
    return (random) => mean - sd * quantile(1 - random.uniform());
  }
  const quantile = quantileWithin(low, high);
  return (random) => mean + sd * quantile(random.uniform());
}

/** The quantile function of a standard normal variate between the bounds. */
function quantileWithin(low: number, high: number): (u: number) => number {
  const below = low === Number.NEGATIVE_INFINITY ? 0 : normalProbability(Number.NEGATIVE_INFINITY, low);
  const within = normalProbability(low, high);
  return (u) => normalQuantile(Math.min(1 - HALF_STEP * 2, below + within * Math.max(u, HALF_STEP)));
}

/**
 * Draws the distance t in [0, width) from a bound that lies `bound` >= 0 standard deviations out, away from
 * the mean. The density is proportional to exp(-bound t) exp(-t^2 / 2): the first factor is proposed, the
 * second accepted.
 */
function boundaryDistance(bound: number, width: number): Draw {
  // Where the first factor is 1 to the last digit, the proposal is uniform.
  const flat = bound * width < 1e-16;
  const mass = -Math.expm1(-bound * width);
  return (random) => {
    for (;;) {
      const u = random.uniform();
      const t = flat ? u * width : Math.min(width, -Math.log1p(-u * mass) / bound);
      if (random.uniform() < Math.exp((-t * t) / 2)) return t;
    }
  };
}

/** For a narrow interval around the mean: uniform proposals, accepted by density. */
function aroundMean({ mean, sd, min, max }: NormalSpec): Draw {
  return (random) => {
    for (;;) {
      const x = min + (max - min) * random.uniform();
      const z = (x - mean) / sd;
      if (random.uniform() < Math.exp((-z * z) / 2)) return x;
    }
  };
}

function createTruncatedNormal(spec: NormalSpec): Sampler {
  const { mean, sd, min, max } = spec;
  if (min === max || sd === 0) return constantSampler(Math.min(Math.max(mean, min), max));
  const low = (min - mean) / sd;
  const high = (max - mean) / sd;
  if (low > UNREACHABLE) return constantSampler(min);
  if (high < -UNREACHABLE) return constantSampler(max);
  // Bounds that are apart by less than a rounding in units of the standard deviation.
  if (low === high) return constantSampler(Math.min(Math.max(mean, min), max));
  const slice = normalSlice(low, high);
  const draw = chooseDraw(spec, low, high);
  const anchor = Math.min(Math.max(mean, min), max);
  return {
    mean: anchor + sd * slice.offset,
    variance: sd * sd * slice.variance,
    sample: (random) => Math.min(max, Math.max(min, draw(random))),
  };
}

function checkNormal(spec: NormalSpec, lowest: number) {
  const problem =
    checkNumber('mean', spec.mean, {}) ??
    checkNumber('sd', spec.sd, { min: 0 }) ??
    checkNumber('min', spec.min, { min: lowest, max: Number.MAX_VALUE, infinite: true }) ??
    checkNumber('max', spec.max, { min: Math.max(spec.min, -Number.MAX_VALUE), infinite: true });
  if (problem || spec.sd > 0 || (spec.mean >= spec.min && spec.mean <= spec.max)) return problem;
  return { path: 'mean', message: `must lie between min and max where sd is 0, but is ${spec.mean}` };
}

export const normal: Distribution<'normal'> = {
  name: 'normal',
  description: 'bell curve cut off at two bounds; mean and sd are those of the curve before the cut',
  source:
    'inversion by Wichura, Algorithm AS 241, 1988; in tails rejection after Robert 1995; moments by quadrature',
  parameters: {
    mean: { type: 'quantity', description: 'mean before the cut' },
    sd: { type: 'quantity', description: 'standard deviation before the cut' },
    min: { type: 'quantity', description: 'smallest value' },
    max: { type: 'quantity', description: 'largest value; may be infinite' },
  },
  check: checkNormal,
  create: createTruncatedNormal,
};
