/** What became of the words of a goal: used by a rule, or named as not used. */
import type { Findings, Goal, Span, Use } from './goal.ts';
import type { Reading } from './types.ts';

/** Words without content of their own. Whatever limits, orders, refuses or dates is not among them. */
const GLUE = new Set(
  (
    'a an the this that these those there here where it its they them their we us our you your i me my he she his her who which what whose ' +
    'of to in on at for from with into onto across via by as about and or but so also too is are was were be been being am do does did ' +
    'have has had having can could will would shall should may might must please just very quite really simply now ok okay hello hi hey thanks ' +
    "let let's lets need needs want wants like help make get go execute perform run running task tasks job work thing things using use used " +
    'all every each any some other others such total altogether e.g i.e etc'
  ).split(' '),
);
/** Of glue, what joins two words into one phrase that is named. */
const CLAUSE_END = /[.,;:!?()[\]]/;

interface Token extends Span {
  readonly text: string;
}

/** Words and numbers without the punctuation around them. */
function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[\p{L}\p{N}%](?:[^\s,;:!?()[\]"]|(?<=\d):(?=\d))*/gu)].map((match) => {
    const word = match[0].replace(/[.'\u2019)}>*]+$/u, '');
    return { text: word.toLowerCase(), start: match.index, end: match.index + word.length };
  });
}

/** The first use of each character; the rules are in order, so that the first says most. */
function useByOffset(goal: Goal, findings: Findings): (Use | undefined)[] {
  const uses: (Use | undefined)[] = new Array(goal.text.length);
  for (const use of findings.uses) for (let at = use.start; at < use.end; at++) uses[at] ??= use;
  return uses;
}

/** Numbers as the goal has them. */
function written(goal: Goal, start: number, end: number): string {
  let text = '';
  let at = start;
  for (const number of goal.numbers) {
    if (number.start < at || number.end > end) continue;
    text += goal.text.slice(at, number.start) + number.written;
    at = number.end;
  }
  return text + goal.text.slice(at, end);
}

/** Words that are read as one phrase. */
interface Phrase {
  readonly use: Use | undefined;
  readonly start: number;
  end: number;
  /** Index of its last word. */
  last: number;
}

/** Each word that says anything is in exactly one of the lists. */
export function readingOf(goal: Goal, findings: Findings): Reading {
  const uses = useByOffset(goal, findings);
  const phrases: Phrase[] = [];
  tokensOf(goal.text).forEach((token, i) => {
    const use = uses.slice(token.start, token.end).find((one) => one !== undefined);
    if (!use && GLUE.has(token.text)) return;
    const before = phrases.at(-1);
    const joined = use
      ? before?.last === i - 1
      : before && !CLAUSE_END.test(goal.text.slice(before.end, token.start));
    if (before?.use === use && joined) {
      before!.end = token.end;
      before!.last = i;
    } else phrases.push({ use, start: token.start, end: token.end, last: i });
  });
  const words = ({ start, end }: Phrase) => written(goal, start, end);
  return {
    used: phrases.flatMap((phrase) =>
      phrase.use ? [{ words: words(phrase), gives: phrase.use.gives }] : [],
    ),
    unused: phrases.filter(({ use }) => !use).map(words),
  };
}
