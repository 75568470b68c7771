/** The parts of the work: how many subtasks of what, how long each, of which type. */
import type { TaskType } from '../modules/scaling/sizing.ts';
import { counted, grouped } from '../modules/scaling/text.ts';
import type { Findings, FoundCount, FoundDuration, Goal } from './goal.ts';
import { plural } from './nouns.ts';
import { type PatternDescription, QUICK_FILE_MINUTES } from './patterns.ts';
import { pairOf } from './resolve.ts';
import { HUB_RULE } from './rules-groups.ts';
import { timeText } from './time-text.ts';
import type { PlanOptions, RuleDescription, Source, Stage, WorkItem } from './types.ts';

export const TYPE_RULE: RuleDescription = {
  name: 'work.task_type',
  matches:
    'the first verb and what is counted: deploy; API, request or endpoint; download or sync; train or render; files',
  concludes: 'the task type that limits the sizing',
};
export const DEFAULT_RULE: RuleDescription = {
  name: 'pattern.default',
  matches: 'a value that neither text nor options give',
  concludes: "the pattern's default",
};

/** A bug is eight tasks, two at a time: Intelligent Dynamic Parallel Orchestration, scenario 4. */
export const BUG_TASKS = 8;

export function taskTypeOf(
  goal: Goal,
  findings: Findings,
  pattern: PatternDescription,
  chosen: readonly FoundCount[],
): TaskType {
  if (
    pattern.name === 'bug_fix' ||
    pattern.name === 'repository_maintenance' ||
    pattern.name === 'high_dependency'
  )
    return 'general';
  if (pattern.name === 'micro_operations') return 'micro_operations';
  const kind = (chosen[0]?.verb ?? findings.verbs[0])?.kind;
  if (kind === 'deploy') return 'deployment';
  if (/\bapis?\b/.test(goal.lower) || kind === 'api' || chosen[0]?.kind === 'api') return 'api_calls';
  if (kind === 'network') return 'network_operations';
  if (kind === 'computation') return 'computation';
  return pattern.taskType;
}

function defaultDuration(
  pattern: PatternDescription,
  findings: Findings,
  chosen: readonly FoundCount[],
): number {
  const kind = (chosen[0]?.verb ?? findings.verbs[0])?.kind;
  const quick = pattern.name === 'file_processing' && (kind === 'file_quick' || kind === 'delete');
  return quick ? QUICK_FILE_MINUTES : pattern.durationMinutes;
}

/** Parts that may run side by side; a critical part, and one that comes "then", start a stage of their own. */
export function stagesOf(items: readonly WorkItem[]): Stage[] {
  const stages: WorkItem[][] = [];
  for (const item of items) {
    const stage = stages[stages.length - 1];
    if (!stage || item.after || item.critical || stage[0].critical) stages.push([item]);
    else stage.push(item);
  }
  return stages;
}

/** How many subtasks of a stage can run at once: a critical part takes one agent. */
export function widthOf(stage: Stage): number {
  return stage.reduce((sum, item) => sum + (item.critical ? 1 : item.count), 0);
}

type PartDuration = Pick<FoundDuration, 'value' | 'range'>;

/** One stated duration holds for all; as many as there are parts hold one each, in order. */
function durationsOf(findings: Findings, parts: readonly FoundCount[], fallback: number): PartDuration[] {
  const stated = findings.durations;
  const distinct = stated.filter((one, i) => i === stated.findIndex(({ value }) => value === one.value));
  if (
    parts.length > 1 &&
    stated.length === parts.length &&
    parts.every((part, i) => part.start < stated[i].start)
  ) {
    return [...stated];
  }
  if (distinct.length > 1) {
    const [first, second] = distinct;
    const question = `Does a subtask take "${first.evidence}" or "${second.evidence}"?`;
    findings.ask(DEFAULT_RULE, 'duration_contradictory', question, `${first.evidence} / ${second.evidence}`);
  }
  return parts.map(() => distinct[0] ?? { value: fallback, range: null });
}

function askCount(findings: Findings, pattern: PatternDescription): void {
  const [vague] = findings.uncounted;
  const question = vague
    ? `How many ${vague.units} are there? "${vague.evidence}" names no number.`
    : pattern.name === 'deployment' || pattern.name === 'massive_parallel'
      ? 'To how many servers or other targets does it apply?'
      : pattern.name === 'file_processing'
        ? 'How many files are there?'
        : 'Into how many subtasks does the work divide, and of what?';
  const evidence = vague?.evidence ?? findings.verbs[0]?.root ?? '';
  findings.ask(
    DEFAULT_RULE,
    vague || pattern.name !== 'general' ? 'count_missing' : 'no_object',
    question,
    evidence,
  );
}

interface Parts {
  readonly items: readonly WorkItem[];
  readonly countSource: Source;
}

/** The work as one part. */
function single(
  findings: Findings,
  [count, unit, units]: readonly [count: number, unit: string, units: string],
  { value, range }: PartDuration,
  options: PlanOptions,
): WorkItem {
  return {
    verb: findings.verbs[0]?.root ?? 'do',
    count,
    unit,
    units,
    durationMinutes: options.durationMinutes ?? value,
    rangeMinutes: options.durationMinutes === undefined ? range : null,
    after: false,
    direct: true,
    critical: false,
  };
}

type Unit = Pick<FoundCount, 'unit' | 'units'>;

