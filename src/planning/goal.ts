/** The goal as the rules see it, and what they have found so far. */
import type { English, Word } from './english.ts';
import type { UnitClass, VerbClass } from './lexicon.ts';
import { lowerCase, type NumberMention, readNumbers } from './numerals.ts';
import type {
  Check,
  ClarificationReason,
  Dependencies,
  FiredRule,
  PatternName,
  Question,
  RuleDescription,
} from './types.ts';

/** Part of the rewritten text, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Words that a rule used, and what they gave. */
export interface Use extends Span {
  readonly gives: string;
}

export interface FoundVerb extends Span {
  readonly root: string;
  readonly kind: VerbClass;
  readonly negated: boolean;
  readonly sentence: number;
}

/** How a counted thing hangs on its verb; a part is what each of the things counted before it has. */
export type CountRole = 'object' | 'target' | 'place' | 'beneficiary' | 'means' | 'part';

export interface FoundCount {
  readonly count: number;
  readonly head: string;
  readonly unit: string;
  readonly units: string;
  readonly kind: UnitClass | null;
  readonly role: CountRole;
  readonly verb: FoundVerb | null;
  readonly start: number;
  readonly end: number;
  readonly sentence: number;
  /** "then" and the like say that this comes after the count before. */
  readonly after: boolean;
  /** "after resizing 100 images" behind the count before: this comes before it. */
  readonly earlier: boolean;
  readonly evidence: string;
}

export interface Located<T> {
  readonly value: T;
  readonly evidence: string;
  readonly start: number;
}

export interface FoundCritical {
  readonly name: string;
  readonly title: string;
  readonly evidence: string;
  readonly start: number;
  /** Where the number stands that the operation applies to; null: none. */
  readonly number: number | null;
  /** "after the migration" puts it before the work, "before the cut-over" behind; null: by its place in the text. */
  readonly relation: 'before' | 'after' | null;
}

/** What a time is for each of: so much or so many of something. */
export interface PerPart {
  /** A unit of size, or a noun in the singular. */
  readonly noun: string;
  readonly amount: number;
  /** Where its words end. */
  readonly end: number;
}

/** How long one subtask takes, in minutes; a range has its middle as value. */
export interface FoundDuration extends Located<number> {
  readonly range: readonly [number, number] | null;
  /** null: of a subtask. */
  readonly per: PerPart | null;
  /** All words that say it. */
  readonly span: Span;
}

/** When all must be done, in minutes from the start. */
export interface FoundDeadline extends Located<number> {
  /** Before that time, not at it: "in less than 2 hours". */
  readonly excludes: boolean;
}

/** "every module depends on the core module": one of the counted things goes first. */
export interface FoundHub {
  readonly name: string;
  readonly head: string;
  readonly evidence: string;
  readonly span: Span;
}

/** "5 regions with 2 zones each": parts of regions, which a plan has none of. */
export interface FoundZones extends Span {
  readonly count: number;
  readonly evidence: string;
}

/** A count of which the text says that it is left out of the work. */
export interface FoundExclusion extends Span {
  readonly count: number;
  readonly head: string;
  readonly evidence: string;
}

export interface AgentCount {
  readonly count: number;
  readonly bound: 'exact' | 'most' | 'least';
  readonly evidence: string;
}

/** What the machines that carry the agents have; absent: not stated. */
export interface StatedCapacity {
  cores?: number;
  memoryBytes?: number;
  diskIops?: number;
  bandwidthMbps?: number;
}

/** Collected by the rules, in the order of the rules. */
export class Findings {
  readonly verbs: FoundVerb[] = [];
  readonly counts: FoundCount[] = [];
  /** Plural things without a count: "all servers", "several files". */
  readonly uncounted: {
    units: string;
    unit: string;
    kind: UnitClass | null;
    evidence: string;
    all: boolean;
    span: Span;
  }[] = [];
  readonly agents: AgentCount[] = [];
  readonly durations: FoundDuration[] = [];
  readonly deadlines: FoundDeadline[] = [];
  readonly dependencies: { level: Dependencies; evidence: string }[] = [];
  readonly patterns: { pattern: PatternName; title: string; evidence: string }[] = [];
  readonly checks: Partial<Record<Check, boolean>> = {};
  readonly critical: FoundCritical[] = [];
  /** Where checks and critical operations end: what a verb there asks for has a wave of its own. */
  readonly duties: number[] = [];
  readonly questions: Question[] = [];
  readonly fired: FiredRule[] = [];
  readonly notes: string[] = [];
  regions: number | null = null;
  /** Parts of regions, all together. */
  zones: FoundZones | null = null;
  /** What the machines that carry the agents have. */
  readonly capacity: StatedCapacity = {};
  /** How many subtasks at a time the machines carry, by what each needs of a resource. */
  readonly carried: StatedCapacity = {};
  regionNames: string[] = [];
  regionByRegion = false;
  /** Stated share (0..1) or count of the canary. */
  canary: { share: number } | { count: number } | null = null;
  sequentialSubtasks: number | null = null;
  /** Most subtasks that may run at once: "in batches of 100", "max 100 concurrent". */
  concurrency: number | null = null;
  /** The same in each region, where their number is not stated: "at most 2 per region". */
  concurrencyPerRegion: number | null = null;
  /** The same as a share (0..1) of the subtasks: "10% at a time". */
  concurrencyShare: number | null = null;
  /** Most subtasks started in a minute: "200 requests per second". */
  ratePerMinute: number | null = null;
  /** Share (0..1) of attempts that fail. */
  failureShare: number | null = null;
  /** Share (0..1) of subtasks that may fail before the plan stops. */
  toleratedShare: number | null = null;
  /** The share itself may not fail: "stop if at least 4 % fail". */
  toleratedExcludes = false;
  /** Subtasks that may fail, where that is said as a number. */
  toleratedCount: number | null = null;
  /** Attempts for each subtask. */
  attempts: number | null = null;
  hub: FoundHub | null = null;
  readonly exclusions: FoundExclusion[] = [];
  /** What the conclusions rest on, in the order of the rules. */
  readonly uses: Use[] = [];

