/** Whether failures are more frequent in some regions than in the others. */
import { regularisedGamma } from '../../mathematics/gamma.ts';
import { hypergeometricUpper } from '../../mathematics/hypergeometric.ts';
import { holm } from '../../mathematics/multiplicity.ts';
import type { RegionCounts, RegionFinding, Spread } from './types.ts';

/** Chance of setting a region apart, or of calling failures alike, where nothing but chance is at work. */
export const LEVEL = 0.01;

type Counts = Pick<RegionCounts, 'tried' | 'failed'>;

export function sumOf(regions: readonly Counts[]): Counts {
  let tried = 0;
  let failed = 0;
  for (const region of regions) {
    tried += region.tried;
    failed += region.failed;
  }
  return { tried, failed };
}

/**
 * Each region against all others. Under one rate common to all, whatever it is, the failures of a region are a sample of all failures taken
 * without putting back. Regions that are set apart are left out, and the others compared anew, until none is left that stands out: many
 * failures in one region hide fewer in another.
 */
export function compareRegions(regions: readonly Counts[]): RegionFinding[] {
  const findings: RegionFinding[] = regions.map((counts, region) => ({
    region,
    ...countsOf(counts),
    p: 1,
    adjusted: 1,
    apart: false,
  }));
  // Where nothing was tried there is nothing to compare, nor to correct for.
  let compared = findings.filter(({ tried }) => tried > 0);
  for (;;) {
    const { tried: total, failed: marked } = sumOf(compared);
    const p = compared.map(({ tried, failed }) =>
      hypergeometricUpper(failed, { total, marked, drawn: tried }),
    );
    const adjusted = holm(p);
    compared = compared.map((finding, i) => {
      const next = { ...finding, p: p[i], adjusted: adjusted[i], apart: adjusted[i] <= LEVEL };
      findings[finding.region] = next;
      return next;
    });
    const left = compared.filter(({ apart }) => !apart);
    if (left.length === compared.length) return findings;
    compared = left;
  }
}

const countsOf = ({ tried, failed }: Counts): Counts => ({ tried, failed });

/** G = 2 sum f ln(f / expected), of regions in which something was tried; null where there are none to compare. */
export function spreadOf(regions: readonly Counts[]): Spread | null {
  const tried = regions.filter((region) => region.tried > 0);
  const all = sumOf(tried);
  if (tried.length < 2) return null;
  let g = 0;
  for (const region of tried) {
    const expected = all.failed * (region.tried / all.tried);
    if (region.failed > 0) g += 2 * region.failed * Math.log(region.failed / expected);
  }
  g = Math.max(0, g);
  const degreesOfFreedom = tried.length - 1;
  return { g, degreesOfFreedom, p: regularisedGamma(degreesOfFreedom / 2, g / 2).upper };
}
