/** Expectations: "metric operator value", checked against the metrics that exist and their units. */
import type { MetricDescription, ScenarioCatalog } from '../catalog.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { found } from '../errors.ts';
import type { Expectation } from '../scenario.ts';
import type { ScenarioInput } from '../schema/scenario.ts';
import { nearest } from '../suggest.ts';
import type { Quantity, Range } from '../units.ts';
import { parseQuantity, UnitError } from '../units.ts';

const OPERATORS = ['<=', '>=', '==', '!=', '<', '>'] as const;
const EXAMPLE = '"tasks.lost == 0"';

export function buildExpectations(
  key: 'expect' | 'claims',
  input: ScenarioInput['expect'],
  catalog: ScenarioCatalog,
  problems: Problems,
): Expectation[] {
  const written: { text: string; path: Path; metricOffset: number; valueOffset: number }[] = [];
  if (Array.isArray(input)) {
    for (const [index, text] of input.entries())
      written.push({ text, path: [key, index], metricOffset: 0, valueOffset: 0 });
  } else {
    for (const [metric, condition] of Object.entries(input)) {
      const path: Path = [key, metric];
      const conditions = Array.isArray(condition) ? condition : [condition];
      for (const one of conditions) {
        if (typeof one !== 'string')
          problems.add(path, `expected a condition such as "< 10min", found ${found(one)}`);
        else
          written.push({ text: `${metric} ${one}`, path, metricOffset: 0, valueOffset: -metric.length - 1 });
      }
    }
  }
  const parsed = written.map(({ text, path, valueOffset }) =>
    parseExpectation(text, path, valueOffset, catalog, problems),
  );
  return parsed.filter((expectation) => expectation !== null);
}

function parseExpectation(
  text: string,
  path: Path,
  shift: number,
  catalog: ScenarioCatalog,
  problems: Problems,
): Expectation | null {
  const match = /^(\s*)([^\s<>=!]+)(\s*)([<>=!]+)(\s*)(.*?)\s*$/s.exec(text);
  if (!match) {
    problems.add(path, `expected "metric operator value" such as ${EXAMPLE}, found ${found(text)}`);
    return null;
  }
  const [, lead, metric, gap, symbol, space, written] = match;
  const at = (offset: number) => (offset + shift >= 0 ? { offset: offset + shift } : { atKey: true });
  const operator = OPERATORS.find((known) => known === symbol);
  const operatorAt = lead.length + metric.length + gap.length;
  if (!operator) {
    const suggestion = symbol === '=' ? '==' : nearest(symbol, OPERATORS);
    problems.add(path, `expected one of ${OPERATORS.join(' ')}, found "${symbol}"`, {
      ...at(operatorAt),
      suggestion,
    });
    return null;
  }
  const description = catalog.metrics.find((known) => matches(known.name, metric));
  if (!description) {
    const suggestion = nearest(
      metric,
      catalog.metrics.map((known) => known.name),
    );
    problems.add(path, `there is no metric "${metric}"`, { ...at(lead.length), suggestion });
    return null;
  }
  try {
    return { text: text.trim(), metric, operator, value: readValue(description, written) };
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    problems.add(
      path,
      `${metric} is measured in ${description.unit}: ${error.message}`,
      at(operatorAt + symbol.length + space.length),
    );
    return null;
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

function readValue(metric: MetricDescription, text: string): number {
  const { quantity, range } = unitQuantity(metric.unit);
  // Ratios of measurements are not bounded by 1, so a percentage is read where a number is also allowed.
  if (quantity === 'ratio') return text.endsWith('%') ? percentage(text) : parseQuantity('number', text);
  return parseQuantity(quantity, text, range);
}

function percentage(text: string): number {
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
  if (/(\/ ?s|per second)$/.test(name)) return { quantity: 'rate' };
  if (/^(ratio|share|fraction)$/.test(name)) return { quantity: 'ratio' };
  return { quantity: 'number' };
}
