import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { dateOf, daysInMonth, daysOf, weekdayOf } from '../../../src/modules/workflow/calendar.ts';
import { CronError, nextTime, parseCron } from '../../../src/modules/workflow/cron.ts';

const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const shown = (seconds: number | null) =>
  seconds === null ? 'never' : new Date(seconds * 1000).toISOString().slice(0, 16);
const next = (schedule: string, after: string) => shown(nextTime(parseCron(schedule), at(after)));

describe('the calendar', () => {
  property.prop([fc.integer({ min: -4_000_000, max: 4_000_000 })])('is that of the platform', (days) => {
    const date = new Date(days * 86_400_000);
    const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    expect(dateOf(days)).toEqual(expected);
    expect(daysOf(expected.year, expected.month, expected.day)).toBe(days);
    expect(weekdayOf(days)).toBe(date.getUTCDay());
    const last = new Date(0);
    last.setUTCFullYear(expected.year, expected.month, 0);
    expect(daysInMonth(expected.year, expected.month)).toBe(last.getUTCDate());
  });
});

describe('the next time of a schedule', () => {
  test.each([
    ['* * * * *', '2026-03-01T10:00:00', '2026-03-01T10:01'],
    ['* * * * *', '2026-03-01T10:00:59.999', '2026-03-01T10:01'],
    ['0 * * * *', '2026-03-01T10:00:00', '2026-03-01T11:00'],
    ['*/15 9-17 * * mon-fri', '2026-03-06T17:46:00', '2026-03-09T09:00'],
    ['30 4 1,15 * 5', '2026-03-02T00:00:00', '2026-03-06T04:30'],
    ['0 0 29 2 *', '2026-03-01T00:00:00', '2028-02-29T00:00'],
    ['0 0 29 2 *', '2096-03-01T00:00:00', '2104-02-29T00:00'],
    ['0 0 31 * *', '2026-03-31T00:00:00', '2026-05-31T00:00'],
    ['0 0 1 jan *', '2026-01-01T00:00:00', '2027-01-01T00:00'],
    ['0 0 * * 7', '2026-03-02T00:00:00', '2026-03-08T00:00'],
    ['0 0 * * fri-sun', '2026-03-06T00:00:00', '2026-03-07T00:00'],
    ['0 0 * * sat-sun', '2026-03-02T00:00:00', '2026-03-07T00:00'],
    ['0 0 * * sat-mon', '2026-03-09T00:00:00', '2026-03-14T00:00'],
    ['0 0 * * sat-tue/2', '2026-03-07T00:00:00', '2026-03-09T00:00'],
    ['0 0 1 nov-feb *', '2026-02-01T00:00:00', '2026-11-01T00:00'],
    ['0 0 * * 5-7', '2026-03-02T00:00:00', '2026-03-06T00:00'],
    // An asterisk with a step restricts nothing by itself: both fields must match.
    ['0 0 */2 * mon', '2026-03-02T00:00:00', '2026-03-09T00:00'],
    ['59 23 31 12 *', '2026-12-31T23:58:59', '2026-12-31T23:59'],
    ['5/20 0 * * *', '2026-03-01T00:06:00', '2026-03-01T00:25'],
    ['@weekly', '2026-03-02T00:00:00', '2026-03-08T00:00'],
    ['@daily', '2026-02-28T12:00:00', '2026-03-01T00:00'],
    ['0 0 30 2 *', '2026-03-02T00:00:00', 'never'],
    ['0 0 31 4,6,9,11 *', '2026-03-02T00:00:00', 'never'],
    // Days 1 and 29: 1 February is a Monday in 2027, 29 February in 2044; in between 2038 comes first.
    ['0 0 */28 2 mon', '2027-02-01T00:00:00', '2038-02-01T00:00'],
    ['0 12 * * *', '1969-12-31T12:00:00', '1970-01-01T12:00'],
    ['0 12 * * *', '1969-12-30T13:00:00', '1969-12-31T12:00'],
  ])('%s after %s is %s', (schedule, after, expected) => {
    expect(next(schedule, after)).toBe(expected);
  });
});