/** What a number of subtasks that an option states counts: what the text counts where they agree, else pairs, or subtasks. */
function unitGiven(findings: Findings, chosen: readonly FoundCount[], subtasks: number): Unit | undefined {
  const [first] = chosen;
  if (first === undefined || (chosen.length === 1 && first.count === subtasks)) return first;
  const pair = pairOf(findings, subtasks);
  if (pair.length > 0) {
    const factors = pair.map(({ count, unit, units }) => counted(count, unit, units)).join(' x ');
    const evidence = pair.map((one) => one.evidence).join(' … ');
    findings.fire(DEFAULT_RULE, evidence, `${factors} = ${grouped(subtasks)} pairs`, ...pair);
    return { unit: 'pair', units: 'pairs' };
  }
  const words = chosen.map(({ evidence }) => `"${evidence}"`).join(' and ');
  findings.notes.push(`${words} is not the number of subtasks: --subtasks states ${grouped(subtasks)}.`);
  return { unit: 'subtask', units: 'subtasks' };
}

/** Where nothing is counted: the option, else the agents asked for when all of something is meant, else the pattern. */
function uncounted(
  findings: Findings,
  pattern: PatternDescription,
  chosen: readonly FoundCount[],
  duration: PartDuration,
  options: PlanOptions,
): Parts {
  const [vague] = findings.uncounted;
  const named = options.subtasks === undefined ? chosen[0] : unitGiven(findings, chosen, options.subtasks);
  const asked = options.agents ?? findings.agents.find(({ bound }) => bound === 'exact')?.count;
  const units = named?.units ?? vague?.units ?? plural(pattern.unit);
  const unit = named?.unit ?? vague?.unit ?? pattern.unit;
  const parts = (count: number, countSource: Source): Parts => ({
    items: [single(findings, [count, unit, units], duration, options)],
    countSource,
  });
  if (vague && !named) findings.fire(DEFAULT_RULE, vague.evidence, `the work is on ${units}`, vague.span);
  if (options.subtasks !== undefined) return parts(options.subtasks, 'option');
  if (pattern.subtasks !== null) return parts(pattern.subtasks, 'default');
  if (vague?.all && asked !== undefined) {
    findings.notes.push(
      `"${vague.evidence}" names no number: ${counted(asked, unit, units)} are assumed, one for each agent asked for. --subtasks states another count.`,
    );
    return parts(asked, 'derived');
  }
  askCount(findings, pattern);
  return parts(1, 'default');
}

export function partsOf(
  findings: Findings,
  pattern: PatternDescription,
  chosen: readonly FoundCount[],
  options: PlanOptions,
): Parts {
  const fallback = defaultDuration(pattern, findings, chosen);
  const ofBugs = pattern.name === 'bug_fix';
  const durations = durationsOf(findings, chosen.length > 0 && !ofBugs ? chosen : [null!], fallback);
  if (ofBugs) {
    const bugs = chosen.reduce((sum, part) => sum + part.count, 0) || 1;
    const source = options.subtasks !== undefined ? 'option' : chosen.length > 0 ? 'derived' : 'default';
    const count = options.subtasks ?? bugs * BUG_TASKS;
    return {
      items: [single(findings, [count, 'task', 'tasks'], durations[0], options)],
      countSource: source,
    };
  }
  if (options.subtasks !== undefined || chosen.length === 0)
    return uncounted(findings, pattern, chosen, durations[0], options);
  const verb = findings.verbs[0]?.root ?? 'do';
  const items = chosen.map((part, i) => ({
    ...single(findings, [part.count, part.unit, part.units], durations[i], options),
    verb: part.verb?.root ?? verb,
    after: part.after,
    direct: part.role === 'object',
    critical: allowsOne(findings) && findings.critical.some((operation) => operation.number === part.start),
  }));
  return { items: withHub(items, chosen, findings), countSource: 'stated' };
}

/** A critical operation is done one at a time, unless the text says how many at once. */
export function allowsOne(findings: Findings): boolean {
  return findings.concurrency === 1 || (findings.concurrency === null && findings.concurrencyShare === null);
}

/** "Every module depends on the core module": of 30 modules the core goes first, then the other 29. */
function withHub(items: readonly WorkItem[], chosen: readonly FoundCount[], findings: Findings): WorkItem[] {
  const { hub } = findings;
  if (!hub) return [...items];
  const at = hub.head === '' ? 0 : chosen.findIndex(({ head }) => head === hub.head);
  if (at < 0 || items[at].count < 2) {
    findings.notes.push(
      `"${hub.evidence}" is not planned: "${hub.name}" is none of the things that are counted.`,
    );
    return [...items];
  }
  const item = items[at];
  const name = hub.head === '' ? `first ${item.unit}` : hub.name;
  findings.fire(
    HUB_RULE,
    hub.evidence,
    `${name} goes first, then ${counted(item.count - 1, item.unit, item.units)}`,
    hub.span,
  );
  const first = { ...item, count: 1, unit: name, units: plural(name) };
  const others = { ...item, count: item.count - 1, after: true };
  return [...items.slice(0, at), first, others, ...items.slice(at + 1)];
}

/** Where a rate is slower than one agent, an agent waits for its turn: a subtask takes the time between two. */
export function paced(items: readonly WorkItem[], findings: Findings): readonly WorkItem[] {
  const rate = findings.ratePerMinute;
  if (rate === null || items.every(({ durationMinutes }) => durationMinutes * rate >= 1)) return items;
  findings.notes.push(
    `At ${grouped(rate, 4)} a minute a subtask comes every ${timeText(1 / rate)}, which is longer than one takes: one agent is enough and waits.`,
  );
  return items.map((item) => ({
    ...item,
    durationMinutes: Math.max(item.durationMinutes, 1 / rate),
    rangeMinutes: item.durationMinutes * rate >= 1 ? item.rangeMinutes : null,
  }));
}
