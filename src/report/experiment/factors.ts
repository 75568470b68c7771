/**
 * Many alternatives as tables of factors: each thing varied is a factor, one of them runs down and one across, and the others
 * make a table for each of their combinations. Cells carry the marks of the one analysis of all alternatives.
 */

import type { PlannedAlternative } from '../../lab/experiment/plan.ts';
import type { ExperimentResult } from '../../lab/experiment/result.ts';
import type { PointFigures } from '../../lab/experiment/sweep-metric.ts';
import { stillOpen } from '../../recording/still-open.ts';
import { numericAxis } from './charts/axis-values.ts';
import { drawnFigures, meanText, reachText } from './figures.ts';

/** One thing varied. */
export interface Factor {
  readonly path: string;
  /** Numbers in ascending order, names in order of the mean rank of their alternatives, best first. */
  readonly values: readonly string[];
}

/** What a metric is at one alternative. */
export interface FactorCell {
  readonly label: string;
  /** Value of each factor, by path. */
  readonly values: Readonly<Record<string, string>>;
  /** "7.72 s"; "≥ 5 min" where values are open. */
  readonly text: string;
  /** "± 3 %", or empty where it is not known. */
  readonly reach: string;
  /** In base units; where values are open the least that the mean can be. */
  readonly mean: number;
  /** From 0 for the best to 1 for the worst. */
  readonly rank: number;
  readonly best: boolean;
  /** The best, or not told apart from it. Of no cell where there were too few replications to say. */
  readonly leads: boolean;
  /** Tasks pile up in some of its runs. */
  readonly overloaded: boolean;
}

/** Cells by row and column; null where there is no such alternative, or it was not measured. */
export interface FactorPanel {
  /** "agents.count = 170", or empty where there is one panel only. */
  readonly title: string;
  readonly cells: readonly (readonly (FactorCell | null)[])[];
}

export interface FactorTable {
  readonly metric: string;
  readonly factors: readonly Factor[];
  readonly down: Factor;
  readonly across: Factor;
  readonly panels: readonly FactorPanel[];
  /** Measured alternatives, best first. */
  readonly cells: readonly FactorCell[];
}

const FILE = 'file';
/** Alternatives that fill a smaller share of the grid of their factors are a list, not a table. */
const FULL_ENOUGH = 0.5;

/** null unless at least two things are varied against each other, or where nothing was measured. */
export function factorTable(result: ExperimentResult, metric: string): FactorTable | null {
  const { alternatives } = result.plan;
  const unordered = factorsOf(alternatives);
  const size = unordered.reduce((product, { values }) => product * values.length, 1);
  if (unordered.length < 2 || alternatives.length < FULL_ENOUGH * size) return null;
  const cells = cellsOf(result, metric);
  if (cells.length === 0) return null;
  const factors = unordered.map((factor) => ordered(factor, cells));
  // Columns take width: the factor whose values are shortest runs across, of the two with the most values.
  const most = [...factors].sort((a, b) => b.values.length - a.values.length).slice(0, 2);
  const [across, down] = most.sort((a, b) => widthOf(a) - widthOf(b));
  const others = factors.filter((factor) => factor !== across && factor !== down);
  const byKey = new Map(cells.map((cell) => [keyOf(factors, cell.values), cell]));
  const panels = combinations(others).map((fixed) => ({
    title: others.map(({ path }) => `${path} = ${fixed[path]}`).join(', '),
    cells: down.values.map((row) =>
      across.values.map(
        (column) => byKey.get(keyOf(factors, { ...fixed, [down.path]: row, [across.path]: column })) ?? null,
      ),
    ),
  }));
  return { metric, factors, down, across, panels: panels.filter(isMeasured), cells };
}

function isMeasured({ cells }: FactorPanel): boolean {
  return cells.some((row) => row.some((cell) => cell !== null));
}

