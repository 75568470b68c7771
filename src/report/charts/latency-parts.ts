/** What latencies are made of, of all tasks and by how slow they were: where the time of the slowest goes. */
import type { RunResult } from '../../lab/result.ts';
import type { LatencyBandRecord } from '../../recording/latency-bands.ts';
import { LEAF_PARTS } from '../../recording/latency-part.ts';
import { formatDuration, formatNumber, plural } from '../format.ts';
import { LATENCY_PARTS_TITLE } from '../latency-parts.ts';
import { partBars, partsText } from './part-bars.ts';
import { type ChartOptions, type ChartSpec, finishChart } from './theme.ts';

const AXIS = { title: 'Share of the mean latency (%)', labelExpr: "format(datum.value * 100, ',.4~r')" };

/** Less than this share of a bar is not seen. */
const VISIBLE = 0.005;

/** null where no task ended, or latencies are of one part as far as can be seen. */
export function latencyPartsChart({ record }: RunResult, options: ChartOptions): ChartSpec | null {
  const bands = (record.latency_parts ?? []).filter(({ latency }) => latency > 0);
  const mixed = ({ parts, latency }: LatencyBandRecord) =>
    LEAF_PARTS.every((part) => parts[part] < (1 - VISIBLE) * latency);
  if (!bands.some(mixed)) return null;
  const rows = bands.map((band) => ({
    label: bandLabel(band),
    parts: band.parts,
    text: formatDuration(band.latency),
  }));
  const body = partBars({ rows, shares: true, axis: AXIS, what: 'tasks' }, options);
  return finishChart(LATENCY_PARTS_TITLE, statement(bands, record.latency.open?.tasks ?? 0), options, body);
}

/** "all tasks", "fastest half", "50 to 90 %", "slowest 1 %". */
function bandLabel({ from, to }: LatencyBandRecord): string {
  const percent = (share: number) => formatNumber(share * 100, 4);
  if (to === 1) return from === 0 ? 'all tasks' : `slowest ${percent(1 - from)} %`;
  return from === 0 ? `fastest ${percent(to)} %` : `${percent(from)} to ${percent(to)} %`;
}

function statement(bands: readonly LatencyBandRecord[], unended: number): string {
  const [all, ...others] = bands;
  const slowest = others[others.length - 1];
  const said = [
    `${unended > 0 ? 'Of those that ended' : 'Of all tasks'}: mean ${formatDuration(all.latency)}, ${partsText(all.parts)}.`,
    ...(slowest === undefined
      ? []
      : [
          `Of the ${bandLabel(slowest)}: mean ${formatDuration(slowest.latency)}, ${partsText(slowest.parts)}.`,
        ]),
    ...(unended > 0 ? [`${plural(unended, 'task')} had not ended: not shown.`] : []),
  ];
  return said.join(' ');
}
