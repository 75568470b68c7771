/**
 * The logarithm of the gamma function, for moments.
 */

// Lanczos approximation with g = 7 and nine terms: Godfrey's coefficients, "A note on the computation of the
// convergent Lanczos complex gamma approximation", 2001. Relative error of Gamma about 1e-15.
const LANCZOS_G = 7;
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
];

/** log Gamma(x) for x >= 0.5. */
export function logGamma(x: number): number {
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x - 1 + i);
  const t = x - 0.5 + LANCZOS_G;
  return (x - 0.5) * Math.log(t) - t + Math.log(Math.sqrt(2 * Math.PI) * sum);
}

/** Riemann's zeta function at 2, 3, ..., 16. */
const ZETA = [
  1.6449340668482264, 1.2020569031595942, 1.0823232337111381, 1.03692775514337, 1.0173430619844492,
  1.008349277381923, 1.0040773561979444, 1.0020083928260821, 1.0009945751278182, 1.0004941886041194,
  1.000246086553308, 1.0001227133475785, 1.0000612481350586, 1.000030588236307, 1.0000152822594086,
];

/** Up to this argument the series below converges to the last digit. */
const SERIES_LIMIT = 0.04;

/**
 * log Gamma(1 + 2x) - 2 log Gamma(1 + x) for x >= 0, to full relative precision. Near 0 from the series
 * log Gamma(1 + x) = -gamma x + sum over n >= 2 of zeta(n) (-x)^n / n, whose linear terms cancel.
 */
export function logGammaSpread(x: number): number {
  if (x > SERIES_LIMIT) return logGamma(1 + 2 * x) - 2 * logGamma(1 + x);
  let sum = 0;
  let power = -x;
  let double = 2;
  for (let n = 2; n < ZETA.length + 2; n++) {
    power *= -x;
    double *= 2;
    sum += ((double - 2) * ZETA[n - 2] * power) / n;
  }
  return sum;
}
