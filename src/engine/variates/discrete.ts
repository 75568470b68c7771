import { AliasTable } from './alias-table.ts';
import { checkNumbers, checkWeights, type Distribution } from './distribution.ts';

export const discrete: Distribution<'discrete'> = {
  name: 'discrete',
  description: 'some given values, each with its weight',
  source: 'alias method: Walker 1977, Vose 1991',
  parameters: {
    values: { type: 'list', description: 'the values' },
    weights: { type: 'list', description: 'weight of each value; they need not add up to 1' },
  },
  check(spec, lowest) {
    const problem =
      checkNumbers('values', spec.values, { min: lowest }) ?? checkWeights('weights', spec.weights);
    if (problem || spec.weights.length === spec.values.length) return problem;
    const message = `must be as many as the ${spec.values.length} values, not ${spec.weights.length}`;
    return { path: 'weights', message };
  },
  create(spec) {
    const values = Float64Array.from(spec.values);
    const table = new AliasTable(spec.weights);
    const total = spec.weights.reduce((sum, weight) => sum + weight, 0);
    let mean = 0;
    for (let index = 0; index < values.length; index++) mean += (spec.weights[index] / total) * values[index];
    let variance = 0;
    for (let index = 0; index < values.length; index++) {
      const deviation = values[index] - mean;
      variance += (spec.weights[index] / total) * deviation * deviation;
    }
    return { mean, variance, sample: (random) => values[table.draw(random)] };
  },
};
