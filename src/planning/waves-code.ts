/** Waves of work on code, where steps wait for each other. Source: Intelligent Dynamic Parallel Orchestration, pattern 4 and scenarios 3 and 4. */
import { apportion } from './apportion.ts';
import { PATTERNS } from './patterns.ts';
import { REPOSITORY_GROUPS, statedGroups } from './repository-groups.ts';
import type { Understood } from './types.ts';
import { type GroupDraft, spreadOver, type WaveList } from './wave-list.ts';
import {
  addBackup,
  addCritical,
  addReport,
  addRequested,
  addVerification,
  refused,
  spreadOf,
  wanted,
} from './waves-common.ts';

/** Backup, a chain by one agent, what may run beside each other, tests, documentation, commit. */
export function highDependency(waves: WaveList, u: Understood): void {
  addBackup(waves, u);
  addCritical(waves, u, 'before');
  const minutesPerTask = u.durationMinutes;
  const parallel = u.parallelism === 1 ? 0 : u.parallelism;
  const chain = u.subtasks - parallel;
  const rangeMinutes = spreadOver(minutesPerTask, spreadOf(u));
  const work = { purpose: 'work' as const, minutesPerTask, rangeMinutes };
  if (chain > 0) {
    const detail = 'Each step waits for the one before';
    waves.add({ ...work, name: 'Sequential Steps', detail, tasks: chain, covers: chain, agents: 1 });
  }
  if (parallel > 0) {
    const detail = 'Steps that only wait for the chain';
    waves.add({
      ...work,
      name: 'Parallel Steps',
      detail,
      tasks: parallel,
      covers: parallel,
      agents: parallel,
    });
  }
  addCritical(waves, u, 'after');
  addVerification(waves, u);
  addRequested(waves, u, []);
  addReport(waves, u);
}

/** Agents in proportion to those the scenario gives out of 50. */
const REPOSITORY_AGENTS = 50;

export function repository(waves: WaveList, u: Understood): void {
  const scaled = (agents: number) => Math.max(1, Math.round((agents * waves.budget) / REPOSITORY_AGENTS));
  const tasks =
    statedGroups(u.items) ??
    apportion(
      u.subtasks,
      REPOSITORY_GROUPS.map((group) => group.tasks),
    );
  // The scenario's durations belong to its mean of 3 min; another duration scales them.
  const scale = u.durationMinutes / PATTERNS.repository_maintenance.durationMinutes;
  const members = (wave: string): GroupDraft[] =>
    REPOSITORY_GROUPS.map((group, i) => ({
      ...group,
      agents: scaled(group.agents),
      tasks: tasks[i],
      minutesPerTask: group.minutesPerTask * scale,
    })).filter((group) => group.wave === wave);
  const spread = spreadOf(u);
  const work = (wave: string) => ({
    covers: members(wave).reduce((sum, group) => sum + group.tasks, 0),
    spread,
  });
  const staff = (name: string, agents: number, minutesPerTask: number): GroupDraft => {
    const count = scaled(agents);
    return { name, agents: count, tasks: count, minutesPerTask };
  };
  addBackup(waves, u, 'Commit before the clean-up');
  const analysis = ['Scan for duplicate files', 'Analyze documentation structure', 'Check dependencies'];
  waves.addGroups(
    'Analysis Phase',
    'analysis',
    analysis.map((name) => staff(name, 5, 5)),
  );
  addCritical(waves, u, 'before');
  waves.addGroups('File Operations', 'work', members('files'), work('files'));
  waves.addGroups('Code Quality', 'work', members('quality'), work('quality'));
  const generate = refused(u, 'documentation') ? [] : [staff('Generate docs', 5, 5)];
  waves.addGroups(
    'Documentation',
    'documentation',
    [...members('documentation'), ...generate],
    work('documentation'),
  );
  addCritical(waves, u, 'after');
  if (!refused(u, 'verification')) {
    const tests = refused(u, 'tests') ? [] : [staff('Run tests', 10, 4)];
    waves.addGroups('Verification', 'verification', [...tests, staff('Validate structure', 5, 4)]);
  }
  addRequested(waves, u, ['documentation', 'tests']);
  waves.add({ name: 'Final Commit', purpose: 'commit', tasks: 1, agents: 1, minutesPerTask: 3 });
}

/** The eight tasks of one bug: two to find it, one to fix it, three tests, two documents. */
const DEBUG_STEPS = ['Analyze logs', 'Review the code in question'];
const TEST_STEPS = ['Unit tests', 'Integration tests', 'Manual verification'];
const DOCUMENT_STEPS = ['Code comments', 'Update troubleshooting guide'];

export function bugFix(waves: WaveList, u: Understood): void {
  const bugs = Math.max(1, Math.ceil(u.subtasks / 8));
  const [debug, fix, test, document] = apportion(u.subtasks, [2, 1, 3, 2]);
  // Means of 12, 15, 10 and 8 minutes belong to the default of 10 min; another duration scales them.
  const scale = u.durationMinutes / PATTERNS.bug_fix.durationMinutes;
  const spread = spreadOf(u);
  const steps = (names: readonly string[], total: number, minutes: number): GroupDraft[] =>
    apportion(
      total,
      names.map(() => 1),
    ).map((tasks, i) => ({ name: names[i], tasks, agents: tasks, minutesPerTask: minutes * scale }));
  addBackup(waves, u);
  waves.add({
    name: 'Reproduce Bug',
    purpose: 'analysis',
    detail: 'Create a failing test case',
    tasks: bugs,
    agents: bugs,
    minutesPerTask: 8 * scale,
  });
  waves.addGroups('Debug Root Cause', 'work', steps(DEBUG_STEPS, debug, 12), { covers: debug, spread });
  addCritical(waves, u, 'before');
  if (fix > 0) {
    const detail = 'Sequential: code changes';
    waves.add({
      name: 'Implement Fix',
      purpose: 'work',
      detail,
      tasks: fix,
      covers: fix,
      agents: fix,
      minutesPerTask: 15 * scale,
      rangeMinutes: spreadOver(15 * scale, spread),
    });
  }
  addCritical(waves, u, 'after');
  waves.addGroups('Testing', 'work', steps(TEST_STEPS, test, 10), { covers: test, spread });
  waves.addGroups('Documentation', 'work', steps(DOCUMENT_STEPS, document, 8), {
    covers: document,
    spread,
  });
  addRequested(waves, u, ['tests', 'documentation']);
  if (wanted(u, 'verification')) addVerification(waves, u);
  waves.add({ name: 'Final Commit', purpose: 'commit', tasks: 1, agents: 1, minutesPerTask: 5 });
}
