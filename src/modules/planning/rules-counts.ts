import type { CountRole, Findings, FoundCount, Goal, Rule } from './goal.ts';
import { AGENTS, MEASURES, oneEditApart, UNITS, type UnitClass } from './lexicon.ts';
import type { NumberMention } from './numerals.ts';

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
const LONGEST_PHRASE = 5;

/** The adjectives and nouns from one word on, up to the last noun. */
export function nounPhrase(goal: Goal, from: number): NounPhrase | null {
  const words = goal.words;
  let i = from;
  while (words[i] && SKIPPED.has(words[i].normal)) i++;
  const first = i;
  let last = -1;
  for (; i < words.length && i - first < LONGEST_PHRASE; i++) {
    const word = words[i];
    if (word.sentence !== words[from].sentence || word.number) break;
    const noun = word.noun || UNITS.has(word.root) || (i === first && /[a-z]{2}s$/.test(word.normal));
    if (noun) last = i;
    else if (!word.adjective || last >= 0) break;
    if (gapHasPunctuation(goal, i)) break;
  }
  if (last < 0) return null;
  const lead = goal.lower.slice(words[first].start, words[last].start);
  const head = words[last].root;
  const written = words[last].normal;
  return {
    head,
    unit: `${lead}${head}`,
    units: `${lead}${written === head ? plural(head) : written}`,
    end: words[last].end,
  };
}

function gapHasPunctuation(goal: Goal, i: number): boolean {
  const next = goal.words[i + 1];
  return next !== undefined && /[,;:()[\].!?]/.test(goal.text.slice(goal.words[i].end, next.start));
}

export function plural(noun: string): string {
  if (/(?:s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

const BEFORE_NUMBER = new Set(
  'all the our my their these those your about around roughly approximately nearly almost some every exactly each least most up up-to at of more than other remaining total'.split(
    ' ',
  ),
);
const ROLES: Readonly<Record<string, CountRole>> = {
  to: 'target',
  onto: 'target',
  on: 'place',
  in: 'place',
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
    (BEFORE_NUMBER.has(goal.words[i].normal) || goal.words[i].adjective) &&
    goal.words[i].sentence === goal.words[wordIndex].sentence
  )
    i--;
  if (i < 0 || goal.words[i].sentence !== goal.words[wordIndex].sentence) return 'object';
  return ROLES[goal.words[i].normal] ?? 'object';
}

const THEN = /\b(?:then|afterwards|after that|finally|followed by|once done|next)\b/;

const counts: Rule = {
  name: 'work.count',
  matches:
    '"all 10,000 production servers", "1 million image files", "three services", "200 of our 500 repositories"',
  concludes: 'what is counted, how many there are, and how they hang on the verb',
  apply(goal, findings) {
    for (const number of goal.numbers) {
      if (goal.isClaimed(number.start)) continue;
      const found = countAt(goal, findings, number);
      if (!found) continue;
      goal.claim(number.start, number.end);
      findings.counts.push(found);
      findings.fire(counts, found.evidence, `${found.count} ${found.units} (${found.role})`);
      if (number.ambiguous) {
        const question = `Is "${number.written}" ${number.value} or ${Math.round(number.value * 1000)} ${found.units}?`;
        findings.ask(counts, 'count_ambiguous', question, number.written);
      } else if (!Number.isInteger(number.value) || number.value < 1 || number.value > 1e9) {
        const question = `How many ${found.units} are there? ${number.written} is not a whole number from 1 to 1,000,000,000.`;
        findings.ask(counts, 'count_out_of_range', question, found.evidence);
      }
    }
  },
};

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
  if (!phrase || MEASURES.has(phrase.head) || AGENTS.has(phrase.head)) return null;
  end = Math.max(end, phrase.end);
  const sentence = goal.words[index].sentence;
  const before = findings.verbs.filter((verb) => verb.sentence === sentence && verb.start < number.start);
  const verb = before.at(-1) ?? findings.verbs.find((one) => one.sentence === sentence) ?? null;
  const previous = findings.counts.at(-1);
  return {
    count: number.value,
    ...phrase,
    end,
    kind: unitClass(phrase.head),
    role: roleOf(goal, index),
    verb,
    start: number.start,
    sentence,
    after: previous !== undefined && THEN.test(goal.lower.slice(previous.end, number.start)),
    evidence: goal.quote(number.start, end),
  };
}

/** "files (1000)", "servers: 500". */
function nounBefore(goal: Goal, index: number): NounPhrase | null {
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
      findings.uncounted.push({ unit: phrase.units, kind: unitClass(phrase.head), evidence, all });
      findings.fire(uncounted, evidence, `${phrase.units}, without a count`);
    }
  },
};

const PER_GROUP =
  /^\s(?:(each|apiece)\b|(?:per|(?:in|on|at|for|from|of) (?:each|every)(?: (?:one )?of (?:the |our |all )*(?:\d+ )?)?) ?([a-z]+)?)/;

const perGroup: Rule = {
  name: 'work.per_group',
  matches:
    '"5 regions with 2,000 servers each", "2,000 servers per region", "12 files in each of 40 repositories"',
  concludes: 'the counts multiply',
  apply(goal, findings) {
    for (let i = 0; i < findings.counts.length; i++) {
      const count = findings.counts[i];
      const match = PER_GROUP.exec(goal.lower.slice(count.end));
      if (!match) continue;
      const noun = goal.words.find((word) => word.end === count.end + match[0].length)?.root ?? '';
      const evidence = `${count.evidence}${match[0]}`;
      const group =
        match[1] === undefined
          ? findings.counts.find((other) => other !== count && other.head === noun)
          : findings.counts[i - 1];
      const regional =
        match[1] === undefined ? /^(?:region|datacenter|zone|country)/.test(noun) : group === undefined;
      const factor = group?.count ?? (regional ? findings.regions : null);
      if (factor === null) {
        const what = noun === '' || match[1] !== undefined ? 'groups' : plural(noun);
        findings.ask(
          perGroup,
          'count_missing',
          `How many ${what} are there, with ${count.count} ${count.units} each?`,
          evidence,
        );
        continue;
      }
      findings.counts[i] = {
        ...count,
        count: count.count * factor,
        role: 'object',
        verb: group?.verb ?? count.verb,
        evidence,
      };
      if (group) findings.counts.splice(findings.counts.indexOf(group), 1);
      findings.fire(
        perGroup,
        evidence,
        `${factor} x ${count.count} = ${factor * count.count} ${count.units}`,
      );
      return;
    }
  },
};

export const COUNT_RULES: readonly Rule[] = [counts, perGroup, uncounted];
