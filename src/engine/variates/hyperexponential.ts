import { AliasTable } from './alias-table.ts';
import { checkNumber, type Distribution } from './distribution.ts';

/** How far the probabilities may add up to something else than 1, as decimal fractions do. */
const SUM_TOLERANCE = 1e-6;

export const hyperexponential: Distribution<'hyperexponential'> = {
  name: 'hyperexponential',
  description: 'one of several exponential branches: more variable than exponential',
  source: 'composition; Harchol-Balter, "Performance Modeling and Design of Computer Systems", chapter 21',
  parameters: {
    branches: { type: 'list', description: 'probability and mean of each branch; probabilities add up to 1' },
  },
  check(spec) {
    if (spec.branches.length === 0) return { path: 'branches', message: 'must not be empty' };
    let sum = 0;
    for (const [index, branch] of spec.branches.entries()) {
      const path = `branches[${index}]`;
      const problem =
        checkNumber(`${path}.probability`, branch.probability, { min: 0, max: 1 }) ??
        checkNumber(`${path}.mean`, branch.mean, { min: 0 });
      if (problem) return problem;
      sum += branch.probability;
    }
    if (Math.abs(sum - 1) <= SUM_TOLERANCE) return null;
    return { path: 'branches', message: `must have probabilities that add up to 1, not ${sum}` };
  },
  create({ branches }) {
    const total = branches.reduce((sum, branch) => sum + branch.probability, 0);
    const means = Float64Array.from(branches, (branch) => branch.mean);
    const table = new AliasTable(branches.map((branch) => branch.probability));
    let mean = 0;
    for (const branch of branches) mean += (branch.probability / total) * branch.mean;
    let variance = 0;
    for (const branch of branches) {
      const deviation = branch.mean - mean;
      variance += (branch.probability / total) * (branch.mean * branch.mean + deviation * deviation);
    }
    return {
      mean,
      variance,
      sample: (random) => means[table.draw(random)] * -Math.log1p(-random.uniform()),
    };
  },
};
