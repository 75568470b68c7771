/**
 * Numbers of which the text says that so many may not run at once: "never two at the same time", "no two of them together". They
 * are no limits as they stand: at most one fewer run, or nothing follows from them.
 */
import { BOUND } from './bounds.ts';
import type { Goal, Span } from './goal.ts';

export const AT_ONCE =
  '(?:at (?:a|the same|any(?: one| given)?|one) (?:time|moment|point(?: in time)?)|at once|conc?urr?ent(?:ly)?|simultan[a-z]+|in parr?all?ell?|in flight|side by side|in one go)';
/** What says so beside a bound or a refusal only: "no more than 4 together", "never have two running". */
export const TOGETHER = `(?:${AT_ONCE}|together|running|active|in progress|under way|overlap(?:s|ping)?)`;

/** A word of the same clause that does not bound a number. */
const WORD =
  "(?!(?:and|but|or|then|while|until|if|when|all|just|only|more|less|fewer|most|least|than|over|above|below|under|exceed[a-z]*)\\b)[a-z'-]+";
const AUXILIARY = '(?:do|does|must|should|shall|can|could|may|might|will|would|are|is)';
const NEVER =
  '(?:never(?: ever)?|at no (?:one |given )?(?:time|point|moment)|under no circumstances|in no case|avoid(?:ing)?|prevent(?:ing)?)';
const NOT = `(?:${AUXILIARY} not|(?:${AUXILIARY}|ca|wo)n't|cannot|not to|not)`;
/** Of what goes on: "without downtime 10 at a time" refuses no number. */
const WITHOUT =
  '(?:no|not even|without(?: ever)?(?: (?!stopping|waiting|pausing|interrupting|exceeding|surpassing|passing)[a-z]+ing)?)';

const SO_MANY = [
  // "never two at the same time", "no 3 databases concurrently", "without ever running two in parallel".
  `\\b(?:${NEVER}(?: ${WORD}){0,4}|${WITHOUT}(?: any)?) (\\d+)(?: ${WORD}){0,5}?`,
  // "do not run 5 at once": with words between, only two are plainly said of any two.
  `\\b${NOT}(?: ${WORD}){1,4} (\\d+)(?: of (?:them|these|those))?`,
  `\\b${NOT}(?: ${WORD}){1,4} (2)(?: ${WORD}){0,5}?`,
  // "two of them must never run at the same time".
  `(?<![\\w.-])(2)(?: ${WORD}){0,3}? (?:${NEVER}|${NOT})(?: ${WORD}){0,5}?`,
].map(
  (source) =>
    new RegExp(
      `${source} (?:(?:concurrent|parallel|simultaneous) (?!(?:and|or|to|in)\\b)[a-z-]+|${TOGETHER}(?![a-z-]))`,
      'g',
    ),
);

/** "no two in the same rack": of some of them only. */
const OF_SOME = /\bsame (?!time|moment)|\bper\b|\b(?:each|every)\b/;

/** Right before a limit: what it says is not meant. */
const REFUSED = new RegExp(
  `(?:\\b(?:${NEVER}|${NOT}|neither|nor|instead of|rather than|unlike)(?: (?:(?!all\\b)${WORD}|just|only)){0,4}|\\b${WITHOUT}(?: any)?) (?:in |at )?(?:${BOUND} )?$`,
);

export interface RefusedLimit extends Span {
  /** Most that may run at once; null: nothing follows. */
  readonly most: number | null;
}

/** Every number of which the text says that so many may not run at once. */
export function refusedLimits(goal: Goal): RefusedLimit[] {
  const found: RefusedLimit[] = [];
  for (const expression of SO_MANY) {
    for (const { index, 0: text, 1: number } of goal.matches(expression)) {
      const [start, end] = [index, index + text.length];
      if (found.some((one) => one.start < end && start < one.end)) continue;
      const fewer = Number(number) - 1;
      found.push({ start, end, most: fewer < 1 || OF_SOME.test(text) ? null : fewer });
    }
  }
  return found;
}

/** Where the words begin that refuse what stands at an offset; the offset if none do. */
export function refusalStart(goal: Goal, start: number): number {
  return goal.leadStart(start, REFUSED);
}
