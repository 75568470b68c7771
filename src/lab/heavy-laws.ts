/** Laws of a scenario that have no variance, and the figures that it matters for. */
import { describeFigure } from '../recording/describe-figure.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Up to this tail index the variance of a power law is infinite, up to 1 its mean too. */
export const NO_VARIANCE = 2;

/** A law without variance in a scenario. */
export interface HeavyLaw {
  readonly path: string;
  readonly alpha: number;
}

/** Every power law with infinite variance in a scenario, within mixtures too. */
export function heavyLaws(value: unknown, path = ''): HeavyLaw[] {
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Readonly<Record<string, unknown>>;
  if (node.kind === 'pareto' && typeof node.alpha === 'number' && node.alpha <= NO_VARIANCE)
    return [{ path, alpha: node.alpha }];
  // A component of weight 0 is never drawn.
  if (node.weight === 0) return [];
  return Object.entries(node).flatMap(([key, inner]) => {
    const place = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return heavyLaws(inner, place);
  });
}

/**
 * A law without variance whose values a run may have in full: attempts that are ended by retry.timeout have no tail.
 * @returns null where there is none
 */
export function untruncatedLaw(scenario: Pick<Scenario, 'retry'>): HeavyLaw | null {
  const isWhole = ({ path }: HeavyLaw) => scenario.retry.timeout === null || !/\bservice\b/.test(path);
  return heavyLaws(scenario).find(isWhole) ?? null;
}

/** Whether a metric is a mean of times, or one of them alone, and no quantile. */
export function isMeanOfTimes(metric: string): boolean {
  return describeFigure(metric)?.unit === 'seconds' && hasMean(metric);
}

/** Quantiles are safe from a few enormous values, and counts do not consist of them, though means of counts over time may. */
export function hasMean(metric: string): boolean {
  const isCount = describeFigure(metric)?.unit === 'count' && !metric.endsWith('.mean');
  return !isCount && !/\.p\d+$/.test(metric);
}
