/**
 * Waves that several patterns share. Their sizes and durations are those of Intelligent Dynamic Parallel Orchestration, scenarios 1 to 3, as rates: a
 * verifier takes 0.5 min for a server, a scanner 0.002 min for a file, and so on.
 */
import { grouped, shareText } from '../modules/scaling/text.ts';
import { apportion } from './apportion.ts';
import type { Check, CriticalOperation, Stage, Understood, WorkItem } from './types.ts';
import type { Spread, WaveDraft, WaveList } from './wave-list.ts';

const STAFF = 10;
const BACKUP_MINUTES = 2;
const MONITOR_MINUTES = 3;
const DOCUMENT_MINUTES = 3;
const REPORT_MINUTES = 2;
const TEST_MINUTES = 4;
/** A critical operation beside the counted work has the default duration of a general task. */
const CRITICAL_MINUTES = 5;
const VERIFY_ITEMS = 10;
const VERIFY_MINUTES = 0.5;
const ROLLBACK_ITEMS = 100;
const ROLLBACK_MINUTES = 0.02;

export function wanted(understood: Understood, check: Check): boolean {
  return understood.checks[check] === true;
}

export function refused(understood: Understood, check: Check): boolean {
  return understood.checks[check] === false;
}

/** About the mean of all subtasks, where the goal states a range for each of its parts. */
export function spreadOf({ items, subtasks, durationMinutes }: Understood): Spread | null {
  if (items.some(({ rangeMinutes }) => rangeMinutes === null)) return null;
  const mean = (end: 0 | 1) =>
    items.reduce((sum, { count, rangeMinutes }) => sum + count * (rangeMinutes?.[end] ?? 0), 0) / subtasks;
  return [mean(0) / durationMinutes, mean(1) / durationMinutes];
}

export function titleCase(text: string): string {
  return text.replace(
    /(^|\s)(?!for )([a-z])/g,
    (_all, space: string, letter: string) => space + letter.toUpperCase(),
  );
}

export function addBackup(waves: WaveList, understood: Understood, detail = ''): void {
  if (refused(understood, 'backup')) return;
  waves.add({
    name: 'Safety Backup',
    purpose: 'backup',
    detail,
    tasks: 1,
    agents: 1,
    minutesPerTask: BACKUP_MINUTES,
  });
}

export function addReport(waves: WaveList, understood: Understood): void {
  if (refused(understood, 'report')) return;
  waves.add({ name: 'Final Report', purpose: 'report', tasks: 1, agents: 1, minutesPerTask: REPORT_MINUTES });
}

function addMonitor(waves: WaveList, name: string, tasks: number): void {
  waves.add({
    name,
    purpose: 'monitor',
    tasks: Math.min(STAFF, tasks),
    agents: STAFF,
    minutesPerTask: MONITOR_MINUTES,
  });
}

/** Each verifier takes ten subtasks. */
export function addVerification(waves: WaveList, understood: Understood): void {
  if (refused(understood, 'verification')) return;
  const tasks = understood.subtasks;
  const agents = Math.min(waves.budget, Math.ceil(tasks / VERIFY_ITEMS));
  const detail = shareText('verifies', [tasks, understood.unit, understood.units], agents);
  waves.add({
    name: 'Verification',
    purpose: 'verification',
    detail,
    tasks,
    agents,
    minutesPerTask: VERIFY_MINUTES,
  });
}

export function addRollbackCheck(waves: WaveList, understood: Understood): void {
  const tasks = understood.subtasks;
  const detail = 'Identify and roll back what failed';
  const agents = Math.ceil(tasks / ROLLBACK_ITEMS);
  waves.add({
    name: 'Rollback Check',
    purpose: 'rollback_check',
    detail,
    tasks,
    agents,
    minutesPerTask: ROLLBACK_MINUTES,
  });
}

export function addDocumentation(waves: WaveList, understood: Understood): void {
  const tasks = Math.min(STAFF, understood.subtasks);
  waves.add({
    name: 'Documentation',
    purpose: 'documentation',
    tasks,
    agents: STAFF,
    minutesPerTask: DOCUMENT_MINUTES,
  });
}

/** Critical operations beside the counted work: one agent, nothing beside it. */
export function addCritical(
  waves: WaveList,
  understood: Understood,
  stage: CriticalOperation['stage'],
): void {
  for (const operation of understood.critical) {
    if (operation.stage !== stage) continue;
    waves.add({
      name: operation.title,
      purpose: 'critical',
      detail: `Sequential: ${operation.evidence}`,
      tasks: 1,
      agents: 1,
      minutesPerTask: CRITICAL_MINUTES,
      critical: true,
    });
  }
}

