/** The parts of the work: how many subtasks of what, how long each, of which type. */
import type { TaskType } from '../modules/scaling/sizing.ts';
import type { Findings, FoundCount, Goal } from './goal.ts';
import { type PatternDescription, QUICK_FILE_MINUTES } from './patterns.ts';
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

/** A bug is eight tasks, two at a time: document 003, scenario 4. */
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

/** One stated duration holds for all; as many as there are parts hold one each, in order. */
function durationsOf(findings: Findings, parts: readonly FoundCount[], fallback: number): number[] {
  const stated = findings.durations;
  const distinct = [...new Set(stated.map((duration) => duration.value))];
  if (
    parts.length > 1 &&
    stated.length === parts.length &&
    parts.every((part, i) => part.start < stated[i].start)
  ) {
    return stated.map((duration) => duration.value);
  }
  if (distinct.length > 1) {
    const [first, second] = stated.filter(
      (one, i) => i === stated.findIndex((other) => other.value === one.value),
    );
    const question = `Does a subtask take "${first.evidence}" or "${second.evidence}"?`;
    findings.ask(DEFAULT_RULE, 'duration_contradictory', question, `${first.evidence} / ${second.evidence}`);
  }
  return parts.map(() => distinct[0] ?? fallback);
}

function askCount(findings: Findings, pattern: PatternDescription): void {
  const [vague] = findings.uncounted;
  const question = vague
    ? `How many ${vague.unit} are there? "${vague.evidence}" names no number.`
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

export function partsOf(
  findings: Findings,
  pattern: PatternDescription,
  chosen: readonly FoundCount[],
  options: PlanOptions,
): Parts {
  const fallback = defaultDuration(pattern, findings, chosen);
  const parts = pattern.name === 'bug_fix' ? chosen.filter((count) => count.kind === 'bug') : chosen;
  const verb = findings.verbs[0]?.root ?? 'do';
  const single = (count: number, unit: string, units: string, minutes: number): WorkItem[] => [
    {
      verb,
      count,
      unit,
      units,
      durationMinutes: options.durationMinutes ?? minutes,
      after: false,
      direct: true,
      critical: false,
    },
  ];
  const durations = durationsOf(
    findings,
    parts.length > 0 && pattern.name !== 'bug_fix' ? parts : [null!],
    fallback,
  );
  if (pattern.name === 'bug_fix') {
    const bugs = parts.reduce((sum, part) => sum + part.count, 0) || 1;
    const source = parts.length > 0 ? 'derived' : 'default';
    return {
      items: single(options.subtasks ?? bugs * BUG_TASKS, 'task', 'tasks', durations[0]),
      countSource: source,
    };
  }
  if (options.subtasks !== undefined || parts.length === 0) {
    const named = parts[0] ?? null;
    const vague = findings.uncounted[0]?.unit;
    if (options.subtasks === undefined && pattern.subtasks === null) askCount(findings, pattern);
    const unit = named?.unit ?? vague?.replace(/s$/, '') ?? pattern.unit;
    const count = options.subtasks ?? pattern.subtasks ?? 1;
    return {
      items: single(count, unit, named?.units ?? vague ?? `${pattern.unit}s`, durations[0]),
      countSource: options.subtasks === undefined ? 'default' : 'option',
    };
  }
  const items = parts.map((part, i) => ({
    verb: part.verb?.root ?? verb,
    count: part.count,
    unit: part.unit,
    units: part.units,
    durationMinutes: options.durationMinutes ?? durations[i],
    after: part.after,
    direct: part.role === 'object',
    critical: findings.critical.some((operation) => operation.number === part.start),
  }));
  return { items, countSource: 'stated' };
}
