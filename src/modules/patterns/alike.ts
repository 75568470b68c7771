/** Whether failures are of one kind: of one type, or such as come again. */
import { binomialUpper } from '../../mathematics/binomial.ts';
import { LEVEL } from './regions.ts';
import type { CommonType, RegionCounts, RetryCounts, RetryFinding, TypeFinding } from './types.ts';

/**
 * The type that is most out of proportion: the one whose number chance explains least. Where all types are as frequent in ordinary times
 * it is the most frequent one, and of those the first.
 */
export function compareTypes(
  regions: readonly RegionCounts[],
  shares: readonly number[] | null,
): TypeFinding {
  const counts = Array.from(regions[0].types, () => 0);
  for (const { types } of regions) {
    for (let type = 0; type < counts.length; type++) counts[type] += types[type];
  }
  const failed = counts.reduce((sum, count) => sum + count, 0);
  const findings = counts.map((ofType, type) => {
    const share = shares?.[type] ?? 1 / counts.length;
    const p = Math.min(1, counts.length * binomialUpper(ofType, failed, share));
    return { type, failed, ofType, share, shareAssumed: shares === null, p, alike: p <= LEVEL };
  });
  return findings.reduce((least, finding) =>
    finding.p < least.p || (finding.p === least.p && finding.ofType > least.ofType) ? finding : least,
  );
}

/** The type that is most out of proportion in the most regions, where these are half of all or more; of several such types the first. */
export function typeInHalfOfRegions(
  regions: readonly RegionCounts[],
  shares: readonly number[] | null,
): CommonType | null {
  const where: number[][] = regions[0].types.map(() => []);
  let of = 0;
  regions.forEach((region, index) => {
    if (region.tried === 0) return;
    of++;
    const { type, alike } = compareTypes([region], shares);
    if (alike) where[type].push(index);
  });
  const most = Math.max(...where.map((found) => found.length));
  const type = where.findIndex((found) => found.length === most);
  return 2 * most >= of ? { type, regions: where[type], of } : null;
}

/**
 * Agents that failed are tried again: what fails for a reason of its own fails again. Ten of them tell retries that fail one time in ten,
 * which five of ten do .0016 of all times, from those that fail eight times in ten, which fewer than five do .0064 of all times.
 */
export const RETRIES = 10;
const FAILED_AGAIN = 5;

export function judgeRetries({ tried, failedAgain }: RetryCounts): RetryFinding {
  return { tried, failedAgain, needed: FAILED_AGAIN, systematic: failedAgain >= FAILED_AGAIN };
}
