/** The analysis of a plan as text. Source of layout: Intelligent Dynamic Parallel Orchestration, scenarios 1 to 4. */
import { analysisTree, drawTree } from '../modules/scaling/analysis.ts';
import type { WorkStage } from '../modules/scaling/cost.ts';
import type { SizingDecision, WorkDescription } from '../modules/scaling/sizing.ts';
import { agentsText, counted, grouped, minutesText } from '../modules/scaling/text.ts';
import { widthOf } from './parts.ts';
import { timeText } from './time-text.ts';
import type { Plan, PlannedWave, Reading, Stage, Understood, WorkItem } from './types.ts';
import { tidyMinutes } from './wave-list.ts';

type Tree = readonly (string | Tree)[];

const DEPENDENCY_WORDS = {
  groups: 'In sequence ({groups}; each group waits for the one before)',
  none: 'None (each {unit} independent)',
  moderate: 'Moderate (some subtasks wait for the analysis)',
  deep: 'Deep (most subtasks wait for others)',
  strict: 'Strict (one subtask after the other)',
};

function percent(share: number): string {
  return `${grouped(share * 100, share > 0.995 ? 2 : 0)}%`;
}

function dependencyText({ dependencies, unit, stages }: Understood): string {
  const groups = stages.map((stage) => stage.map(itemText).join(' and ')).join(', then ');
  return DEPENDENCY_WORDS[dependencies].replace('{unit}', () => unit).replace('{groups}', () => groups);
}

function itemText({ verb, count, unit, units }: WorkItem): string {
  return `${verb} ${counted(count, unit, units)}`;
}

function rangeText({ items }: Understood): string {
  const range = items.length === 1 ? items[0].rangeMinutes : null;
  return range ? `${timeText(range[0])} to ${timeText(range[1])}, ` : '';
}

/** Limits that the goal states. */
function limitTexts(u: Understood): string[] {
  const texts: string[] = [];
  if (u.concurrency !== null) texts.push(`at most ${grouped(u.concurrency)} at once`);
  if (u.ratePerMinute !== null) texts.push(`at most ${grouped(u.ratePerMinute, 4)} a minute`);
  if (u.deadlineMinutes !== null)
    texts.push(`done ${u.deadlineExcludes ? 'in less than' : 'within'} ${minutesText(u.deadlineMinutes)}`);
  if (u.toleratedShare !== null) texts.push(`at most ${grouped(u.toleratedShare * 100, 4)} % may fail`);
  return texts;
}

function headLines(plan: Omit<Plan, 'explanation'>): string[] {
  const u = plan.understood;
  const lines: string[] = [];
  if (u.override !== null)
    lines.push(`USER OVERRIDE DETECTED: ${agentsText(u.override)} requested (overriding auto-scaling)`, '');
  lines.push(`PATTERN DETECTED: ${plan.title}`);
  lines.push(
    `SUBTASKS: ${grouped(u.subtasks)}${u.items.length === 1 && u.unit !== 'subtask' ? ` (one per ${u.unit})` : ''}`,
  );
  if (u.items.length > 1)
    lines.push(
      ...drawTree(u.items.map((item) => `${item.verb}: ${counted(item.count, item.unit, item.units)}`)),
    );
  lines.push(`DEPENDENCIES: ${dependencyText(u)}`);
  lines.push(`TASK TYPE: ${u.taskType}`);
  lines.push(
    `AVG DURATION: ${timeText(u.durationMinutes)} per ${u.unit} (${rangeText(u)}${u.sources.durationMinutes})`,
  );
  const limits = limitTexts(u);
  if (limits.length > 0) lines.push(`LIMITS: ${limits.join('; ')}`);
  if (u.regions > 1)
    lines.push(`REGIONS: ${u.regions}${u.regionNames.length > 0 ? ` (${u.regionNames.join(', ')})` : ''}`);
  if (u.critical.length > 0) {
    lines.push('CRITICAL OPERATIONS (sequential):');
    lines.push(...drawTree(u.critical.map((operation) => `${operation.title}: "${operation.evidence}"`)));
  }
  return lines;
}

function waveHeader(wave: PlannedWave, beside: boolean): string {
  const marks = [agentsText(wave.agents)];
  if (wave.critical) marks.push('sequential');
  else if (wave.agents > 1) marks.push('parallel');
  if (beside) marks.push(`beside wave ${wave.index - 1}`);
  return `Wave ${wave.index}: ${wave.name} (${marks.join(' - ')}) - ${timeText(wave.durationMinutes)}`;
}