function factorsOf(alternatives: readonly PlannedAlternative[]): Factor[] {
  const all = alternatives.map(settings);
  const paths = [...new Set(all.flatMap(Object.keys))];
  return paths
    .map((path) => ({
      path,
      values: [...new Set(all.flatMap((values) => values[path] ?? []))],
    }))
    .filter(({ values }) => values.length > 1);
}

/** What distinguishes an alternative: values by path, and the file. */
function settings({ file, values }: Pick<PlannedAlternative, 'file' | 'values'>): Record<string, string> {
  return { [FILE]: file, ...values };
}

function keyOf(factors: readonly Factor[], values: Readonly<Record<string, string>>): string {
  return JSON.stringify(factors.map(({ path }) => values[path] ?? null));
}

function cellsOf(result: ExperimentResult, metric: string): FactorCell[] {
  const found = result.metrics.find((each) => each.metric === metric);
  if (found === undefined) return [];
  const { ranking, leaders, too_few } = found;
  const list = 'points' in found ? found.points : found.alternatives;
  const figures = new Map(list.flatMap((each) => (each === null ? [] : [[each.label, each] as const])));
  const of = new Map(result.alternatives.map((each) => [each.label, each]));
  const marked = too_few === null;
  return ranking.flatMap((label, place): FactorCell[] => {
    const [figure, alternative] = [figures.get(label), of.get(label)];
    if (figure === undefined || alternative === undefined) return [];
    return [
      {
        label,
        values: settings(alternative),
        ...cellText(metric, figure),
        mean: drawnFigures(figure).mean,
        rank: ranking.length > 1 ? place / (ranking.length - 1) : 0,
        best: marked && leaders[0] === label,
        leads: marked && leaders.includes(label),
        overloaded: (alternative.load?.overloaded ?? 0) > 0 || alternative.load?.grows === true,
      },
    ];
  });
}

function cellText(
  metric: string,
  figure: Pick<PointFigures, 'mean' | 'bounds' | 'lower' | 'upper' | 'replications'>,
) {
  const text = meanText(metric, figure).replace(/^at least /, '\u2265 ');
  const reach = figure.replications < 2 ? '' : reachText(metric, figure).trim();
  return { text, reach };
}

function ordered({ path, values }: Factor, cells: readonly FactorCell[]): Factor {
  const axis = numericAxis({ path, values });
  const worth = (value: string): number => {
    if (axis !== null) return axis.numbers.get(value) ?? 0;
    const own = cells.filter((cell) => cell.values[path] === value);
    return own.length === 0 ? 2 : own.reduce((sum, { rank }) => sum + rank, 0) / own.length;
  };
  const worths = new Map(values.map((value) => [value, worth(value)]));
  return { path, values: [...values].sort((a, b) => (worths.get(a) ?? 0) - (worths.get(b) ?? 0)) };
}

function widthOf({ values }: Factor): number {
  return values.length * Math.max(6, ...values.map(({ length }) => length));
}

/** All combinations of values, by path; one without values of no factor. */
function combinations(factors: readonly Factor[]): Readonly<Record<string, string>>[] {
  return factors.reduce<Record<string, string>[]>(
    (points, { path, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [path]: value }))),
    [{}],
  );
}

/** What the marks of the cells say, as far as there are any. */
export function factorLegend({ metric, cells }: FactorTable): string[] {
  const leaders = cells.filter(({ leads }) => leads).length;
  return [
    ...(leaders === 0 ? [] : [leaders === 1 ? '*: the best' : '*: the best, or not told apart from it']),
    ...(cells.some(({ text }) => text.startsWith('\u2265'))
      ? [`\u2265: at least that, as ${stillOpen(metric)}`]
      : []),
    ...(cells.some(({ overloaded }) => overloaded) ? ['!: tasks pile up'] : []),
  ];
}

/** "7.72 s *". */
export function markedText({ text, leads, overloaded }: FactorCell): string {
  return `${text}${leads ? ' *' : ''}${overloaded ? ' !' : ''}`;
}
