/** The end of a history as far as it can be put in order: operations as bars over time, a row for each process. */
import type { HistoryOperation } from '../../oracles/histories/index.ts';
import { textWidth } from '../charts/text-width.ts';
import {
  type ChartOptions,
  type ChartSpec,
  type Coloured,
  colourBy,
  finishChart,
  type Json,
  trim,
} from '../charts/theme.ts';
import { formatDuration, plural } from '../format.ts';
import { type Fate, fitted, type Layout, layOut, type ShownOperation, type Tick } from './layout.ts';
import { type CheckedHistory, describedParts, type Part, type Prefix, whereWords } from './result.ts';

/** Of the operations in order the last so many are drawn, and of the others so many. */
const MOST_PLACED = 10;
const MOST_OTHERS = 10;
const ROW_HEIGHT = 42;
/** Pixels for which labels are cut on narrow pages. */
const NARROW_WIDTH = 300;
/** Labels of the axis: size, and pixels between two of them. */
const TICK_SIZE = 11;
const TICK_GAP = 12;

const PLACED: Coloured = { label: 'takes effect in this order', colour: 'blue' };
const OPEN: Coloured = { label: 'has not taken effect', colour: 'grey' };

interface NamedChart {
  readonly name: string;
  readonly spec: ChartSpec;
}

/** A picture of each part that is described. */
export function checkCharts(result: CheckedHistory, options: ChartOptions): NamedChart[] {
  return describedParts(result).map((part, index) => ({
    name: `history-${index + 1}`,
    spec: partChart(part, result, options),
  }));
}

function partChart(
  part: Part & { readonly prefix: Prefix },
  result: CheckedHistory,
  options: ChartOptions,
): ChartSpec {
  const { prefix } = part;
  const { shown, more } = shownOperations(prefix, result);
  const layout = layOut(shown, prefix.blocked.returned, options.width);
  const blocked: Coloured = {
    label: prefix.isProven ? 'cannot take effect' : 'next to take effect',
    colour: 'vermillion',
  };
  const labels: Readonly<Record<Fate, string>> = {
    placed: PLACED.label,
    blocked: blocked.label,
    open: OPEN.label,
  };
  const used = [PLACED, blocked, OPEN].filter(({ label }) =>
    shown.some(({ fate }) => labels[fate] === label),
  );
  const what = part.part === '' ? result.source : `Key ${part.part}`;
  const title = `${what}: ${part.verdict === 'undecided' ? 'undecided' : 'not linearizable'}`;
  return finishChart(
    title,
    statement(prefix, result, more),
    options,
    body(layout, labels, used, result, options),
  );
}

/** What is drawn, and how many operations of the order come before. */
function shownOperations(prefix: Prefix, { history }: CheckedHistory) {
  const { order, blocked, unplaced } = prefix;
  const more = Math.max(0, order.length - MOST_PLACED);
  const one = (operation: unknown, fate: Fate, place: number | null): ShownOperation => {
    const { input, output, returned } = operation as HistoryOperation;
    // The title says the key.
    const { key, ...rest } = input as { readonly key?: unknown };
    const mark = fate === 'blocked' ? (prefix.isProven ? '✗ ' : '? ') : '';
    const words = history.model.words(rest, returned === Infinity ? undefined : output);
    return {
      operation: operation as HistoryOperation,
      fate,
      label: `${place === null ? mark : `${place}. `}${words}`,
      place,
    };
  };
  const others = unplaced.filter((each) => each !== blocked).slice(-MOST_OTHERS);
  const shown = [
    ...order.slice(more).map((each, n) => one(each, 'placed', more + n + 1)),
    one(blocked, 'blocked', null),
    ...others.map((each) => one(each, 'open', null)),
  ];
  return { shown, more };
}

function statement(prefix: Prefix, { history }: CheckedHistory, more: number): string {
  const { blocked, state, isProven, order } = prefix;
  const { process, input, output } = blocked;
  const words = `${history.model.words(input, output)} of process ${process}`;
  const after = order.length > 0 ? `after the order shown ${state}` : `at first ${state}`;
  const verdict = isProven
    ? `No order of the operations called by then gives ${words}: ${after}.`
    : `Whether some order gives ${words} was not decided: ${after}.`;
  const diamonds = order.length > 0 ? ' Diamonds show when operations may take effect.' : '';
  const before =
    more > 0 ? ` ${plural(more, 'operation')} before these ${more === 1 ? 'is' : 'are'} not drawn.` : '';
  return `${verdict}${diamonds} Distances are not to scale.${before}`;
}

const X = { type: 'quantitative', scale: { domain: [0, 1], nice: false } };

/** Names of rows: "process 3"; a text that looks like a number is in quotation marks. */
function rowName(process: number | string): string {
  return `process ${typeof process === 'string' && /^-?\d/.test(process) ? JSON.stringify(process) : process}`;
}

