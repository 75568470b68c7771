/** The rule for verbs. */
import type { Word } from './english.ts';
import type { Findings, FoundVerb, Goal, Rule } from './goal.ts';
import { FRAMING, FUNCTION_WORDS, oneEditApart, UNITS, VERBS } from './lexicon.ts';

const VERB_BEFORE = new Set([
  'and',
  'then',
  'to',
  'please',
  'or',
  'but',
  'also',
  'finally',
  'first',
  'next',
  'must',
  'should',
  'of',
  'by',
]);

/** Before a gerund: what is not to be done. */
const REFUSED = /\b(?:without|instead of|rather than|avoid)(?: ever)? $/;

const DETERMINERS = new Set(
  'a an the our my this that these those their your its each every all no'.split(' '),
);

/** "at 2am reindex 12 databases": a word that is no thing, right before a number. */
function hasObject({ words }: Goal, i: number): boolean {
  const next = words[i + 1];
  return (
    next?.number === true &&
    next.sentence === words[i].sentence &&
    !words[i].adjective &&
    !UNITS.has(words[i].root)
  );
}

/** Whether a word the parser does not take for a verb stands where a command does. */
function inVerbPosition(goal: Goal, i: number): boolean {
  const [previous, word] = [goal.words[i - 1], goal.words[i]];
  if (!previous || previous.sentence !== word.sentence) return true;
  // Of "Re-encode" the parser makes two words.
  if (previous.normal === 're' && goal.text.slice(previous.end, word.start) === '-') return true;
  if (hasObject(goal, i) && !DETERMINERS.has(previous.normal)) return true;
  return VERB_BEFORE.has(previous.normal) || /[,;:(.!?]/.test(goal.text.slice(previous.end, word.start));
}

/** A plural noun that the parser takes for a verb: the "tests" of "unit tests". */
function isPluralNoun(words: readonly Word[], i: number): boolean {
  return (
    words[i].normal.endsWith('s') &&
    UNITS.has(words[i].root) &&
    i > 0 &&
    words[i - 1].sentence === words[i].sentence
  );
}

function verbAt(goal: Goal, i: number): { root: string; known: boolean; end: number } | null {
  const { words } = goal;
  const word = words[i];
  const next = words[i + 1];
  const phrasal = next && next.sentence === word.sentence ? `${word.root} ${next.normal}` : '';
  if (word.root === 'use' || isPluralNoun(words, i)) return null;
  const position = word.verb || inVerbPosition(goal, i);
  if (position && VERBS.has(phrasal)) return { root: phrasal, known: true, end: next.end };
  if (position && VERBS.has(word.root)) return { root: word.root, known: true, end: word.end };
  // "compress" has lost its last letter as if it were a plural.
  if (position && VERBS.has(word.normal)) return { root: word.normal, known: true, end: word.end };
  return word.verb && !FRAMING.has(word.root) ? { root: word.root, known: false, end: word.end } : null;
}

/** The "monitoring" of "set up monitoring": a gerund right after a verb is its object. */
function isObjectGerund(goal: Goal, findings: Findings, i: number): boolean {
  const last = findings.verbs.at(-1);
  if (!last || !goal.words[i].normal.endsWith('ing')) return false;
  return goal.lower.slice(last.start, goal.words[i].start).trim() === last.root;
}

export const VERB_RULE: Rule = {
  name: 'work.verb',
  matches: 'verbs of work, in the imperative or otherwise ("deploy", "cleaning up", "refactoring of")',
  concludes: 'what kind of work it is',
  apply(goal, findings) {
    const unknown: FoundVerb[] = [];
    for (let i = 0; i < goal.words.length; i++) {
      const word = goal.words[i];
      const found = isObjectGerund(goal, findings, i) ? null : verbAt(goal, i);
      if (!found || goal.isClaimed(word.start)) continue;
      const verb: FoundVerb = {
        root: found.root,
        kind: VERBS.get(found.root) ?? 'general',
        negated: word.negated || goal.leadStart(word.start, REFUSED) < word.start,
        start: word.start,
        end: found.end,
        sentence: word.sentence,
      };
      if (found.known) {
        findings.verbs.push(verb);
        findings.fire(
          VERB_RULE,
          word.text,
          `${found.root}: ${verb.kind} work${verb.negated ? ', but negated' : ''}`,
          verb,
        );
      } else unknown.push(verb);
    }
    if (findings.verbs.length > 0) return;
    if (correctVerb(goal, findings)) return;
    // A verb outside the lexicon counts only in a text that reads like English.
    if (!goal.words.some((word) => FUNCTION_WORDS.has(word.normal))) return;
    for (const verb of unknown) {
      findings.verbs.push(verb);
      findings.fire(VERB_RULE, verb.root, `${verb.root}: general work`, verb);
    }
  },
};

/** The only known verb that one slip of the keyboard turned into a word of the text. */
function correctVerb(goal: Goal, findings: Findings): boolean {
  for (let i = 0; i < goal.words.length; i++) {
    const word = goal.words[i];
    if (word.normal.length < 5 || !inVerbPosition(goal, i) || UNITS.has(word.root)) continue;
    const near = [...VERBS.keys()].filter((verb) => oneEditApart(verb, word.normal));
    if (near.length !== 1) continue;
    const [root] = near;
    findings.verbs.push({
      root,
      kind: VERBS.get(root)!,
      negated: word.negated,
      start: word.start,
      end: word.end,
      sentence: word.sentence,
    });
    findings.fire(VERB_RULE, word.text, `"${word.text}" is read as "${root}"`, word);
    findings.notes.push(`"${word.text}" is read as "${root}".`);
    return true;
  }
  return false;
}