/** A field as text and its values, by another way than the parser's. */
function field(
  least: number,
  most: number,
  star = true,
): fc.Arbitrary<{ text: string; values: Set<number> }> {
  const number = fc.integer({ min: least, max: most });
  const range = (from: number, to: number, step: number) => {
    const values: number[] = [];
    for (let value = from; value <= to; value += step) values.push(value);
    return values;
  };
  const part = fc.oneof(
    number.map((value) => ({ text: `${value}`, values: [value] })),
    fc.tuple(number, number).map(([a, b]) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      return { text: `${from}-${to}`, values: range(from, to, 1) };
    }),
    fc.tuple(number, number, fc.integer({ min: 1, max: most })).map(([a, b, step]) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      return { text: `${from}-${to}/${step}`, values: range(from, to, step) };
    }),
  );
  const lists = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(','),
    values: new Set(parts.flatMap(({ values }) => values)),
  }));
  if (!star) return lists;
  const stars = fc.integer({ min: 1, max: most }).map((step) => ({
    text: step === 1 ? '*' : `*/${step}`,
    values: new Set(range(least, most, step)),
  }));
  return fc.oneof(lists, stars);
}

const schedules = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6));
const YEAR_2000 = 946_684_800;

/** Looks at every day, then at every minute of it. */
function slowNext(
  fields: readonly { text: string; values: Set<number> }[],
  after: number,
  days: number,
): number | null {
  const [minutes, hours, monthDays, months, weekdays] = fields.map(({ values }) => values);
  const either = !fields[2].text.startsWith('*') && !fields[4].text.startsWith('*');
  const start = Math.floor(after / 86_400) * 86_400;
  for (let day = 0; day < days; day++) {
    const date = new Date((start + day * 86_400) * 1000);
    const byMonth = monthDays.has(date.getUTCDate());
    const byWeek = weekdays.has(date.getUTCDay());
    if (!months.has(date.getUTCMonth() + 1)) continue;
    if (!(either ? byMonth || byWeek : byMonth && byWeek)) continue;
    for (let minute = 0; minute < 1440; minute++) {
      const time = start + day * 86_400 + minute * 60;
      if (time > after && hours.has(Math.floor(minute / 60)) && minutes.has(minute % 60)) return time;
    }
  }
  return null;
}

property.prop([schedules, fc.integer({ min: 0, max: 2 ** 31 })])(
  'is that of a slow search through all days and minutes',
  (fields, offset) => {
    const text = fields.map((one) => one.text).join(' ');
    const after = YEAR_2000 + (offset % (30 * 365 * 86_400));
    const found = nextTime(parseCron(text), after);
    const days = 366 * 9;
    const slow = slowNext(fields, after, days);
    if (slow === null && found !== null) expect(found).toBeGreaterThan(after + (days - 1) * 86_400);
    else expect(found).toBe(slow);
  },
);

property.prop([schedules, fc.integer({ min: -(2 ** 33), max: 2 ** 33 })])(
  'later times follow in order, none between',
  (fields, after) => {
    const schedule = parseCron(fields.map((one) => one.text).join(' '));
    const first = nextTime(schedule, after);
    if (first === null) return;
    expect(Math.abs(first) % 60).toBe(0);
    expect(first).toBeGreaterThan(after);
    expect(nextTime(schedule, first - 1)).toBe(first);
    expect(nextTime(schedule, first - 60)).toBe(first);
    expect(nextTime(schedule, first) as number).toBeGreaterThan(first);
    // From anywhere between, the same time is next.
    expect(nextTime(schedule, Math.floor((after + first - 1) / 2))).toBe(first);
  },
);

describe('a text that is no schedule', () => {
  test.each([
    ['', 'schedule'],
    ['* * * *', 'schedule'],
    ['* * * * * *', 'schedule'],
    ['@never', 'schedule'],
    ['@toString', 'schedule'],
    [`${'1,'.repeat(600)}1 * * * *`, 'schedule'],
    ['60 * * * *', 'minute'],
    ['-1 * * * *', 'minute'],
    ['1.5 * * * *', 'minute'],
    ['5-1 * * * *', 'minute'],
    ['*/0 * * * *', 'minute'],
    ['*/x * * * *', 'minute'],
    ['*-5 * * * *', 'minute'],
    ['1,,2 * * * *', 'minute'],
    ['jan * * * *', 'minute'],
    ['* 24 * * *', 'hour'],
    ['* * 0 * *', 'day of the month'],
    ['* * 32 * *', 'day of the month'],
    ['* * * 13 *', 'month'],
    ['* * * foo *', 'month'],
    ['* * * * 8', 'day of the week'],
    ['* * * * 6-1', 'day of the week'],
    ['* * * * sat-1', 'day of the week'],
    ['* * * 11-2 *', 'month'],
  ])('%.30s', (text, name) => {
    expect(() => parseCron(text)).toThrow(CronError);
    expect(() => parseCron(text)).toThrow(new RegExp(`^${name} "`));
  });

  property.prop([fc.string({ maxLength: 60 })])('is refused by name, whatever it is', (text) => {
    try {
      parseCron(text);
    } catch (error) {
      expect(error).toBeInstanceOf(CronError);
    }
  });
});
