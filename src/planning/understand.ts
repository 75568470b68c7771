/** What the findings mean together: every value that planning needs, with its source, or questions. */
import type { TaskType } from '../modules/scaling/sizing.ts';
import { counted, grouped } from '../modules/scaling/text.ts';
import { Share } from '../modules/shares.ts';
import { type Findings, type FoundCount, type Goal, spanOf } from './goal.ts';
import {
  allowsOne,
  BUG_TASKS,
  DEFAULT_RULE,
  paced,
  partsOf,
  stagesOf,
  TYPE_RULE,
  taskTypeOf,
  widthOf,
} from './parts.ts';
import { PATTERNS, type PatternDescription } from './patterns.ts';
import { settlePerPart } from './per-part.ts';
import { resolveCounts } from './resolve.ts';
import { detectPattern } from './rules-patterns.ts';
import { deadlineOf, limitByRegion, limitByShare, limitsOf, noteZones, rateWidth } from './stated-limits.ts';
import { timeText } from './time-text.ts';
import type {
  CriticalOperation,
  Dependencies,
  PatternName,
  PlanOptions,
  Source,
  Stage,
  Understood,
  WorkItem,
} from './types.ts';

export interface Understanding {
  readonly pattern: PatternDescription;
  readonly title: string;
  readonly understood: Understood;
}

/** Two of eight at a time: Intelligent Dynamic Parallel Orchestration, scenario 4. */
const BUG_PARALLELISM = 2;
/** Fifteen of twenty subtasks form a chain: Intelligent Dynamic Parallel Orchestration, pattern 4. */
const CHAIN_SHARE = 0.75;
const CANARY_SHARE = 0.01;

/** Patterns whose waves have an order of their own, whatever parts are counted. */
const OWN_ORDER: readonly PatternName[] = ['bug_fix', 'repository_maintenance', 'high_dependency'];

function dependenciesOf(
  findings: Findings,
  pattern: PatternDescription,
  stages: readonly Stage[],
): Dependencies {
  const stated = findings.dependencies.map((found) => found.level);
  for (const level of ['strict', 'deep'] as const) if (stated.includes(level)) return level;
  if (findings.sequentialSubtasks !== null && stated.length === 0) return 'deep';
  if (stages.length > 1 && !OWN_ORDER.includes(pattern.name)) return 'groups';
  for (const level of ['moderate', 'none'] as const) if (stated.includes(level)) return level;
  return pattern.dependencies;
}

function parallelismOf(
  findings: Findings,
  pattern: PatternDescription,
  items: readonly WorkItem[],
  stages: readonly Stage[],
  level: Dependencies,
  regions: number,
): number {
  const free = items.filter((item) => !item.critical).reduce((sum, item) => sum + item.count, 0);
  let width = level === 'groups' ? Math.max(...stages.map(widthOf)) : free;
  if (level === 'strict') width = 1;
  else if (findings.sequentialSubtasks !== null) width = free - findings.sequentialSubtasks;
  else if (pattern.name === 'bug_fix') width = Math.ceil((free * BUG_PARALLELISM) / BUG_TASKS);
  else if (level === 'deep') width = free - Math.round(free * CHAIN_SHARE);
  if (findings.concurrency !== null) width = Math.min(width, findings.concurrency);
  if (findings.regionByRegion) width = Math.min(width, Math.ceil(free / regions));
  return Math.max(1, width);
}

function canaryOf(findings: Findings, pattern: PatternDescription, subtasks: number): number {
  const usual = pattern.name === 'deployment' || pattern.name === 'massive_parallel';
  if (findings.checks.canary === false || (!usual && findings.checks.canary !== true)) return 0;
  if (subtasks < 2) return 0;
  const stated = findings.canary;
  const size =
    stated && 'count' in stated ? stated.count : new Share(stated?.share ?? CANARY_SHARE).ceil(subtasks);
  return Math.min(subtasks, Math.max(1, size));
}

function criticalOf(findings: Findings, chosen: readonly FoundCount[]): CriticalOperation[] {
  const first = chosen[0]?.start ?? 0;
  return findings.critical.flatMap(({ name, title, evidence, start, number, relation }) => {
    const isWork = chosen.some((count) => count.start === number);
    if (isWork && !allowsOne(findings)) {
      findings.notes.push(
        `"${evidence}" is usually done one at a time; the text allows ${grouped(findings.concurrency!)} at once.`,
      );
      return [];
    }
    const byPlace = start < first && chosen.length > 0 ? 'before' : 'after';
    return { name, title, evidence, stage: isWork ? 'work' : (relation ?? byPlace) };
  });
}

function titleOf(name: PatternName, taskType: TaskType, title: string): string {
  return name === 'massive_parallel' && taskType === 'deployment' ? 'Massive Parallel Deployment' : title;
}

/** The count of agents asked for by name, or the bounds on it. */
function agentBounds(
  { agents }: Findings,
  options: PlanOptions,
): Pick<Understood, 'override' | 'agentLimit' | 'agentMinimum'> {
  const override = options.agents ?? agents.find((one) => one.bound === 'exact')?.count ?? null;
  if (override !== null) return { override, agentLimit: null, agentMinimum: null };
  const counts = (bound: 'most' | 'least') =>
    agents.filter((one) => one.bound === bound).map((one) => one.count);
  const [most, least] = [counts('most'), counts('least')];
  return {
    override,
    agentLimit: most.length > 0 ? Math.min(...most) : null,
    agentMinimum: least.length > 0 ? Math.max(...least) : null,
  };
}

