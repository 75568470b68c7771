/** Conditions of a scenario, checked against the metrics and series that exist and their units. */
import type { ScenarioCatalog } from '../catalog.ts';
import type { Problems } from '../document/problems.ts';
import { locate, type Path } from '../document/tree.ts';
import { found, type Place } from '../errors.ts';
import type { Expectation, FigureExpectation, Limit } from '../scenario.ts';
import type { ScenarioInput } from '../schema/scenario.ts';
import { readFigure, readLimit, type WindowContext } from './conditions/figures.ts';
import { type References, readFingerprint } from './conditions/fingerprint.ts';
import { readQuantifier } from './conditions/quantifier.ts';
import { type ComparisonSyntax, parseCondition, SyntaxProblem } from './conditions/syntax.ts';

export interface ConditionContext {
  readonly catalog: ScenarioCatalog;
  readonly references: References;
  readonly seed: string;
  readonly window: WindowContext;
  readonly problems: Problems;
}

export function buildExpectations(
  key: 'expect' | 'claims',
  input: ScenarioInput['expect'],
  context: ConditionContext,
): Expectation[] {
  return writtenConditions(key, input, context.problems)
    .map((condition) => readCondition(condition, context))
    .filter((expectation) => expectation !== null);
}

/** Where the conditions stand, in the order of what `buildExpectations` returns where there are no problems. */
export function placesOfConditions(
  key: 'expect' | 'claims',
  input: ScenarioInput['expect'],
  problems: Problems,
): Place[] {
  return writtenConditions(key, input, problems).map(({ path }) => locate(problems.root, path).place);
}

interface Written {
  readonly text: string;
  readonly path: Path;
  /** Characters of the text that stand before the value: the key of a mapping and a blank. */
  readonly shift: number;
}

function writtenConditions(
  key: 'expect' | 'claims',
  input: ScenarioInput['expect'],
  problems: Problems,
): Written[] {
  if (Array.isArray(input)) return input.map((text, index) => ({ text, path: [key, index], shift: 0 }));
  return Object.entries(input).flatMap(([metric, condition]) => {
    const path: Path = [key, metric];
    return (Array.isArray(condition) ? condition : [condition]).flatMap((one: unknown): Written[] => {
      if (typeof one === 'string') return [{ text: `${metric} ${one}`, path, shift: metric.length + 1 }];
      problems.add(path, `expected a condition such as "< 10min", found ${found(one)}`);
      return [];
    });
  });
}

function readCondition({ text, path, shift }: Written, context: ConditionContext): Expectation | null {
  try {
    const syntax = parseCondition(text, found(text));
    if (syntax.kind === 'comparison') return comparison(text, syntax, context);
    return readFingerprint(text, syntax.file, { ...context, path });
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const { message, at, suggestion } = error;
    const place = at === null ? {} : at < shift ? { atKey: true } : { offset: at - shift };
    context.problems.add(path, message, { ...place, ...(suggestion === undefined ? {} : { suggestion }) });
    return null;
  }
}

/** @throws SyntaxProblem */
function comparison(
  text: string,
  { figure: written, limits, quantifier }: ComparisonSyntax,
  { catalog, window }: ConditionContext,
): FigureExpectation {
  const figure = readFigure(written, catalog, window);
  const [first, second] = limits.map((limit) => readLimit(limit, figure, catalog));
  const over = quantifier === null ? undefined : readQuantifier(quantifier);
  if (over?.of === 'mean' && (first.operator === '==' || first.operator === '!='))
    throw new SyntaxProblem(
      `no number of runs shows that a mean is ${first.operator === '==' ? '' : 'not '}exactly a value: write "in all ${over.reps} reps"`,
      limits[0].operator.at,
    );
  if (second !== undefined && isEmpty(first, second))
    throw new SyntaxProblem('nothing lies in this range', limits[1].bound.at);
  return {
    text: text.trim(),
    metric: figure.metric,
    ...first,
    ...(second === undefined ? {} : { and: second }),
    ...(figure.window === undefined ? {} : { window: figure.window }),
    ...(over === undefined ? {} : { over }),
  };
}

/** Of two limits that look the one to the other; multiples of metrics are not known yet. */
function isEmpty(first: Limit, second: Limit): boolean {
  if (first.times !== undefined || second.times !== undefined) return false;
  const [low, high] = first.operator.startsWith('>') ? [first, second] : [second, first];
  if (low.value === high.value) return low.operator === '>' || high.operator === '<';
  return low.value > high.value;
}
