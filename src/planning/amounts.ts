/** How many of a unit of time: "3", "half an", "a quarter of an", "three quarters of an", "1 1/2", "a couple of". */

const PARTS: Readonly<Record<string, number>> = {
  half: 2,
  halve: 2,
  third: 3,
  quarter: 4,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  eighth: 8,
  tenth: 10,
  twentieth: 20,
  hundredth: 100,
  thousandth: 1000,
};
const PART = `(?:${Object.keys(PARTS).join('|')})s?`;
const COUNTED_PART = `(?:an?|\\d+)[\\s-]${PART}`;

/** Before the unit; the source of an expression without groups, longest forms first. */
export const AMOUNT =
  `(?:(?:(?:an?|\\d+)[\\s-])?${PART} of an?|half an?|(?:(?:an?|\\d+)[\\s-])?(?:half|quarters?)|` +
  '(?:a )?couple(?: of)?|(?:\\d+ )?\\d+/[1-9]\\d*(?: of an?)?|an? (?:full|whole|good|single)|an?|\\d+(?:\\.\\d+)?)';
/** What is added to it before the unit: "two and a quarter hours". */
export const AND_PART = `[\\s-]and[\\s-]${COUNTED_PART}`;
/** And behind it: "an hour and a quarter", but not "an hour and a third of the day". */
export const AND_PART_AFTER = `(?:\\s(?:and )?a half|\\sand ${COUNTED_PART})\\b(?! of)`;

const ONE_PART = new RegExp(`(\\d+)?[\\s-]?\\b(${PART})(?: of)?(?: an?)?$`);

/** @param text that `AMOUNT`, `AND_PART` or `AND_PART_AFTER` matches, as a whole */
export function amountOf(text: string): number {
  const fraction = /^(?:(\d+) )?(\d+)\/(\d+)/.exec(text);
  if (fraction) return Number(fraction[1] ?? 0) + Number(fraction[2]) / Number(fraction[3]);
  const part = ONE_PART.exec(text);
  if (part) return Number(part[1] ?? 1) / PARTS[part[2].replace(/s$/, '')];
  if (/^(?:a )?couple/.test(text)) return 2;
  return /^an?\b/.test(text) ? 1 : Number(text);
}
