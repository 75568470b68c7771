/** Rules for counts that belong together: ranges, exceptions, counts that multiply, one thing of many that goes first. */
import { counted } from '../modules/scaling/text.ts';
import { type Findings, type FoundCount, type Goal, type Rule, type Span, spanOf } from './goal.ts';
import { nounPhrase, plural } from './nouns.ts';
import { havingStart } from './per-part.ts';

const RANGE = /(?<![\w.])(?:(between )(\d+) and (\d+)|(\d+)(?: ?- ?| to | or )(\d+)) (?=[a-z])/g;

export const RANGE_RULE: Rule = {
  name: 'work.range',
  matches: '"50-100 servers", "between 50 and 100 files", "100 or 200 hosts"',
  concludes: 'a question, since sizing needs one count',
  apply(goal, findings) {
    for (const match of goal.matches(RANGE)) {
      goal.claim(match.index, match.index + match[0].length);
      const question = `Which count is it, ${match[2] ?? match[4]} or ${match[3] ?? match[5]}?`;
      findings.ask(RANGE_RULE, 'count_contradictory', question, match[0]);
    }
  },
};

/** How many there are of what a noun names, as in "10 racks"; null: the text does not say. @param noun in the singular */
export function countNamed(goal: Goal, noun: string): number | null {
  return spotNamed(goal, noun)?.count ?? null;
}

/** The same with the place of the words. */
export function spotNamed(goal: Goal, noun: string): (Span & { readonly count: number }) | null {
  const found = new RegExp(
    `(?<![\\w.-])(\\d+) (?:(?!per\\b|each\\b|in\\b)[a-z]+ ){0,3}?${noun}(?:s|es)?\\b`,
  ).exec(goal.lower);
  const count = Number(found?.[1] ?? Number.NaN);
  return found && Number.isSafeInteger(count) && count >= 1 ? { ...spanOf(found), count } : null;
}

const PER_GROUP =
  /^\s(?:(each|apiece)\b|(?:per|(?:in|on|at|for|from|of) (?:each|every)(?: (?:one )?of (?:the |our |all )*(?:\d+ )?)?) ?([a-z]+)?)/;

export const PER_GROUP_RULE: Rule = {
  name: 'work.per_group',
  matches:
    '"5 regions with 2,000 servers each", "2,000 servers per region", "12 files in each of 40 repositories"',
  concludes: 'the counts multiply',
  apply(goal, findings) {
    for (let i = 0; i < findings.counts.length; i++) {
      const match = PER_GROUP.exec(goal.lower.slice(findings.counts[i].end));
      if (match && multiply(goal, findings, i, match)) return;
    }
  },
};

const HAS =
  '(?:with|of|has|have|having|contain(?:s|ing)?|hold(?:s|ing)?|compris(?:es?|ing)|consist(?:s|ing)? of|made up of)';
/** Between things and what each of them has: "each with", "that have", "containing", "of". */
const PARTS = new RegExp(
  `(?:(?:^|[,;(]) ?[(]?(?:and )?(?:each|every one|all|which|that)(?: of (?:them|which))?(?: all| each)? ${HAS}|` +
    '^,? (?:of|containing|holding|having|comprising|consisting of|made up of))(?: (?:about|around|exactly|some|up to))* $',
);
/** What is only a place of the things in it, so that these are counted. */
const CONTAINERS = new Set(
  'rack cluster fleet pool site room shelf box folder directory bucket team farm cell crate pallet dozen bundle pack'.split(
    ' ',
  ),
);

/** Whether some time is for each of a thing. */
function isTimed({ durations }: Findings, head: string): boolean {
  return durations.some(({ per }) => per?.noun === head);
}

