/**
 * Adjustment of several p-values for having been looked at together.
 */
import { checkProbability } from './errors.ts';

function ascendingOrder(pValues: ArrayLike<number>): number[] {
  for (let i = 0; i < pValues.length; i++) checkProbability('multiplicity', `p[${i}]`, pValues[i]);
  return Array.from({ length: pValues.length }, (_, i) => i).sort((i, j) => pValues[i] - pValues[j] || i - j);
}

/**
 * Holm's adjusted p-values (Scandinavian Journal of Statistics 6, 1979): rejecting those at most alpha keeps the probability of
 * any false rejection at alpha, under any dependence.
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  const adjusted = new Float64Array(pValues.length);
  let highest = 0;
  ascendingOrder(pValues).forEach((index, i) => {
    highest = Math.max(highest, Math.min(1, pValues[index] * (pValues.length - i)));
    adjusted[index] = highest;
  });
  return adjusted;
}

/**
 * Benjamini and Hochberg's adjusted p-values (Journal of the Royal Statistical Society B 57, 1995): rejecting those at most q
 * keeps the expected share of false rejections at q, for independent or positively dependent tests.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const order = ascendingOrder(pValues);
  const adjusted = new Float64Array(pValues.length);
  let lowest = 1;
  for (let i = order.length - 1; i >= 0; i--) {
    lowest = Math.min(lowest, (pValues[order[i]] * order.length) / (i + 1));
    adjusted[order[i]] = lowest;
  }
  return adjusted;
}
