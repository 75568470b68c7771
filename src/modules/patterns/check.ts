/** Counts and rules that make no sense are refused by name. */
import { checkCount, checkOpenUnit, StatisticsError } from '../../mathematics/errors.ts';
import { RETRIES } from './alike.ts';
import type { PatternRules, RegionCounts, RetryCounts } from './types.ts';

const STATISTIC = 'failure pattern';

function checkAtMost(argument: string, value: number, most: number, meaning: string): void {
  checkCount(STATISTIC, argument, value, 0);
  if (value > most) throw new StatisticsError(STATISTIC, argument, value, `at most ${most}, ${meaning}`);
}

/** @param types how many types of failures are counted */
export function checkRules({ limit, shares }: PatternRules, types: number): void {
  checkOpenUnit(STATISTIC, 'limit', limit);
  if (shares === null) return;
  if (shares.length !== types)
    throw new StatisticsError(STATISTIC, 'shares.length', shares.length, `${types}, the number of types`);
  shares.forEach((share, type) => {
    if (!(share > 0 && share <= 1))
      throw new StatisticsError(STATISTIC, `shares[${type}]`, share, 'above 0 and at most 1');
  });
}

export function checkCounts(regions: readonly RegionCounts[], retries: RetryCounts | null): void {
  if (regions.length === 0) throw new StatisticsError(STATISTIC, 'regions.length', 0, 'at least 1');
  const ofTypes = regions[0].types.length;
  checkCount(STATISTIC, 'regions[0].types.length', ofTypes, 1);
  regions.forEach(({ tried, failed, types }, region) => {
    const place = `regions[${region}]`;
    checkCount(STATISTIC, `${place}.tried`, tried, 0);
    checkAtMost(`${place}.failed`, failed, tried, 'what was tried there');
    if (types.length !== ofTypes)
      throw new StatisticsError(
        STATISTIC,
        `${place}.types.length`,
        types.length,
        `${ofTypes}, as in regions[0]`,
      );
    types.forEach((count, type) => {
      checkCount(STATISTIC, `${place}.types[${type}]`, count, 0);
    });
    const sum = types.reduce((all, count) => all + count, 0);
    if (sum !== failed)
      throw new StatisticsError(STATISTIC, `the sum of ${place}.types`, sum, `${failed}, what failed there`);
  });
  if (retries === null) return;
  checkAtMost('retries.tried', retries.tried, RETRIES, 'the retries that decide');
  checkAtMost('retries.failedAgain', retries.failedAgain, retries.tried, 'what was tried again');
}