/** A count of what each of the things before it has: parts of these, or all that are in containers. */
export function withinEach(goal: Goal, findings: Findings, count: FoundCount): FoundCount {
  const whole = findings.counts.at(-1);
  if (!whole || whole.sentence !== count.sentence || whole.head === count.head) return count;
  const link = goal.lower.slice(whole.end, count.start);
  if (!PARTS.test(link) || PER_GROUP.test(goal.lower.slice(count.end))) return count;
  if (link !== ' of ' || !CONTAINERS.has(whole.head) || isTimed(findings, whole.head))
    return { ...count, role: 'part' };
  findings.counts.pop();
  const product = whole.count * count.count;
  const evidence = goal.quote(whole.start, count.end);
  const { start, role, verb, after, earlier } = whole;
  findings.fire(
    PER_GROUP_RULE,
    evidence,
    `${whole.count} x ${count.count} = ${counted(product, count.unit, count.units)}`,
    { start, end: count.end },
  );
  return { ...count, count: product, start, role, verb, after, earlier, evidence };
}

/** What a count is for each of: something counted, regions, or their zones; null: their number is not known. */
function groupOf(goal: Goal, findings: Findings, place: number, match: RegExpExecArray) {
  const { counts, regions, zones } = findings;
  const count = counts[place];
  const isNamed = match[1] === undefined;
  const noun = goal.words.find((word) => word.end === count.end + match[0].length)?.root ?? '';
  const group = isNamed ? counts.find((other) => other !== count && other.head === noun) : counts[place - 1];
  const zonal = !group && isNamed && /^zone/.test(noun) ? zones : null;
  const regional = isNamed ? /^(?:region|datacenter|zone|country)/.test(noun) : group === undefined;
  const factor = group?.count ?? zonal?.count ?? (regional ? regions : null);
  return { noun: isNamed ? noun : '', group, zonal, factor };
}

/** Whether the count has been multiplied. */
function multiply(goal: Goal, findings: Findings, place: number, match: RegExpExecArray): boolean {
  const count = findings.counts[place];
  const { noun, group, zonal, factor } = groupOf(goal, findings, place, match);
  const evidence = `${count.evidence}${match[0]}`;
  if (factor === null) {
    const what = noun === '' ? 'groups' : plural(noun);
    const each = counted(count.count, count.unit, count.units);
    findings.ask(PER_GROUP_RULE, 'count_missing', `How many ${what} are there, with ${each} each?`, evidence);
    return false;
  }
  // "50 repositories with 20 files each, 3 minutes per repository": the repositories are the work.
  if (group && isTimed(findings, group.head) && !isTimed(findings, count.head)) {
    findings.counts[place] = { ...count, role: 'part' };
    return false;
  }
  const product = factor * count.count;
  findings.counts[place] = {
    ...count,
    count: product,
    role: 'object',
    verb: group?.verb ?? count.verb,
    evidence,
  };
  if (group) findings.counts.splice(findings.counts.indexOf(group), 1);
  findings.fire(
    PER_GROUP_RULE,
    evidence,
    `${factor} x ${count.count} = ${counted(product, count.unit, count.units)}`,
    { start: havingStart(goal, count.start), end: count.end + match[0].length },
    ...(group ? [group] : []),
    ...(zonal ? [zonal] : []),
  );
  if (zonal) findings.zones = null;
  return true;
}

/** "except 5 (of them)", "excluding the 3 canaries". */
const EXCEPT =
  /\b(?:except(?:ing)?(?: for)?|excluding|other than|apart from|but not|save for|leaving out|without)(?: the| our| those| these)? (\d+)\b(?: of (?:them|these|those))?/g;

export const EXCEPT_RULE: Rule = {
  name: 'work.except',
  matches: '"all 100 servers except 5", "excluding the 3 canaries"',
  concludes: 'so many fewer',
  apply(goal, findings) {
    for (const match of goal.matches(EXCEPT)) {
      const span = spanOf(match);
      const at = goal.words.findIndex((word) => word.start >= span.end);
      const phrase =
        at >= 0 && !/^\s*[,.;:!?]/.test(goal.lower.slice(span.end)) ? nounPhrase(goal, at) : null;
      const end = phrase?.end ?? span.end;
      goal.claim(span.start, end);
      const evidence = goal.quote(span.start, end);
      findings.exclusions.push({
        start: span.start,
        end,
        count: Number(match[1]),
        head: phrase?.head ?? '',
        evidence,
      });
    }
  },
};

