import { randomInteger } from '../random/draws.ts';
import { checkNumbers, type Distribution } from './distribution.ts';

export const empirical: Distribution<'empirical'> = {
  name: 'empirical',
  description: 'one of the values measured, all equally likely',
  source: 'the empirical distribution function; moments are those of the values themselves (divisor n)',
  parameters: { values: { type: 'list', description: 'the values measured, or the column of a file' } },
  check: (spec, lowest) => checkNumbers('values', spec.values, { min: lowest }),
  create(spec) {
    const values = Float64Array.from(spec.values);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
    return {
      mean,
      variance: squares / values.length,
      sample: (random) => values[randomInteger(random, values.length)],
    };
  },
};
