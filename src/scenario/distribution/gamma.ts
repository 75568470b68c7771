/**
 * The gamma function, for the mean of a Weibull distribution.
 */

/** Coefficients of Lanczos' approximation with g = 7, n = 9 (Godfrey's): 15 digits for positive arguments. */
const G = 7;
const COEFFICIENTS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Gamma(x) for x >= 0.5, through its logarithm. */
export function gamma(x: number): number {
  const z = x - 1;
  let sum = COEFFICIENTS[0];
  for (let index = 1; index < COEFFICIENTS.length; index += 1) sum += COEFFICIENTS[index] / (z + index);
  const t = z + G + 0.5;
  return Math.sqrt(2 * Math.PI) * Math.exp((z + 0.5) * Math.log(t) - t) * sum;
}