function waveLines(waves: readonly PlannedWave[]): string[] {
  return waves.flatMap((wave) => {
    const previous = waves[wave.index - 1];
    const beside = previous !== undefined && previous.startMinutes === wave.startMinutes;
    const children: Tree =
      wave.groups.length > 0
        ? wave.groups.map((group) => {
            const round = group.round > 0 ? `, round ${group.round + 1}` : '';
            return `${group.name} (${agentsText(group.agents)}${round})`;
          })
        : wave.detail === ''
          ? []
          : [wave.detail];
    return [waveHeader(wave, beside), ...drawTree(children, '  ')];
  });
}

function totalLines(plan: Omit<Plan, 'explanation'>): string[] {
  const peak = plan.waves.find((wave) => wave.agents === plan.peakAgents);
  return [
    `TOTAL AGENTS: ${grouped(plan.sizing.agents)} (${plan.sizing.policy === 'override' ? 'as asked for' : 'auto-scaled'})`,
    `PEAK AGENTS: ${grouped(plan.peakAgents)}${peak ? ` (Wave ${peak.index})` : ''}`,
    `AGENT POOL: ${grouped(plan.poolSize)}, reused in ${percent(plan.reuse.waves)} of waves, for ${percent(plan.reuse.slots)} of slots`,
    `TOTAL WAVES: ${plan.waves.length}`,
    `ESTIMATED TIME: ${minutesText(plan.estimateMinutes)}`,
    `SEQUENTIAL TIME: ${minutesText(plan.sequentialMinutes)}`,
    plan.efficiency >= 0
      ? `EFFICIENCY: ${percent(plan.efficiency)} less time`
      : `EFFICIENCY: ${percent(-plan.efficiency)} slower than one agent without waves`,
  ];
}

function workStage(stage: Stage, parallelism: number): WorkStage {
  const subtasks = stage.reduce((sum, item) => sum + item.count, 0);
  const minutes = stage.reduce((sum, item) => sum + item.count * item.durationMinutes, 0);
  const width = Math.min(widthOf(stage), parallelism);
  return { subtasks, durationMinutes: minutes / subtasks, parallelism: width };
}

/** What the sizing policies are given. */
export function workOf(u: Understood): WorkDescription {
  const { subtasks, parallelism, durationMinutes, taskType } = u;
  const work = { subtasks, parallelism, durationMinutes, taskType };
  return u.dependencies === 'groups'
    ? { ...work, stages: u.stages.map((stage) => workStage(stage, parallelism)) }
    : work;
}

/** Minutes in which waves of the counted work run, as the waves have them. */
function countedMinutes(waves: readonly PlannedWave[]): number {
  let minutes = 0;
  let end = 0;
  for (const wave of waves.filter(({ covers }) => covers > 0)) {
    const ends = wave.startMinutes + wave.durationMinutes;
    minutes += Math.max(0, ends - Math.max(end, wave.startMinutes));
    end = Math.max(end, ends);
  }
  return tidyMinutes(minutes);
}

/** Which words gave what, and which gave nothing. */
function readingLines({ used, unused }: Reading): string[] {
  const lines = used.map(({ words, gives }) => `"${words}": ${gives}`);
  if (unused.length > 0) lines.push(`NOT USED: ${unused.map((words) => `"${words}"`).join(', ')}`);
  return lines.length === 0 ? [] : ['', 'HOW THE GOAL WAS READ:', ...drawTree(lines)];
}

/** The plan as lines: what was detected, the sizing, the waves, the totals, the notes. */
export function explainPlan(
  plan: Omit<Plan, 'explanation'>,
  alternatives: readonly number[],
  automatic: SizingDecision,
): string[] {
  const work = workOf(plan.understood);
  const workMinutes = countedMinutes(plan.waves);
  const { unit: one, units: unit } = plan.understood;
  const options = { unit, one, alternatives, automatic, workMinutes };
  const lines = [
    ...headLines(plan),
    ...readingLines(plan.reading),
    '',
    'INTELLIGENT SCALING CALCULATION:',
    ...analysisTree(work, plan.sizing, options),
    '',
  ];
  lines.push('WAVE STRUCTURE:', ...waveLines(plan.waves), '', ...totalLines(plan));
  if (plan.notes.length > 0) lines.push('', 'NOTES:', ...drawTree(plan.notes));
  return lines;
}
