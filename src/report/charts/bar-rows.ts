/** Rows of bars along a common axis of time (Gantt), each with its name before it and its text above it. */
import { type ChartOptions, type ChartSpec, type Coloured, colourBy, type Json, trim } from './theme.ts';

/** Rows drawn; a longer list is cut, and the chart says so. */
export const MOST_ROWS = 40;

const ROW_HEIGHT = 34;
const NAME_HEIGHT = 13;

const ROWS = {
  field: 'row',
  type: 'ordinal',
  scale: { paddingInner: 0, paddingOuter: 0.1 },
  axis: null,
};

// Names are text marks, not labels of an axis: two rows may have one name, and a name is never part of an expression.
const NAMES: ChartSpec = {
  mark: {
    type: 'text',
    style: 'muted',
    align: 'right',
    baseline: 'middle',
    fontSize: 11.5,
    dx: -8,
    limit: 160,
  },
  encoding: { x: { value: 0 }, y: ROWS, text: { field: 'label' } },
};

/** What every row has; whatever else it has may be shown when it is pointed at. */
export interface BarRow {
  readonly row: number;
  readonly label: string;
  /** In units of the axis. */
  readonly start: number;
  readonly end: number;
  /** Label of one of the outcomes. */
  readonly outcome: string;
  /** Above the bar; the short one on narrow pages. */
  readonly text: string;
  readonly short: string;
  /** From where the text runs: the start of the bar, or its end. */
  readonly side: 'left' | 'right';
  /** What a plan said, drawn thin above the bar; in units of the axis. */
  readonly planStart?: number;
  readonly planEnd?: number;
  /** From here to its end the bar is drawn in the colour of a tail. */
  readonly tail?: number;
}

/** A stretch drawn behind all rows, with its name beside its foot. In units of the axis. */
export interface BackgroundBand {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface BarRowsOptions {
  readonly rows: readonly BarRow[];
  readonly outcomes: readonly Coloured[];
  readonly axisTitle: string;
  /** End of the axis, in its units. */
  readonly end: number;
  /** Fields shown when a bar is pointed at. */
  readonly tooltip: readonly string[];
  readonly bands?: readonly BackgroundBand[];
  /** Labels of plan and tail for the legend. */
  readonly planLabel?: string;
  readonly tailLabel?: string;
}

/** The body of a chart of such rows. */
export function barRows(
  { rows, outcomes, axisTitle, end, tooltip, bands = [], planLabel, tailLabel }: BarRowsOptions,
  options: ChartOptions,
): ChartSpec {
  const used: Coloured[] = outcomes.filter((outcome) => rows.some((row) => row.outcome === outcome.label));
  if (planLabel !== undefined) used.unshift({ label: planLabel, colour: 'grey' });
  if (tailLabel !== undefined) used.push({ label: tailLabel, colour: 'vermillion' });
  const x = timeAxis(axisTitle, end);
  const color = colourBy('outcome', used, options.shades, 'square');
  return {
    width: options.width,
    height: rows.length * ROW_HEIGHT,
    data: { values: rows as unknown as Json },
    layer: [
      ...bandLayers(bands, x),
      ...(planLabel === undefined ? [] : [stretchLayer(planLabel, 'planStart', 'planEnd', 4, 0, x, color)]),
      {
        mark: { type: 'bar', height: 11, yOffset: 8, cornerRadius: 2, minBandSize: 2 },
        encoding: {
          x: { ...x, field: 'start' },
          x2: { field: 'end' },
          y: ROWS,
          color,
          ...(options.interactive ? { tooltip: tooltip.map((field) => ({ field })) } : {}),
        },
      },
      ...(tailLabel === undefined ? [] : [stretchLayer(tailLabel, 'tail', 'end', 11, 8, x, color)]),
      NAMES,
      labels('left', x),
      labels('right', x),
    ],
  };
}

function timeAxis(title: string, end: number) {
  return {
    type: 'quantitative',
    scale: { domain: [0, trim(end)], nice: false },
    axis: { title, format: ',.6~r', grid: true, tickCount: { expr: 'max(3, width / 90)' } },
  };
}

/** A further bar in the rows that have such a stretch, in the colour that the legend gives its label. */
function stretchLayer(
  label: string,
  from: 'planStart' | 'tail',
  to: 'planEnd' | 'end',
  height: number,
  yOffset: number,
  x: ReturnType<typeof timeAxis>,
  color: ChartSpec,
): ChartSpec {
  return {
    transform: [{ filter: `isValid(datum.${from})` }, { calculate: JSON.stringify(label), as: 'outcome' }],
    mark: { type: 'bar', height, yOffset, cornerRadius: 1, minBandSize: 2 },
    encoding: { x: { ...x, field: from }, x2: { field: to }, y: ROWS, color },
  };
}

function bandLayers(bands: readonly BackgroundBand[], x: ReturnType<typeof timeAxis>): ChartSpec[] {
  if (bands.length === 0) return [];
  const middle = x.scale.domain[1] / 2;
  // One above the other, as two names may begin at one time.
  const names = bands
    .filter(({ name }) => name !== '')
    .map(({ name, start, end }, row): ChartSpec => {
      const before = start >= middle;
      return {
        data: { values: [{ name, at: before ? start : end }] },
        // On narrow pages there is no room beside the bars.
        transform: [{ filter: '!narrow' }],
        mark: {
          type: 'text',
          style: 'muted',
          align: before ? 'right' : 'left',
          baseline: 'bottom',
          dx: before ? -4 : 4,
          dy: -4 - row * NAME_HEIGHT,
          limit: 200,
        },
        encoding: { x: { ...x, field: 'at' }, y: { value: 'height' }, text: { field: 'name' } },
      };
    });
  return [
    {
      data: { values: bands as unknown as Json },
      mark: { type: 'rect', style: 'fault', opacity: 0.18, clip: true },
      encoding: { x: { ...x, field: 'start' }, x2: { field: 'end' } },
    },
    ...names,
  ];
}

/** Labels of the bars that have room on this side. */
function labels(side: BarRow['side'], x: ReturnType<typeof timeAxis>): ChartSpec {
  return {
    transform: [
      { filter: { field: 'side', equal: side } },
      { calculate: 'narrow ? datum.short : datum.text', as: 'shown' },
    ],
    mark: {
      type: 'text',
      style: 'label',
      align: side,
      baseline: 'middle',
      yOffset: -8,
      dx: side === 'left' ? 1 : -1,
    },
    encoding: { x: { ...x, field: side === 'left' ? 'start' : 'end' }, y: ROWS, text: { field: 'shown' } },
  };
}
