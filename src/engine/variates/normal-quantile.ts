/**
 * The quantile function of the standard normal distribution, and normal variates by inversion: one uniform
 * number each, increasing in it, so that two systems fed by the same stream stay in step.
 */
import type { RandomSource } from '../types.ts';

// Coefficients of the three rational functions, highest power first: Wichura, Algorithm AS 241 (PPND16),
// Applied Statistics 37, 1988. Relative error below 1e-15 for p >= 1e-300.
function central(r: number): number {
  return (
    (((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
      13731.69376550946) *
      r +
      1971.5909503065513) *
      r +
      133.14166789178438) *
      r +
      3.3871328727963665) /
    (((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) *
      r +
      5394.196021424751) *
      r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
      1)
  );
}

function intermediate(r: number): number {
  return (
    (((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r +
      1.2704582524523684) *
      r +
      3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
      1.4234371107496835) /
    (((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r +
      0.14810397642748008) *
      r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
      1)
  );
}

function extreme(r: number): number {
  return (
    (((((((2.0103343992922881e-7 * r + 0.000027115555687434876) * r + 0.0012426609473880784) * r +
      0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
      6.657904643501103) /
    (((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 0.000018463183175100548) * r +
      0.0007868691311456133) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
      1)
  );
}

/** z with P(Z <= z) = p for a standard normal Z. -Infinity at p = 0, Infinity at 1, NaN outside [0, 1]. */
export function normalQuantile(p: number): number {
  const fromMiddle = p - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) return fromMiddle * central(0.180625 - fromMiddle * fromMiddle);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(fromMiddle < 0 ? p : 1 - p));
  const z = r <= 5 ? intermediate(r - 1.6) : extreme(r - 5);
  return fromMiddle < 0 ? -z : z;
}

/** Stands for u = 0, whose quantile would be infinite: half the distance to the next uniform number. */
export const HALF_STEP = 1 / 0x40_0000_0000_0000;

/** A standard normal variate, between -8.3 and 8.3 because its source has 53 bits. One draw. */
export function standardNormal(random: RandomSource): number {
  const u = random.uniform();
  return normalQuantile(u === 0 ? HALF_STEP : u);
}
