/** What an answer must say that is about a part of the work alone, where that is not the same part everywhere. */
import type { SurvivingShare, Survivors } from '../../lab/experiment/result.ts';

/** Alternatives named. */
const MOST_NAMED = 4;

/**
 * "; of completed tasks alone, which are 55 % with a, 99 % with b"; empty where the metric is not, or the shares are the same.
 * @param labels of those that the answer is about, best first; default those of which the fewest and the most complete
 */
export function survivorClause(
  metric: string,
  survivors: readonly Survivors[],
  labels: readonly string[] = [],
): string {
  const found = survivors.find(({ metrics }) => metrics.includes(metric));
  if (!found) return '';
  const { of, are, shares } = found;
  const ascending = [...shares].sort((one, other) => one.share - other.share);
  const extremes = [ascending[0], ascending[ascending.length - 1]];
  const asked = labels.flatMap((label) => shares.find((one) => one.label === label) ?? []);
  // Some that complete as much as any other are among those named, or the reader cannot see what is missing.
  const named = new Set<SurvivingShare>([
    ...asked.slice(0, MOST_NAMED),
    ...(asked.length > 1 ? [] : extremes),
  ]);
  const parts = [...named].map(({ label, text }) => `${text} with ${label}`);
  return `; of ${of}, ${are} ${parts.join(', ')}`;
}
