/** What an answer must say that is about completed tasks alone, of which there are not as many everywhere. */
import type { CompletedShare, Survivors } from '../../lab/experiment/result.ts';
import { formatRatio } from '../format.ts';

/** Alternatives named. */
const MOST_NAMED = 4;

/**
 * "; of completed tasks alone, which are 55 % with a, 99 % with b"; empty where the metric is not, or as many complete everywhere.
 * @param labels of those that the answer is about, best first; default those of which the fewest and the most complete
 */
export function survivorClause(
  metric: string,
  survivors: Survivors | null,
  labels: readonly string[] = [],
): string {
  if (!survivors?.metrics.includes(metric)) return '';
  const { shares } = survivors;
  const ascending = [...shares].sort((one, other) => one.share - other.share);
  const extremes = [ascending[0], ascending[ascending.length - 1]];
  const asked = labels.flatMap((label) => shares.find((one) => one.label === label) ?? []);
  // Some that complete as much as any other are among those named, or the reader cannot see what is missing.
  const named = new Set<CompletedShare>([
    ...asked.slice(0, MOST_NAMED),
    ...(asked.length > 1 ? [] : extremes),
  ]);
  const parts = [...named].map(({ label, share }) => `${formatRatio(share)} with ${label}`);
  return `; of completed tasks alone, which are ${parts.join(', ')}`;
}
