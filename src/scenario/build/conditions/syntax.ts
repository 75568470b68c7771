/**
 * The grammar of conditions, without what the names in them mean.
 *
 * condition:  comparison quantifier? | "same fingerprint as" FILE
 * comparison: figure operator bound | bound operator figure operator bound | figure "between" bound "and" bound
 * figure:     METRIC | STATISTIC SERIES "between" TIME "and" TIME
 * bound:      VALUE | METRIC | METRIC "*" FACTOR | FACTOR "*" METRIC
 * operator:   "<" | "<=" | ">" | ">=" | "==" | "!="
 * quantifier: "over" N "reps" level? | "in all" N "reps" | "in" SHARE "of" N "reps" level?
 * level:      "with" SHARE "confidence"
 */
import { nearest } from '../../suggest.ts';

/** A piece of the text and where it begins. */
export interface Piece {
  readonly text: string;
  readonly at: number;
}

export interface FigureSyntax {
  /** Of the metric or the series. */
  readonly name: Piece;
  readonly window: { readonly statistic: Piece; readonly from: Piece; readonly to: Piece } | null;
}

export interface LimitSyntax {
  readonly operator: Piece;
  readonly bound: Piece;
}

export interface ComparisonSyntax {
  readonly kind: 'comparison';
  readonly figure: FigureSyntax;
  /** One, or the two of a range. */
  readonly limits: readonly LimitSyntax[];
  /** From "over", "in" or "with" on. */
  readonly quantifier: Piece | null;
}

export interface FingerprintSyntax {
  readonly kind: 'fingerprint';
  readonly file: Piece;
}

/** A text that is no condition. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
  /** Where in the text; null: as a whole. */
  readonly at: number | null;
  readonly suggestion: string | undefined;

  constructor(message: string, at: number | null, suggestion?: string) {
    super(message);
    this.at = at;
    this.suggestion = suggestion;
  }
}

export const OPERATORS = ['<=', '>=', '==', '!=', '<', '>'] as const;
const EXAMPLES = '"metric operator value" such as "tasks.lost == 0"';

/** The text from one place to another without blanks around it. */
function piece(text: string, from: number, to = text.length): Piece {
  const part = text.slice(from, to);
  return { text: part.trim(), at: from + (part.length - part.trimStart().length) };
}

/**
 * @param shown how messages quote the text
 * @throws SyntaxProblem
 */
export function parseCondition(text: string, shown: string): ComparisonSyntax | FingerprintSyntax {
  const same = /^\s*same\s+fingerprint\s+as(?:\s+|$)/.exec(text);
  if (same) {
    const file = piece(text, same[0].length);
    if (file.text === '')
      throw new SyntaxProblem('expected "same fingerprint as FILE", or "as snapshot"', file.at);
    return { kind: 'fingerprint', file };
  }
  const signs = [...text.matchAll(/[<>=!]+/g)].map((match) => ({ text: match[0], at: match.index }));
  const quantifier = quantifierOf(text, signs.at(-1));
  const end = quantifier?.at ?? text.length;
  const comparison = signs.length === 0 ? between(text, end, shown) : compared(text, end, signs, shown);
  return { kind: 'comparison', ...comparison, quantifier };
}

/** It stands behind the last operator, or behind the words of a range. */
function quantifierOf(text: string, last: Piece | undefined): Piece | null {
  const from = last === undefined ? 0 : last.at + last.text.length;
  const match = /\s(?=(?:over|in|with)\s)/.exec(text.slice(from));
  return match === null ? null : piece(text, from + match.index);
}

type Comparison = Pick<ComparisonSyntax, 'figure' | 'limits'>;

function compared(text: string, end: number, signs: readonly Piece[], shown: string): Comparison {
  if (signs.length > 2) throw new SyntaxProblem(`expected ${EXAMPLES}, found ${shown}`, null);
  const starts = [0, ...signs.map(({ text, at }) => at + text.length)];
  const ends = [...signs.map(({ at }) => at), end];
  const parts = starts.map((start, place) => piece(text, start, ends[place]));
  for (const sign of signs) checkOperator(sign);
  if (signs.length === 1) {
    const [figure, bound] = parts;
    if (figure.text === '') throw new SyntaxProblem(`expected ${EXAMPLES}, found ${shown}`, null);
    return { figure: figureOf(figure), limits: [{ operator: signs[0], bound }] };
  }
  const [first, figure, second] = parts;
  const directions = signs.map(({ text }) => text[0]);
  if (directions[0] !== directions[1] || !'<>'.includes(directions[0]))
    throw new SyntaxProblem(
      `expected a range such as "10s <= task.latency.p95 <= 20s", found "${signs[0].text}" and "${signs[1].text}"`,
      signs[1].at,
    );
  return {
    figure: figureOf(figure),
    limits: [
      { operator: { ...signs[0], text: mirrored(signs[0].text) }, bound: first },
      { operator: signs[1], bound: second },
    ],
  };
}

function checkOperator({ text, at }: Piece): void {
  if ((OPERATORS as readonly string[]).includes(text)) return;
  const near = text === '=' ? '==' : nearest(text, OPERATORS);
  throw new SyntaxProblem(`expected one of ${OPERATORS.join(' ')}, found "${text}"`, at, near);
}

/** `10 < x` says `x > 10`. */
function mirrored(operator: string): string {
  return operator.replace(/[<>]/, (sign) => (sign === '<' ? '>' : '<'));
}

/** "figure between bound and bound", both included. */
function between(text: string, end: number, shown: string): Comparison {
  const word = [...text.slice(0, end).matchAll(/\sbetween\s/g)].at(-1);
  const rest = word && /\sand\s/.exec(text.slice(word.index + word[0].length, end));
  if (!word || !rest) throw new SyntaxProblem(`expected ${EXAMPLES}, found ${shown}`, null);
  const start = word.index + word[0].length;
  const and = start + rest.index;
  const figure = piece(text, 0, word.index);
  if (figure.text === '' || STATISTIC.test(`${figure.text} `))
    if (!/\sbetween\s/.test(figure.text))
      throw new SyntaxProblem(
        `expected a limit behind the window, as in "max queue.depth between 10min and 20min < 500", found ${shown}`,
        null,
      );
  return {
    figure: figureOf(figure),
    limits: [
      { operator: { text: '>=', at: word.index }, bound: piece(text, start, and) },
      { operator: { text: '<=', at: and }, bound: piece(text, and + rest[0].length, end) },
    ],
  };
}

const STATISTIC = /^(\S+)\s+(\S+)\s/;

function figureOf({ text, at }: Piece): FigureSyntax {
  if (/^\S+$/.test(text)) return { name: { text, at }, window: null };
  const match = /^(\S+)(\s+)(\S+)(\s+between\s+)(.+?)(\s+and\s+)(.+)$/s.exec(text);
  if (!match)
    throw new SyntaxProblem(
      `expected a metric, or a window such as "max queue.depth between 10min and 20min", found "${text}"`,
      at,
    );
  const [, statistic, gap, series, word, from, and, to] = match;
  const seriesAt = at + statistic.length + gap.length;
  const fromAt = seriesAt + series.length + word.length;
  return {
    name: { text: series, at: seriesAt },
    window: {
      statistic: { text: statistic, at },
      from: { text: from, at: fromAt },
      to: { text: to, at: fromAt + from.length + and.length },
    },
  };
}
