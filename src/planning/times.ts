/** Amounts of time as the text has them: "3 minutes", "an hour and a half", "between 2 and 5 s". */
import { AMOUNT, AND_PART, AND_PART_AFTER, amountOf } from './amounts.ts';
import { type Goal, type Span, shorten } from './goal.ts';

const MINUTES: Readonly<Record<string, number>> = { ms: 1 / 60_000, s: 1 / 60, m: 1, h: 60, d: 1440 };
export const TIME = '(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)';
/** Neither inside a word or number, nor the second half of "1:30" or "3/4". */
const NOT_INSIDE = '(?<!\\w|\\.|-|\\d[:/,])';
const DAYS = '(?:d|days?)';
const HOURS = '(?:h|hrs?|hours?)';
const WHOLE_MINUTES = '(?:m|mins?|minutes?)';
const SECONDS = '(?:s|secs?|seconds?)';
/** "1 hour and 30 minutes", "1h30m": what is added in the next smaller unit. */
const MORE = `(?:${[
  [DAYS, HOURS],
  [HOURS, WHOLE_MINUTES],
  [WHOLE_MINUTES, SECONDS],
  [SECONDS, '(?:ms|milliseconds?)'],
]
  .map(([unit, smaller]) => `(?<=[\\d\\s-]${unit})(?:\\s|\\sand\\s)?\\d+\\s?${smaller}\\b`)
  .join('|')})`;
const MORE_PARTS = new RegExp(`(\\d+)\\s?(${TIME})$`);
/** Any two amounts with "to" or a hyphen between them; "and" only after "between". */
const RANGE = new RegExp(
  `${NOT_INSIDE}(?:(between|from) )?(${AMOUNT})(${AND_PART})?(?:[\\s-]?(${TIME})(${AND_PART_AFTER})?(${MORE})?)?\\s?` +
    `(-|–|—|to|or|and)\\s?(${AMOUNT})(${AND_PART})?[\\s-]?(${TIME})(?:\\b|(?=\\d))(${AND_PART_AFTER})?(${MORE})?`,
  'g',
);
/** "an hour or two": the second amount has the unit of the first. */
const ONE_OR_MORE = new RegExp(
  `${NOT_INSIDE}(an?|\\d+) (${TIME}) or (\\d+)\\b(${AND_PART})?(?! and (?:an?|\\d+) (?:half|quarter|third))(?=\\s*(?:$|[.,;:!?)]|each\\b|apiece\\b|per\\b|for\\b|on\\b|and\\b))`,
  'g',
);
const SINGLE = new RegExp(
  `${NOT_INSIDE}(${AMOUNT})(${AND_PART})?[\\s-]?(${TIME})(?:\\b|(?=\\d))(${AND_PART_AFTER})?(${MORE})?`,
  'g',
);
export interface FoundTime extends Span {
  /** Minutes; a range gives its middle. */
  readonly value: number;
  readonly range: readonly [number, number] | null;
  readonly evidence: string;
  readonly unit: string;
}

export function unitMinutes(name: string): number {
  return MINUTES[/^(?:ms|milli)/.test(name) ? 'ms' : name[0]];
}

/** "a s": the article and a letter are no time. */
function isArticle(amount: string, unit: string): boolean {
  return !/\d| an?$/.test(amount) && /^[smhd]$/.test(unit);
}

/** An amount with what is added to it, in minutes. @param more of a smaller unit */
function minutesOf(
  amount: string,
  parts: readonly (string | undefined)[],
  unit: string,
  more?: string,
): number {
  const units = parts.reduce((sum, part) => sum + (part ? amountOf(part) : 0), amountOf(amount));
  const [, second, secondUnit] = MORE_PARTS.exec(more ?? '') ?? [];
  return units * unitMinutes(unit) + (second === undefined ? 0 : Number(second) * unitMinutes(secondUnit));
}

function rangeOf(match: RegExpExecArray): FoundTime | null {
  const [
    text,
    between,
    first,
    part,
    firstUnit,
    partAfter,
    more,
    joint,
    second,
    part2,
    unit,
    part2After,
    more2,
  ] = match;
  if ((joint === 'and' && between !== 'between') || isArticle(second, unit)) return null;
  // "three-quarters of an hour"
  if (joint === '-' && /^[a-z]/.test(second)) return null;
  const ends = [
    minutesOf(first, [part, partAfter], firstUnit ?? unit, more),
    minutesOf(second, [part2, part2After], unit, more2),
  ];
  return foundRange(match.index, text, ends, unit);
}

/** "an hour or two", "a minute or two and a half". */
function oneOrMore({ index, 0: text, 1: first, 2: unit, 3: second, 4: part }: RegExpExecArray): FoundTime {
  return foundRange(index, text, [minutesOf(first, [], unit), minutesOf(second, [part], unit)], unit);
}

function foundRange(start: number, text: string, ends: number[], unit: string): FoundTime {
  const [low, high] = ends.sort((a, b) => a - b);
  return {
    value: (low + high) / 2,
    range: low === high ? null : [low, high],
    evidence: shorten(text),
    start,
    end: start + text.length,
    unit,
  };
}

/** "and a half" adds a part of the unit, a second part is added: "1h30m". */
function singleOf(match: RegExpExecArray): FoundTime | null {
  const [text, amount, part, unit, partAfter, more] = match;
  if (isArticle(amount, unit)) return null;
  return {
    value: minutesOf(amount, [part, partAfter], unit, more),
    range: null,
    evidence: shorten(text),
    start: match.index,
    end: match.index + text.length,
    unit,
  };
}

/** Amounts of one form; those of the forms before it must be claimed by then. */
export interface TimeForm {
  find(goal: Goal): (FoundTime | null)[];
}

/** Ranges first, since their ends are amounts too. */
export const TIME_FORMS: readonly TimeForm[] = [
  { find: (goal) => goal.matches(RANGE).map(rangeOf) },
  { find: (goal) => goal.matches(ONE_OR_MORE).map(oneOrMore) },
  { find: (goal) => goal.matches(SINGLE).map(singleOf) },
];
