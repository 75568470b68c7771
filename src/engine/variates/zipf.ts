import { AliasTable } from './alias-table.ts';
import { checkNumber, type Distribution } from './distribution.ts';

/** The alias table of more values would take longer to make than most runs take. */
const MOST_VALUES = 10_000_000;

/** 1 / k^s without powers, which differ between machines. */
function weightOf(rank: number, exponent: number): number {
  return Math.exp(-exponent * Math.log(rank));
}

export const zipf: Distribution<'zipf'> = {
  name: 'zipf',
  description: 'ranks 1 to n, the k-th with a probability proportional to 1/k^s, each times a step',
  source: 'Zipf 1949; alias method: Walker 1977, Vose 1991',
  parameters: {
    n: { type: 'integer', description: 'number of ranks' },
    s: { type: 'number', description: 'exponent: 0 makes all alike, 1 is the law of Zipf' },
    step: { type: 'quantity', description: 'what the first rank stands for' },
  },
  check(spec, lowest) {
    return (
      checkNumber('n', spec.n, { min: 1, max: MOST_VALUES, integer: true }) ??
      checkNumber('s', spec.s, { min: 0, max: 100 }) ??
      checkNumber('step', spec.step, { min: Math.max(0, lowest) })
    );
  },
  create({ n, s, step }) {
    const weights = Array.from({ length: n }, (_, index) => weightOf(index + 1, s));
    const table = new AliasTable(weights);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = weights.reduce((sum, weight, index) => sum + (weight / total) * (index + 1), 0);
    const variance = weights.reduce(
      (sum, weight, index) => sum + (weight / total) * (index + 1 - mean) * (index + 1 - mean),
      0,
    );
    return {
      mean: mean * step,
      variance: variance * step * step,
      sample: (random) => (table.draw(random) + 1) * step,
    };
  },
};
