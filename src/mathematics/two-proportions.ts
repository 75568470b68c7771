/**
 * Whether something fails more often in one group than in another, by counts; and how large groups must be to tell.
 */
import { checkCount, checkOpenUnit, StatisticsError } from './errors.ts';
import { hypergeometricUpper } from './hypergeometric.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** How often something was tried, and failed. */
export interface Counts {
  readonly tried: number;
  readonly failed: number;
}

/** One-sided: the chance of a difference as large as this, or larger, if both groups fail equally often. */
export interface Comparison {
  readonly p: number;
  readonly test: 'z' | 'fisher';
}

const STATISTIC = 'comparison of two proportions';

/** Below this many expected in any of the four cells, the normal distribution is too coarse. */
const FEWEST_EXPECTED = 5;

function check(name: string, { tried, failed }: Counts): void {
  checkCount(STATISTIC, `${name}.tried`, tried, 1);
  checkCount(STATISTIC, `${name}.failed`, failed, 0);
  if (failed > tried)
    throw new StatisticsError(STATISTIC, `${name}.failed`, failed, `at most ${tried}, the number tried`);
}

function pooled(group: Counts, control: Counts): number {
  check('group', group);
  check('control', control);
  return (group.failed + control.failed) / (group.tried + control.tried);
}

/** Difference of the two shares in standard errors, with the rate of both together; 0 where nothing, or everything, failed. */
export function pooledZ(group: Counts, control: Counts): number {
  const rate = pooled(group, control);
  if (rate === 0 || rate === 1) return 0;
  const error = Math.sqrt(rate * (1 - rate) * (1 / group.tried + 1 / control.tried));
  return (group.failed / group.tried - control.failed / control.tried) / error;
}

/** Fisher's exact test: the chance that of all failures so many, or more, are in the group, however often both fail. */
export function fisherExact(group: Counts, control: Counts): number {
  check('group', group);
  check('control', control);
  return hypergeometricUpper(group.failed, {
    total: group.tried + control.tried,
    marked: group.failed + control.failed,
    drawn: group.tried,
  });
}

/** Whether the group fails more often than the control: by the normal distribution, or exactly where few failures are expected. */
export function failsMoreOften(group: Counts, control: Counts): Comparison {
  const rate = pooled(group, control);
  const fewest = Math.min(group.tried, control.tried) * Math.min(rate, 1 - rate);
  return fewest < FEWEST_EXPECTED
    ? { p: fisherExact(group, control), test: 'fisher' }
    : { p: normalCdf(-pooledZ(group, control)), test: 'z' };
}

/**
 * How many must be in each of two groups of one size, for a one-sided test of this level to find with this power that one fails at
 * `higher` and the other at `lower` (Fleiss, Levin and Paik: Statistical Methods for Rates and Proportions, 4.1, without continuity
 * correction).
 */
export function groupSize(lower: number, higher: number, level: number, power: number): number {
  for (const [name, value] of Object.entries({ lower, higher, level, power }))
    checkOpenUnit('size of a group', name, value);
  if (higher <= lower) throw new StatisticsError('size of a group', 'higher', higher, `above ${lower}`);
  const mean = (lower + higher) / 2;
  const spread =
    -normalQuantile(level) * Math.sqrt(2 * mean * (1 - mean)) +
    normalQuantile(power) * Math.sqrt(lower * (1 - lower) + higher * (1 - higher));
  const distance = spread / (higher - lower);
  return Math.ceil(distance * distance);
}
