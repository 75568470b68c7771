/**
 * The hypergeometric distribution: how many of `marked` among `total` are in a sample of `drawn`, taken without putting back.
 */
import { binomialProbability } from './binomial.ts';
import { checkCount, StatisticsError } from './errors.ts';

/** An urn, and how many are taken from it. */
export interface Draw {
  readonly total: number;
  readonly marked: number;
  readonly drawn: number;
}

const STATISTIC = 'hypergeometric distribution';

function check({ total, marked, drawn }: Draw): void {
  checkCount(STATISTIC, 'total', total, 0);
  for (const [argument, value] of [
    ['marked', marked],
    ['drawn', drawn],
  ] as const) {
    checkCount(STATISTIC, argument, value, 0);
    if (value > total) throw new StatisticsError(STATISTIC, argument, value, `at most ${total}, the total`);
  }
}

const fewest = ({ total, marked, drawn }: Draw) => Math.max(0, marked + drawn - total);
const most = ({ marked, drawn }: Draw) => Math.min(marked, drawn);

/**
 * P(X = k), as three binomial probabilities of one rate, which cancels: the large logarithms of factorials do so on paper instead of in
 * rounding (Loader 2000).
 */
function probability(k: number, { total, marked, drawn }: Draw): number {
  const rate = drawn / total;
  return (
    (binomialProbability(k, marked, rate) * binomialProbability(drawn - k, total - marked, rate)) /
    binomialProbability(drawn, total, rate)
  );
}

/** Terms that no longer change the sum of those before. */
const NEGLIGIBLE = 1e-17;

/** P(X >= k). The smaller of the two tails is summed, from its largest term on: it keeps its digits. */
export function hypergeometricUpper(k: number, draw: Draw): number {
  check(draw);
  if (Number.isNaN(k)) throw new StatisticsError(STATISTIC, 'k', k, 'a number');
  const from = Math.ceil(k);
  if (from <= fewest(draw)) return 1;
  if (from > most(draw)) return 0;
  const { total, marked, drawn } = draw;
  const unmarked = total - marked;
  if (from > (marked / total) * drawn) {
    let term = probability(from, draw);
    let sum = term;
    for (let x = from; x < most(draw) && term > NEGLIGIBLE * sum; x++) {
      term *= ((marked - x) / (x + 1)) * ((drawn - x) / (unmarked - drawn + x + 1));
      sum += term;
    }
    return Math.min(1, sum);
  }
  let term = probability(from - 1, draw);
  let sum = term;
  for (let x = from - 1; x > fewest(draw) && term > NEGLIGIBLE * sum; x--) {
    term *= (x / (marked - x + 1)) * ((unmarked - drawn + x) / (drawn - x + 1));
    sum += term;
  }
  return Math.max(0, 1 - sum);
}
