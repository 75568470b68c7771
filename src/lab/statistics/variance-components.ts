/**
 * How much of the spread lies between groups and how much within them: between runs and within a run, between machines and
 * between repetitions on one.
 */
import { checkCount, checkSample } from '../../mathematics/errors.ts';
import { type Estimate, studentInterval } from './interval.ts';
import { Moments } from './summary.ts';

export interface VarianceComponents {
  /** Variance of the groups' true means; 0 where the estimate would be negative. */
  readonly between: number;
  /** Variance of values around their group's true mean. */
  readonly within: number;
  /** between / (between + within): correlation of two values of one group; NaN where nothing varies. */
  readonly intraclass_correlation: number;
  /** Overall mean, every group counting once, with the interval that accounts for the grouping. */
  readonly mean: Estimate;
  /** Values per group that give the most precise mean for a budget, when starting a group costs as much as `cost` values. */
  allocation(cost: number): number;
}

/**
 * One-way random effects by the analysis of variance estimators, for groups of equal or unequal size (Searle, Casella and
 * McCulloch, Variance Components, chapter 3). At least two groups, each of at least one value, some of more.
 */
export function varianceComponents(
  groups: readonly ArrayLike<number>[],
  confidence = 0.95,
): VarianceComponents {
  const name = 'variance components';
  checkCount(name, 'number of groups', groups.length, 2);
  groups.forEach((values, i) => {
    checkSample(name, `groups[${i}]`, values, 1);
  });
  const moments = groups.map((values) => Moments.of(values));
  const total = moments.reduce((sum, group) => sum + group.count, 0);
  const k = groups.length;
  checkCount(name, 'number of values less number of groups', total - k, 1);
  const grand = moments.reduce((sum, group) => sum + group.count * group.mean, 0) / total;
  let within = 0;
  let between = 0;
  let squares = 0;
  for (const group of moments) {
    if (group.count > 1) within += group.variance * (group.count - 1);
    between += group.count * (group.mean - grand) * (group.mean - grand);
    squares += group.count * group.count;
  }
  const meanWithin = within / (total - k);
  const size = (total - squares / total) / (k - 1);
  const component = Math.max(0, (between / (k - 1) - meanWithin) / size);
  const means = Moments.of(moments.map((group) => group.mean));
  return {
    between: component,
    within: meanWithin,
    intraclass_correlation: component / (component + meanWithin),
    mean: studentInterval(means.mean, means.standardError, k - 1, confidence),
    allocation: (cost) =>
      component === 0 ? Infinity : Math.max(1, Math.round(Math.sqrt((cost * meanWithin) / component))),
  };
}