  /** @param spans the words that the conclusion rests on; none: it uses no word of the goal */
  fire(rule: RuleDescription, evidence: string, conclusion: string, ...spans: readonly Span[]): void {
    this.fired.push({ rule: rule.name, evidence: shorten(evidence), conclusion });
    for (const { start, end } of spans) this.uses.push({ start, end, gives: conclusion });
  }

  /** Takes back that words were used: they turned out to change nothing, or something else. */
  unuse({ start, end }: Span): void {
    const at = this.uses.findIndex((use) => use.start === start && use.end === end);
    if (at >= 0) this.uses.splice(at, 1);
  }

  ask(rule: RuleDescription, reason: ClarificationReason, question: string, evidence: string): void {
    this.questions.push({ reason, question, evidence: shorten(evidence) });
    this.fire(rule, evidence, `a question: ${question}`);
  }
}

export interface Rule extends RuleDescription {
  apply(goal: Goal, findings: Findings): void;
}

export function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length };
}

const EVIDENCE_LIMIT = 120;
/** Characters before a number that are looked at: more says nothing of it, and would cost a square of the text's length. */
const LONGEST_LEAD = 100;

/** Evidence fits on a line. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= EVIDENCE_LIMIT ? line : `${line.slice(0, EVIDENCE_LIMIT - 1)}…`;
}

/** "Is "1,5" 1.5 or 15": the beginning of a question about a number that can be read in several ways. */
export function meaningOf({ written, readings }: NumberMention): string {
  return `Is "${written}" ${readings.join(' or ')}`;
}

/** Without control and invisible characters; blank lines and list items end sentences, other line ends do not. */
export function cleanText(raw: string): string {
  return raw
    .replace(/(\d)(?=[\u00bc-\u00be\u2150-\u215e])/g, '$1 ')
    .normalize('NFKC')
    .replace(/\u2044/g, '/')
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]*\n\s*(?:\n|[-*•]\s|\d+[.)]\s)\s*/g, '.\n')
    .replace(/([.!?:;,])\.\n/g, '$1 ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, (c) =>
      c === '\n' || c === '\t' ? ' ' : '',
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text with numbers as digits, its words, and which parts a rule has already used up. */
export class Goal {
  readonly text: string;
  readonly lower: string;
  readonly words: readonly Word[];
  readonly numbers: readonly NumberMention[];
  readonly #claimed: Uint8Array;

  constructor(cleaned: string, english: English) {
    const { text, numbers } = readNumbers(cleaned);
    this.text = text;
    this.lower = lowerCase(text);
    this.numbers = numbers;
    this.words = english.read(text);
    this.#claimed = new Uint8Array(text.length);
  }

  claim(start: number, end: number): void {
    this.#claimed.fill(1, start, end);
  }

  isClaimed(start: number): boolean {
    return this.#claimed[start] === 1;
  }

  /** All matches of a global expression in the lower-case text that nobody has claimed. */
  matches(expression: RegExp): RegExpExecArray[] {
    return [...this.lower.matchAll(expression)].filter((match) => !this.isClaimed(match.index));
  }

  /** Where the words before an offset begin that match an expression ending in `$`; the offset if none do. */
  leadStart(start: number, expression: RegExp): number {
    const from = Math.max(0, start - LONGEST_LEAD);
    const match = expression.exec(this.lower.slice(from, start));
    return match ? from + match.index : start;
  }

  /** What a number among these characters is asked for, instead of being taken; null: all are clear. */
  doubt(start: number, end: number): string | null {
    const unclear = this.numbers.find(
      (number) => number.start >= start && number.end <= end && number.readings.length > 0,
    );
    return unclear ? meaningOf(unclear) : null;
  }

  /** The words from one offset to another as the text has them. */
  quote(start: number, end: number): string {
    return this.text.slice(start, end).trim();
  }

  wordAt(offset: number): Word | undefined {
    return this.words.find((word) => offset >= word.start && offset < word.end);
  }
}
