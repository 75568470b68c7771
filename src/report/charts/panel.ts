/** What a time chart is made of: panels with series, and the frame that all panels share. */
import type { BandRow } from './faults.ts';
import type { Series, TimeUnit } from './series.ts';
import { type ChartOptions, type ChartSpec, type ColourName, type Json, trim } from './theme.ts';

/** One drawn column. */
export interface PanelSeries {
  /** Timeline column. */
  readonly column: string;
  readonly label: string;
  readonly colour: ColourName;
  /** Lines only: drawn dashed. */
  readonly dashed?: boolean;
  /** Lines only: not drawn along the axis while it stays zero. */
  readonly sparse?: boolean;
}

/** One panel of a time chart: a stack of areas, or lines. */
export interface Panel {
  readonly series: Series;
  readonly axis: string;
  readonly height: number;
  /** Bottom first. */
  readonly stack: readonly PanelSeries[];
  readonly lines: readonly PanelSeries[];
  /** End of the vertical axis; chosen from the data when absent. */
  readonly top?: number;
  /** Multiplies every value, to turn a rate per second into one per minute. */
  readonly factor?: number;
}

/** What all panels of a chart share. */
export interface Frame {
  readonly length: number;
  readonly unit: TimeUnit;
  readonly rows: readonly BandRow[];
  readonly options: ChartOptions;
}

/** Name of the layer of a panel that answers the pointer. */
export function hoverName(panel: number): string {
  return `hover${panel}`;
}

/** The horizontal axis, with labels under the last panel only. */
export function timeAxis(frame: Frame, labelled: boolean): ChartSpec {
  const end = trim(frame.length / frame.unit.seconds);
  const axis: ChartSpec = labelled
    ? {
        title: `Time since start (${frame.unit.name})`,
        format: ',.6~r',
        tickCount: { expr: 'max(3, width / 90)' },
      }
    : { title: null, labels: false, ticks: false, tickCount: { expr: 'max(3, width / 90)' } };
  return { type: 'quantitative', scale: { domain: [0, end], nice: false, zero: false }, axis };
}

/** The highest line or the highest stack, whichever is higher. */
export function highest(panel: Panel): number {
  const values = (entry: PanelSeries): readonly number[] => panel.series.columns[entry.column] ?? [];
  const sums = panel.series.start.map((_, place) =>
    panel.stack.reduce((sum, entry) => sum + (values(entry)[place] ?? 0), 0),
  );
  const most = Math.max(0, ...sums, ...panel.lines.flatMap(values)) * (panel.factor ?? 1);
  // An axis from 0 to 0 would have no place for its zero.
  return most > 0 ? most : 1;
}

/** One row an interval, from t to u, with v0, v1 ... for the series; a last row closes the steps. */
export function panelData(panel: Panel, unit: TimeUnit): Json[] {
  const shown = [...panel.stack, ...panel.lines];
  const factor = panel.factor ?? 1;
  const value = (entry: PanelSeries, place: number): number | null => {
    const values = panel.series.columns[entry.column];
    const found = values?.[place] ?? 0;
    const hidden = entry.sparse === true && found === 0 && !values?.[place - 1] && !values?.[place + 1];
    return hidden ? null : trim(found * factor);
  };
  const row = (place: number, from: number, to: number): Json => ({
    t: trim(from / unit.seconds),
    u: trim(to / unit.seconds),
    ...Object.fromEntries(shown.map((entry, index) => [`v${index}`, value(entry, place)])),
  });
  const rows = panel.series.start.map((from, place) => row(place, from, panel.series.end[place]));
  const last = panel.series.start.length - 1;
  if (last >= 0) rows.push(row(last, panel.series.end[last], panel.series.end[last]));
  return rows;
}
