/**
 * What an experiment varies: `path=a,b,5..50:5`, the values it stands for, and their combinations.
 */
import { type Exact, exactDecimal, ONE, ZERO } from './exact.ts';
import { ExperimentError } from './types.ts';

export { numericValue, type ValueUnit } from './numeric-value.ts';

/** One thing varied, with its values as written. */
export interface Axis {
  readonly path: string;
  readonly values: readonly string[];
}

/** One combination: path to value. */
export type Point = Readonly<Record<string, string>>;

const MOST_VALUES = 10_000;
const MOST_POINTS = 100_000;
/** Products of many factors have more digits than anyone wants to read, or than can be computed with in reasonable time. */
const WRITTEN_DIGITS = 15;
const COMPUTED_DIGITS = 60;
const EXAMPLE = 'agents.count=10,20,50..200:50';

/**
 * Reads `path=VALUES`. Values are separated by commas (not within brackets or quotes); each is a value as in a scenario, or a
 * range: `5..50:5` counts in steps, `1..64:*2` multiplies, `5..10` counts by one. Ends of a range may carry a unit.
 * @throws ExperimentError
 */
export function parseAxis(text: string): Axis {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).trim();
  if (path === '') throw new ExperimentError(`--vary ${text}: expected path=values, such as ${EXAMPLE}`);
  const items = splitList(text.slice(equals + 1)).map((item) => item.trim());
  if (items.includes('')) throw new ExperimentError(`--vary ${text}: a value is missing`);
  const values = items.flatMap((item) => expandRange(item, text) ?? [item]);
  if (values.length > MOST_VALUES)
    throw new ExperimentError(`--vary ${text}: more than ${MOST_VALUES} values`);
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) throw new ExperimentError(`--vary ${text}: ${repeated} occurs twice`);
  return { path, values };
}

/** Cuts at commas outside brackets and quotes. */
function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === ',' && depth === 0) {
      items.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...items, text.slice(start)];
}

const NUMBER = '[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d{1,3})?';
const UNIT = '[a-zA-Zµ%/]*';
const RANGE = new RegExp(
  `^(${NUMBER}) ?(${UNIT})\\.\\.(${NUMBER}) ?(${UNIT})(?::(\\*?)(${NUMBER}) ?(${UNIT}))?$`,
);

export interface NumberRange {
  readonly lower: Exact;
  readonly upper: Exact;
  /** As written after both ends; empty for plain numbers. */
  readonly unit: string;
  readonly step: Exact | null;
  readonly factor: boolean;
}

/** `5..50:5`, `1s..10s:500ms` is not one: all parts have the same unit. null for anything else. */
export function parseRange(item: string): NumberRange | null {
  const match = RANGE.exec(item);
  if (!match) return null;
  const [, lower, lowerUnit, upper, upperUnit, star = '', step, stepUnit = ''] = match;
  const unit = upperUnit;
  const factor = star === '*';
  if (
    (lowerUnit !== '' && lowerUnit !== unit) ||
    (step !== undefined && stepUnit !== '' && (factor || stepUnit !== unit))
  )
    return null;
  return {
    lower: exactDecimal(lower),
    upper: exactDecimal(upper),
    unit,
    step: step === undefined ? null : exactDecimal(step),
    factor,
  };
}

function expandRange(item: string, option: string): string[] | null {
  const range = parseRange(item);
  if (range === null) {
    if (/\d[a-zA-Zµ%/]*\.\.[+-]?\d/.test(item))
      throw new ExperimentError(
        `--vary ${option}: expected a range such as 5..50:5, 1..64:*2 or 1s..5s:1s with one unit, found ${item}`,
      );
    return null;
  }
  const { lower, upper, unit, factor } = range;
  const step = range.step ?? ONE;
  if (![lower, upper, step].every((value) => Number.isFinite(value.toNumber())))
    throw new ExperimentError(`--vary ${option}: a number in ${item} is too large`);
  const moves = factor ? step.compare(ONE) > 0 && lower.compare(ZERO) > 0 : step.compare(ZERO) > 0;
  if (!moves || upper.compare(lower) < 0)
    throw new ExperimentError(
      `--vary ${option}: ${item} leads nowhere: its end is not below its start, and its step is above ${factor ? '1, from a start above 0' : '0'}`,
    );
  const values: string[] = [];
  for (let value = lower; value.compare(upper) <= 0 && values.length <= MOST_VALUES; ) {
    values.push(`${factor ? value.rounded(WRITTEN_DIGITS) : value}${unit}`);
    value = factor ? value.times(step).rounded(COMPUTED_DIGITS) : value.plus(step);
  }
  return values;
}

/**
 * All combinations of the axes' values, the last axis changing fastest; with `zip` the first values of all, the second values
 * of all, and so on.
 * @throws ExperimentError
 */
export function combine(axes: readonly Axis[], zip = false): Point[] {
  const twice = axes.find(({ path }, index) => axes.findIndex((other) => other.path === path) !== index);
  if (twice) throw new ExperimentError(`${twice.path} is varied twice`);
  if (zip) {
    const [first, ...others] = axes;
    const odd = others.find(({ values }) => values.length !== first.values.length);
    if (odd)
      throw new ExperimentError(
        `--zip takes values one from each: ${first.path} has ${first.values.length}, ${odd.path} has ${odd.values.length}`,
      );
    return first.values.map((_, index) =>
      Object.fromEntries(axes.map(({ path, values }) => [path, values[index]])),
    );
  }
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_POINTS) throw new ExperimentError(`${count} combinations are more than ${MOST_POINTS}`);
  return axes.reduce<Point[]>(
    (points, { path, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [path]: value }))),
    [{}],
  );
}

/** The shortest ends of the paths that still tell them apart: `count` for `agents.count`. */
export function shortNames(paths: readonly string[]): Readonly<Record<string, string>> {
  const endings = (path: string): string[] => {
    const parts = path.split('.');
    return parts.map((_, index) => parts.slice(parts.length - 1 - index).join('.'));
  };
  const short = (path: string): string =>
    endings(path).find((end) => paths.every((other) => other === path || !endings(other).includes(end))) ??
    path;
  return Object.fromEntries(paths.map((path) => [path, short(path)]));
}
