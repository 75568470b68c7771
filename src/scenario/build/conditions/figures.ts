/** What the names and values in a condition mean: metrics and series of the catalogue, and quantities in their units. */
import type { MetricDescription, ScenarioCatalog, SeriesDescription } from '../../catalog.ts';
import { found } from '../../errors.ts';
import type { Limit, Operator, WindowSpec, WindowStatistic } from '../../scenario.ts';
import { either, nearest } from '../../suggest.ts';
import { decimal, parseQuantity, type Quantity, type Range, showDuration, UnitError } from '../../units.ts';
import { type FigureSyntax, type LimitSyntax, type Piece, SyntaxProblem } from './syntax.ts';

const STATISTICS: Readonly<Record<SeriesDescription['kind'], readonly WindowStatistic[]>> = {
  level: ['min', 'mean', 'max', 'last'],
  events: ['count'],
};

/** A figure with its name in results, and the unit that it is measured in. */
export interface Figure {
  readonly metric: string;
  readonly unit: string;
  readonly window?: WindowSpec;
  /** Least and largest value that it can have, where that is known. */
  readonly range?: readonly [least: number, most: number];
}

/** What a scenario says that windows depend on. */
export interface WindowContext {
  /** Seconds; null: the run ends when its work does. */
  readonly duration: number | null;
  /** Whether agents are spawned, and whether they are judged by how their attempts end. */
  readonly has: Readonly<Record<'spawning' | 'ejection', boolean>>;
}

/** @throws SyntaxProblem */
export function readFigure(
  { name, window }: FigureSyntax,
  catalog: ScenarioCatalog,
  context: WindowContext,
): Figure {
  if (window === null) {
    const { unit, range } = metricOf(name, catalog);
    return { metric: name.text, unit, range };
  }
  const series = seriesOf(name, catalog, context);
  const statistic = statisticOf(window.statistic, series);
  const from = momentOf(window.from);
  const to = momentOf(window.to);
  if (to <= from) throw new SyntaxProblem('the window ends before it begins', window.to.at);
  if (context.duration !== null && to > context.duration)
    throw new SyntaxProblem(
      `the window ends at ${showDuration(to)}, after the run, whose duration is ${showDuration(context.duration)}`,
      window.to.at,
    );
  const spec: WindowSpec = { statistic, series: series.name, from, to };
  // Levels and counts of events alike.
  return { metric: windowName(spec), unit: series.unit, window: spec, range: [0, Infinity] };
}

/** By which results name the figure of a window. */
export function windowName({ statistic, series, from, to }: WindowSpec): string {
  return `${statistic} ${series} between ${showDuration(from)} and ${showDuration(to)}`;
}

function metricOf({ text, at }: Piece, { metrics, series }: ScenarioCatalog): MetricDescription {
  const known = metrics.find(({ name }) => matches(name, text));
  if (known) return known;
  if (series?.some(({ name }) => name === text))
    throw new SyntaxProblem(
      `${text} changes over time: write a window of it, such as "max ${text} between 10min and 20min"`,
      at,
    );
  const suggestion = nearest(
    text,
    metrics.map(({ name }) => name),
  );
  throw new SyntaxProblem(`there is no metric "${text}"`, at, suggestion);
}

function seriesOf({ text, at }: Piece, catalog: ScenarioCatalog, { has }: WindowContext): SeriesDescription {
  const all = (catalog.series ?? []).filter(({ needs }) => needs === undefined || has[needs]);
  const known = all.find(({ name }) => name === text);
  if (known) return known;
  const names = all.map(({ name }) => name);
  throw new SyntaxProblem(
    `"${text}" is not followed over time: windows are of ${either(names) || 'nothing here'}`,
    at,
    nearest(text, names) ?? names.find((name) => text.startsWith(`${name}.`)),
  );
}

function statisticOf({ text, at }: Piece, { name, kind }: SeriesDescription): WindowStatistic {
  const statistic = STATISTICS[kind].find((known) => known === text);
  if (statistic) return statistic;
  const what = kind === 'level' ? 'a level' : 'a count of events';
  throw new SyntaxProblem(
    `expected ${either(STATISTICS[kind])} of ${name}, which is ${what}, found "${text}"`,
    at,
    nearest(text, STATISTICS[kind]),
  );
}

function momentOf({ text, at }: Piece): number {
  return quantityAt(at, () => parseQuantity('duration', text));
}

/**
 * A value in the figure's unit, or a multiple of another metric.
 * @throws SyntaxProblem
 */
