import { grouped } from '../modules/scaling/text.ts';
import { boundBefore, outermost } from './bounds.ts';
import { type CountRole, type Findings, type FoundCount, type Goal, meaningOf, type Rule } from './goal.ts';
import { AGENTS, MEASURES, UNITS } from './lexicon.ts';
import { gapHasPunctuation, type NounPhrase, nounPhrase, plural, unitClass } from './nouns.ts';
import type { NumberMention } from './numerals.ts';
import { EXCEPT_RULE, isNegated, PER_GROUP_RULE, RANGE_RULE, withinEach } from './rules-groups.ts';
import { orderOf } from './rules-sequence.ts';

const BEFORE_NUMBER = new Set(
  'all the our my their these those your about around roughly approximately nearly almost some every exactly each least most up of more than other remaining total'.split(
    ' ',
  ),
);
const ROLES: Readonly<Record<string, CountRole>> = {
  to: 'target',
  onto: 'target',
  on: 'place',
  in: 'place',
  at: 'place',
  across: 'place',
  over: 'place',
  within: 'place',
  inside: 'place',
  from: 'place',
  into: 'place',
  among: 'place',
  between: 'place',
  under: 'place',
  for: 'beneficiary',
  with: 'means',
  by: 'means',
  using: 'means',
  via: 'means',
};

/** What stands before the number, past determiners: a preposition decides, else it is the object. */
function roleOf(goal: Goal, wordIndex: number): CountRole {
  let i = wordIndex - 1;
  while (
    i >= 0 &&
    (BEFORE_NUMBER.has(goal.words[i].normal) ||
      // The library takes the "over" of "over 3 links" for an adjective.
      (goal.words[i].adjective && !Object.hasOwn(ROLES, goal.words[i].normal)) ||
      /^(?:least|most)$/.test(goal.words[i + 1].normal)) &&
    goal.words[i].sentence === goal.words[wordIndex].sentence
  )
    i--;
  if (i < 0 || goal.words[i].sentence !== goal.words[wordIndex].sentence) return 'object';
  return ROLES[goal.words[i].normal] ?? 'object';
}

const JOINED = /^,? ?(?:and|or|plus|as well as|&)? (?:all |the |our |their |another )*$/;

const counts: Rule = {
  name: 'work.count',
  matches:
    '"all 10,000 production servers", "1 million image files", "three services", "200 of our 500 repositories"',
  concludes: 'what is counted, how many there are, and how they hang on the verb',
  apply(goal, findings) {
    for (const number of goal.numbers) {
      if (goal.isClaimed(number.start)) continue;
      const read = groupsAt(goal, findings, number) ?? countAt(goal, findings, number);
      if (!read) continue;
      const found = withinEach(goal, findings, read);
      goal.claim(number.start, number.end);
      if (isNegated(goal, number.start)) {
        findings.fire(counts, found.evidence, 'what is not to be done, and so not counted');
        findings.notes.push(
          `"${found.evidence}" is not counted: the text says what is not to be done with it.`,
        );
        continue;
      }
      findings.counts.push(found);
      findings.fire(
        counts,
        found.evidence,
        `${found.count} ${found.count === 1 ? found.unit : found.units} (${found.role})`,
      );
      if (number.readings.length > 0) {
        findings.ask(counts, 'count_ambiguous', `${meaningOf(number)} ${found.units}?`, number.written);
      } else if (!Number.isInteger(found.count) || found.count < 1 || found.count > 1e9) {
        const question = `How many ${found.units} are there? ${number.written} is not a whole number from 1 to 1,000,000,000.`;
        findings.ask(counts, 'count_out_of_range', question, found.evidence);
      }
    }
  },
};

/** "2 groups of 50 servers", "five batches of 20 files each"; but "in 5 batches of 20" says how many at once. */
const GROUPS =
  /^(?:groups?|batches|batch|sets?|lots?|chunks?|waves?|rounds?|series|parts?) of (?:up to )?(\d+) (?=[a-z])/;
const GROUPED_ALREADY = /\b(?:in|into|as) $/;
const OF_EACH = /^ (?:each|apiece)\b/;

/** So many groups of so many things each. */
function groupsAt(goal: Goal, findings: Findings, number: NumberMention): FoundCount | null {
  const match = GROUPS.exec(goal.lower.slice(number.end + 1));
  if (!match || goal.leadStart(number.start, GROUPED_ALREADY) < number.start) return null;
  const at = number.end + 1 + match[0].length - 1 - match[1].length;
  const size = goal.numbers.find(({ start }) => start === at);
  if (!size || size.readings.length > 0) return null;
  const found = countAt(goal, findings, { ...size, value: number.value * size.value });
  if (!found) return null;
  goal.claim(size.start, size.end);
  const end = found.end + (OF_EACH.exec(goal.lower.slice(found.end))?.[0].length ?? 0);
  const index = goal.words.findIndex((word) => word.start === number.start);
  const role = index < 0 ? found.role : roleOf(goal, index);
  return { ...found, start: number.start, end, role, evidence: goal.quote(number.start, end) };
}

