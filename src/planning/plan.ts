/**
 * Planning: goal text in, plan or clarification out. Pure and deterministic: the same text and options give the same plan.
 * Rules read the text (`PLANNING_RULES` lists them), a pattern is named, the `roi` policy sizes the work, the pattern's wave
 * structure is filled in.
 */
import { InvalidWorkError } from '../modules/scaling/errors.ts';
import { sizeByMakespan } from '../modules/scaling/makespan.ts';
import { SIZING_POLICIES } from '../modules/scaling/registry.ts';
import { sizeByRoi } from '../modules/scaling/roi.ts';
import type { SizingDecision } from '../modules/scaling/sizing.ts';
import { grouped } from '../modules/scaling/text.ts';
import { assumptionNote } from './assumed.ts';
import type { English } from './english.ts';
import { explainPlan, workOf } from './explain.ts';
import { cleanText, Findings, Goal, type Rule } from './goal.ts';
import { checkLanguage, LANGUAGE_RULE } from './language.ts';
import { documentedFigures, documentNotes, planNotes, taskNotes } from './notes.ts';
import { DEFAULT_RULE, TYPE_RULE } from './parts.ts';
import { PER_PART_RULE } from './per-part.ts';
import { poolFigures } from './pool.ts';
import { readingOf } from './reading.ts';
import { SUBTASK_RULE } from './resolve.ts';
import { AGENT_RULES } from './rules-agents.ts';
import { COUNT_RULES } from './rules-counts.ts';
import { NUMBER_RULES } from './rules-numbers.ts';
import { PATTERN_RULES } from './rules-patterns.ts';
import { NAMED_WAVES_RULE, UNPLANNED_RULE } from './rules-unplanned.ts';
import { VERB_RULE } from './rules-verbs.ts';
import { WORD_RULES } from './rules-words.ts';
import type {
  Clarification,
  ClarificationReason,
  Plan,
  PlanOptions,
  Question,
  RuleDescription,
  Understood,
} from './types.ts';
import { type Understanding, understand } from './understand.ts';
import { tidyMinutes } from './wave-list.ts';
import { buildWaves } from './waves.ts';

/** Longest goal text that is read, in characters. */
export const LONGEST_GOAL = 10_000;

const READING_RULES: readonly Rule[] = [
  ...NUMBER_RULES,
  ...AGENT_RULES,
  ...WORD_RULES,
  VERB_RULE,
  ...COUNT_RULES,
  UNPLANNED_RULE,
  NAMED_WAVES_RULE,
];

/** Every rule of the planner, in the order in which they apply. */
export const PLANNING_RULES: readonly RuleDescription[] = [
  ...READING_RULES,
  LANGUAGE_RULE,
  ...PATTERN_RULES,
  SUBTASK_RULE,
  PER_PART_RULE,
  TYPE_RULE,
  DEFAULT_RULE,
].map(({ name, matches, concludes }) => ({ name, matches, concludes }));

/**
 * Plans a goal.
 *
 * @param english the parser that `englishParser` gives
 * @param options answers that win over the text
 * @throws InvalidWorkError when an option is out of range; never for any text
 */
export function planGoal(text: string, english: English, options: PlanOptions = {}): Plan | Clarification {
  checkOptions(options);
  const findings = new Findings();
  const cleaned = cleanText(text.slice(0, LONGEST_GOAL * 2));
  if (cleaned === '' || cleaned.length > LONGEST_GOAL) return unreadable(cleaned, findings);
  const goal = new Goal(cleaned, english);
  for (const rule of READING_RULES) rule.apply(goal, findings);
  if (!checkLanguage(goal, findings)) return clarify(cleaned, findings, goal, null, options);
  const understanding = understand(goal, findings, options);
  const clarification = clarify(cleaned, findings, goal, understanding, options);
  return clarification.questions.length > 0 || !understanding
    ? clarification
    : makePlan(cleaned, goal, findings, understanding, withCapacity(options, findings));
}

function checkOptions(options: PlanOptions): void {
  for (const field of ['agents', 'subtasks', 'regions', 'cores'] as const) {
    const value = options[field];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1 && value <= 1e9)) {
      throw new InvalidWorkError(field, value, 'a whole number from 1 to 1,000,000,000');
    }
  }
  const minutes = options.durationMinutes;
  if (minutes !== undefined && !(Number.isFinite(minutes) && minutes > 0)) {
    throw new InvalidWorkError('durationMinutes', minutes, 'a finite number above 0');
  }
}

function unreadable(cleaned: string, findings: Findings): Clarification {
  if (cleaned === '') findings.ask(LANGUAGE_RULE, 'empty', 'What is the goal? The text is empty.', '');
  else {
    const question = `What is the goal, in at most ${grouped(LONGEST_GOAL)} characters?`;
    findings.ask(LANGUAGE_RULE, 'too_long', question, cleaned);
  }
  return clarify(cleaned.slice(0, 200), findings, null, null, {});
}