function sourcesOf(findings: Findings, options: PlanOptions, countSource: Source): Record<string, Source> {
  const source = (option: unknown, stated: boolean): Source =>
    option !== undefined ? 'option' : stated ? 'stated' : 'default';
  return {
    subtasks: countSource,
    durationMinutes: source(options.durationMinutes, findings.durations.length > 0),
    regions: source(options.regions, findings.regions !== null),
    taskType: options.taskType ? 'option' : 'derived',
    parallelism: 'derived',
    dependencies: source(undefined, findings.dependencies.length > 0 || findings.sequentialSubtasks !== null),
    override: source(options.agents, findings.agents.length > 0),
  };
}

/** Puts everything together. Questions are added to the findings; the result is then not to be used. */
export function understand(goal: Goal, findings: Findings, options: PlanOptions): Understanding | null {
  const rule = detectPattern(goal, findings);
  if (!rule) return null;
  const pattern = PATTERNS[rule.pattern];
  const chosen = resolveCounts(goal, findings, pattern.name, options.subtasks);
  settlePerPart(goal, findings, chosen);
  const parts = partsOf(findings, pattern, chosen, options);
  const items = paced(parts.items, findings);
  const stages = stagesOf(items);
  const subtasks = items.reduce((sum, item) => sum + item.count, 0);
  limitByShare(findings, subtasks);
  limitByRegion(findings, options.regions ?? findings.regions);
  noteZones(findings);
  const work = items.reduce((sum, item) => sum + item.count * item.durationMinutes, 0);
  const taskType = options.taskType ?? taskTypeOf(goal, findings, pattern, chosen);
  const api = taskType === 'api_calls' ? [...goal.lower.matchAll(/\bapis?\b/g)] : [];
  findings.fire(
    TYPE_RULE,
    findings.verbs[0]?.root ?? pattern.name,
    taskType,
    ...api.map((match) => spanOf(match)),
  );
  const level = dependenciesOf(findings, pattern, stages);
  const regions = options.regions ?? findings.regions ?? 1;
  checkRegions(findings, options, subtasks);
  const sources = sourcesOf(findings, options, parts.countSource);
  // Of a count that is itself in question nothing follows.
  if (subtasks >= 1) noteDefaults(findings, pattern, sources, subtasks, work / subtasks);
  return {
    pattern,
    title: titleOf(pattern.name, taskType, rule.title),
    understood: {
      subtasks,
      unit: items.length === 1 ? items[0].unit : 'subtask',
      units: items.length === 1 ? items[0].units : 'subtasks',
      items,
      stages,
      regions,
      regionNames: findings.regionNames.length === regions ? findings.regionNames : [],
      regionByRegion: findings.regionByRegion && regions > 1,
      durationMinutes: work / Math.max(1, subtasks),
      taskType,
      parallelism: rateWidth(
        findings,
        work / Math.max(1, subtasks),
        parallelismOf(findings, pattern, items, stages, level, regions),
      ),
      dependencies: level,
      ...agentBounds(findings, options),
      ...limitsOf(findings, subtasks),
      ...deadlineOf(findings),
      canary: canaryOf(findings, pattern, subtasks),
      verbs: [...new Set(findings.verbs.map((verb) => verb.root))],
      checks: findings.checks,
      critical: criticalOf(findings, chosen),
      sources,
    },
  };
}

/** "One region after the other" without a count of regions: needed, unless a limit decides how many run at once. */
function checkRegions(findings: Findings, options: PlanOptions, subtasks: number): void {
  if (!findings.regionByRegion || (options.regions ?? findings.regions) !== null) return;
  if (subtasks <= 1) return;
  if (findings.concurrency === null) {
    findings.ask(
      DEFAULT_RULE,
      'regions_missing',
      'How many regions are there, one after the other?',
      'one region after the other',
    );
  } else {
    findings.notes.push(
      'How many regions follow each other is not stated: the waves do not show them, and each may add a round that is not full.',
    );
  }
}

function noteDefaults(
  findings: Findings,
  pattern: PatternDescription,
  sources: Record<string, Source>,
  subtasks: number,
  minutes: number,
): void {
  if (sources.subtasks === 'default') {
    const text = `${counted(subtasks, 'subtask')} ${subtasks === 1 ? 'is' : 'are'} assumed (${pattern.basis}), since the text counts none.`;
    findings.notes.push(text);
    findings.fire(DEFAULT_RULE, '', `${counted(subtasks, 'subtask')} (${pattern.basis})`);
  }
  if (sources.durationMinutes === 'default') {
    findings.notes.push(
      `${timeText(minutes)} per subtask are assumed (${pattern.basis}), since the text states no duration.`,
    );
    findings.fire(DEFAULT_RULE, '', `${timeText(minutes)} per subtask (${pattern.basis})`);
  }
}
