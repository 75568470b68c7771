/** Whose time a time is: of every subtask, or of some of them only, as in "every second one takes 10 minutes". */
import type { Goal, Span } from './goal.ts';

const ORDINAL =
  '(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|fiftieth|hundredth|thousandth|\\d+(?:st|nd|rd|th))';
const FRACTION = '(?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?|hundredths?)';
const OF_THEM =
  '(?: of (?:them|these|those|all|(?:the|our|my|these|those|all)(?: the| our)?(?: \\d+)?(?: [a-z-]+){1,3}))';
/** What are parts by themselves, with or without a verb behind them. */
const PART = [
  // "every second one", "every 10th file", "every other file", "each third".
  `(?:every|each) (?:${ORDINAL}|other|few|so many)(?:${OF_THEM}| (?:[a-z-]+|1))?`,
  // "one in ten", "3 out of 10", "1 of every 5 files".
  '(?:only )?(?:an?|one|\\d+) (?:in|(?:out )?of)(?: every)? \\d+(?: [a-z-]+)?',
  `(?:(?:the other|an?|one|\\d+)[ -])?${FRACTION}${OF_THEM}`,
  `\\d+(?:\\.\\d+)? ?(?:%|percent|per cent)(?:${OF_THEM}|(?: [a-z-]+)?)`,
  `(?:only )?(?:\\d+|one)${OF_THEM}`,
  '(?:the )(?:rest|others?|remainder|remaining(?: (?:ones?|\\d+))?)(?: of (?:them|the [a-z-]+))?',
];
/** What may as well be part of the time itself ("some 10 minutes", "the next 10 minutes"), unless a verb follows. */
const SUBJECT = [
  `(?:(?:the other|an?|one|\\d+)[ -])?${FRACTION}`,
  '(?<=(?:^|[,;:(]|\\band|\\bbut) ?)(?:only (?:one|\\d+)|(?!1 )\\d+)',
  `(?<!at )(?<!at the )(?:some|most|many|several|(?:quite )?a few|only a few|a number|a couple|(?:a )?part|others?|a minority|a majority|the majority)(?:${OF_THEM}|(?: [a-z-]+)?)`,
  'the (?:first|last|next|slowest|fastest|largest|smallest|biggest|longest|shortest|hardest|easiest|heaviest|oldest|newest|worst|best)' +
    `(?: \\d+)?(?:${OF_THEM}|(?: [a-z-]+)?)`,
  'the (?:[a-z-]+ ){1,2}ones?',
];
const VERB =
  '(?: each)?,? (?:(?:will |would |may |might |can |could )?(?:takes?|taking|needs?|needing|requires?|requiring|lasts?|lasting|runs? for)|is|are)';
const ABOUT =
  '(?: (?:about|around|roughly|approximately|only|just|nearly|up to|at most|at least|between|from|more than|less than))*';
const BEFORE = new RegExp(
  `(?<![\\w.-])(?:(?:${PART.join('|')})(?:${VERB})?|(?:${SUBJECT.join('|')})${VERB})${ABOUT} $`,
);
const AFTER = new RegExp(
  `^(?:,? each)? (?:for|on|with) (?:only )?(?:${[...PART, ...SUBJECT].join('|')})(?![a-z-])`,
);
/** What takes so long is none of them: "the longest step", "most of the time is". */
const NOT_THEM = /\b(?:time|step|wave|phase)\b/;

/** The words that say that what stands between is the time of some only; null: it is the time of all. */
export function partOf(goal: Goal, { start, end }: Span): Span | null {
  const from = goal.leadStart(start, BEFORE);
  if (from < start && !NOT_THEM.test(goal.lower.slice(from, start))) return { start: from, end };
  const after = AFTER.exec(goal.lower.slice(end));
  return after ? { start, end: end + after[0].length } : null;
}
