/** Colours, type and the shape of a chart. The categorical colours are those of Okabe and Ito (2008), safe for the colour-blind. */

/** Any JSON value; a Vega-Lite specification is one. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A Vega-Lite 6 specification as plain data. */
export type ChartSpec = { readonly [key: string]: Json };

export const COLOURS = {
  orange: '#E69F00',
  sky: '#56B4E9',
  green: '#009E73',
  yellow: '#F0E442',
  blue: '#0072B2',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  grey: '#9AA3AD',
} as const;

/** Neutral colours that differ between light and dark pages. */
export interface Shades {
  readonly background: string | null;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly rule: string;
  /** Edges of fault bands, drawn over coloured areas. */
  readonly edge: string;
}

export const LIGHT: Shades = {
  background: '#FFFFFF',
  text: '#1B1F24',
  muted: '#57606A',
  grid: '#E6E9ED',
  rule: '#8C959F',
  edge: '#3D444D',
};

export const DARK: Shades = {
  background: null,
  text: '#E6EDF3',
  muted: '#9BA7B4',
  grid: '#2C333B',
  rule: '#6E7781',
  edge: '#E6EDF3',
};

/** Verdana has nearly the widths of DejaVu Sans, for viewers that lack it. */
export const FILE_FONT = 'DejaVu Sans, Verdana, sans-serif';

/** The `config` part of a specification. */
export function chartConfig(shades: Shades, font: string): ChartSpec {
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
      subtitleFontSize: 11.5,
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
      labelFontSize: 11.5,
      labelLimit: 220,
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
}

/** Rounds to five significant digits: enough for a pixel, and short in a file. */
export function trim(value: number): number {
  return Number(value.toPrecision(5));
}

/** The colour channel of a chart with several series, in the order given. A single series needs a legend only on request. */
export function colourBy(
  field: string,
  series: readonly { readonly label: string; readonly colour: string }[],
  symbol: 'square' | 'stroke' = 'stroke',
  always = false,
  more: ChartSpec = {},
): ChartSpec {
  return {
    field,
    type: 'nominal',
    scale: { domain: series.map((entry) => entry.label), range: series.map((entry) => entry.colour) },
    legend: series.length > 1 || always ? { symbolType: symbol, ...more } : null,
  };
}

/** Puts title, data and configuration around the body of a chart. */
export function finishChart(title: string, subtitle: string, body: ChartSpec): ChartSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${title}. ${subtitle}`,
    title: { text: title, subtitle },
    ...body,
    config: chartConfig(LIGHT, FILE_FONT),
  };
}
