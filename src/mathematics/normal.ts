/**
 * The normal distribution and the error function, to full double accuracy in both tails.
 */
import { checkProbability } from './errors.ts';

const SQRT_TWO = Math.SQRT2;
const SQRT_TWO_PI = 2.5066282746310007;
const TWO_OVER_SQRT_PI = 1.1283791670955126;

/**
 * Chebyshev coefficients of (1 + 2x) exp(x^2) erfc(x) in (x - 3.75) / (x + 3.75), x >= 0: the form of Shepherd and
 * Laframboise (Mathematics of Computation 36, 1981), coefficients computed anew in 40-digit arithmetic. The first is halved.
 */
const SCALED_ERFC = [
  1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753,
  0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -0.00006916973302501207,
  0.00000413902798607301, 7.74038306619849e-7, -2.1886401049234397e-7, 1.076499946567091e-8,
  4.521959811218287e-9, -7.754400208831351e-10, -6.318088340886684e-11, 2.86879501093067e-11,
  1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14, 3.3478119482868056e-14,
  -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17, 5.068148904796111e-17,
  -2.2370566594359995e-18, -2.187342944303018e-18,
];

/** exp(x^2) erfc(x) for x >= 0. */
function scaledErfc(x: number): number {
  const t = (x - 3.75) / (x + 3.75);
  let next = 0;
  let current = 0;
  for (let i = SCALED_ERFC.length - 1; i > 0; i--) {
    const value = 2 * t * current - next + SCALED_ERFC[i];
    next = current;
    current = value;
  }
  return (t * current - next + SCALED_ERFC[0]) / (1 + 2 * x);
}

/** exp(-factor x^2) with x^2 split into an exact and a small part, since the rounding of x^2 would be magnified. */
function expMinusSquare(x: number, factor: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-factor * head * head) * Math.exp(-factor * (x - head) * (x + head));
}

/** The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export function erf(x: number): number {
  if (Math.abs(x) > 1) return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
  // Abramowitz and Stegun 7.1.6: all terms have one sign, so nothing cancels.
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
}

/** The complementary error function 1 - erf(x), to about 1e-15 relative. */
export function erfc(x: number): number {
  if (x < 0.25) return x < -1 ? 2 - erfc(-x) : 1 - erf(x);
  if (x > 27.3) return 0;
  return expMinusSquare(x, 1) * scaledErfc(x);
}

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  const size = Math.abs(x);
  return size > 39 ? 0 : expMinusSquare(size, 0.5) / SQRT_TWO_PI;
}

/** P(Z <= x) for a standard normal Z; the lower tail keeps its relative accuracy down to the smallest double. */
export function normalCdf(x: number): number {
  if (Math.abs(x) < 0.35) return 0.5 + 0.5 * erf(x / SQRT_TWO);
  const size = Math.abs(x);
  const tail = size > 39 ? 0 : 0.5 * expMinusSquare(size, 0.5) * scaledErfc(size / SQRT_TWO);
  return x < 0 ? tail : 1 - tail;
}

/** Start for the iteration, to 4.5e-4 (Abramowitz and Stegun 26.2.23); p in (0, 1/2]. */
function roughQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  return (
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
  );
}

/**
 * x with P(Z <= x) = p for a standard normal Z; -Infinity and Infinity at 0 and 1. A rational start, then Halley steps:
 * on the distribution function's excess over 1/2 in the middle, on the tail's ratio to p outside, so that the answer is
 * accurate to a few units in the last place everywhere.
 */
export function normalQuantile(p: number): number {
  checkProbability('normal quantile', 'p', p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p > 0.75) return -normalQuantile(1 - p);
  if (p === 0.5) return 0;
  let x = p < 0.5 ? roughQuantile(p) : -roughQuantile(1 - p);
  for (let i = 0; i < 3; i++) {
    const density = normalDensity(x);
    if (density === 0) break;
    const excess = p >= 0.25 ? 0.5 * erf(x / SQRT_TWO) - (p - 0.5) : normalCdf(x) - p;
    const newton = excess / density;
    // Halley: the second derivative of the distribution function is -x times the first.
    const step = newton / (1 + 0.5 * x * newton);
    x -= step;
    if (Math.abs(step) <= 1e-9 * Math.abs(x)) break;
  }
  return x;
}
