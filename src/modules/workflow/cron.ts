/**
 * Schedules of five fields (minute, hour, day of the month, month, day of the week) in universal time, and their next time.
 *
 * Source: crontab(5) of Vixie cron, with its rule for days: when both day fields are restricted, that is begin with no
 * asterisk, a day matches if either does; otherwise both must. Beyond it, ranges of names may go over the end of the week or the year
 * (fri-sun, nov-feb).
 */
import { DAY_SECONDS, dateOf, daysInMonth, daysOf, weekdayOf } from './calendar.ts';

interface FieldRange {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that may stand for numbers, from the least on. */
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly FieldRange[] = [
  { name: 'minute', least: 0, most: 59, names: [] },
  { name: 'hour', least: 0, most: 23, names: [] },
  { name: 'day of the month', least: 1, most: 31, names: [] },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  // 7 is Sunday again.
  { name: 'day of the week', least: 0, most: 7, names: WEEKDAYS },
];

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** After so many years the calendar repeats: what did not come in them never comes. */
const CYCLE_YEARS = 400;
const LONGEST_TEXT = 1000;

/** A text that is no schedule. */
export class CronError extends Error {
  override readonly name = 'CronError';
  /** The field in question, or "schedule". */
  readonly field: string;
  readonly found: string;

  constructor(field: string, found: string, allowed: string) {
    super(`${field} "${found.slice(0, 60)}" must be ${allowed}`);
    this.field = field;
    this.found = found;
  }
}

export interface CronSchedule {
  readonly text: string;
  /** Ascending. */
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 Sunday to 6 Saturday. */
  readonly weekdays: ReadonlySet<number>;
  /** Whether a day matches when either day field does. */
  readonly either: boolean;
}

/**
 * Reads a schedule: fields of numbers, names (jan, mon), ranges, steps and lists, or a shorthand such as `@daily`.
 * @throws CronError
 */
export function parseCron(text: string): CronSchedule {
  const trimmed = text.slice(0, LONGEST_TEXT + 1).trim();
  if (trimmed.length > LONGEST_TEXT) {
    throw new CronError('schedule', trimmed, `at most ${LONGEST_TEXT} characters long`);
  }
  const expanded = Object.hasOwn(SHORTHANDS, trimmed.toLowerCase())
    ? SHORTHANDS[trimmed.toLowerCase()]
    : trimmed;
  const words = expanded.split(/\s+/);
  if (words.length !== FIELDS.length) {
    const names = FIELDS.map(({ name }) => name).join(', ');
    throw new CronError(
      'schedule',
      trimmed,
      `five fields (${names}) or one of ${Object.keys(SHORTHANDS).join(', ')}`,
    );
  }
  const [minutes, hours, days, months, weekdays] = words.map((word, i) => readField(word, FIELDS[i]));
  return {
    text: trimmed,
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => day % 7)),
    either: !words[2].startsWith('*') && !words[4].startsWith('*'),
  };
}

/** Values of a field, ascending. */
function readField(word: string, range: FieldRange): number[] {
  const values = new Set<number>();
  for (const part of word.split(',')) {
    const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\w+))?$/.exec(part);
    if (match === null || (match[1] === '*' && match[2] !== undefined)) throw invalid(part, range);
    const [, first, last, stepText] = match;
    const step = stepText === undefined ? 1 : readNumber(stepText, 1, range.most, part, range);
    const from = first === '*' ? range.least : readValue(first, part, range);
    // "5/10" starts at 5 and goes on to the end, as "5-59/10".
    const open = first === '*' || stepText !== undefined;
    const to = last !== undefined ? readValue(last, part, range) : open ? lastOf(range) : from;
    const isNamed = isName(first, range) && isName(last ?? '', range);
    if (to < from && !isNamed) throw invalid(part, range);
    addValues(values, from, to, step, range);
  }
  return [...values].sort((a, b) => a - b);
}