function barsData({ bars, rows }: Layout, labels: Readonly<Record<Fate, string>>, width: number): Json[] {
  return bars.map((bar): Json => {
    const room = bar.room - bar.start;
    // The last of a row may have its label before the end of the picture.
    const isTight = bar.room === 1 && fitted(bar.label, room * NARROW_WIDTH) !== bar.label;
    return {
      process: rowName(rows[bar.row]),
      start: trim(bar.start),
      end: trim(bar.end),
      open: bar.isOpen,
      fate: labels[bar.fate],
      text: fitted(bar.label, room * width),
      short: isTight ? bar.label : fitted(bar.label, room * NARROW_WIDTH),
      tight: isTight,
      what: bar.label,
      where: whereWords(bar.operation),
      ...(bar.effect === null ? {} : { effect: trim(bar.effect) }),
    };
  });
}

function body(
  layout: Layout,
  labels: Readonly<Record<Fate, string>>,
  used: readonly Coloured[],
  result: CheckedHistory,
  options: ChartOptions,
): ChartSpec {
  const { ticks, rows } = layout;
  const x = { ...X, axis: axisOf(ticks, result, options) };
  const y = {
    field: 'process',
    type: 'nominal',
    scale: { domain: rows.map(rowName), paddingInner: 0, paddingOuter: 0.05 },
    axis: { title: null, labelLimit: { expr: 'narrow ? 90 : 160' }, offset: 6 },
  };
  const color = colourBy('fate', used, options.shades, 'square');
  const tooltip: Json = [
    { field: 'process' },
    { field: 'what' },
    { field: 'where' },
    { field: 'fate', title: 'what became of it' },
  ];
  const bar = { type: 'bar', height: 12, yOffset: 8, cornerRadius: 2, minBandSize: 3 };
  return {
    width: options.width,
    height: rows.length * ROW_HEIGHT,
    data: { values: barsData(layout, labels, options.width) },
    layer: [
      {
        mark: bar,
        encoding: {
          x: { ...x, field: 'start' },
          x2: { field: 'end' },
          y,
          color,
          ...(options.interactive ? { tooltip } : {}),
        },
      },
      pointLayer('datum.open', 'end', { shape: 'triangle-right', size: 150, yOffset: 8 }, x, y, color),
      pointLayer(
        'isValid(datum.effect)',
        'effect',
        { shape: 'diamond', size: 44, yOffset: 8, stroke: options.shades.text, strokeWidth: 1 },
        x,
        y,
        { value: options.shades.background ?? '#FFFFFF' },
      ),
      labelLayer('!(narrow && datum.tight)', 'left', { ...x, field: 'start' }, y),
      labelLayer('narrow && datum.tight', 'right', { value: 'width' }, y),
    ],
  };
}

function labelLayer(filter: string, align: 'left' | 'right', x: ChartSpec, y: ChartSpec): ChartSpec {
  return {
    transform: [{ filter }, { calculate: 'narrow ? datum.short : datum.text', as: 'shown' }],
    mark: {
      type: 'text',
      style: 'label',
      align,
      baseline: 'middle',
      yOffset: -8,
      dx: align === 'left' ? 1 : 0,
    },
    encoding: { x, y, text: { field: 'shown' } },
  };
}

function pointLayer(
  filter: string,
  field: string,
  mark: { readonly [key: string]: Json },
  x: ChartSpec,
  y: ChartSpec,
  color: ChartSpec,
): ChartSpec {
  return {
    transform: [{ filter }],
    mark: { type: 'point', filled: true, opacity: 1, ...mark },
    encoding: { x: { ...x, field }, y, color },
  };
}

/** Labels of moments: times since the first of them, lines, or numbers of events. Those too close to the one before have none. */
function axisOf(ticks: readonly Tick[], { history }: CheckedHistory, options: ChartOptions): ChartSpec {
  const { isTimed } = history.summary;
  const moment = ({ operation, isEnd }: Tick) => (isEnd ? operation.returned : operation.invoked);
  const line = ({ operation, isEnd }: Tick) => (isEnd ? operation.endLine : operation.line);
  const hasLines = new Set(ticks.map(line)).size === ticks.length;
  const first = ticks.length > 0 ? moment(ticks[0]) : 0;
  const label = (tick: Tick): string => {
    if (isTimed) return formatDuration((moment(tick) - first) / 1e9);
    return String(hasLines ? line(tick) : moment(tick));
  };
  let free = 0;
  const labelled: Tick[] = [];
  for (const tick of ticks) {
    const at = tick.at * options.width;
    const half = textWidth(label(tick), TICK_SIZE) / 2;
    if (labelled.length > 0 && at - half < free) continue;
    labelled.push(tick);
    free = at + half + TICK_GAP;
  }
  const texts = Object.fromEntries(labelled.map((tick) => [String(trim(tick.at)), label(tick)]));
  const kind = hasLines ? 'Line of the history' : 'Event of the history';
  return {
    title: isTimed ? 'Time since the first operation shown' : kind,
    values: labelled.map((tick) => trim(tick.at)),
    labelExpr: `${JSON.stringify(texts)}[toString(datum.value)] || ''`,
    labelOverlap: { expr: 'narrow' },
    grid: true,
  };
}
