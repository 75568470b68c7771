/**
 * Distributions whose parameters need more than reading.
 */
import type { DistributionDraft, Draw } from './draft.ts';
import { TermError } from './term.ts';
import { NamedValues, quantityOf } from './values.ts';

const positive = { above: 0 };

export function buildNormal(values: NamedValues, _set: number, { quantity }: Draw): DistributionDraft {
  const mean = values.quantity('mean', quantity);
  const sd = values.quantity('sd', quantity, positive);
  const min = values.has('min') ? values.quantity('min', quantity) : 0;
  // Forty standard deviations out there is nothing left to cut off, and the number survives JSON, as infinity does not.
  const max = values.has('max') ? values.quantity('max', quantity) : Math.max(mean, min) + 40 * sd;
  if (min >= max) values.fail('min is not below max', 'min');
  // Rejection must find something: the interval has to reach into three standard deviations around the mean.
  const low = Math.max(min, mean - 3 * sd);
  const high = Math.min(max, mean + 3 * sd);
  if (high - low < sd / 100) values.fail('hardly any draw would fall between min and max');
  return { kind: 'normal', mean, sd, min, max };
}

export function buildHyperexponential(
  values: NamedValues,
  set: number,
  { quantity }: Draw,
): DistributionDraft {
  if (set === 1) {
    const mean = values.quantity('mean', quantity, positive);
    const cv = values.quantity('cv', 'number', { min: 1, max: 1000 });
    // Two branches that contribute half of the mean each: p = (1 + sqrt((c^2 - 1)/(c^2 + 1)))/2.
    const square = cv * cv;
    const larger = (1 + Math.sqrt((square - 1) / (square + 1))) / 2;
    // 1 - larger, without cancellation.
    const smaller = 1 / (square + 1) / (2 * larger);
    const branch = (probability: number) => ({ probability, mean: mean / (2 * probability) });
    return { kind: 'hyperexponential', branches: [branch(larger), branch(smaller)] };
  }
  const branches = values.list('branches').map((item) => {
    const branch = NamedValues.ofMapping(item, 'a branch');
    branch.oneOf([['probability', 'mean']]);
    return {
      probability: branch.quantity('probability', 'ratio', { above: 0, max: 1 }),
      mean: branch.quantity('mean', quantity, positive),
    };
  });
  const sum = branches.reduce((total, { probability }) => total + probability, 0);
  if (Math.abs(sum - 1) > 1e-6)
    values.fail(`the probabilities add up to ${Number(sum.toPrecision(6))}, not to 1`, 'branches');
  return { kind: 'hyperexponential', branches };
}

export function buildEmpirical(values: NamedValues, set: number, { quantity }: Draw): DistributionDraft {
  if (set === 0) {
    if (values.has('unit')) values.fail('unit is for the columns of files', 'unit');
    const drawn = values.list('values').map((item) => quantityOf(item, quantity));
    return { kind: 'empirical', values: drawn, source: 'scenario' };
  }
  const file = values.text('file');
  const column = values.text('column');
  if (file === null) throw new TermError(values.term('file').spot, 'empirical needs the name of a file');
  if (column === null)
    throw new TermError(values.term('column').spot, 'empirical needs the name of a column');
  return { kind: 'empirical_file', file, column, unit: values.has('unit') ? values.text('unit') : null };
}
