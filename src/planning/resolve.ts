/** From counted things to parts of the work: which count is the number of subtasks, and what contradicts what. */
import { counted, grouped } from '../modules/scaling/text.ts';
import { BOUND } from './bounds.ts';
import type { Findings, FoundCount, FoundExclusion, Goal } from './goal.ts';
import { EXCEPT_RULE } from './rules-groups.ts';
import type { PatternName, RuleDescription } from './types.ts';

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

/** Things into which each of several things is made: a version of each for each. */
const VERSIONS = new Set(['language', 'locale', 'dialect', 'version', 'variant', 'resolution', 'size']);

const OWNERS = new Set([
  'tenant',
  'customer',
  'client',
  'team',
  'department',
  'company',
  'organization',
  'organisation',
]);

/** "2,000 databases for 20 tenants": the databases are theirs, and no pair is meant. */
function isOwner(one: FoundCount, object: FoundCount): boolean {
  return OWNERS.has(one.head) && object.count >= 2 * one.count;
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
        ((one.role === 'beneficiary' && !isOwner(one, object)) ||
          (one.role === 'target' && object.verb?.kind === 'deploy') ||
          VERSIONS.has(one.head)),
    );
    if (!other) continue;
    const pairs = grouped(object.count * other.count);
    const question =
      `Is one subtask one ${object.unit} (${grouped(object.count)}), one ${other.unit} (${grouped(other.count)}), ` +
      `or each pair of them (${pairs})?`;
    findings.ask(RULE, 'count_ambiguous', question, `${object.evidence} … ${other.evidence}`);
  }
}

/** "Restart 20 services after resizing 100 images": the images come first. */
function inOrder(counts: readonly FoundCount[]): FoundCount[] {
  const ordered: FoundCount[] = [];
  for (const count of counts) {
    const previous = count.earlier ? ordered.pop() : undefined;
    ordered.push(previous ? { ...count, after: previous.after } : count);
    if (previous) ordered.push({ ...previous, after: true });
  }
  return ordered;
}

/**
 * Which count an exception is taken off: that of the same thing ("100 servers and 20 databases except 5 servers"), else the one
 * that stands before it ("100 servers except 5", "except the 3 canaries"). -1: none, as when it names what is no subtask.
 */
function exceptedFrom(excluded: FoundExclusion, counts: readonly FoundCount[], findings: Findings): number {
  if (findings.counts.some(({ head }) => head === excluded.head))
    return counts.findLastIndex(({ head }) => head === excluded.head);
  return Math.max(
    counts.findLastIndex(({ start }) => start < excluded.start),
    Math.min(0, counts.length - 1),
  );
}

/** "All 100 servers except 5": so many fewer. */
function withoutExcluded(counts: readonly FoundCount[], findings: Findings): FoundCount[] {
  const left = [...counts];
  for (const excluded of findings.exclusions) {
    const at = exceptedFrom(excluded, left, findings);
    const of = left[at];
    if (!of || of.count <= excluded.count) {
      const reason = of ? `there are ${counted(of.count, of.unit, of.units)}` : 'it names no subtasks';
      findings.notes.push(`"${excluded.evidence}" is taken off nothing: ${reason}.`);
      continue;
    }
    left[at] = { ...of, count: of.count - excluded.count };
    const text = `${grouped(of.count)} - ${grouped(excluded.count)} = ${counted(of.count - excluded.count, of.unit, of.units)}`;
    findings.fire(EXCEPT_RULE, excluded.evidence, text, excluded);
  }
  return left;
}

const EXACT_WORDS =
  /\b(?:all|every|exactly|a total of|another|each)(?: of)?(?: the| our| my| these| those| their| your)* $|\b(?:each|every) [a-z-]+ of $/;
const INEXACT_WORDS = new RegExp(
  `\\b(?:about|around|roughly|approximately|circa|nearly|almost|some|${BOUND})(?: the| our| all)* $`,
);

/** What is counted is used, with the words right before it; "up to 50 servers" is planned as 50, and said to be. */
function useCount(goal: Goal, findings: Findings, count: FoundCount): void {
  const inexact = goal.leadStart(count.start, INEXACT_WORDS);
  const start = Math.min(inexact, goal.leadStart(count.start, EXACT_WORDS));
  const gives = counted(count.count, count.unit, count.units);
  findings.uses.push({ start, end: count.end, gives });
  if (inexact < count.start) {
    const words = goal.quote(inexact, count.end);
    findings.notes.push(`"${words}" is planned as ${gives}.`);
  }
}

/** The two counts whose product is a given number of subtasks: "400 documents into 12 languages" are 4,800 pairs. */
export function pairOf({ counts }: Findings, subtasks: number | undefined): readonly FoundCount[] {
  for (const [i, one] of counts.entries()) {
    const other = counts
      .slice(i + 1)
      .find(({ count, head }) => head !== one.head && count * one.count === subtasks);
    if (other && one.count > 1 && other.count > 1) return [one, other];
  }
  return [];
}

/** The counts that are subtasks; the others get a note. @param given the number of subtasks that an option states */
export function resolveCounts(
  goal: Goal,
  findings: Findings,
  pattern: PatternName,
  given: number | undefined,
): FoundCount[] {
  const ofBugs = (count: FoundCount) => pattern !== 'bug_fix' || count.kind === 'bug';
  const counts = findings.counts.filter((count) => !['means', 'part'].includes(count.role) && ofBugs(count));
  for (const count of findings.counts) {
    // What a time is for each of is used with that time.
    if (findings.durations.some(({ per }) => per?.noun === count.head)) continue;
    if (count.role === 'part')
      findings.notes.push(`"${count.evidence}" says what each has, and is not counted as subtasks.`);
    else if (count.role === 'means')
      findings.notes.push(`"${count.evidence}" is read as a means, not as subtasks.`);
    else if (!ofBugs(count)) findings.notes.push(`"${count.evidence}" counts no bugs, and is not counted.`);
  }
  const distinct = withoutRepeats(counts, findings);
  const objects = distinct.filter((count) => count.role === 'object');
  const others = distinct.filter((count) => count.role !== 'object');
  askPairs(objects, others, findings);
  const byTarget = others.filter((count) => count.role !== 'place');
  const chosen = withoutExcluded(
    inOrder(objects.length > 0 ? objects : byTarget.length > 0 ? byTarget : others),
    findings,
  );
  const paired = pairOf(findings, given);
  for (const count of distinct) {
    if (![...chosen, ...paired].some(({ start }) => start === count.start))
      findings.notes.push(
        `"${count.evidence}" says where or whose the work is, and is not counted as subtasks.`,
      );
  }
  if (chosen.length > 0) {
    const total = chosen.reduce((sum, count) => sum + count.count, 0);
    const evidence = chosen.map((count) => count.evidence).join(' + ');
    findings.fire(
      RULE,
      evidence,
      `${counted(total, 'subtask')}${chosen.length > 1 ? ` in ${chosen.length} parts` : ''}`,
    );
    for (const count of chosen) useCount(goal, findings, count);
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
