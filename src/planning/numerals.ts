/**
 * Numbers as people write them: 10,000, 1 000 000, 10k, 1M, 1.5 million, twelve thousand, a dozen, half a million, minus five.
 * They are rewritten as plain digits before the English parser sees the text, since it reads some of them wrongly.
 */

/** One number found in a goal, in the rewritten text. */
export interface NumberMention {
  /** Offsets in the rewritten text, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly value: number;
  /** As the text had it. */
  readonly written: string;
  /**
   * What it may mean, where that must be asked: "10.000" is ten in English and ten thousand in most of Europe, "1,50" has too
   * few digits for a thousand, "1,2,3" has but one reading and an unlikely one. Empty: it is clear.
   */
  readonly readings: readonly number[];
  /** The comma stands for the decimal point: "1,5 million". */
  readonly decimalComma: boolean;
}

export interface NumberedText {
  readonly text: string;
  readonly numbers: readonly NumberMention[];
}

const ONES = new Map<string, number>(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
    'eighteen nineteen'
  )
    .split(' ')
    .map((word, value) => [word, value]),
);
const TENS = new Map<string, number>(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, i) => [word, 20 + 10 * i]),
);
const SCALES = new Map<string, number>([
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);
/** "m" is not here: after a number it means minutes, except where `COUNTABLE_AFTER` says otherwise. */
const SUFFIXES = new Map<string, number>([
  ['k', 1e3],
  ['mn', 1e6],
  ['b', 1e9],
  ['bn', 1e9],
]);
const COUNTABLE_AFTER =
  /^\s+(?:[a-z]+\s)?(?:files?|images?|photos?|records?|rows?|documents?|users?|requests?|items?)\b/;

const WORD = `(?:${[...ONES.keys(), ...TENS.keys(), ...SCALES.keys()].join('|')})`;
const SCALE = `(?:${[...SCALES.keys()].join('|')})`;
const IN_WORDS = `(?:(?:half|quarter of) an? ${SCALE}|(?:an? (?=${SCALE}\\b))?${WORD}(?:(?: and |[ -])${WORD})*)`;
/** Grouped by commas, spaces or underscores, with commas elsewhere, or plain; then decimals, exponent, suffix or scale word. */
const IN_DIGITS =
  '-?(?:\\d{1,3}(?:,\\d{3})+(?![,\\d])|\\d{1,3}(?:_\\d{3})+|\\d{1,3}(?: \\d{3})+(?!\\d)|\\d+(?:,\\d+)*)(?:\\.\\d+)?(?:e[+-]?\\d{1,9})?' +
  `(?:(?:mn|bn|[kmb])(?![a-z])|[ -]${SCALE}(?![a-z]))?`;
/** Neither inside a word, a version, a date, a time or an address, nor a ticket number. */
const NUMBER = new RegExp(
  `(?<![\\w#.:/$]|\\d-|\\d[.,:/])(?:(?:minus|negative) )?(?:${IN_DIGITS}|${IN_WORDS})(?!\\w|[.,:/-]\\d)`,
  'g',
);

/** "one" that counts nothing: one by one, one after the other, each one, one of. */
const ONE_BEFORE = /\b(?:each|every|this|that|no|any|the|by|after|another|which)\s$/;
const ONE_AFTER = new RegExp(
  `^[\\s-]*(?:by|after|at|of|more|another|that|which|is|can|thing|go|$|(?:or|to)(?! (?:\\d|${WORD}\\b)))`,
);

/** But it does after words that bound a number: "not more than one at once". */
const ONE_BOUNDED = /\b(?:than|most|exceed(?:ing)?|up to|max(?:imum)?(?: of)?) $/;

/** "one" as in "one by one". */
function countsNothing(before: string, after: string): boolean {
  return !ONE_BOUNDED.test(before) && (ONE_BEFORE.test(before) || ONE_AFTER.test(after));
}

/**
 * Value of a number in words; "and" is allowed after hundred, thousand and above. null when the words do not make one
 * number ("three four").
 */
export function parseWords(words: string): number | null {
  const parts = words.toLowerCase().split(/[\s-]+/);
  if (parts[0] === 'half' || parts[0] === 'quarter') {
    return SCALES.get(parts[parts.length - 1])! / (parts[0] === 'half' ? 2 : 4);
  }
  const sum: WordSum = {
    total: 0,
    group: null,
    room: Number.POSITIVE_INFINITY,
    largest: Number.POSITIVE_INFINITY,
  };
  for (const part of parts) {
    if (part === 'and' || part === 'a' || part === 'an') continue;
    const small = ONES.get(part) ?? TENS.get(part);
    if (!(small === undefined ? addScale(sum, SCALES.get(part)!) : addSmall(sum, small))) return null;
  }
  return sum.total + (sum.group ?? 0);
}

/** A number in words as far as it has been read. */
interface WordSum {
  total: number;
  /** Below the next thousand; null: nothing yet. */
  group: number | null;
  /** What comes next must be below. */
  room: number;
  /** The last of thousand, million and billion. */
  largest: number;
}

function addSmall(sum: WordSum, small: number): boolean {
  if (small >= sum.room) return false;
  sum.group = (sum.group ?? 0) + small;
  sum.room = small >= 20 ? 10 : 1;
  return true;
}

/** False for "one hundred and two hundred", "one thousand and two thousand": these are two numbers. */
function addScale(sum: WordSum, scale: number): boolean {
  if (scale < 1000 ? (sum.group ?? 1) >= 100 : scale >= sum.largest) return false;
  const group = (sum.group ?? 1) * scale;
  if (scale < 1000) {
    sum.group = group;
    sum.room = 100;
    return true;
  }
  sum.total += group;
  sum.group = null;
  sum.room = 1000;
  sum.largest = scale;
  return true;
}

/** Where the first of two numbers ends that "and" joins: "ten and twenty"; null when the words are one number, or none. */
function endOfFirst(words: string, isRange: boolean): number | null {
  if (!isRange && parseWords(words) !== null) return null;
  for (const { index } of words.matchAll(/ and /gi))
    if (parseWords(words.slice(0, index)) !== null && parseWords(words.slice(index + 5)) !== null)
      return index;
  return null;
}

const GROUPED = /^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.|e|$)/;
/** One comma before other than three digits, as in "1,5" and "0,250". */
const DECIMAL_COMMA = /^-?(?:\d+,(?:\d{1,2}|\d{4,})|0\d*,\d+)$/;

