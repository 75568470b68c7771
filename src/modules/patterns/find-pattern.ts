/**
 * Which pattern failures have, decided in one order, so that the answer is one:
 *
 * 1. Fewer than five failures: undecided. A rate within the limit: nothing is wrong.
 * 2. Regional: some regions fail more often than the others, and without them the rate is within the limit. But where one type of failure
 *    is out of proportion in half of the regions or more it is systematic, and the regions differ only in how much they have of it. Of two
 *    regions one is half: there failures of one type are never regional.
 * 3. Else systematic or random, by the failures of those regions that were not set apart: by retries of agents that failed, where there
 *    were ten; else by their types.
 */
import { binomialUpper, probabilityAtLeast } from '../../mathematics/binomial.ts';
import { exceeds } from '../shares.ts';
import { compareTypes, judgeRetries, RETRIES, typeInHalfOfRegions } from './alike.ts';
import { checkCounts, checkRules } from './check.ts';
import { compareRegions, LEVEL, spreadOf, sumOf } from './regions.ts';
import type {
  PatternFinding,
  PatternRules,
  RateFinding,
  RegionCounts,
  RetryCounts,
  RetryFinding,
} from './types.ts';

/** Fewer failures than these show no pattern. */
export const ENOUGH = 5;

/** @param failed at most `tried` */
export function isAboveLimit(tried: number, failed: number, { limit, rateRule }: PatternRules): boolean {
  // Most often the share itself is below the limit, and then so is its lower bound.
  if (failed < ENOUGH || !exceeds(failed, limit * tried)) return false;
  // The bound is above the limit when the limit makes so many failures rarer than the bound's tail.
  return rateRule === 'share' || binomialUpper(failed, tried, limit) < LEVEL;
}

function judgeRate({ tried, failed }: { tried: number; failed: number }, rules: PatternRules): RateFinding {
  const { limit, rateRule } = rules;
  const share = tried === 0 ? 0 : failed / tried;
  return {
    tried,
    failed,
    limit,
    rule: rateRule,
    value: rateRule === 'share' || tried === 0 ? share : probabilityAtLeast(failed, tried, LEVEL),
    above: isAboveLimit(tried, failed, rules),
  };
}

const NOT_LOOKED_AT = {
  regions: [],
  spread: null,
  rest: null,
  commonType: null,
  types: null,
  retries: null,
} as const;

/**
 * @param regions one at least
 * @param retries null where none are allowed
 * @throws StatisticsError when counts contradict each other, or a rule is none
 */
export function findPattern(
  regions: readonly RegionCounts[],
  retries: RetryCounts | null,
  rules: PatternRules,
): PatternFinding {
  checkRules(rules, regions[0]?.types.length ?? 0);
  checkCounts(regions, retries);
  const rate = judgeRate(sumOf(regions), rules);
  if (rate.failed < ENOUGH) return { ...NOT_LOOKED_AT, pattern: 'undecided', rule: 'too_few_failures', rate };
  if (!rate.above) return { ...NOT_LOOKED_AT, pattern: 'within_limit', rule: 'rate', rate };

  const compared = compareRegions(regions);
  const others = regions.filter((_, region) => !compared[region].apart);
  const rest = judgeRate(sumOf(others), rules);
  const found = { ...NOT_LOOKED_AT, rate, regions: compared, spread: spreadOf(regions), rest };
  // The last region that is left cannot stand out among others, so that some always remain.
  if (!rest.above) {
    const commonType = typeInHalfOfRegions(regions, rules.shares);
    return commonType === null
      ? { ...found, pattern: 'regional', rule: 'regions' }
      : { ...found, commonType, pattern: 'systematic', rule: 'same_type_in_half_of_the_regions' };
  }

  const types = compareTypes(others, rules.shares);
  const retried: RetryFinding | null = retries?.tried === RETRIES ? judgeRetries(retries) : null;
  const alike = { ...found, types, retries: retried };
  if (retried?.systematic) return { ...alike, pattern: 'systematic', rule: 'retries' };
  if (retried === null && types.alike) return { ...alike, pattern: 'systematic', rule: 'types' };
  return { ...alike, pattern: 'random', rule: retried === null ? 'nothing_stands_out' : 'retries' };
}
