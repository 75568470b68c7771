/**
 * The regularised incomplete beta function and its inverse.
 */
import { checkPositive, StatisticsError } from './errors.ts';
import { log1pMinus, logGamma, stirlingError, type Tails } from './gamma.ts';
import { invertTail } from './inversion.ts';

/** Natural logarithm of the beta function B(a, b), a and b > 0. */
export function logBeta(a: number, b: number): number {
  checkPositive('log beta', 'a', a);
  checkPositive('log beta', 'b', b);
  if (a < 10 && b < 10) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const sum = a + b;
  // Stirling's formula throughout: the large parts of three logarithms cancel on paper instead of in rounding.
  return (
    0.5 * Math.log((2 * Math.PI * sum) / (a * b)) -
    a * Math.log1p(b / a) -
    b * Math.log1p(a / b) +
    (stirlingError(a) + stirlingError(b) - stirlingError(sum))
  );
}

/** x^a y^b / B(a, b) with y = 1 - x, in Loader's saddle-point form (2000), accurate for large a and b too. */
export function betaKernel(a: number, b: number, x: number, y: number): number {
  const sum = a + b;
  const offset = b * x - a * y;
  const exponent =
    stirlingError(sum) -
    stirlingError(a) -
    stirlingError(b) +
    a * log1pMinus(offset / a, sum * (x / a)) +
    b * log1pMinus(-offset / b, sum * (y / b));
  return Math.sqrt((a / sum) * (b / (2 * Math.PI))) * Math.exp(exponent);
}

const MAX_TERMS = 100_000;

/** The continued fraction BFRAC of Didonato and Morris (1992, equation 9), by the modified Lentz method. */
function betaFraction(a: number, b: number, x: number, y: number): number {
  const tiny = 1e-300;
  const lambda = a * y - b * x;
  let denominator = (a / (a + 1)) * (lambda + 1);
  let c = 1 / tiny;
  let d = 1 / denominator;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const width = a + 2 * n - 1;
    const numerator = ((a + n - 1) / width) * ((a + b + n - 1) / width) * n * (b - n) * x * x;
    denominator = n + (n * (b - n) * x) / width + ((a + n) / (width + 2)) * (lambda + 1 + n * (1 + y));
    d = numerator * d + denominator;
    if (Math.abs(d) < tiny) d = tiny;
    c = denominator + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) return fraction;
  }
  throw new StatisticsError('incomplete beta', 'a + b', a + b, 'small enough for the fraction to converge');
}

/** Both tails of the beta distribution, given x and y = 1 - x separately so that neither loses digits near 0. */
export function betaTails(a: number, b: number, x: number, y: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  const kernel = betaKernel(a, b, x, y);
  const left = (b + 1) * x < (a + 1) * y;
  if (kernel === 0) return left ? { lower: 0, upper: 1 } : { lower: 1, upper: 0 };
  if (left) {
    const lower = Math.min(1, kernel * betaFraction(a, b, x, y));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, kernel * betaFraction(b, a, y, x));
  return { lower: 1 - upper, upper };
}

/** I_x(a, b), the regularised incomplete beta function, for a, b > 0 and x in [0, 1]. */
export function regularisedBeta(x: number, a: number, b: number): number {
  checkPositive('incomplete beta', 'a', a);
  checkPositive('incomplete beta', 'b', b);
  if (!(x >= 0 && x <= 1)) throw new StatisticsError('incomplete beta', 'x', x, 'from 0 to 1');
  return betaTails(a, b, x, 1 - x).lower;
}

/**
 * log(x / (1 - x)) for the x at which the beta distribution has the given lower or upper tail, by Newton's method on the
 * tail's logarithm, which is concave in that variable. Give the smaller of the two tails: it keeps its digits.
 */
export function betaInverseLogit(a: number, b: number, probability: number, lowerTail: boolean): number {
  return invertTail(probability, Math.log(a / b), lowerTail, (u) => {
    const x = u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u));
    const y = u < 0 ? 1 / (1 + Math.exp(u)) : Math.exp(-u) / (1 + Math.exp(-u));
    const tails = betaTails(a, b, x, y);
    const density = x > 0 && y > 0 ? betaKernel(a, b, x, y) : 0;
    return { probability: lowerTail ? tails.lower : tails.upper, density };
  });
}

/** x with I_x(a, b) = p, for a, b > 0 and p in [0, 1]. */
export function regularisedBetaInverse(p: number, a: number, b: number): number {
  checkPositive('incomplete beta inverse', 'a', a);
  checkPositive('incomplete beta inverse', 'b', b);
  if (!(p >= 0 && p <= 1)) throw new StatisticsError('incomplete beta inverse', 'p', p, 'from 0 to 1');
  if (p === 0 || p === 1) return p;
  const u = p <= 0.5 ? betaInverseLogit(a, b, p, true) : betaInverseLogit(a, b, 1 - p, false);
  return u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u));
}
