import { AliasTable } from './alias-table.ts';
import { checkWeights, type Distribution } from './distribution.ts';

export const mixture: Distribution<'mixture'> = {
  name: 'mixture',
  description: 'one of several distributions, chosen by weight for every value',
  source: 'composition; moments by the laws of total expectation and total variance',
  parameters: { components: { type: 'list', description: 'weight and distribution of each component' } },
  check(spec, lowest, checkNested) {
    const weights = spec.components.map((component) => component.weight);
    const problem = checkWeights('components', weights);
    if (problem) {
      return { ...problem, path: problem.path.endsWith(']') ? `${problem.path}.weight` : problem.path };
    }
    for (const [index, component] of spec.components.entries()) {
      const nested = checkNested(component.distribution, lowest);
      if (nested) return { ...nested, path: `components[${index}].distribution.${nested.path}` };
    }
    return null;
  },
  create({ components }, createNested) {
    // A component of weight 0 is never drawn, and its moments may be infinite.
    const drawn = components.filter((component) => component.weight > 0);
    const total = drawn.reduce((sum, component) => sum + component.weight, 0);
    const table = new AliasTable(drawn.map((component) => component.weight));
    const samplers = drawn.map((component) => createNested(component.distribution));
    let mean = 0;
    samplers.forEach((sampler, index) => {
      mean += (drawn[index].weight / total) * sampler.mean;
    });
    let variance = 0;
    samplers.forEach((sampler, index) => {
      const deviation = sampler.mean - mean;
      variance += (drawn[index].weight / total) * (sampler.variance + deviation * deviation);
    });
    if (mean === Number.POSITIVE_INFINITY) variance = Number.POSITIVE_INFINITY;
    return { mean, variance, sample: (random) => samplers[table.draw(random)].sample(random) };
  },
};