/** Questions that an option has answered already. */
function answered(reason: ClarificationReason, options: PlanOptions): boolean {
  if (reason.startsWith('agents_')) return options.agents !== undefined;
  if (reason.startsWith('count_') || reason === 'no_object') return options.subtasks !== undefined;
  if (reason.startsWith('regions_')) return options.regions !== undefined;
  return reason.startsWith('duration_') && options.durationMinutes !== undefined;
}

/** Words that no question names. */
function unasked(words: readonly string[], questions: readonly Question[]): string[] {
  return words.filter(
    (phrase) =>
      !questions.some(({ question, evidence }) =>
        [question, evidence].some((text) => text.toLowerCase().includes(phrase.toLowerCase())),
      ),
  );
}

/** @param read the text with what was found in it; null where it was not read */
function clarify(
  goal: string,
  findings: Findings,
  read: Goal | null,
  understanding: Understanding | null,
  options: PlanOptions,
): Clarification {
  const questions = findings.questions.filter(({ reason }) => !answered(reason, options));
  const understood = findings.fired
    .filter(({ conclusion }) => !conclusion.startsWith('a question'))
    .map(({ evidence, conclusion }) => (evidence === '' ? conclusion : `"${evidence}": ${conclusion}`));
  return {
    kind: 'clarification',
    goal,
    reason: questions[0]?.reason ?? 'no_object',
    question: questions[0]?.question ?? 'What is to be done, and with how many of what?',
    questions,
    understood: understanding ? [`pattern: ${understanding.title}`, ...understood] : understood,
    unused:
      read === null || understanding === null ? [] : unasked(readingOf(read, findings).unused, questions),
    rules: findings.fired,
  };
}

/** The count asked for, or the automatic count brought within the bounds asked for. */
function sizeWithin(u: Understood, automatic: SizingDecision, options: PlanOptions): SizingDecision {
  const { agentLimit, agentMinimum } = u;
  const bounded = Math.max(
    agentMinimum ?? 1,
    Math.min(agentLimit ?? Number.POSITIVE_INFINITY, automatic.agents),
  );
  const override = u.override ?? (bounded === automatic.agents ? undefined : bounded);
  if (override === undefined) return automatic;
  return sizeByRoi({ ...workOf(u), override, cores: options.cores, capacity: options.capacity });
}

/** The options with what the text says of the machines, where no option says it. */
function withCapacity(options: PlanOptions, { capacity: stated, carried }: Findings): PlanOptions {
  const given = Object.entries(options.capacity ?? {}).filter(([, value]) => value !== undefined);
  const isGiven = (field: string) => given.some(([name]) => name === field);
  const counts = Object.entries(carried).flatMap(([field, count]) => (isGiven(field) ? [] : count));
  const agents = counts.length > 0 ? { agents: Math.min(...counts) } : {};
  const capacity = { ...stated, ...agents, ...Object.fromEntries(given) };
  return Object.keys(capacity).length === 0 ? options : { ...options, capacity };
}

function makePlan(
  text: string,
  goal: Goal,
  findings: Findings,
  { pattern, title, understood }: Understanding,
  options: PlanOptions,
): Plan {
  const work = { ...workOf(understood), cores: options.cores, capacity: options.capacity };
  const automatic = SIZING_POLICIES.require(options.sizing ?? 'roi')
    .create({})
    .size(work);
  const sizing = sizeWithin(understood, automatic, options);
  const atWork = Math.min(sizing.agents, understood.concurrency ?? Number.POSITIVE_INFINITY);
  const waves = buildWaves(pattern.name, understood, atWork);
  const figures = poolFigures(waves);
  const sequentialMinutes = tidyMinutes(understood.subtasks * understood.durationMinutes);
  const documented = documentedFigures(pattern.name, understood);
  const assumed = assumptionNote(understood, waves);
  const notes = [
    ...findings.notes,
    ...(assumed === null ? [] : [assumed]),
    ...planNotes(understood, sizing, automatic, sizeByMakespan(work), figures),
    // The document's own examples read as it has them.
    ...(documented ? [] : taskNotes(understood, waves)),
    ...documentNotes(documented, sizeByRoi(work), sizing.agents, figures.estimateMinutes, sequentialMinutes),
  ];
  const plan: Omit<Plan, 'explanation'> = {
    kind: 'plan',
    goal: text,
    reading: readingOf(goal, findings),
    pattern: pattern.name,
    title,
    rules: findings.fired,
    understood,
    sizing,
    automatic,
    waves,
    estimateMinutes: figures.estimateMinutes,
    sequentialMinutes,
    efficiency: 1 - figures.estimateMinutes / sequentialMinutes,
    peakAgents: figures.peakAgents,
    poolSize: figures.poolSize,
    reuse: { waves: figures.reuseByWaves, slots: figures.reuseBySlots },
    documented,
    notes,
  };
  const alternatives = documented && documented.agents !== sizing.agents ? [documented.agents] : [];
  return { ...plan, explanation: explainPlan(plan, alternatives, automatic) };
}
