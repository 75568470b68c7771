/** Times that are not of a subtask but of a part of it: "200 ms per MB" of files of 3 GB, "10 ms per word" of 2,000 words each. */
import { grouped } from '../modules/scaling/text.ts';
import type { Findings, FoundCount, FoundDuration, Goal, PerPart, Span } from './goal.ts';
import { AGENTS, MEASURES } from './lexicon.ts';
import { plural, unitClass } from './nouns.ts';
import { timeText } from './time-text.ts';
import type { RuleDescription } from './types.ts';

export const PER_PART_RULE: RuleDescription = {
  name: 'work.per_part',
  matches: '"files of 3 GB each, 200 ms per MB", "documents of 2,000 words, 10 ms per word"',
  concludes:
    'the time of a subtask is that of its parts together; without their number the time is used for nothing',
};

const PREFIXES: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };
const LONG: Readonly<Record<string, string>> = {
  kilo: 'k',
  mega: 'm',
  giga: 'g',
  tera: 't',
  kibi: 'ki',
  mebi: 'mi',
  gibi: 'gi',
  tebi: 'ti',
};
const SIZE_UNIT = '(?:[kmgt]i?b|bytes?|(?:kilo|mega|giga|tera|kibi|mebi|gibi|tebi)bytes?)';
const IS_SIZE = new RegExp(`^${SIZE_UNIT}$`);
const PER_SIZE = new RegExp(
  `(?:\\b(?:per|for each|for every|an?) |\\/ ?)(?:\\d+(?:\\.\\d+)? ?)?${SIZE_UNIT}\\b(?! ?\\/)`,
);

/** Whether the text has a time for so much data: sizes in it are then what is worked on, and no memory. */
export function hasTimePerSize(goal: Goal): boolean {
  return PER_SIZE.test(goal.lower);
}

function bytesOf(unit: string): number {
  const [, long] = /^(kilo|mega|giga|tera|kibi|mebi|gibi|tebi)?bytes?$/.exec(unit) ?? [];
  const short = long === undefined ? unit.replace(/b$|bytes?$/, '') : LONG[long];
  let bytes = 1;
  for (let i = 0; i < PREFIXES[short.replace(/i$/, '')]; i++) bytes *= short.endsWith('i') ? 1024 : 1000;
  return bytes;
}

const AFTER = /^\s*(?:(?:per|for each|for every) |\/ ?)(?:(\d+(?:\.\d+)?) ?)?([a-z]+)\b/;

/** "each file takes". */
const BEFORE =
  /\b(?:each|every) ([a-z-]+) (?:takes|needs|requires|lasts) (?:about |around |roughly |up to |at most |between |from )?$/;

/** What a time is for each of; null: of subtasks, as far as the words say. */
export function perPart(goal: Goal, { start, end }: Span): PerPart | null {
  const match = AFTER.exec(goal.lower.slice(end));
  const lead = goal.leadStart(start, BEFORE);
  if (!match && lead < start) {
    const [, noun] = BEFORE.exec(goal.lower.slice(lead, start))!;
    const root = goal.wordAt(lead + goal.lower.slice(lead).indexOf(` ${noun}`) + 1)?.root ?? noun;
    return noun === 'one' ? null : { noun: root, amount: 1, end };
  }
  if (!match || /^(?:one|of)$/.test(match[2])) return null;
  const to = end + match[0].length;
  const noun = IS_SIZE.test(match[2]) ? match[2] : (goal.wordAt(to - 1)?.root ?? match[2]);
  return { noun, amount: Number(match[1] ?? 1), end: to };
}