/** @returns null where a lower-case "m" means minutes */
function parseDigits(written: string, after: string): number | null {
  const match = /^(-?[\d,_ ]*\d(?:\.\d+)?(?:e[+-]?\d+)?)[ -]?([A-Za-z]*)$/.exec(written);
  if (!match) return null;
  const digits = DECIMAL_COMMA.test(match[1]) ? match[1].replace(',', '.') : match[1];
  const base = Number(digits.replace(/[,_ ]/g, ''));
  if (match[2] === 'M' || (match[2] === 'm' && COUNTABLE_AFTER.test(after))) return base * 1e6;
  if (match[2] === 'm') return null;
  const suffix = match[2].toLowerCase();
  return base * (SUFFIXES.get(suffix) ?? SCALES.get(suffix) ?? 1);
}

/** What commas and points leave open. A word or suffix for thousands and more after a decimal comma settles it. */
function doubtsOf(written: string, value: number): Pick<NumberMention, 'readings' | 'decimalComma'> {
  const [, base, scale] = /^(\S*?)[ -]?([A-Za-z]*)$/.exec(written.replace(/^[a-z]+ /i, '')) ?? [
    '',
    written,
    '',
  ];
  if (/^-?[1-9]\d{0,2}\.\d{3}$/.test(base) && scale === '') {
    return { readings: [value, Math.round(value * 1000)], decimalComma: false };
  }
  if (!base.includes(',') || GROUPED.test(base)) return { readings: [], decimalComma: false };
  if (!DECIMAL_COMMA.test(base)) return { readings: [value], decimalComma: false };
  const readings = scale === '' ? [value, Math.sign(value) * Number(base.replace(/\D/g, ''))] : [];
  return { readings, decimalComma: true };
}

