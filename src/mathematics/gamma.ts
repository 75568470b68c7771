/**
 * The gamma function's logarithm, and the regularised incomplete gamma function.
 */
import { checkPositive, StatisticsError } from './errors.ts';
import { invertTail } from './inversion.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;
const ONE_MINUS_EULER = 0.42278433509846713;

/** Riemann zeta(n) - 1 for n = 2, 3, ... */
const ZETA_MINUS_ONE = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853,
  0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915, 0.00006124813505870483,
  0.00003058823630702049, 0.00001528225940865187, 0.000007637197637899763, 0.00000381729326499984,
  0.000001908212716553939, 9.539620338727962e-7, 4.769329867878064e-7, 2.38450502727733e-7,
  1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
  7.45071178983543e-9, 3.725334024788457e-9,
];

/** B(2n) / (2n (2n - 1)): coefficients of Stirling's series. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
];

/** Where Stirling's series reaches double accuracy with the terms above. */
const STIRLING_FROM = 10;

function stirlingSeries(x: number): number {
  const inverse = 1 / x;
  const square = inverse * inverse;
  let sum = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) sum = sum * square + STIRLING[i];
  return sum * inverse;
}

/** log gamma(2 + w) for |w| <= 1/2, exact in relative terms also at w = 0 (Abramowitz and Stegun 6.1.33). */
function logGammaNearTwo(w: number): number {
  let sum = 0;
  for (let i = ZETA_MINUS_ONE.length - 1; i >= 0; i--) sum = ZETA_MINUS_ONE[i] / (i + 2) - w * sum;
  return w * (ONE_MINUS_EULER + w * sum);
}

/**
 * Natural logarithm of the gamma function for x > 0, to about 1e-15 relative, also around its zeros 1 and 2.
 * Taylor series around 2, recurrence below 10, Stirling's series above (Abramowitz and Stegun 6.1.15, 6.1.33, 6.1.40).
 */
export function logGamma(x: number): number {
  checkPositive('log gamma', 'x', x, true);
  if (x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if (x >= STIRLING_FROM) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingSeries(x);
  if (x < 0.5) return logGammaNearTwo(x) - Math.log(x) - Math.log1p(x);
  if (x < 1.5) return logGammaNearTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let argument = x;
  while (argument > 2.5) {
    argument -= 1;
    product *= argument;
  }
  return Math.log(product) + logGammaNearTwo(argument - 2);
}

/** log(x!) - (x + 1/2) log x + x - log(2 pi)/2: what Stirling's formula misses (Loader 2000). */
export function stirlingError(x: number): number {
  if (x >= STIRLING_FROM) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
}

/**
 * log(1 + t) - t without cancellation, t > -1: log1p(t) = 2 atanh(t / (2 + t)).
 * @param ratio 1 + t where the caller knows it better than rounding leaves it when t is near -1
 */
export function log1pMinus(t: number, ratio: number = 1 + t): number {
  if (t < -0.5) return Math.log(ratio) - t;
  if (t > 1) return Math.log1p(t) - t;
  const r = t / (2 + t);
  const square = r * r;
  let sum = 0;
  for (let k = 37; k >= 3; k -= 2) sum = sum * square + 1 / k;
  return r * (2 * square * sum - t);
}

/** x^a e^-x / gamma(a) in Loader's saddle-point form, accurate for large a too. */
function gammaKernel(a: number, x: number): number {
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * log1pMinus((x - a) / a, x / a) - stirlingError(a));
}

const MAX_TERMS = 100_000;

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) return sum;
  }
  throw new StatisticsError('incomplete gamma', 'a', a, 'small enough for the series to converge');
}

/** Legendre's continued fraction, by the modified Lentz method (DLMF 8.9.2). */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const coefficient = n * (a - n);
    b += 2;
    d = coefficient * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + coefficient / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) return fraction;
  }
  throw new StatisticsError(
    'incomplete gamma',
    'a',
    a,
    'small enough for the continued fraction to converge',
  );
}

/** Both tails of a distribution at one point; the smaller one is accurate in relative terms. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/** P(a, x) and Q(a, x), the regularised incomplete gamma functions, for a > 0 and x >= 0. */
export function regularisedGamma(a: number, x: number): Tails {
  checkPositive('incomplete gamma', 'a', a);
  if (!(x >= 0)) throw new StatisticsError('incomplete gamma', 'x', x, 'at least 0');
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const kernel = gammaKernel(a, x);
  if (kernel === 0) return x < a ? { lower: 0, upper: 1 } : { lower: 1, upper: 0 };
  if (x < a + 1) {
    const lower = Math.min(1, kernel * lowerSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, kernel * upperFraction(a, x));
  return { lower: 1 - upper, upper };
}

/**
 * x with P(a, x) = p, by Newton's method on the logarithm of the smaller tail as a function of log x, which is concave:
 * it converges from any start.
 */
export function regularisedGammaInverse(a: number, p: number): number {
  checkPositive('incomplete gamma inverse', 'a', a);
  if (!(p >= 0 && p <= 1)) throw new StatisticsError('incomplete gamma inverse', 'p', p, 'from 0 to 1');
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const lowerTail = p <= 0.5;
  const u = invertTail(lowerTail ? p : 1 - p, Math.log(a), lowerTail, (point) => {
    const x = Math.exp(point);
    const tails = regularisedGamma(a, x);
    return { probability: lowerTail ? tails.lower : tails.upper, density: x > 0 ? gammaKernel(a, x) : 0 };
  });
  return Math.exp(u);
}
