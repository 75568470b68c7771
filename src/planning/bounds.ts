/** Words that bound a number: on which side, and whether the number itself is allowed. The expressions are sources without groups. */
import type { Goal } from './goal.ts';

const LESS = '(?:(?:fewer|less|lower|smaller) than)';
const MORE = '(?:(?:more|greater|higher|larger) than|in excess of)';
/** They are prepositions of place as well: "over 20 streams", "under 3 folders". */
const UNDER = '(?:under|below)';
const OVER = '(?:over|above)';
const NO = '(?:no|not|never)';
/** Before "more than", with words between: "at no time should there be", "without ever running". */
const AT_NO_TIME =
  '(?:(?:at no (?:one |given )?(?:time|point|moment)|under no circumstances|in no case)(?: (?!and\\b|but\\b|or\\b)[a-z]+){0,4}?|without(?: ever)?(?: [a-z]+ing)?|(?:not|never) ever)';
const TOTAL = '(?: a total of| a rate of| a limit of)?';

const AT_MOST =
  `(?:at (?:the )?most|at max|up to|(?:${NO}|${AT_NO_TIME}) (?:${MORE}|${OVER})|(?:a )?max(?:imum|imally)?\\.?(?: of)?:?|` +
  '(?:a )?limit(?:ed)?(?: of| to| is)?:?|cap(?:ped)?(?: of| at)?:?|throttled? (?:to|at)|' +
  "(?:(?:do not|don't|must not|mustn't|should not|shouldn't|never|not to|not|without|cannot|can't)(?: ever)? (?:exceed(?:ing)?|go(?:ing)? (?:above|over|beyond)|(?:run|use|have|do|start|launch|process|handle|touch)(?:ning|ing)? (?:any )?more than)))";
const BELOW = `(?:${LESS}|${UNDER})`;
const AT_LEAST = `(?:at (?:the )?least|${NO} (?:${LESS}|${UNDER})|(?:a )?min(?:imum|imally)?\\.?(?: of)?:?)`;
const ABOVE = `(?:${MORE}|${OVER})`;

/** "at most", "fewer than". */
export const UPPER = `(?:${AT_MOST}|${BELOW})${TOTAL}`;
/** Any bound. */
export const BOUND = `(?:${AT_MOST}|${AT_LEAST}|${BELOW}|${ABOVE})${TOTAL}`;

export interface Bound {
  readonly side: 'most' | 'least';
  /** The number itself is not allowed: "fewer than 10". */
  readonly excludes: boolean;
}

export interface FoundBound extends Bound {
  /** Where its words begin. */
  readonly start: number;
  /** One word that may as well say where something is: "over 20 streams". */
  readonly isPreposition: boolean;
}

const whole = (source: string) => new RegExp(`^(?:${source})${TOTAL} ?$`);
const [IS_AT_MOST, IS_AT_LEAST, IS_BELOW] = [AT_MOST, AT_LEAST, BELOW].map(whole);
const IS_PREPOSITION = new RegExp(`^(?:${UNDER}|${OVER}) ?$`);
const BEFORE = new RegExp(`\\b${BOUND} $`);
/** "don't restart more than", "never with fewer than": the other way round. */
const NEGATED = /(?:\b(?:not|never|cannot)|n't) (?:[a-z]+ ){1,3}$/;

/** @param words that `BOUND` matches, as a whole */
export function boundOf(words: string): Bound {
  if (IS_AT_MOST.test(words)) return { side: 'most', excludes: false };
  if (IS_AT_LEAST.test(words)) return { side: 'least', excludes: false };
  return { side: IS_BELOW.test(words) ? 'most' : 'least', excludes: true };
}

/** The bound whose words stand right before a number. */
export function boundBefore(goal: Goal, number: number): FoundBound | null {
  const start = goal.leadStart(number, BEFORE);
  if (start === number) return null;
  const words = goal.lower.slice(start, number);
  const bound = boundOf(words);
  const isPreposition = IS_PREPOSITION.test(words);
  const negated = bound.excludes ? goal.leadStart(start, NEGATED) : start;
  return negated === start
    ? { ...bound, start, isPreposition }
    : { side: bound.side === 'most' ? 'least' : 'most', excludes: false, start: negated, isPreposition };
}

/** The outermost count that a bound allows: 9 where it says "fewer than 10", 11 where it says "more than 10". */
export function outermost(count: number, bound: Bound | null): number {
  if (!bound?.excludes) return count;
  return bound.side === 'most' ? Math.ceil(count) - 1 : Math.floor(count) + 1;
}
