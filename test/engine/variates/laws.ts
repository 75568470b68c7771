/**
 * Distributions to test, each with its distribution function, written independently of the samplers.
 */
import type { DistributionSpec } from '../../../src/engine/types.ts';

/** P(Z > x) / density(x) of a standard normal Z for x >= 0: Taylor series near 0, Laplace's continued fraction beyond. */
function millsRatio(x: number): number {
  if (x > 4) {
    let fraction = x;
    for (let k = 60; k >= 1; k--) fraction = x + k / fraction;
    return 1 / fraction;
  }
  let term = x;
  let series = x;
  for (let n = 1; n < 100; n++) {
    term *= (x * x) / (2 * n + 1);
    series += term;
  }
  return Math.sqrt(Math.PI / 2) * Math.exp((x * x) / 2) - series;
}

/** P(Z <= x) of a standard normal Z. */
function normalCdf(x: number): number {
  const upper = (millsRatio(Math.abs(x)) * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
  return x < 0 ? upper : 1 - upper;
}

function truncatedNormalCdf(low: number, high: number) {
  const mass = normalCdf(high) - normalCdf(low);
  return (z: number) => (normalCdf(z) - normalCdf(low)) / mass;
}

/** For `bound` > 0, the distribution of the distance beyond it, cut off at `width`; works where the tail underflows. */
function tailCdf(bound: number, width: number) {
  const survival = (t: number) =>
    t === Number.POSITIVE_INFINITY
      ? 0
      : (millsRatio(bound + t) / millsRatio(bound)) * Math.exp(-t * (bound + t / 2));
  return (t: number) => (1 - survival(t)) / (1 - survival(width));
}

/** Regularised lower incomplete gamma function by its power series, all of whose terms are positive. */
function gammaCdf(shape: number, x: number): number {
  if (x <= 0) return 0;
  // Gamma(shape + 1) by Stirling's series, after shifting the argument beyond 20.
  let shifted = shape + 1;
  let logProduct = 0;
  while (shifted < 20) logProduct += Math.log(shifted++);
  const inverse = 1 / shifted;
  const stirling =
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    Math.log(2 * Math.PI) / 2 +
    inverse / 12 -
    inverse ** 3 / 360;
  let term = 1;
  let series = 1;
  for (let n = 1; term > series * 1e-17; n++) {
    term *= x / (shape + n);
    series += term;
  }
  return series * Math.exp(shape * Math.log(x) - x - (stirling - logProduct));
}

function triangularCdf(min: number, mode: number, max: number) {
  return (x: number) =>
    x < mode
      ? ((x - min) * (x - min)) / ((max - min) * (mode - min))
      : 1 - ((max - x) * (max - x)) / ((max - min) * (max - mode));
}

const exponentialCdf = (mean: number) => (x: number) => 1 - Math.exp(-x / mean);

function lognormalCdf(mean: number, cv: number) {
  const variance = Math.log(1 + cv * cv);
  return (x: number) => normalCdf((Math.log(x / mean) + variance / 2) / Math.sqrt(variance));
}

export interface Law {
  readonly spec: DistributionSpec;
  readonly cdf: (x: number) => number;
  readonly support: readonly [number, number];
  /** The fourth moment is large or infinite: too few samples to check the variance by. */
  readonly heavy?: boolean;
}

const normalLaw = (mean: number, sd: number, min: number, max: number, cdf: (x: number) => number): Law => ({
  spec: { kind: 'normal', mean, sd, min, max },
  cdf,
  support: [min, max],
});

const tailBeyond10 = tailCdf(10, Number.POSITIVE_INFINITY);
const tailBeyond1000 = tailCdf(1000, Number.POSITIVE_INFINITY);
const slice10to11 = tailCdf(10, 1);
const positiveOfTwo = truncatedNormalCdf(-2, 9);
const middle = truncatedNormalCdf(-1.5, 0.5);
const aroundMean = truncatedNormalCdf(-0.2, 0.3);
const narrowSide = truncatedNormalCdf(0.5, 0.75);
const wideSide = truncatedNormalCdf(1, 5);

/** Every way in which a truncated normal is drawn, on both sides of the mean. */
export const NORMAL_LAWS: readonly Law[] = [
  normalLaw(0, 1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, normalCdf),
  normalLaw(4, 2, 0, Number.POSITIVE_INFINITY, (x) => positiveOfTwo((x - 4) / 2)),
  normalLaw(5, 2, 2, 6, (x) => middle((x - 5) / 2)),
  normalLaw(5, 10, 3, 8, (x) => aroundMean((x - 5) / 10)),
  normalLaw(0, 4, 2, 3, (x) => narrowSide(x / 4)),
  normalLaw(10, 4, 7, 8, (x) => 1 - narrowSide((10 - x) / 4)),
  normalLaw(0, 2, 2, 10, (x) => wideSide(x / 2)),
  normalLaw(12, 2, 2, 10, (x) => 1 - wideSide((12 - x) / 2)),
  normalLaw(-10, 1, 0, Number.POSITIVE_INFINITY, tailBeyond10),
  normalLaw(20, 2, Number.NEGATIVE_INFINITY, 0, (x) => 1 - tailBeyond10(-x / 2)),
  normalLaw(0, 1, 10, 11, (x) => slice10to11(x - 10)),
  normalLaw(-1000, 1, 0, Number.POSITIVE_INFINITY, tailBeyond1000),
];

/** Distributions with a density. */
export const CONTINUOUS_LAWS: readonly Law[] = [
  { spec: { kind: 'uniform', min: 2, max: 5 }, cdf: (x) => (x - 2) / 3, support: [2, 5] },
  { spec: { kind: 'exponential', mean: 3 }, cdf: exponentialCdf(3), support: [0, Number.POSITIVE_INFINITY] },
  ...NORMAL_LAWS,
  {
    spec: { kind: 'lognormal', mean: 2, cv: 0.5 },
    cdf: lognormalCdf(2, 0.5),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'lognormal', mean: 2, cv: 4 },
    cdf: lognormalCdf(2, 4),
    support: [0, Number.POSITIVE_INFINITY],
    heavy: true,
  },
  {
    spec: { kind: 'gamma', shape: 0.2, mean: 3 },
    cdf: (x) => gammaCdf(0.2, (x * 0.2) / 3),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'gamma', shape: 1, mean: 3 },
    cdf: exponentialCdf(3),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'gamma', shape: 7.5, mean: 3 },
    cdf: (x) => gammaCdf(7.5, x * 2.5),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'erlang', stages: 3, mean: 6 },
    cdf: (x) => gammaCdf(3, x / 2),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'erlang', stages: 12, mean: 6 },
    cdf: (x) => gammaCdf(12, x * 2),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'weibull', shape: 0.7, scale: 2 },
    cdf: (x) => 1 - Math.exp(-((x / 2) ** 0.7)),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'weibull', shape: 3, scale: 2 },
    cdf: (x) => 1 - Math.exp(-((x / 2) ** 3)),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'pareto', alpha: 12, min: 2 },
    cdf: (x) => 1 - (2 / x) ** 12,
    support: [2, Number.POSITIVE_INFINITY],
  },
  {
    spec: { kind: 'pareto', alpha: 2.5, min: 2 },
    cdf: (x) => 1 - (2 / x) ** 2.5,
    support: [2, Number.POSITIVE_INFINITY],
    heavy: true,
  },
  {
    spec: { kind: 'bounded_pareto', alpha: 1.1, min: 2, max: 200 },
    cdf: (x) => (1 - (2 / x) ** 1.1) / (1 - 0.01 ** 1.1),
    support: [2, 200],
  },
  {
    spec: { kind: 'bounded_pareto', alpha: 2, min: 1, max: 1.1 },
    cdf: (x) => (1 - x ** -2) / (1 - 1.1 ** -2),
    support: [1, 1.1],
  },
  { spec: { kind: 'triangular', min: 1, mode: 2, max: 6 }, cdf: triangularCdf(1, 2, 6), support: [1, 6] },
  { spec: { kind: 'triangular', min: 1, mode: 6, max: 6 }, cdf: triangularCdf(1, 6, 6), support: [1, 6] },
  {
    spec: {
      kind: 'hyperexponential',
      branches: [
        { probability: 0.9, mean: 1 },
        { probability: 0.1, mean: 20 },
      ],
    },
    cdf: (x) => 0.9 * exponentialCdf(1)(x) + 0.1 * exponentialCdf(20)(x),
    support: [0, Number.POSITIVE_INFINITY],
  },
  {
    spec: {
      kind: 'mixture',
      components: [
        { weight: 3, distribution: { kind: 'uniform', min: 0, max: 4 } },
        { weight: 1, distribution: { kind: 'triangular', min: 2, mode: 3, max: 8 } },
        { weight: 0, distribution: { kind: 'pareto', alpha: 0.5, min: 100 } },
      ],
    },
    cdf: (x) => 0.75 * Math.min(1, x / 4) + 0.25 * (x < 2 ? 0 : triangularCdf(2, 3, 8)(x)),
    support: [0, 8],
  },
];

