/** From counted things to parts of the work: which count is the number of subtasks, and what contradicts what. */
import { counted, grouped } from '../modules/scaling/text.ts';
import type { Findings, FoundCount } from './goal.ts';
import type { RuleDescription } from './types.ts';

const RULE: RuleDescription = {
  name: 'work.subtasks',
  matches:
    'the counted objects of the verbs of work, else their targets ("to 500 servers"), else the places of the work',
  concludes: 'the parts of the work; different counts of the same thing, or pairs of things, are a question',
};

export const SUBTASK_RULE = RULE;

function sameVerb(a: FoundCount, b: FoundCount): boolean {
  return a.verb?.start === b.verb?.start;
}

/** Repeated mentions once; the same thing in two counts under one verb is a question. */
function withoutRepeats(counts: readonly FoundCount[], findings: Findings): FoundCount[] {
  const kept: FoundCount[] = [];
  for (const count of counts) {
    const same = kept.find(
      (other) =>
        other.head === count.head &&
        (sameVerb(other, count) || (other.count === count.count && !count.after)),
    );
    if (!same) kept.push(count);
    else if (same.count !== count.count) {
      const question = `Are there ${grouped(same.count)} or ${grouped(count.count)} ${count.units}?`;
      findings.ask(RULE, 'count_contradictory', question, `${same.evidence} / ${count.evidence}`);
    }
  }
  return kept;
}

/** "Deploy 3 services to 500 servers": is a subtask a service, a server, or each pair? */
function askPairs(objects: readonly FoundCount[], others: readonly FoundCount[], findings: Findings): void {
  for (const object of objects) {
    const other = others.find(
      (one) =>
        sameVerb(one, object) &&
        (one.role === 'beneficiary' || (one.role === 'target' && object.verb?.kind === 'deploy')),
    );
    if (!other) continue;
    const pairs = grouped(object.count * other.count);
    const question =
      `Is one subtask one ${object.unit} (${grouped(object.count)}), one ${other.unit} (${grouped(other.count)}), ` +
      `or each pair of them (${pairs})?`;
    findings.ask(RULE, 'count_ambiguous', question, `${object.evidence} … ${other.evidence}`);
  }
}

/** The counts that are subtasks; the others get a note. */
export function resolveCounts(findings: Findings): FoundCount[] {
  const counts = findings.counts.filter((count) => count.role !== 'means');
  for (const count of findings.counts) {
    if (count.role === 'means')
      findings.notes.push(`"${count.evidence}" is read as a means, not as subtasks.`);
  }
  const distinct = withoutRepeats(counts, findings);
  const objects = distinct.filter((count) => count.role === 'object');
  const others = distinct.filter((count) => count.role !== 'object');
  askPairs(objects, others, findings);
  const byTarget = others.filter((count) => count.role !== 'place');
  const chosen = objects.length > 0 ? objects : byTarget.length > 0 ? byTarget : others;
  for (const count of distinct) {
    if (!chosen.includes(count))
      findings.notes.push(`"${count.evidence}" says where the work is, and is not counted as subtasks.`);
  }
  if (chosen.length > 0) {
    const total = chosen.reduce((sum, count) => sum + count.count, 0);
    const evidence = chosen.map((count) => count.evidence).join(' + ');
    findings.fire(
      RULE,
      evidence,
      `${counted(total, 'subtask')}${chosen.length > 1 ? ` in ${chosen.length} parts` : ''}`,
    );
    if (total > 1e9)
      findings.ask(
        RULE,
        'count_out_of_range',
        'More than 1,000,000,000 subtasks: how many are there?',
        evidence,
      );
  }
  return chosen;
}
