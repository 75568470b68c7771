/** Stacked bars of what latencies are made of: a row each, its parts from left to right in the order in which they come. */
import { LEAF_PARTS, type LeafPart } from '../../recording/latency-part.ts';
import { formatDuration, formatRatio } from '../format.ts';
import { PART_LABELS } from '../latency-parts.ts';
import {
  type ChartOptions,
  type ChartSpec,
  type Coloured,
  type ColourName,
  colourBy,
  type Json,
  NAME_LABELS,
  trim,
} from './theme.ts';

/** Waiting and service as in the chart of percentiles. */
const COLOURS: Readonly<Record<LeafPart, ColourName>> = {
  waiting: 'orange',
  'attempts.failure': 'vermillion',
  'attempts.timeout': 'purple',
  'attempts.lost': 'blue',
  'attempts.preemption': 'grey',
  'attempts.other': 'yellow',
  backoff: 'sky',
  service: 'green',
  report: 'text',
};

const OPEN: Coloured = { label: 'not ended, at least', colour: 'idle' };

const ROW_HEIGHT = 27;

/** One bar. */
export interface PartsRow {
  readonly label: string;
  /** Seconds. */
  readonly parts: Readonly<Record<LeafPart, number>>;
  /** Seconds by which the mean is longer at least, because tasks had not ended. */
  readonly open?: number;
  /** Behind the bar. */
  readonly text: string;
}

export interface PartBarsOptions {
  readonly rows: readonly PartsRow[];
  /** All bars are of one length, and show shares. */
  readonly shares: boolean;
  /** Title, labels and ticks of the axis of values: of ratios, or of seconds. */
  readonly axis: ChartSpec;
  /** What a row is, where it is pointed at. */
  readonly what: string;
}

export const wholeOf = ({ parts, open = 0 }: Pick<PartsRow, 'parts' | 'open'>): number =>
  LEAF_PARTS.reduce((sum, part) => sum + parts[part], open);

/** The body of such a chart. Rows of the same label are drawn on one another: labels are to differ. */
export function partBars({ rows, shares, axis, what }: PartBarsOptions, options: ChartOptions): ChartSpec {
  const used = LEAF_PARTS.filter((part) => rows.some(({ parts }) => parts[part] > 0));
  const series: Coloured[] = used.map((part) => ({ label: PART_LABELS[part], colour: COLOURS[part] }));
  if (rows.some(({ open = 0 }) => open > 0)) series.push(OPEN);
  const y: ChartSpec = {
    field: 'label',
    type: 'nominal',
    scale: { domain: rows.map(({ label }) => label), paddingInner: 0.3, paddingOuter: 0.15 },
    axis: { title: null, ...NAME_LABELS, labelPadding: 8 },
  };
  const x: ChartSpec = {
    type: 'quantitative',
    scale: shares ? { domain: [0, 1], nice: false } : { zero: true, nice: true },
    axis: { ...axis, grid: true, tickCount: { expr: 'max(3, width / 90)' } },
  };
  const tooltip: Json = [
    { field: 'label', title: what },
    { field: 'part', title: 'part' },
    { field: 'mean', title: 'mean' },
    { field: 'share', title: 'share' },
  ];
  return {
    width: options.width,
    height: rows.length * ROW_HEIGHT,
    data: { values: rows.flatMap((row) => segments(row, shares)) },
    layer: [
      {
        mark: { type: 'bar' },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y,
          color: colourBy('part', series, options.shades, 'square'),
          ...(options.interactive ? { tooltip } : {}),
        },
      },
      {
        data: { values: rows.map((row) => textRow(row, shares)) },
        mark: { type: 'text', style: 'label', align: 'left', baseline: 'middle', dx: 6 },
        encoding: { x: { ...x, field: 'to' }, y, text: { field: 'text' } },
      },
    ],
  };
}

/** The parts of one bar, from the left. */
function segments(row: PartsRow, shares: boolean): Json[] {
  const whole = wholeOf(row);
  const unit = shares && whole > 0 ? whole : 1;
  const named = LEAF_PARTS.map((part) => [PART_LABELS[part], row.parts[part]] as const);
  let from = 0;
  return [...named, [OPEN.label, row.open ?? 0] as const].flatMap(([part, seconds]): Json[] => {
    if (!(seconds > 0)) return [];
    const start = from;
    from += seconds;
    return [
      {
        label: row.label,
        part,
        from: trim(start / unit),
        to: trim(from / unit),
        mean: formatDuration(seconds),
        share: formatRatio(seconds / whole),
      },
    ];
  });
}

function textRow(row: PartsRow, shares: boolean): Json {
  return { label: row.label, text: row.text, to: shares ? 1 : trim(wholeOf(row)) };
}

/** "service 80 %, waiting for an agent 20 %": the largest parts, at most three, and none below a hundredth. */
export function partsText(parts: PartsRow['parts']): string {
  const whole = wholeOf({ parts });
  return [...LEAF_PARTS]
    .sort((a, b) => parts[b] - parts[a])
    .slice(0, 3)
    .filter((part) => parts[part] >= 0.01 * whole)
    .map((part) => `${PART_LABELS[part]} ${formatRatio(parts[part] / whole)}`)
    .join(', ');
}
