/**
 * All distributions there are. A new one is a file with a `Distribution`, a line here, and its kind in
 * `DistributionSpec`.
 */
import type { DistributionKind } from '../types.ts';
import { boundedPareto } from './bounded-pareto.ts';
import { constant } from './constant.ts';
import { custom } from './custom.ts';
import { discrete } from './discrete.ts';
import type { Distribution, DistributionDescription } from './distribution.ts';
import { empirical } from './empirical.ts';
import { erlang } from './erlang.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import { geometric } from './geometric.ts';
import { hyperexponential } from './hyperexponential.ts';
import { lognormal } from './lognormal.ts';
import { mixture } from './mixture.ts';
import { normal } from './normal.ts';
import { pareto } from './pareto.ts';
import { triangular } from './triangular.ts';
import { uniform } from './uniform.ts';
import { weibull } from './weibull.ts';
import { zipf } from './zipf.ts';

export const DISTRIBUTION_BY_KIND: { readonly [Kind in DistributionKind]: Distribution<Kind> } = {
  constant,
  uniform,
  exponential,
  normal,
  lognormal,
  gamma,
  erlang,
  weibull,
  pareto,
  bounded_pareto: boundedPareto,
  triangular,
  hyperexponential,
  mixture,
  discrete,
  zipf,
  geometric,
  empirical,
  custom,
};

/** Name, description, parameters and source of every distribution that comes with the program, in the order of lists. */
export const DISTRIBUTIONS: readonly DistributionDescription[] = Object.values(DISTRIBUTION_BY_KIND).filter(
  ({ name }) => name !== 'custom',
);
