/** Colours, type and the shape of a chart. The categorical colours are those of Okabe and Ito (2008), safe for the colour-blind. */
import { textLines, textWidth } from './text-width.ts';

/** Any JSON value; a Vega-Lite specification is one. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A Vega-Lite 6 specification as plain data. */
export type ChartSpec = { readonly [key: string]: Json };

const COLOURS = {
  orange: '#E69F00',
  green: '#009E73',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  sky: '#56B4E9',
  yellow: '#F0E442',
  grey: '#9AA3AD',
} as const;

/** The colour of a series: one that is the same everywhere, or one that follows the page. */
export type ColourName = keyof typeof COLOURS | 'blue' | 'idle' | 'text';

/** Colours that differ between light and dark pages. */
export interface Shades {
  readonly background: string | null;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly rule: string;
  /** Edges of fault bands, drawn over coloured areas. */
  readonly edge: string;
  readonly blue: string;
  /** What is there but does nothing. */
  readonly idle: string;
}

const LIGHT: Shades = {
  background: '#FFFFFF',
  text: '#1B1F24',
  muted: '#57606A',
  grid: '#E6E9ED',
  rule: '#8C959F',
  edge: '#3D444D',
  blue: '#0072B2',
  idle: '#BFD9EA',
};

/** Verdana has nearly the widths of DejaVu Sans, for viewers that lack it. */
const FILE_FONT = 'DejaVu Sans, Verdana, sans-serif';

const SUBTITLE_SIZE = 11.5;

/** Pixels of legends: size of text, most of a label, the symbol, and that with the gap to the next. */
const LEGEND_SIZE = 11.5;
const LEGEND_LIMIT = 240;
const SYMBOL = 20;
const LEGEND_SYMBOL = 40;
const FILE_WIDTH = 760;

/** The `config` part of a specification. */
function chartConfig(shades: Shades, font: string): ChartSpec {
  return {
    background: shades.background,
    font,
    padding: 12,
    view: { stroke: null },
    concat: { spacing: 14 },
    title: {
      anchor: 'start',
      frame: 'group',
      color: shades.text,
      subtitleColor: shades.muted,
      fontSize: 15,
      fontWeight: 'bold',
      subtitleFontSize: SUBTITLE_SIZE,
      subtitlePadding: 5,
      offset: 14,
    },
    axis: {
      labelColor: shades.muted,
      titleColor: shades.muted,
      titleFontWeight: 'normal',
      labelFontSize: 11,
      titleFontSize: 11,
      titlePadding: 8,
      domainColor: shades.rule,
      tickColor: shades.rule,
      gridColor: shades.grid,
      tickSize: 4,
      labelOverlap: true,
    },
    axisY: { domain: false, ticks: false, labelPadding: 6 },
    axisX: { grid: false },
    legend: {
      orient: 'top',
      direction: 'horizontal',
      title: null,
      labelColor: shades.text,
      labelFontSize: LEGEND_SIZE,
      labelLimit: { expr: `min(${LEGEND_LIMIT}, room - ${SYMBOL})` },
      symbolSize: 110,
      symbolStrokeWidth: 2.5,
      columnPadding: 14,
      offset: 6,
    },
    style: {
      label: { color: shades.text, fontSize: 10.5 },
      muted: { color: shades.muted, fontSize: 10.5 },
      fault: { color: shades.rule },
      faultedge: { color: shades.edge },
    },
  };
}

/** What a chart is drawn for. */
export interface ChartOptions {
  /** Width of the plot in pixels. */
  readonly width: number;
  /** Adds tooltips and zoom. */
  readonly interactive: boolean;
  readonly shades: Shades;
  readonly font: string;
}

/** For files: on white, in the shipped font. */
export const FILE_OPTIONS: ChartOptions = {
  width: FILE_WIDTH,
  interactive: false,
  shades: LIGHT,
  font: FILE_FONT,
};

/** Rounds to five significant digits: enough for a pixel, and short in a file. */
export function trim(value: number): number {
  return Number(value.toPrecision(5));
}

/** A series as a legend shows it. */
export interface Coloured {
  readonly label: string;
  readonly colour: ColourName;
}

/** The colour channel of a chart with several series, in the order given. */
export function colourBy(
  field: string,
  series: readonly Coloured[],
  shades: Shades,
  symbol: 'square' | 'stroke',
  legend: ChartSpec = {},
): ChartSpec {
  const colours: Readonly<Record<ColourName, string>> = { ...COLOURS, ...shades };
  const widths = series.map(
    ({ label }) => Math.min(textWidth(label, LEGEND_SIZE), LEGEND_LIMIT) + LEGEND_SYMBOL,
  );
  const widest = Math.ceil(Math.max(...widths));
  const whole = Math.ceil(widths.reduce((sum, width) => sum + width, 0));
  return {
    field,
    type: 'nominal',
    scale: {
      domain: series.map((entry) => entry.label),
      range: series.map((entry) => colours[entry.colour]),
    },
    // A legend takes the opacity of its marks otherwise, and pales with them.
    legend: {
      symbolType: symbol,
      symbolOpacity: 1,
      columns: { expr: `room < ${whole} ? max(1, floor(room / ${widest})) : 0` },
      ...legend,
    },
  };
}

/**
 * How names of rows are written: a longer one is cut. On narrow pages a name of several settings, "count=5 slots=2", is that of its
 * values, so that what tells it from others is not cut off.
 */
export const NAME_LABELS: ChartSpec = {
  labelLimit: { expr: 'narrow ? 170 : 380' },
  labelExpr:
    "narrow && length(split(datum.label, '=')) > 2 ? slice(replace(' ' + datum.label, regexp(' [^ =]+=', 'g'), ' · '), 3) : datum.label",
};

/** Plots narrower than this get short labels. */
export const NARROW = 420;

/**
 * Puts title and configuration around the body of a chart. The variable `room`, the width of the plot in pixels, tells legends how
 * many columns they may have, and `narrow` all parts whether that is little; a page sets both anew when it is resized.
 */
export function finishChart(
  title: string,
  subtitle: string,
  options: ChartOptions,
  body: ChartSpec,
  params: readonly Json[] = [],
): ChartSpec {
  // A page breaks its lines itself.
  const lines = options.interactive ? [subtitle] : textLines(subtitle, SUBTITLE_SIZE, options.width);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${title}. ${subtitle}`,
    title: { text: title, subtitle: lines.length === 1 ? subtitle : lines },
    params: [
      { name: 'room', value: options.width },
      { name: 'narrow', value: options.width < NARROW },
      ...params,
    ],
    ...body,
    config: chartConfig(options.shades, options.font),
  };
}
