/** What the mean latency of each alternative is made of. */
import type { CompareResult } from '../../../lab/experiment/result.ts';
import type { RunRow } from '../../../lab/experiment/types.ts';
import { LEAF_PARTS, type LeafPart, partMetric } from '../../../recording/latency-part.ts';
import { type PartsRow, partBars, wholeOf } from '../../charts/part-bars.ts';
import { type ChartOptions, type ChartSpec, finishChart } from '../../charts/theme.ts';
import { LATENCY_PARTS_TITLE } from '../../latency-parts.ts';
import { formatMetric, isMeasured } from '../../metrics.ts';
import { OPEN_MARK } from './means.ts';
import { bestFirst, cutText, MOST_ROWS, metricAxis } from './parts.ts';

const WHOLE = 'task.latency.mean';

/** null where no alternative has measured it, or none of their tasks took any time. */
export function alternativePartsChart(result: CompareResult, options: ChartOptions): ChartSpec | null {
  const { plan, metrics } = result;
  const known = plan.alternatives.flatMap(({ label }, index): PartsRow[] => {
    const row = meanParts(result, index);
    return row === null ? [] : [{ label, ...row, text: rowText(row) }];
  });
  const rows = bestFirst(known, metrics[0]?.ranking);
  const shown = rows.slice(0, MOST_ROWS);
  const longest = Math.max(0, ...shown.map(wholeOf));
  if (longest === 0) return null;
  const axis = metricAxis(WHOLE, longest, known.map(wholeOf));
  const body = partBars({ rows: shown, shares: false, axis, what: 'alternative' }, options);
  const statement = [
    'Parts of the mean latency, mean over replications; each bar is the sum of its parts.',
    ...(shown.some(({ open }) => open !== undefined)
      ? [`${OPEN_MARK}: at least that, as tasks had not ended.`]
      : []),
    ...(metrics.length > 0 && rows.length > 1 ? [`In order of ${metrics[0].metric}.`] : []),
  ].join(' ');
  return finishChart(LATENCY_PARTS_TITLE, statement + cutText(rows.length, 'alternatives'), options, body);
}

function rowText(row: Pick<PartsRow, 'parts' | 'open'>): string {
  return `${row.open === undefined ? '' : `${OPEN_MARK} `}${formatMetric(WHOLE, wholeOf(row))}`;
}

/**
 * Seconds by part, means over the replications of an alternative, and where tasks had not ended the least of each part, with what
 * is missing to the least of the whole. null where a run has not measured them.
 */
function meanParts({ runs }: CompareResult, alternative: number): Pick<PartsRow, 'parts' | 'open'> | null {
  const sums = Object.fromEntries(LEAF_PARTS.map((part) => [part, 0])) as Record<LeafPart, number>;
  let [count, least, isOpen] = [0, 0, false];
  for (const run of runs) {
    if (run.alternative !== alternative) continue;
    const { row } = run;
    count++;
    for (const part of LEAF_PARTS) sums[part] += leastOf(row, partMetric(part));
    least += leastOf(row, WHOLE);
    isOpen ||= !isMeasured(row.metrics[WHOLE]);
  }
  const parts = Object.fromEntries(LEAF_PARTS.map((part) => [part, sums[part] / count]));
  const row = { parts: parts as Record<LeafPart, number> };
  const sum = wholeOf(row);
  if (count === 0 || !Number.isFinite(sum)) return null;
  return isOpen ? { ...row, open: Math.max(0, least / count - sum) } : row;
}

/** NaN where it was not measured. */
function leastOf({ metrics, bounds }: RunRow, metric: string): number {
  const value = metrics[metric];
  return isMeasured(value) ? value : (bounds[metric]?.lower ?? Number.NaN);
}