export function readLimit({ operator, bound }: LimitSyntax, figure: Figure, catalog: ScenarioCatalog): Limit {
  const sign = operator.text as Operator;
  const factors = /^(.*\S)\s*\*\s*(\S.*)$/s.exec(bound.text);
  if (factors) return multiple(sign, bound, [factors[1], factors[2]], figure, catalog);
  if (catalog.metrics.some(({ name }) => matches(name, bound.text)) || /^[a-z_]\w*\.\w/i.test(bound.text))
    return { operator: sign, value: 1, times: comparable(bound, figure, catalog) };
  const { metric, unit } = figure;
  const value = quantityAt(bound.at, () => readValue(unit, bound.text), `${metric} is measured in ${unit}: `);
  if (figure.range !== undefined && isBeyond(sign, value, figure.range))
    throw new SyntaxProblem(`no run can have that: ${metric} is ${rangeText(figure.range, unit)}`, bound.at);
  return { operator: sign, value };
}

/** Whether no value of the range meets the condition. */
function isBeyond(operator: Operator, value: number, [least, most]: readonly [number, number]): boolean {
  switch (operator) {
    case '<':
      return least >= value;
    case '<=':
      return least > value;
    case '>':
      return most <= value;
    case '>=':
      return most < value;
    case '==':
      return value < least || value > most;
    case '!=':
      return false;
  }
}

function rangeText([least, most]: readonly [number, number], unit: string): string {
  if (most === Infinity) return `never below ${least}`;
  return unit === 'ratio' ? `from ${least} to ${most} (${most * 100}%)` : `from ${least} to ${most}`;
}

function multiple(
  operator: Operator,
  bound: Piece,
  factors: readonly [string, string],
  figure: Figure,
  catalog: ScenarioCatalog,
): Limit {
  const isFactor = (text: string) => /^[+-]?[\d.]/.test(text);
  const [factor, metric] = isFactor(factors[0]) ? factors : [factors[1], factors[0]];
  const at = (text: string) => bound.at + bound.text.lastIndexOf(text);
  const value = quantityAt(at(factor), () => ratioOf(factor));
  return { operator, value, times: comparable({ text: metric, at: at(metric) }, figure, catalog) };
}

/** The metric of a limit, which must measure what the figure measures. */
function comparable(name: Piece, figure: Figure, catalog: ScenarioCatalog): string {
  const { unit } = metricOf(name, catalog);
  if (dimensionOf(unit) !== dimensionOf(figure.unit))
    throw new SyntaxProblem(
      `${figure.metric} is measured in ${figure.unit}, ${name.text} in ${unit}: they cannot be compared`,
      name.at,
    );
  return name.text;
}

/** Counts and ratios are both plain numbers: a speedup may be compared with a number of agents. */
function dimensionOf(unit: string): Quantity {
  const { quantity } = unitQuantity(unit);
  return quantity === 'ratio' ? 'number' : quantity;
}

/** @throws SyntaxProblem for a UnitError of `read` */
function quantityAt(at: number, read: () => number, lead = ''): number {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw new SyntaxProblem(`${lead}${error.message}`, at);
  }
}

/** Parts of a metric's name in angle brackets stand for any name. */
function matches(pattern: string, metric: string): boolean {
  if (!pattern.includes('<')) return pattern === metric;
  const parts = pattern.split(/<[^>]*>/);
  let at = parts[0].length;
  if (!metric.startsWith(parts[0])) return false;
  for (const [index, part] of parts.slice(1).entries()) {
    const isLast = index === parts.length - 2;
    const next =
      isLast && part === ''
        ? metric.length
        : isLast
          ? metric.lastIndexOf(part)
          : metric.indexOf(part, at + 1);
    if (next <= at || (isLast && next + part.length !== metric.length)) return false;
    at = next + part.length;
  }
  return true;
}

function readValue(unit: string, text: string): number {
  const { quantity, range } = unitQuantity(unit);
  if (quantity === 'ratio') return ratioOf(text);
  // The program's own rates are per second, as their unit says, so that a plain number is clear.
  if (unit === 'per_second' && decimal(text.trim()) !== undefined) return parseQuantity('number', text);
  return parseQuantity(quantity, text, range);
}

/** Ratios of measurements are not bounded by 1, so a percentage is read where a number is also allowed. */
function ratioOf(text: string): number {
  if (!text.endsWith('%')) return parseQuantity('number', text);
  const digits = text.slice(0, -1).trim();
  if (!/^-?\d+(\.\d+)?$/.test(digits))
    throw new UnitError(`expected a ratio such as 99.5% or 0.995, found ${found(text)}`);
  return Number(`${digits}e-2`);
}

/** How values of a metric in this unit are written. */
function unitQuantity(unit: string): { quantity: Quantity; range?: Range } {
  const name = unit.trim().toLowerCase();
  if (/^(s|seconds?)$/.test(name)) return { quantity: 'duration' };
  if (/^(b|bytes?)$/.test(name)) return { quantity: 'size' };
  if (/^(b|bytes?) ?(\/ ?s|per second)$/.test(name)) return { quantity: 'bandwidth' };
  if (/(\/ ?s|per[ _]second)$/.test(name)) return { quantity: 'rate' };
  if (/^(ratio|share|fraction)$/.test(name)) return { quantity: 'ratio' };
  return { quantity: 'number' };
}
