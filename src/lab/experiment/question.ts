/**
 * What a search is for: "agents.count such that task.latency.p99 < 2s" or "max throughput over agents.count".
 */
import { describeMetric, METRICS } from '../../recording/metrics.ts';
import { nearest } from '../../scenario/suggest.ts';
import { parseQuantity, type Quantity, UnitError } from '../../scenario/units.ts';
import { exactDecimal } from './exact.ts';
import { ExperimentError } from './types.ts';
import { numericValue, parseRange, type ValueUnit } from './vary.ts';

/** Where a metric crosses a value. */
export interface CrossingQuestion {
  readonly kind: 'crossing';
  readonly path: string;
  readonly metric: string;
  readonly operator: '<' | '<=' | '>' | '>=';
  /** In the metric's base unit. */
  readonly target: number;
  /** As asked. */
  readonly text: string;
}

/** Where a metric is smallest or largest; it must fall and then rise, or rise and then fall. */
export interface OptimumQuestion {
  readonly kind: 'optimum';
  readonly path: string;
  readonly metric: string;
  readonly best: 'lowest' | 'highest';
  readonly text: string;
}

export type Question = CrossingQuestion | OptimumQuestion;

export const QUESTION_GRAMMAR = `"PATH such that METRIC < VALUE" (or <=, >, >=) or "min METRIC over PATH" (or max)`;

const CROSSING = /^(\S+)\s+such\s+that\s+([^\s<>=]+)\s*(<=|>=|<|>)\s*(\S.*)$/;
const OPTIMUM = /^(min|max)\s+(\S+)\s+over\s+(\S+)$/;

/** Metrics and their units, as a catalogue has them. */
type KnownMetrics = readonly { readonly name: string; readonly unit: string }[];

const QUANTITIES: Readonly<Record<string, Quantity>> = {
  seconds: 'duration',
  count: 'number',
  ratio: 'number',
  bytes: 'size',
  per_second: 'rate',
};

/** How values of a metric are written. */
export function metricQuantity(metric: string, known: KnownMetrics = METRICS): Quantity {
  return QUANTITIES[describeMetric(metric, known)?.unit ?? ''] ?? 'number';
}

/**
 * @param known metrics that may be named
 * @throws ExperimentError
 */
export function parseQuestion(option: string, known: KnownMetrics = METRICS): Question {
  const text = option.trim();
  const crossing = CROSSING.exec(text);
  if (crossing) {
    const [, path, metric, operator, value] = crossing;
    checkMetric(metric, text, known);
    const target = readTarget(metricQuantity(metric, known), value, text);
    return {
      kind: 'crossing',
      path,
      metric,
      operator: operator as CrossingQuestion['operator'],
      target,
      text,
    };
  }
  const optimum = OPTIMUM.exec(text);
  if (optimum) {
    const [, which, metric, path] = optimum;
    checkMetric(metric, text, known);
    return { kind: 'optimum', path, metric, best: which === 'min' ? 'lowest' : 'highest', text };
  }
  throw new ExperimentError(`--find ${text}: expected ${QUESTION_GRAMMAR}`);
}

function checkMetric(metric: string, text: string, known: KnownMetrics): void {
  if (describeMetric(metric, known)) return;
  const names = known.map(({ name }) => name);
  const near = nearest(metric, names);
  const hint = near === undefined ? 'sim list metrics shows all' : `did you mean "${near}"?`;
  throw new ExperimentError(`--find ${text}: there is no metric "${metric}", ${hint}`);
}

function readTarget(quantity: Quantity, value: string, text: string): number {
  try {
    // Ratios of measurements are not bounded by 1, so a percentage is read where a number is also allowed.
    if (quantity === 'number' && /^[\d.]+ ?%$/.test(value)) return parseQuantity('ratio', value);
    return parseQuantity(quantity, value);
  } catch (error) {
    if (error instanceof UnitError) throw new ExperimentError(`--find ${text}: ${error.message}`);
    throw error;
  }
}

/** The values among which to search. */
export interface FindRange {
  /** Numbers before `suffix`. */
  readonly lower: number;
  readonly upper: number;
  readonly tolerance: number;
  /** Only whole numbers. */
  readonly integer: boolean;
  /** Unit written after each number; empty for plain numbers. */
  readonly suffix: string;
  /** What values of the path measure. */
  readonly unit: ValueUnit;
  /** Base units in one written unit: 60 for minutes. */
  readonly factor: number;
}

/** Share of the range to which other than whole numbers are narrowed down. */
const DEFAULT_TOLERANCE = 0.01;

/**
 * "10..500" or "100ms..2000ms", with how narrow an answer is wanted, in the same unit. Whole numbers without a unit are searched
 * among whole numbers, to the number itself.
 * @throws ExperimentError
 */
export function parseFindRange(text: string, tolerance: string | undefined): FindRange {
  const range = parseRange(text.trim());
  if (range !== null && range.step === null && range.lower.compare(range.upper) > 0)
    throw new ExperimentError(
      `--range ${text}: the ends are in the wrong order: write ${range.upper}${range.unit}..${range.lower}${range.unit}`,
    );
  if (range === null || range.step !== null || range.lower.compare(range.upper) === 0)
    throw new ExperimentError(`--range ${text}: expected two ends in one unit, such as 10..500 or 1s..60s`);
  const { unit: suffix } = range;
  const [lower, upper] = [range.lower.toNumber(), range.upper.toNumber()];
  const integer = suffix === '' && /^[+-]?\d+\.\.[+-]?\d+$/.test(text.trim());
  const measured = numericValue(`1${suffix}`);
  if (integer && !(Number.isSafeInteger(lower) && Number.isSafeInteger(upper)))
    throw new ExperimentError(`--range ${text}: whole numbers are searched up to ${Number.MAX_SAFE_INTEGER}`);
  if (measured === null) throw new ExperimentError(`--range ${text}: "${suffix}" is not a known unit`);
  return {
    lower,
    upper,
    integer,
    suffix,
    unit: measured.unit,
    factor: measured.value,
    tolerance: readTolerance(tolerance, { lower, upper, suffix, integer }),
  };
}

function readTolerance(
  text: string | undefined,
  range: Pick<FindRange, 'lower' | 'upper' | 'suffix' | 'integer'>,
): number {
  if (text === undefined) return range.integer ? 1 : (range.upper - range.lower) * DEFAULT_TOLERANCE;
  const number = text.trim().endsWith(range.suffix)
    ? Number(text.trim().slice(0, text.trim().length - range.suffix.length))
    : Number.NaN;
  if (!(number > 0) || (range.integer && number < 1) || number >= range.upper - range.lower)
    throw new ExperimentError(
      `--tolerance ${text}: expected a width such as ${range.integer ? '5' : `0.5${range.suffix}`}, in the unit of the range and smaller than it`,
    );
  return number;
}

/**
 * A number of the range as a scenario has it, without an exponent. Ends and whole numbers are written exactly; of others 12
 * digits are more than any search tells apart.
 */
export function writtenValue(
  number: number,
  { suffix, lower, upper }: Pick<FindRange, 'suffix' | 'lower' | 'upper'>,
): string {
  const exact = Number.isSafeInteger(number) || number === lower || number === upper;
  return `${exactDecimal(exact ? String(number) : number.toPrecision(12))}${suffix}`;
}
