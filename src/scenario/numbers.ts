/** Numbers and times as sentences show them: with units, thousands separators, and no more digits than carry meaning. */

/** Shown where there is no value. */
export const NO_VALUE = '–';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** `value` with `digits` significant digits, thousands separators, and no zeros at the end of its decimals. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? NO_VALUE : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const exponent = Number(size.toExponential(digits - 1).split('e')[1]);
  if (exponent < -6) return `${minus(value)}${size.toExponential(digits - 1)}`;
  const decimals = Math.max(0, digits - 1 - exponent);
  const text = Number.isInteger(value) ? size.toFixed(0) : size.toFixed(decimals);
  return minus(value) + separate(decimals > 0 && text.includes('.') ? text.replace(/\.?0+$/, '') : text);
}

/** A whole number in full: 1,234,567. Other numbers with three significant digits. */
export function formatCount(value: number): string {
  return formatNumber(value, 3);
}

/** Seconds: 850 µs, 12.3 ms, 1.24 s, 3 min 12 s, 2 h 5 min, 3 d 4 h. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return formatNumber(seconds);
  if (seconds < 0) return `−${formatDuration(-seconds)}`;
  if (seconds === 0) return '0 s';
  for (const [unit, size] of [
    ['µs', 1e-6],
    ['ms', 1e-3],
    ['s', 1],
  ] as const) {
    const amount = Number((seconds / size).toPrecision(3));
    if (amount < (unit === 's' ? MINUTE : 1_000)) return `${formatNumber(amount)} ${unit}`;
  }
  const whole = Math.round(seconds);
  if (whole < HOUR) return pair(whole, MINUTE, 'min', 1, 's');
  const minutes = Math.round(seconds / MINUTE) * MINUTE;
  if (minutes < DAY) return pair(minutes, HOUR, 'h', MINUTE, 'min');
  return pair(Math.round(seconds / HOUR) * HOUR, DAY, 'd', HOUR, 'h');
}

/** A ratio as a percentage. What is not quite all never reads "100 %", what is not quite nothing never "0 %". */
export function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio)) return formatNumber(ratio);
  const percent = ratio * 100;
  if (percent > 99 && percent < 100) {
    const missing = 100 - percent;
    const decimals = Math.min(12, Math.max(1, Math.ceil(-Math.log10(missing))));
    const text = (100 - Number(missing.toFixed(decimals))).toFixed(decimals);
    return `${text.replace(/\.?0+$/, '')} %`;
  }
  return `${formatNumber(Number(percent.toPrecision(3)))} %`;
}

/** `1 task`, `2 tasks`, `1,234 tasks`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function pair(total: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.round((total % large) / small);
  const head = `${separate(String(Math.floor(total / large)))} ${largeName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}

function minus(value: number): string {
  return value < 0 ? '−' : '';
}

function separate(digits: string): string {
  const [whole, decimals] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}
