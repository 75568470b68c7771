/** Nouns and their phrases. */
import type { Word } from './english.ts';
import type { Goal } from './goal.ts';
import { oneEditApart, UNITS, type UnitClass } from './lexicon.ts';

/** Class of a counted noun; one slip of the keyboard is forgiven in words of six letters and more. */
export function unitClass(head: string): UnitClass | null {
  const known = UNITS.get(head);
  if (known || head.length < 6) return known ?? null;
  const near = [...UNITS.keys()].filter((unit) => unit.length >= 5 && oneEditApart(unit, head));
  return near.length === 1 ? UNITS.get(near[0])! : null;
}

export interface NounPhrase {
  readonly head: string;
  readonly unit: string;
  readonly units: string;
  readonly end: number;
}

const SKIPPED = new Set(['of', 'the', 'our', 'my', 'their', 'these', 'those', 'your', 'its', 'all']);
/** Verbs that say something of what is counted and are never it, though the parser takes some for plurals: "each of 40 depends on". */
const STATES = new Set('depends relies takes requires needs lasts waits consists contains has'.split(' '));
const LONGEST_PHRASE = 5;

/** The library's singular, except for acronyms and units that it does not know: "VMs". */
function singular(word: Word): string {
  const stripped = word.normal.replace(/s$/, '');
  return UNITS.has(word.root) || !(UNITS.has(stripped) || /^[A-Z]{2,}s$/.test(word.text))
    ? word.root
    : stripped;
}

/** The adjectives and nouns from one word on, up to the last noun. */
export function nounPhrase(goal: Goal, from: number): NounPhrase | null {
  const words = goal.words;
  let i = from;
  while (words[i] && SKIPPED.has(words[i].normal)) i++;
  const first = i;
  let last = -1;
  for (; i < words.length && i - first < LONGEST_PHRASE; i++) {
    const word = words[i];
    if (
      word.sentence !== words[from].sentence ||
      word.number ||
      word.normal === 'per' ||
      STATES.has(word.normal) ||
      (goal.isClaimed(word.start) && !word.adjective)
    )
      break;
    const noun = word.noun || UNITS.has(word.root) || (i === first && isModifier(goal, i));
    // "40 servers region": what follows a plural is another phrase.
    if (noun && last >= 0 && words[last].plural && !word.plural) break;
    if (noun) last = i;
    else if (!word.adjective || last >= 0) break;
    if (gapHasPunctuation(goal, i)) break;
  }
  if (last < 0) return null;
  const lead = goal.lower.slice(words[first].start, words[last].start);
  const head = singular(words[last]);
  const written = words[last].normal;
  return {
    head,
    unit: `${lead}${head}`,
    units: `${lead}${written === head ? plural(head) : written}`,
    end: words[last].end,
  };
}

/** Right after a number even a word taken for a verb is a noun: "500 pull requests", "40 builds". */
function isModifier(goal: Goal, i: number): boolean {
  const next = goal.words[i + 1];
  return /[a-z]{2}s$/.test(goal.words[i].normal) || (next?.noun && !gapHasPunctuation(goal, i));
}

export function gapHasPunctuation(goal: Goal, i: number): boolean {
  const next = goal.words[i + 1];
  return next !== undefined && /[,;:()[\].!?]/.test(goal.text.slice(goal.words[i].end, next.start));
}

/** Whether between two verbs there is only "and", "or" or a comma. */
export function oneVerbPhrase(goal: Goal, start: number, next: number): boolean {
  const between = goal.lower.slice(goal.wordAt(start)?.end ?? start, next);
  return /^[\s,]*(?:and|or|&)?[\s,]*$/.test(between);
}

export function plural(noun: string): string {
  if (/(?:s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
