/**
 * The quantities that a scenario is made of: what they are called, how they are written, what range makes sense.
 */

export type Quantity = 'duration' | 'rate' | 'ratio' | 'size' | 'bandwidth' | 'number' | 'integer';

/** Inclusive bounds in base units; `above` excludes its value. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
}

/** A hundred years of 365 days, in seconds: the longest duration. Virtual time counts microseconds below 2^53. */
export const LONGEST_DURATION = 3_153_600_000;

const DIGITS = '\\d+(\\.\\d+)?';
const NUMBER = `[+-]?${DIGITS}([eE][+-]?\\d{1,3})?`;
/** The only quantity without a unit. */
const ZERO = '[+-]?0+(\\.0+)?([eE][+-]?\\d{1,3})?';

interface Kind {
  /** "a duration". */
  readonly noun: string;
  readonly examples: string;
  readonly range: Range;
  /** Regular expression for editors: everything that is accepted as text matches it. */
  readonly pattern: string;
  /** Shows a bound in messages. */
  readonly show: (value: number) => string;
}

export const KINDS: Readonly<Record<Quantity, Kind>> = {
  duration: {
    noun: 'a duration',
    examples: '500ms, 30s, 5m or 1h30m',
    range: { min: 0, max: LONGEST_DURATION },
    pattern: `^\\s*(${ZERO}|(${DIGITS} ?(us|µs|ms|s|m|min|h|d) ?)+)\\s*$`,
    show: showDuration,
  },
  rate: {
    noun: 'a rate',
    examples: '20/s, 600/min or 2/h',
    range: { min: 0, max: 1e9 },
    pattern: `^\\s*(${ZERO}|${DIGITS} ?/ ?(us|µs|ms|s|m|min|h|d))\\s*$`,
    show: (value) => `${value}/s`,
  },
  ratio: {
    noun: 'a ratio',
    examples: '1.5% or 0.015',
    range: { min: 0, max: 1 },
    pattern: `^\\s*(${NUMBER}|${DIGITS} ?%)\\s*$`,
    show: (value) => `${shortest(value * 100)}%`,
  },
  size: {
    noun: 'a size',
    examples: '512B, 64KB, 10MB or 1GiB',
    range: { min: 0, max: 1e18 },
    pattern: `^\\s*(${ZERO}|${DIGITS} ?(B|[kKMGT]B|[KMGT]iB))\\s*$`,
    show: showSize,
  },
  bandwidth: {
    noun: 'a bandwidth',
    examples: '125MB/s or 1Gbit/s',
    range: { min: 0, max: 1e18 },
    pattern: `^\\s*(${ZERO}|${DIGITS} ?(B|[kKMGT]B|[KMGT]iB|[kMG]?bit) ?/ ?s)\\s*$`,
    show: (value) => `${showSize(value)}/s`,
  },
  number: {
    noun: 'a number',
    examples: '',
    range: { min: -1e15, max: 1e15 },
    pattern: `^\\s*${NUMBER}\\s*$`,
    show: String,
  },
  integer: {
    noun: 'a whole number',
    examples: '',
    range: { min: -1e15, max: 1e15 },
    pattern: `^\\s*${NUMBER}\\s*$`,
    show: String,
  },
};

/** Characters of a number of hours or minutes that is still read at a glance. */
const LONGEST_SHOWN = 7;

/** Removes the noise of binary fractions from a value that is only shown. */
export function shortest(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** Whole seconds as units from large to small: 11460 -> "3h11min". */
function mixedUnits(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('');
}

/**
 * Seconds in the largest unit that keeps the number short: 0.0005 -> "500us", 5400 -> "1.5h"; in several units where one
 * would need many digits: 11460 -> "3h11min". What it gives can be read again.
 */
export function showDuration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return '0s';
  if (size >= LONGEST_DURATION) return `${shortest(seconds / 31_536_000)} years`;
  const single = shortest(seconds / (size >= 3600 ? 3600 : 60));
  if (size >= 60 && single.length > LONGEST_SHOWN && Number.isInteger(seconds) && seconds > 0)
    return mixedUnits(seconds);
  if (size >= 3600) return `${shortest(seconds / 3600)}h`;
  if (size >= 60) return `${shortest(seconds / 60)}min`;
  if (size >= 1) return `${shortest(seconds)}s`;
  if (size >= 0.001) return `${shortest(seconds * 1000)}ms`;
  return `${shortest(seconds * 1_000_000)}us`;
}

/** A value in base units as one would write it. */
export function showQuantity(type: string, value: number): string {
  return Object.hasOwn(KINDS, type) ? KINDS[type as Quantity].show(value) : String(value);
}

/** Bytes in the largest power of a thousand that keeps the number short: 1500 -> "1.5kB". */
function showSize(bytes: number): string {
  for (const [unit, size] of SIZES) if (bytes >= size) return `${shortest(bytes / size)}${unit}`;
  return `${bytes}B`;
}

const SIZES: readonly (readonly [string, number])[] = [
  ['TB', 1e12],
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
];

/** "1 agent", "2 agents". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "a duration from 1ms to 10min", "a whole number of at least 1": what a message asks for. */
export function describeQuantity(quantity: Quantity, range: Range = {}): string {
  const { noun, show } = KINDS[quantity];
  const { min, max, above } = range;
  const low = above === undefined ? min : above;
  const lowText =
    low === undefined ? '' : above === undefined ? `of at least ${show(low)}` : `above ${show(low)}`;
  if (max === undefined) return lowText === '' ? noun : `${noun} ${lowText}`;
  if (low === undefined) return `${noun} of at most ${show(max)}`;
  return above === undefined
    ? `${noun} from ${show(low)} to ${show(max)}`
    : `${noun} above ${show(low)} and at most ${show(max)}`;
}

/** The words that describe how to write a quantity, for schemas and messages: "a duration such as 500ms, ...". */
export function quantityHint(quantity: Quantity): string {
  const { noun, examples } = KINDS[quantity];
  return examples === '' ? noun : `${noun} such as ${examples}`;
}

/** The regular expression of texts that may be the quantity. */
export function quantityPattern(quantity: Quantity): string {
  return KINDS[quantity].pattern;
}