const BEFORE_SIZE =
  /\b(?:of|each(?: [a-z]+)?(?: (?:is|has|with|of|about|needs))?|every [a-z]+(?: (?:is|has))?|average|averaging|sizes?|sized|with|are|is|has|have|hold(?:s|ing)?|contain(?:s|ing)?)(?: (?:of|is|at|about|around|roughly|up to|on average))*:? $|[(] ?$/;
const AFTER_SIZE = /^ ?(?:each|apiece|per (?!second|minute|hour)[a-z]+|on average|in size|big|large|long)\b/;
const TOTAL = /\b(?:total|overall|altogether|in all|all together) (?:of |size of )?$/;
const TOTAL_AFTER = /^ (?:in total|in all|altogether|overall|of (?:data|logs))\b/;

interface Size extends Span {
  readonly amount: number;
  readonly words: string;
}

/** How much of something each thing has, in its unit; null: the text does not say, or says two. */
function sizeOfEach(goal: Goal, { noun, amount, end }: PerPart, own: Span): Size | null {
  const unit = IS_SIZE.test(noun) ? SIZE_UNIT : `${noun}(?:s|es)?`;
  const found: Size[] = [];
  for (const match of goal.lower.matchAll(
    new RegExp(`(?<![\\w.-])(\\d+(?:\\.\\d+)?)[ -]?(${unit})\\b(?! ?\\/|ps| per second)`, 'g'),
  )) {
    const [start, to] = [match.index, match.index + match[0].length];
    if (start >= own.start && start < Math.max(end, own.end)) continue;
    const before = goal.lower.slice(Math.max(0, start - 60), start);
    const after = AFTER_SIZE.exec(goal.lower.slice(to));
    if (TOTAL.test(before) || TOTAL_AFTER.test(goal.lower.slice(to))) continue;
    if (!after && !BEFORE_SIZE.test(before)) continue;
    const scale = IS_SIZE.test(noun) ? bytesOf(match[2]) / bytesOf(noun) : 1;
    const words = goal.quote(start, to);
    found.push({
      amount: (Number(match[1]) * scale) / amount,
      words,
      start: havingStart(goal, start),
      end: to + (after?.[0].length ?? 0),
    });
  }
  return found.length > 0 && found.every((one) => one.amount === found[0].amount) ? found[0] : null;
}

/** Behind it the number of parts that each thing has. */
const HAVING =
  /\b(?:containing|contains?|holding|holds?|comprising|comprises?|consisting of|consists of|made up of|averaging|sized|averages?) (?:about |around |roughly )?$/;

/** Where the words begin that say that each thing has what is counted at an offset. */
export function havingStart(goal: Goal, start: number): number {
  return goal.leadStart(start, HAVING);
}

/** Whether a time for each of this may be that of a subtask: what is counted, another word for it, or a word for the work. */
function isSubtask({ noun, amount }: PerPart, chosen: readonly FoundCount[]): boolean {
  if (amount !== 1) return false;
  if (chosen.length === 0) return true;
  if (IS_SIZE.test(noun) || MEASURES.has(noun)) return false;
  const kind = unitClass(noun);
  return (
    kind === null || kind === 'api' || chosen.some((count) => count.kind === kind || count.kind === null)
  );
}

function timesOf(duration: FoundDuration, size: Size): FoundDuration {
  const { value, range } = duration;
  return {
    ...duration,
    value: value * size.amount,
    range: range && [range[0] * size.amount, range[1] * size.amount],
    per: null,
  };
}

/** Takes times of parts for what they are, once it is known what is counted. */
export function settlePerPart(goal: Goal, findings: Findings, chosen: readonly FoundCount[]): void {
  const { durations } = findings;
  for (let i = durations.length - 1; i >= 0; i--) {
    const duration = durations[i];
    const { per, span } = duration;
    if (!per || (per.amount === 1 && chosen.some(({ head }) => head === per.noun))) continue;
    const words = goal.quote(span.start, span.end);
    const size = AGENTS.has(per.noun) ? null : sizeOfEach(goal, per, span);
    if (size === null && isSubtask(per, chosen)) continue;
    findings.unuse(span);
    if (size === null) {
      durations.splice(i, 1);
      findings.fire(PER_PART_RULE, words, 'a time that planning does not use');
      const parts = IS_SIZE.test(per.noun) ? 'much data' : `many ${plural(per.noun)}`;
      findings.notes.push(`"${words}" is not planned: the text does not say how ${parts} a subtask has.`);
      continue;
    }
    const whole = timesOf(duration, size);
    durations[i] = whole;
    const text = whole.range
      ? `${timeText(whole.range[0])} to ${timeText(whole.range[1])}`
      : `${timeText(whole.value)} on average`;
    const product = `${grouped(size.amount, 4)} x ${timeText(duration.value)}`;
    findings.fire(
      PER_PART_RULE,
      `${size.words} … ${words}`,
      `${product}: a subtask takes ${text}`,
      span,
      size,
    );
  }
}
