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
  const own = runs.filter((run) => run.alternative === alternative).map(({ row }) => row);
  const least = (metric: string): number =>
    own.reduce((sum, row) => sum + leastOf(row, metric), 0) / own.length;
  const parts = Object.fromEntries(LEAF_PARTS.map((part) => [part, least(partMetric(part))]));
  const row = { parts: parts as Record<LeafPart, number> };
  const sum = wholeOf(row);
  if (own.length === 0 || !Number.isFinite(sum)) return null;
  const isOpen = own.some(({ metrics }) => !isMeasured(metrics[WHOLE]));
  return isOpen ? { ...row, open: Math.max(0, least(WHOLE) - sum) } : row;
}

/** NaN where it was not measured. */
function leastOf({ metrics, bounds }: RunRow, metric: string): number {
  const value = metrics[metric];
  return isMeasured(value) ? value : (bounds[metric]?.lower ?? Number.NaN);
}
