/** The rule for work that the text names and the plan leaves out. */
import type { Findings, FoundVerb, Goal, Rule } from './goal.ts';
import type { VerbClass } from './lexicon.ts';
import { oneVerbPhrase } from './nouns.ts';

/** Kinds of verbs whose steps are planned without counts: a bug, a repository, a redesign. */
const UNCOUNTED: readonly VerbClass[] = ['repair', 'maintain', 'restructure'];
/** Kinds of verbs that are plainly work beside such steps. */
const FOREIGN: readonly VerbClass[] = ['deploy', 'delete', 'api', 'network'];

function inCompound(goal: Goal, { start, root }: FoundVerb): boolean {
  return goal.text[start - 1] === '-' || goal.text[start + root.length] === '-';
}

/** Whether what is counted hangs on the verb, or the verb is itself part of what is counted ("60 linting errors"). */
function isCounted({ counts, verbs }: Findings, verb: FoundVerb, end: number): boolean {
  return counts.some(
    (count) =>
      (count.verb ?? verbs[0]).start === verb.start ||
      (count.start >= verb.start && count.start < end) ||
      (verb.start >= count.start && verb.start < count.end),
  );
}

/** Checks and critical operations have waves of their own. */
function isDuty({ duties }: Findings, verb: FoundVerb, end: number): boolean {
  return duties.some((at) => at >= verb.start && at < end);
}

/** "Clean up the repository: remove ...": what follows says how. */
function isHeading(goal: Goal, verb: FoundVerb, end: number): boolean {
  return goal.text.slice(verb.start, end).includes(':');
}

export const UNPLANNED_RULE: Rule = {
  name: 'work.unplanned',
  matches:
    '"merge" in "process 10 files, then merge": a verb for which nothing is counted, beside work that is',
  concludes: 'a note that it is not in the plan',
  apply(goal, findings) {
    const verbs = [...findings.verbs].sort((a, b) => a.start - b.start);
    const stepwise = verbs.length > 0 && UNCOUNTED.includes(verbs[0].kind);
    const noted = new Set<string>();
    let shared = false;
    for (let i = verbs.length - 1; i >= 0; i--) {
      const verb = verbs[i];
      const end = verbs[i + 1]?.start ?? goal.text.length;
      // "resize and convert 500 images": both verbs have the images.
      shared = isCounted(findings, verb, end) || (shared && oneVerbPhrase(goal, verb.start, end));
      if (shared || isDuty(findings, verb, end) || isHeading(goal, verb, end)) continue;
      const beside = stepwise ? i > 0 && FOREIGN.includes(verb.kind) : findings.counts.length > 0;
      if (!beside || verb.negated) continue;
      findings.unuse(verb);
      if (!inCompound(goal, verb)) noted.add(verb.root);
    }
    for (const root of [...noted].reverse()) {
      findings.fire(UNPLANNED_RULE, root, 'not planned, since nothing is counted for it');
      findings.notes.push(`"${root}" is not in the plan: the text does not say of how many things.`);
    }
  },
};

/** "then early adopters", up to the end of its clause. */
const THEN = /\b(?:and then|then|followed by|after that|afterwards|and finally|finally)\b[^.,;:!?()]*/g;
/** Words of a clause that name nothing. */
const NO_NAME =
  /^(?:and then|then|followed by|after that|afterwards|and finally|finally)\s*(?:stop|done|continue|proceed|go on|repeat)?\s*$/;

export const NAMED_WAVES_RULE: Rule = {
  name: 'waves.named',
  matches: '"then early adopters", "followed by the rest": a step with neither a verb nor a count of its own',
  concludes: 'a note that no such wave is planned',
  apply(goal, findings) {
    const inside = (from: number, to: number) => (at: number) => at >= from && at < to;
    const lost = goal.matches(THEN).filter((match) => {
      const isInside = inside(match.index, match.index + match[0].length);
      return !(
        NO_NAME.test(match[0]) ||
        findings.verbs.some(({ start }) => isInside(start)) ||
        findings.duties.some(isInside) ||
        findings.counts.some(({ start, role }) => role !== 'means' && isInside(start))
      );
    });
    if (lost.length === 0) return;
    const names = lost.map(({ index, 0: text }) => goal.quote(index, index + text.length));
    for (const name of names) findings.fire(NAMED_WAVES_RULE, name, 'not planned as a wave');
    const words = names.map((name) => `"${name}"`).join(', ');
    const are = lost.length === 1 ? 'is not planned as a wave' : 'are not planned as waves';
    findings.notes.push(`${words} ${are}: a plan has the waves of its pattern.`);
  },
};
