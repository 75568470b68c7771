/** Numbers as a reader wants them: three significant digits, with a unit that stays on their line. */

const digits = (value) => {
  const text = Number(value.toPrecision(3));
  return Math.abs(text) >= 1000 ? text.toLocaleString('en-US') : String(text);
};

/** Seconds, in the unit that suits them. */
export function time(seconds) {
  const size = Math.abs(seconds);
  if (size === 0) return '0 s';
  if (size < 1e-3) return `${digits(seconds * 1e6)} µs`;
  if (size < 1) return `${digits(seconds * 1e3)} ms`;
  if (size < 120) return `${digits(seconds)} s`;
  return size < 7200 ? `${digits(seconds / 60)} min` : `${digits(seconds / 3600)} h`;
}

export const share = (ratio) => `${digits(ratio * 100)} %`;

const FORMATS = {
  time,
  share,
  count: digits,
  rate: (value) => `${digits(value)}/s`,
  factor: (value) => `${digits(value)} ×`,
};

/** A value in the unit of a claim. */
export const inUnit = (value, unit) => FORMATS[unit](value);

/** "a", "a and b", "a, b and c". */
export const listed = (words) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
