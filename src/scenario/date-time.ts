/** Dates with times as traces and people write them, and points on the clock of a trace. */
import { found } from './errors.ts';
import { decimal, parseQuantity, UnitError } from './units.ts';

/** 2000-01-01T00:00:00Z in seconds since 1970: the numbers stay small enough to keep tenths of microseconds. */
const EPOCH = 946_684_800;

/** What a clock counts from: numbers from an instant of its own, dates from the year 2000 on. */
export type ClockKind = 'numbers' | 'dates';

/** A point on the clock of a trace. */
export interface ClockPoint {
  readonly clock: ClockKind;
  /** Of dates: since 2000-01-01T00:00:00Z. */
  readonly seconds: number;
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?$/;

/**
 * Seconds since the year 2000 of "2023-11-16 18:17:03.9799600", with or without an offset from UTC.
 * @throws UnitError
 */
export function readDateTime(text: string): number {
  const match = DATE_TIME.exec(text);
  if (!match)
    throw new UnitError(
      `expected seconds or a date with a time such as 2023-11-16 18:17:03.98, found ${found(text)}`,
    );
  const [, year, month, day, hour, minute, second = '0', fraction = '0', offset = 'Z'] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number);
  const midnight = Date.UTC(y, mo - 1, d);
  const back = new Date(midnight);
  const exists = back.getUTCMonth() === mo - 1 && back.getUTCDate() === d && h < 24 && mi < 60 && s <= 60;
  if (!exists) throw new UnitError(`there is no such time as ${found(text)}`);
  const whole = midnight / 1000 - EPOCH + h * 3600 + mi * 60 + s - offsetSeconds(offset);
  return whole + Number(fraction);
}

function offsetSeconds(offset: string): number {
  if (offset === 'Z' || offset === 'UTC') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(-2));
  return (offset[0] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/**
 * A point as people write it: seconds (600), a duration (10min), a date (2023-11-16), a date with a time.
 * @throws UnitError
 */
export function readClockPoint(value: string | number): ClockPoint {
  const text = String(value).trim();
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    const full = text.length === 10 ? `${text} 00:00` : text;
    return { clock: 'dates', seconds: readDateTime(full) };
  }
  const seconds = decimal(text) ?? parseQuantity('duration', text);
  if (!Number.isFinite(seconds)) throw new UnitError(`expected a finite number of seconds, found ${text}`);
  return { clock: 'numbers', seconds };
}

/** "2023-11-16 18:17:03.98 UTC", without the fraction where there is none. @param seconds since the year 2000 */
export function showDateTime(seconds: number): string {
  const micros = Math.round(seconds * 1e6);
  const whole = Math.floor(micros / 1e6);
  const text = new Date((whole + EPOCH) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const rest = micros - whole * 1e6;
  return `${text}${rest === 0 ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`} UTC`;
}