/** The values of a range, which goes over the end of the cycle of its names when it ends before it begins. */
function addValues(
  values: Set<number>,
  from: number,
  to: number,
  step: number,
  { least, names }: FieldRange,
): void {
  const wraps = to < from;
  const end = wraps ? to + names.length : to;
  for (let value = from; value <= end; value += step)
    values.add(wraps ? least + ((value - least) % names.length) : value);
}

/** An asterisk counts Sunday once. */
function lastOf({ names, most }: FieldRange): number {
  return names === WEEKDAYS ? 6 : most;
}

function isName(word: string, { names }: FieldRange): boolean {
  return names.includes(word.toLowerCase());
}

function readValue(word: string, part: string, range: FieldRange): number {
  const name = range.names.indexOf(word.toLowerCase());
  return name >= 0 ? range.least + name : readNumber(word, range.least, range.most, part, range);
}

function readNumber(word: string, least: number, most: number, part: string, range: FieldRange): number {
  const value = /^\d{1,4}$/.test(word) ? Number(word) : -1;
  if (value < least || value > most) throw invalid(part, range);
  return value;
}

function invalid(part: string, { name, least, most, names }: FieldRange): CronError {
  const words = names.length === 0 ? '' : ` or ${names[0]} to ${names[names.length - 1]}`;
  const allowed = `*, a number from ${least} to ${most}${words}, or a range such as ${least}-${most}, with a step such as /2`;
  return new CronError(name, part, allowed);
}

/** Whether a schedule holds on a day since 1970-01-01. */
export function matchesDay(schedule: CronSchedule, days: number): boolean {
  const { month, day } = dateOf(days);
  return schedule.months.has(month) && matchesDays(schedule, days, day);
}

function matchesDays({ days, weekdays, either }: CronSchedule, number: number, day: number): boolean {
  const byMonth = days.has(day);
  const byWeek = weekdays.has(weekdayOf(number));
  return either ? byMonth || byWeek : byMonth && byWeek;
}

/** Times of a schedule a second, in the long run: over the 28 years after which dates and weekdays come together again. */
export function timesPerSecond(schedule: CronSchedule): number {
  const days = 28 * 365 + 7;
  let matching = 0;
  for (let day = 0; day < days; day++) if (matchesDay(schedule, day)) matching++;
  return (matching * schedule.hours.length * schedule.minutes.length) / (days * DAY_SECONDS);
}

/**
 * The first time of a schedule after a time, both in seconds since 1970-01-01T00:00:00Z.
 * @param after any finite number; the result is later
 * @returns null when the schedule never comes, as on 30 February
 */
export function nextTime(schedule: CronSchedule, after: number): number | null {
  const minute = Math.floor(after / 60) + 1;
  const today = Math.floor((minute * 60) / DAY_SECONDS);
  const first = minute - today * (DAY_SECONDS / 60);
  if (matchesDay(schedule, today)) {
    const found = timeOfDay(schedule, first);
    if (found >= 0) return today * DAY_SECONDS + found * 60;
  }
  const day = nextDay(schedule, today + 1);
  return day === null ? null : day * DAY_SECONDS + timeOfDay(schedule, 0) * 60;
}

/** The first minute of the day from `least` on, or -1. */
function timeOfDay({ hours, minutes }: CronSchedule, least: number): number {
  const hour = Math.floor(least / 60);
  for (const candidate of hours) {
    if (candidate > hour) return candidate * 60 + minutes[0];
    if (candidate < hour) continue;
    const minute = minutes.find((value) => candidate * 60 + value >= least);
    if (minute !== undefined) return candidate * 60 + minute;
  }
  return -1;
}

/** The first day from `least` on; months that do not match are passed over whole. */
function nextDay(schedule: CronSchedule, least: number): number | null {
  const start = dateOf(least);
  let { year, month } = start;
  let from = start.day;
  while (year <= start.year + CYCLE_YEARS) {
    if (schedule.months.has(month)) {
      const base = daysOf(year, month, 1) - 1;
      const length = daysInMonth(year, month);
      for (let day = from; day <= length; day++) {
        if (matchesDays(schedule, base + day, day)) return base + day;
      }
    }
    from = 1;
    if (month === 12) year++;
    month = (month % 12) + 1;
  }
  return null;
}
