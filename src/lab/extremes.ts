/** The least and the largest value that a distribution can have. */
import type { DistributionSpec } from '../engine/types.ts';

/** The largest value that a distribution can have; Infinity where it has no limit, or none is known. */
export function largest(spec: DistributionSpec): number {
  switch (spec.kind) {
    case 'constant':
      return spec.value;
    case 'uniform':
    case 'triangular':
    case 'bounded_pareto':
    case 'normal':
      return spec.max;
    case 'discrete':
    case 'empirical':
      return spec.values.reduce((most, value) => Math.max(most, value), 0);
    case 'mixture':
      return Math.max(...spec.components.map(({ distribution }) => largest(distribution)));
    default:
      return Infinity;
  }
}

/** The least value that a distribution can have; 0 where none above that is known. */
export function least(spec: DistributionSpec): number {
  switch (spec.kind) {
    case 'constant':
      return spec.value;
    case 'uniform':
    case 'triangular':
    case 'pareto':
    case 'bounded_pareto':
    case 'normal':
      return spec.min;
    case 'discrete':
    case 'empirical':
      return spec.values.reduce((smallest, value) => Math.min(smallest, value), Infinity);
    case 'zipf':
    case 'geometric':
      return spec.step;
    case 'mixture':
      return Math.min(...spec.components.map(({ distribution }) => least(distribution)));
    default:
      return 0;
  }
}
