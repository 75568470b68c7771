/** The wave structure of each pattern. Source: Intelligent Dynamic Parallel Orchestration, scenarios 1 to 4. */
import { shareText } from '../modules/scaling/text.ts';
import { plural } from './nouns.ts';
import type { PatternName, PlannedWave, Understood, WorkItem } from './types.ts';
import { WaveList } from './wave-list.ts';
import { bugFix, highDependency, repository } from './waves-code.ts';
import {
  addBackup,
  addCanary,
  addCritical,
  addDocumentation,
  addReport,
  addRequested,
  addRollbackCheck,
  addVerification,
  addWork,
  partName,
  refused,
  titleCase,
} from './waves-common.ts';

const STAFF = 10;

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1);
}

/** What one agent does: "Each agent renames 112 files". */
function each(action: string | null, ending = ''): (tasks: number, agents: number, item: WorkItem) => string {
  return (tasks, agents, item) => {
    const [verb, ...particles] = item.verb.split(' ');
    const does = action ?? [plural(verb), ...particles].join(' ');
    return shareText(
      does,
      [tasks, item.unit, item.units],
      agents,
      `${ending}${item.critical ? ' (critical: sequential)' : ''}`,
    );
  };
}

/** Backup, validation, canary, monitor, full deployment, verification, rollback check, documentation, report. */
function deployment(waves: WaveList, u: Understood): void {
  addBackup(waves, u);
  const checks = Math.min(STAFF, u.subtasks);
  waves.add({
    name: 'Validate Deployment Package',
    purpose: 'validation',
    tasks: checks,
    agents: STAFF,
    minutesPerTask: 5,
  });
  addCritical(waves, u, 'before');
  // One minute more than a plain deployment: the smoke tests.
  addCanary(
    waves,
    u,
    u.items.length === 1 ? `Deploy to Canary ${titleCase(lastWord(u.units))}` : 'Deploy to Canary',
    refused(u, 'smoke_tests') ? 0 : 1,
  );
  addWork(
    waves,
    u,
    'Full Deployment',
    each('deploys to', refused(u, 'health_checks') ? '' : ' with health checks'),
  );
  addCritical(waves, u, 'after');
  addVerification(waves, u);
  if (!refused(u, 'automatic_rollback')) addRollbackCheck(waves, u);
  if (!refused(u, 'documentation')) addDocumentation(waves, u);
  const smoke = u.canary > 0 ? (['smoke_tests'] as const) : [];
  const watched = u.canary > 0 ? (['monitoring'] as const) : [];
  addRequested(waves, u, ['health_checks', 'automatic_rollback', 'documentation', ...smoke, ...watched]);
  addReport(waves, u);
}

/** Backup, canary and monitor, the whole, verification, report. */
function massive(waves: WaveList, u: Understood): void {
  addBackup(waves, u);
  addCritical(waves, u, 'before');
  addCanary(waves, u, 'Canary Run', 0);
  addWork(waves, u, 'Full Run', each('handles'));
  addCritical(waves, u, 'after');
  addVerification(waves, u);
  addRequested(waves, u, u.canary > 0 ? ['monitoring', 'smoke_tests'] : []);
  addReport(waves, u);
}

const SCAN_ITEMS = 2000;
const SCAN_MINUTES = 0.002;
const CHECK_MINUTES = 0.004;

/** Backup, scan, one batch over all agents, verification, report: for files and for micro-operations. */
function files(waves: WaveList, u: Understood): void {
  addBackup(waves, u);
  const staff = Math.min(waves.budget, Math.ceil(u.subtasks / SCAN_ITEMS));
  const share = (action: string, ending = '') =>
    shareText(action, [u.subtasks, u.unit, u.units], staff, ending);
  waves.add({
    name: u.items.length === 1 ? `Scan ${titleCase(lastWord(u.units))}` : 'Scan',
    purpose: 'analysis',
    detail: share('scans', ', builds a manifest'),
    tasks: u.subtasks,
    agents: staff,
    minutesPerTask: SCAN_MINUTES,
  });
  addCritical(waves, u, 'before');
  addCanary(waves, u, 'Canary Batch', 0);
  addWork(waves, u, `Batch ${titleCase(u.items[0].verb)} Phase 1`, each(null));
  addCritical(waves, u, 'after');
  if (!refused(u, 'verification')) {
    waves.add({
      name: 'Verification',
      purpose: 'verification',
      detail: share('verifies'),
      tasks: u.subtasks,
      agents: staff,
      minutesPerTask: CHECK_MINUTES,
    });
  }
  addRequested(waves, u, u.canary > 0 ? ['monitoring', 'smoke_tests'] : []);
  addReport(waves, u);
}

/** Backup, the parts of the work, what was asked for beside it, verification, report. */
function general(waves: WaveList, u: Understood): void {
  addBackup(waves, u);
  addCritical(waves, u, 'before');
  addCanary(waves, u, 'Canary Run', 0);
  const [item] = u.items;
  addWork(waves, u, partName(item), each('handles'));
  addCritical(waves, u, 'after');
  addVerification(waves, u);
  addRequested(waves, u, u.canary > 0 ? ['monitoring', 'smoke_tests'] : []);
  addReport(waves, u);
}

const BUILDERS: Readonly<Record<PatternName, (waves: WaveList, understood: Understood) => void>> = {
  massive_parallel: massive,
  file_processing: files,
  micro_operations: files,
  high_dependency: highDependency,
  deployment,
  repository_maintenance: repository,
  bug_fix: bugFix,
  general,
};

/** The waves of a plan for at most so many agents at a time. */
export function buildWaves(pattern: PatternName, understood: Understood, agents: number): PlannedWave[] {
  const waves = new WaveList(agents, understood.ratePerMinute);
  const build =
    pattern === 'massive_parallel' && understood.taskType === 'deployment' ? deployment : BUILDERS[pattern];
  build(waves, understood);
  return waves.finish();
}