/** Beyond 2^53 whole numbers are no longer exact: what is larger is too large for whatever it counts, and is asked for as it is written. */
function clamped(read: number): number {
  if (Math.abs(read) > Number.MAX_SAFE_INTEGER) return Math.sign(read) * Number.MAX_SAFE_INTEGER;
  return Math.abs(read) < 1e9 ? Math.round(read * 1e6) / 1e6 : Math.round(read);
}

/** Lower case letter by letter, so that offsets stay the same. */
export function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const DECIMAL_RANGE = /(?<![\d.,])(\d+),(\d{1,2})-(\d+),(\d{1,2})(?![\d,])/g;

/** "3 x 40", "2 x 3 x 40", "3 times 40", before what is counted. */
const PRODUCT =
  /(?<![\w.,:/-])(\d+)((?: ?[x×*] ?\d+| times (?:the )?\d+)+)(?= (?!(?:px|pixels?|v?cpus?|cores?|processors?|[kmgt]i?b|[mcdk]?m|inch(?:es)?|ms|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|d|days?|per|each|and|or|at|in|on|to|for|with|of|by)\b)[a-z])/g;
/** From here on two factors are rather a width and a height. */
const DIMENSION = 100;

/** Products of whole numbers as one number each. "800 x 600 thumbnails" are none. */
function multiplied({ text, numbers }: NumberedText): NumberedText {
  let result = '';
  let last = 0;
  const found: NumberMention[] = [];
  const kept = [...numbers];
  for (const { index, 0: words } of lowerCase(text).matchAll(PRODUCT)) {
    const factors = words.match(/\d+/g)!.map(Number);
    const end = index + words.length;
    const parts = kept.filter((number) => number.start >= index && number.end <= end);
    const isClear = parts.every(({ readings, value }) => readings.length === 0 && value >= 1);
    if (!isClear || factors.every((factor) => factor >= DIMENSION)) continue;
    for (; kept.length > 0 && kept[0].start < index; kept.shift())
      found.push(shifted(kept[0], result.length - last));
    while (kept.length > 0 && kept[0].start < end) kept.shift();
    const value = clamped(factors.reduce((product, factor) => product * factor, 1));
    result += text.slice(last, index);
    const start = result.length;
    result += String(value);
    found.push({ start, end: result.length, value, written: words, readings: [], decimalComma: false });
    last = end;
  }
  for (const number of kept) found.push(shifted(number, result.length - last));
  return { text: result + text.slice(last), numbers: found };
}

function shifted(number: NumberMention, by: number): NumberMention {
  return { ...number, start: number.start + by, end: number.end + by };
}

/** Rewrites every number as digits and says where each stands. */
export function readNumbers(given: string): NumberedText {
  return multiplied(readOnes(given));
}

/** Each number by itself. */
function readOnes(given: string): NumberedText {
  // A range of two decimals is read as a whole later, so its parts are no numbers of their own.
  const text = given.replace(DECIMAL_RANGE, '$1.$2-$3.$4');
  const lower = lowerCase(text);
  const numbers: NumberMention[] = [];
  let result = '';
  let last = 0;
  const expression = new RegExp(NUMBER);
  for (let match = expression.exec(lower); match; match = expression.exec(lower)) {
    const first = /\d/.test(match[0])
      ? null
      : endOfFirst(match[0], /\bbetween $/.test(lower.slice(Math.max(0, match.index - 8), match.index)));
    const end = match.index + (first ?? match[0].length);
    expression.lastIndex = end;
    const written = text.slice(match.index, end);
    if (match[0] === 'one' && countsNothing(lower.slice(0, match.index), lower.slice(end))) continue;
    const [, minus, rest] = /^(minus |negative )?(.*)$/is.exec(written)!;
    const size = /\d/.test(rest) ? parseDigits(rest, lower.slice(end)) : parseWords(rest);
    const read = minus !== undefined && size !== null ? -size : size;
    if (read === null) continue;
    const value = clamped(read);
    result += text.slice(last, match.index);
    const start = result.length;
    result += String(value);
    numbers.push({
      start,
      end: result.length,
      value,
      written,
      ...doubtsOf(written, value),
    });
    last = end;
  }
  return { text: result + text.slice(last), numbers };
}