/** Distributions of given values, with the probability of each. */
export const DISCRETE_LAWS: readonly {
  readonly spec: DistributionSpec;
  readonly values: readonly number[];
  readonly probabilities: readonly number[];
}[] = [
  { spec: { kind: 'constant', value: 7 }, values: [7], probabilities: [1] },
  {
    spec: { kind: 'discrete', values: [1, 5, 10, 2], weights: [1, 0, 6, 3] },
    values: [1, 5, 10, 2],
    probabilities: [0.1, 0, 0.6, 0.3],
  },
  {
    // 1 + 1/2 + 1/3 + 1/4 = 25/12.
    spec: { kind: 'zipf', n: 4, s: 1, step: 3 },
    values: [3, 6, 9, 12],
    probabilities: [12 / 25, 6 / 25, 4 / 25, 3 / 25],
  },
  {
    spec: { kind: 'zipf', n: 3, s: 0, step: 1 },
    values: [1, 2, 3],
    probabilities: [1 / 3, 1 / 3, 1 / 3],
  },
  // Others have no last value: geometric.test.ts.
  { spec: { kind: 'geometric', mean: 2, step: 2 }, values: [2], probabilities: [1] },
  {
    spec: { kind: 'empirical', values: [3, 1, 4, 1, 5], source: 'digits' },
    values: [1, 3, 4, 5],
    probabilities: [0.4, 0.2, 0.2, 0.2],
  },
];