/** Waves for checks that were asked for and that the pattern does not have anyway. */
export function addRequested(waves: WaveList, understood: Understood, present: readonly Check[]): void {
  const missing = (check: Check) => wanted(understood, check) && !present.includes(check);
  const staff = Math.min(STAFF, understood.subtasks);
  if (missing('smoke_tests')) {
    const tasks = Math.ceil(understood.subtasks / 100);
    waves.add({ name: 'Smoke Tests', purpose: 'tests', tasks, agents: tasks, minutesPerTask: TEST_MINUTES });
  }
  if (missing('tests'))
    waves.add({
      name: 'Run Tests',
      purpose: 'tests',
      tasks: staff,
      agents: STAFF,
      minutesPerTask: TEST_MINUTES,
    });
  if (missing('health_checks')) addMonitor(waves, 'Health Checks', understood.subtasks);
  else if (missing('monitoring')) addMonitor(waves, 'Monitoring', understood.subtasks);
  if (missing('automatic_rollback')) addRollbackCheck(waves, understood);
  if (missing('documentation')) addDocumentation(waves, understood);
}

/** A first part of the work, watched before the rest follows. */
export function addCanary(waves: WaveList, understood: Understood, name: string, extraMinutes: number): void {
  const tasks = understood.canary;
  if (tasks === 0) return;
  const share = grouped((100 * tasks) / understood.subtasks);
  const smoke = refused(understood, 'smoke_tests') ? '' : ' for smoke testing';
  const { durationMinutes, rangeMinutes } = understood.items[0];
  waves.add({
    name,
    purpose: 'canary',
    detail: `${share}% canary${smoke}`,
    tasks,
    agents: Math.min(tasks, understood.parallelism),
    minutesPerTask: durationMinutes + extraMinutes,
    rangeMinutes: rangeMinutes && [rangeMinutes[0] + extraMinutes, rangeMinutes[1] + extraMinutes],
  });
  if (!refused(understood, 'monitoring')) addMonitor(waves, 'Monitor Canary Health', tasks);
}

/** The stages, of which none may have more parts than there are agents. */
function narrowed(stages: readonly Stage[], width: number): Stage[] {
  return stages.flatMap((stage) =>
    Array.from({ length: Math.ceil(stage.length / width) }, (_unused, i) =>
      stage.slice(i * width, (i + 1) * width),
    ),
  );
}

/** An agent for each subtask where there are enough, else agents by work, at least one each. */
function sharesOf(stage: readonly WorkItem[], width: number): number[] {
  if (stage.reduce((sum, item) => sum + item.count, 0) <= width) return stage.map((item) => item.count);
  const extra = apportion(
    Math.max(0, width - stage.length),
    stage.map((item) => item.count * item.durationMinutes),
  );
  return stage.map((item, i) => Math.min(item.count, 1 + extra[i]));
}

/** "Resize Images", or "Run for Each Repository" where the counted thing is not the verb's object. */
export function partName(item: WorkItem): string {
  return titleCase(item.direct ? `${item.verb} ${item.units}` : `${item.verb} for each ${item.unit}`);
}

/**
 * The counted work. Parts without order between them run side by side and share the agents by their work; regions that
 * follow each other are a wave each.
 *
 * @param name the wave's name when the work has but one part
 * @param detail what one agent does, given how many tasks there are for how many agents
 */
export function addWork(
  waves: WaveList,
  understood: Understood,
  name: string,
  detail: (tasks: number, agents: number, item: WorkItem) => string,
): void {
  const width = Math.min(waves.budget, understood.parallelism);
  const draft = (item: WorkItem, tasks: number, agents: number, suffix: string): WaveDraft => {
    const used = item.critical ? 1 : Math.max(1, Math.min(agents, tasks));
    return {
      name: `${understood.items.length === 1 ? name : partName(item)}${suffix}`,
      purpose: 'work',
      detail: (count) => detail(tasks, count, item),
      tasks,
      agents: used,
      minutesPerTask: item.durationMinutes,
      rangeMinutes: item.rangeMinutes,
      covers: tasks,
      critical: item.critical,
    };
  };
  for (const stage of narrowed(understood.stages, width)) {
    const shares = sharesOf(stage, width);
    if (!understood.regionByRegion) {
      waves.addBeside(stage.map((item, i) => draft(item, item.count, shares[i], '')));
      continue;
    }
    for (let region = 0; region < understood.regions; region++) {
      const label = understood.regionNames[region] ?? `Region ${region + 1}`;
      const drafts = stage.map((item, i) =>
        draft(item, regionShare(item, understood.regions, region), shares[i], `: ${label}`),
      );
      const filled = drafts.filter((one) => one.tasks > 0);
      if (filled.length > 0) waves.addBeside(filled);
    }
  }
}

function regionShare(item: WorkItem, regions: number, region: number): number {
  return Math.floor(item.count / regions) + (region < item.count % regions ? 1 : 0);
}