function countAt(goal: Goal, findings: Findings, number: NumberMention): FoundCount | null {
  const index = goal.words.findIndex(
    (word) => number.start >= word.start && number.start < Math.max(word.end, word.start + 1),
  );
  if (index < 0 || /^\s?[%$€£]/.test(goal.lower.slice(number.end))) return null;
  let end = number.end;
  let phrase = goal.words[index + 1] ? nounPhrase(goal, index + 1) : null;
  if (gapHasPunctuation(goal, index)) phrase = null;
  // "200 of our 500 repositories": the part is meant, the whole is used up.
  const partitive = /^ of (?:the |our |my |these |all |their )*(\d+) /.exec(goal.lower.slice(number.end));
  if (partitive) {
    const wholeStart = number.end + partitive[0].length - partitive[1].length - 1;
    goal.claim(wholeStart, wholeStart + partitive[1].length);
    const whole = goal.words.findIndex((word) => word.start === wholeStart);
    phrase = whole >= 0 ? nounPhrase(goal, whole + 1) : null;
  }
  phrase ??= nounBefore(goal, index);
  if (!phrase || AGENTS.has(phrase.head) || phrase.unit.split(' ').some((word) => MEASURES.has(word)))
    return null;
  end = Math.max(end, phrase.end);
  const sentence = goal.words[index].sentence;
  const before = findings.verbs.filter((verb) => verb.sentence === sentence && verb.start < number.start);
  const verb = before.at(-1) ?? findings.verbs.find((one) => one.sentence === sentence) ?? null;
  const previous = findings.counts.at(-1);
  // "to 100 servers and 200 databases": the second hangs on the verb as the first does.
  const joined =
    previous && previous.sentence === sentence && JOINED.test(goal.lower.slice(previous.end, number.start));
  const bound = boundBefore(goal, number.start);
  // "over 50 hosts" says as often where something is done.
  const excluding = bound?.isPreposition || !Number.isInteger(number.value) ? null : bound;
  const lead = bound === null || bound.isPreposition ? number.start : bound.start;
  const boundWord = goal.words.findIndex(({ start }) => start >= lead);
  const firstWord = boundWord < 0 ? index : Math.min(boundWord, index);
  return {
    count: outermost(number.value, excluding),
    ...phrase,
    end,
    kind: /\bpull request$/.test(phrase.unit) ? 'code' : unitClass(phrase.head),
    role: joined ? previous.role : roleOf(goal, firstWord),
    verb,
    start: number.start,
    sentence,
    ...orderOf(goal, findings, previous, { start: number.start, sentence }),
    evidence: goal.quote(number.start, end),
  };
}

const ONE_OF = /\b(?:each|every) [a-z-]+ of $/;

/** "files (1000)", "servers: 500", "every module of 40". */
function nounBefore(goal: Goal, index: number): NounPhrase | null {
  const { start } = goal.words[index];
  const one = goal.leadStart(start, ONE_OF) < start ? goal.words[index - 2] : undefined;
  if (one?.noun) return { head: one.root, unit: one.root, units: plural(one.root), end: one.end };
  const previous = goal.words[index - 1];
  if (
    !(
      previous &&
      (previous.plural || UNITS.has(previous.root)) &&
      /[(:=]\s*$/.test(goal.text.slice(previous.end, goal.words[index].start))
    )
  ) {
    return null;
  }
  return { head: previous.root, unit: previous.root, units: previous.normal, end: previous.end };
}

const UNCOUNTED =
  /\b(all|every|each|the entire|entire|the whole|whole|many|several|some|numerous|countless|lots of|a lot of|dozens of|hundreds of|thousands of|millions of|a couple of|various|multiple|a few|few)\s(?:of )?(?:the |our |my |these |those |their )?(?=[a-z])/g;

const uncounted: Rule = {
  name: 'work.uncounted',
  matches: '"all servers", "every instance", "thousands of files", "several services"',
  concludes: 'things of which there are many, without a count: a question unless a count stands elsewhere',
  apply(goal, findings) {
    for (const match of goal.matches(UNCOUNTED)) {
      const end = match.index + match[0].length;
      const index = goal.words.findIndex((word) => word.start === end);
      const phrase = index >= 0 ? nounPhrase(goal, index) : null;
      if (!phrase || goal.isClaimed(end) || MEASURES.has(phrase.head) || AGENTS.has(phrase.head)) continue;
      const evidence = goal.quote(match.index, phrase.end);
      const all = /^(?:all|every|each|the entire|entire|the whole|whole)/.test(match[1]);
      const { unit, units } = phrase;
      const span = { start: match.index, end: phrase.end };
      findings.uncounted.push({ unit, units, kind: unitClass(phrase.head), evidence, all, span });
      findings.fire(uncounted, evidence, `${phrase.units}, without a count`);
    }
  },
};

const decimalCommas: Rule = {
  name: 'numbers.decimal_comma',
  matches: '"1,5 million", "2,5 minutes": a comma before other than three digits',
  concludes: 'a decimal point is meant; a count without a word such as million is a question instead',
  apply(goal, findings) {
    for (const { start, value, written, decimalComma } of goal.numbers) {
      if (!decimalComma || !goal.isClaimed(start)) continue;
      const span = { start, end: start + String(value).length };
      findings.fire(decimalCommas, written, `${grouped(value, 6)}`, span);
      findings.notes.push(`"${written}" is read as ${grouped(value, 6)}.`);
    }
  },
};

export const COUNT_RULES: readonly Rule[] = [
  RANGE_RULE,
  EXCEPT_RULE,
  counts,
  PER_GROUP_RULE,
  uncounted,
  decimalCommas,
];
