/** Figures of a report as a reader wants them: each in its unit. */
import type { Bounds } from '../recording/bounds.ts';
import { formatCount, formatDuration, formatNumber, formatRatio, NO_VALUE } from '../scenario/numbers.ts';

export {
  formatCount,
  formatDuration,
  formatNumber,
  formatRatio,
  NO_VALUE,
  plural,
} from '../scenario/numbers.ts';

const MINUTE = 60;
const HOUR = 3_600;

/** What a number measures, in base units: seconds, bytes, ratios 0..1, events per second, or a plain number. */
export type Unit = 'duration' | 'ratio' | 'size' | 'rate' | 'number';

/** Bytes in powers of a thousand: 512 B, 1.5 kB, 12.3 GB. */
export function formatSize(bytes: number): string {
  if (!Number.isFinite(bytes)) return formatNumber(bytes);
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let amount = bytes;
  let unit = 0;
  while (Math.abs(Number(amount.toPrecision(3))) >= 1_000 && unit < units.length - 1) {
    amount /= 1_000;
    unit++;
  }
  return `${formatNumber(amount)} ${units[unit]}`;
}

/**
 * A rate given per second, in the unit that keeps it above one: 310/s, 12.5/min, 3/h.
 * @param like the rate whose unit is taken: those of one range are read side by side
 */
export function formatRate(perSecond: number, like = perSecond): string {
  const size = Math.abs(like);
  if (!Number.isFinite(size) || size === 0 || size >= 1) return `${formatNumber(perSecond)}/s`;
  if (size * MINUTE >= 1) return `${formatNumber(perSecond * MINUTE)}/min`;
  return `${formatNumber(perSecond * HOUR)}/h`;
}

/**
 * Joins every number to its unit and to a sign before it, and the parts of a duration, by spaces at which no line is broken. After a
 * sign a duration may break, so that columns stay narrow.
 */
export function keepUnits(text: string): string {
  return text
    .replace(/(\d) (?=(?:%|[µm]?s|min|h|d|[kMGTP]?B)(?![\w/]))/g, '$1\u00A0')
    .replace(/(?<=\d\u00A0(?:min|h|d)) (?=\d+\u00A0(?:s|min|h)(?!\w))/g, '\u00A0')
    .replace(/([≥≤~]) (?=[−\d])/g, '$1\u00A0')
    .replace(/([≥≤~]\u00A0\d+\u00A0(?:min|h|d))\u00A0/g, '$1 ');
}

/** A value in its unit; a dash for null and NaN. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_VALUE;
  switch (unit) {
    case 'duration':
      return formatDuration(value);
    case 'ratio':
      return formatRatio(value);
    case 'size':
      return formatSize(value);
    case 'rate':
      return formatRate(value);
    case 'number':
      return formatCount(value);
  }
}

/** `at least 5 min`, `between 96 % and 99 %`, or `at most 4` where the lower end says nothing. */
export function formatBounds({ lower, upper, or_none }: Bounds, unit: Unit): string {
  const [from, to] = [formatValue(lower, unit), upper === null ? null : formatValue(upper, unit)];
  const range =
    to === null
      ? `at least ${from}`
      : from === to
        ? `about ${from}`
        : lower === 0 && unit !== 'ratio'
          ? `at most ${to}`
          : `between ${from} and ${to}`;
  return or_none === true ? `${range}, if any` : range;
}

/** The same in short, for cells of tables: `≥ 5 min`, `4–6 min`; a question mark where it may come to nothing. */
export function formatRange({ lower, upper, or_none }: Bounds, unit: Unit): string {
  const [from, to] = [formatValue(lower, unit), upper === null ? null : formatValue(upper, unit)];
  const range = to === null ? `≥ ${from}` : from === to ? `~ ${from}` : `${from} – ${to}`;
  return or_none === true ? `${range} ?` : range;
}
