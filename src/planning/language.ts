/** Whether there is something to plan at all: English, a verb, and no order not to do it. */
import type { Findings, Goal } from './goal.ts';
import { FUNCTION_WORDS } from './lexicon.ts';
import type { RuleDescription } from './types.ts';

export const LANGUAGE_RULE: RuleDescription = {
  name: 'text.readable',
  matches:
    'an empty or overlong text, other languages, a text without a verb of work, or with negated verbs only',
  concludes: 'a question instead of a guess',
};

/** Frequent short words of German, French, Spanish, Italian, Dutch and Portuguese that are not English words too. */
const FOREIGN = new Set(
  (
    'höchstens gleichzeitig maximal jeder jede jedes neu ' +
    'fois chaque más cada vez più ogni volta ' +
    'der das und auf mit für von zu dem ein eine einen einem alle allen nicht über durch bitte ' +
    'le les des et sur avec pour dans une du aux tous toutes sans ' +
    'el los las en para por sobre todos todas una del y ' +
    'il gli di che tutti tutte della nei nelle ' +
    'het een voor naar nos em com não'
  ).split(' '),
);

/** Asks and answers false where the text cannot be planned. */
export function checkLanguage(goal: Goal, findings: Findings): boolean {
  const words = goal.words.map((word) => word.normal);
  const letters = goal.text.replace(/[^\p{L}]/gu, '');
  const latin = letters.replace(/[^A-Za-z]/g, '').length;
  const english = words.filter((word) => FUNCTION_WORDS.has(word)).length;
  const foreign = words.filter((word) => FOREIGN.has(word)).length;
  if (letters.length > 0 && (latin < letters.length * 0.7 || foreign > english)) {
    return refuse(
      findings,
      'not_english',
      'Could the goal be put in English? Only English is understood.',
      goal.text,
    );
  }
  if (findings.verbs.length === 0 && findings.counts.length > 0 && findings.durations.length > 0) {
    assumeVerb(findings);
  }
  if (findings.verbs.length === 0) {
    const [thing] = findings.counts;
    const question = thing
      ? `What should be done with the ${thing.evidence}?`
      : 'What should be done? No verb of work was found.';
    return refuse(findings, 'no_verb', question, thing?.evidence ?? goal.text);
  }
  if (findings.verbs.every((verb) => verb.negated)) {
    const verbs = findings.verbs.map(({ start, end }) => goal.quote(start, end)).join(', ');
    return refuse(
      findings,
      'negated_work',
      `The text says what not to do (${verbs}). What should be done?`,
      goal.text,
    );
  }
  return true;
}

/** "500 files, 2 min each": no number is missing, and what is done with them changes none. */
function assumeVerb(findings: Findings): void {
  const [{ start, sentence, evidence }] = findings.counts;
  findings.verbs.push({ root: 'process', kind: 'general', negated: false, start, end: start, sentence });
  findings.fire(LANGUAGE_RULE, evidence, 'process: the text names no verb of work');
  findings.notes.push(`The text does not say what is done with the ${evidence}; "process" is assumed.`);
}

function refuse(
  findings: Findings,
  reason: 'not_english' | 'no_verb' | 'negated_work',
  question: string,
  evidence: string,
): false {
  // Whatever else seemed unclear does not matter as long as this is.
  findings.questions.length = 0;
  findings.ask(LANGUAGE_RULE, reason, question, evidence);
  return false;
}