/** "don't touch the", "never restart", right before a number; "not more than" is a limit, "don't forget" no refusal. */
const NEGATION =
  /(?:\bnot|n't|\bnever) (?!more|less|fewer|only|just|forget|hesitate|exceed|wait|fail)(?:(?!and\b|but\b|or\b|then\b|until\b|before\b|after\b|while\b)[a-z]+ ){1,4}$|\bwithout (?:[a-z]+ing )?(?:(?:the|any|our|all|of|to|on) )*$|\binstead of (?:[a-z]+ing )?(?:(?:the|to|on|all) )*$/;

/** Whether the text says what is not to be done with what is counted at an offset. */
export function isNegated(goal: Goal, start: number): boolean {
  return goal.leadStart(start, NEGATION) < start;
}

const THOSE =
  '(?:every|each|all)(?: one)?(?: of (?:the|them)| the| other| others| remaining)*(?: \\d+)?(?: [a-z-]+){0,2}?(?: (?:out )?of (?:the )?\\d+(?: [a-z-]+)?)?|' +
  '(?:the )?(?:others?|rest)(?: of (?:them|the [a-z]+))?|they(?: all)?';
/** Of a number only words that plainly mean an order: "50 customers need onboarding" is none. Nor is what only some do. */
const SO_MANY =
  '(?<!\\d of (?:the |our |these |those |all )*)\\d+(?: [a-z-]+){1,3}?(?: (?:that|which))?(?: all)?';
const HUB = new RegExp(
  `(?<![\\w.-])(?:(${THOSE}) (?:depends?|rel(?:y|ies)|builds?|waits?|needs?|requires?) (?:on |upon |for )?|` +
    `(${SO_MANY}) (?:(?:depends?|rel(?:y|ies)) (?:up)?on|waits? (?:up)?(?:on|for)) )` +
    '(?:the |a |our |one )?((?:[a-z0-9-]+ ){0,3}?[a-z0-9-]+)(?= first\\b|\\s*[.,;:!)]|\\s*$| and\\b| so\\b| which\\b| to be\\b)(?: first\\b)?',
  'g',
);
/** Named by what is before or beside each: not one thing that all wait for. */
const NO_HUB = /^(?:previous|one before|last|each other|one another|next|one|all)\b/;

/** All but a count of those that wait: "40 modules depend on the core module". */
function claimWords(goal: Goal, { start, end }: Span, those: string): void {
  const verb = start + those.length;
  const count = goal.numbers.find((number) => number.start >= start && number.end <= verb);
  goal.claim(start, count?.start ?? end);
  if (count) goal.claim(verb, end);
}

export const HUB_RULE: Rule = {
  name: 'order.hub',
  matches:
    '"every module depends on the core module", "40 modules depend on the core module", "the others wait for the first service"',
  concludes: 'that one goes first, and all others after it',
  apply(goal, findings) {
    for (const match of goal.matches(HUB)) {
      const name = match[3];
      const span = spanOf(match);
      const { critical } = findings;
      const at = critical.findIndex(({ evidence }) => evidence.toLowerCase().includes(name));
      if (NO_HUB.test(name) || goal.isClaimed(span.start + match[0].lastIndexOf(name))) continue;
      const last = goal.wordAt(span.start + match[0].lastIndexOf(name) + name.length - 1);
      if (at >= 0) {
        findings.fire(HUB_RULE, match[0], `${name} goes first`, span);
        critical[at] = { ...critical[at], relation: 'before' };
      } else if (last) {
        claimWords(goal, span, match[1] ?? match[2]);
        const head = /^first\b/.test(name) ? '' : last.root;
        findings.hub = { name, head, evidence: goal.quote(span.start, span.end), span };
      }
    }
  },
};
