/** The four worked scenarios of Intelligent Dynamic Parallel Orchestration: waves, agents, durations and totals as it gives them. */
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/planning/types.ts';
import { GOALS, plan } from './support.ts';

function waves({ waves }: Plan): [string, number, number][] {
  return waves.map((wave) => [wave.name, wave.agents, wave.durationMinutes]);
}

function groups({ waves }: Plan, index: number): [string, number][] {
  return waves[index].groups.map((group) => [group.name, group.agents]);
}

describe('scenario 1: 10,000 servers', () => {
  const result = plan(GOALS.servers);

  test('is a massive parallel deployment of 10,000 servers in 5 regions', () => {
    expect(result.title).toBe('Massive Parallel Deployment');
    expect(result.understood).toMatchObject({
      subtasks: 10_000,
      unit: 'production server',
      regions: 5,
      durationMinutes: 3,
      taskType: 'deployment',
      parallelism: 10_000,
      dependencies: 'none',
      override: null,
      checks: { health_checks: true, smoke_tests: true, automatic_rollback: true },
    });
    expect(result.sizing).toMatchObject({ agents: 10_000, policy: 'roi', label: 'EXCELLENT' });
    expect(Math.round(result.sizing.roi)).toBe(599);
  });

  test('has the nine waves of the document', () => {
    expect(waves(result)).toEqual([
      ['Safety Backup', 1, 2],
      ['Validate Deployment Package', 10, 5],
      ['Deploy to Canary Servers', 100, 4],
      ['Monitor Canary Health', 10, 3],
      ['Full Deployment', 10_000, 3],
      ['Verification', 1000, 5],
      ['Rollback Check', 100, 2],
      ['Documentation', 10, 3],
      ['Final Report', 1, 2],
    ]);
    expect(result.waves[4].detail).toBe('Each agent deploys to 1 production server with health checks');
    expect(result.waves[5].detail).toBe('Each agent verifies 10 production servers');
  });

  test('has its totals', () => {
    expect(result).toMatchObject({ estimateMinutes: 29, sequentialMinutes: 30_000, peakAgents: 10_000 });
    expect(result.efficiency).toBeCloseTo(0.999, 4);
    expect(result.notes.filter((note) => note.includes('scenario 1 '))).toEqual([]);
  });
});

describe('scenario 2: a million files', () => {
  const result = plan(GOALS.files);
  const documents = [
    ['Safety Backup', 1, 2],
    ['Scan Files', 500, 4],
    ['Batch Rename Phase 1', 5000, 10],
    ['Verification', 500, 8],
    ['Final Report', 1, 2],
  ];

  test('is understood as quick operations on files', () => {
    expect(result.pattern).toBe('file_processing');
    expect(result.understood).toMatchObject({
      subtasks: 1_000_000,
      unit: 'image file',
      durationMinutes: 0.05,
      taskType: 'file_operations',
      dependencies: 'none',
    });
    expect(result.sequentialMinutes).toBe(50_000);
  });

  test('has the waves and the total of the document with its 5,000 agents', () => {
    const asDocumented = plan(GOALS.files, { agents: 5000 });
    expect(waves(asDocumented)).toEqual(documents);
    expect(asDocumented.estimateMinutes).toBe(26);
    expect(asDocumented.waves[1].detail).toBe('Each agent scans 2,000 image files, builds a manifest');
    expect(asDocumented.waves[2].detail).toBe('Each agent renames 200 image files');
    expect(asDocumented.efficiency).toBeCloseTo(0.9995, 4);
  });

  test('takes the 8,999 agents that the algorithm gives, and shows both', () => {
    expect(result.sizing.agents).toBe(8999);
    expect(waves(result)[2]).toEqual(['Batch Rename Phase 1', 8999, 5.6]);
    expect(result.estimateMinutes).toBe(21.6);
    expect(result.documented).toMatchObject({ agents: 5000, estimateMinutes: 26, estimateWithItsAgents: 26 });
    expect(result.notes).toContain(
      'The published example of this goal (1 million files) says that automatic scaling gives 5,000 agents; its algorithm gives 8,999.',
    );
  });
});

describe('scenario 3: repository clean-up with 50 agents', () => {
  const result = plan(GOALS.repository);

  test('honours the override', () => {
    expect(result.pattern).toBe('repository_maintenance');
    expect(result.understood).toMatchObject({
      subtasks: 85,
      override: 50,
      dependencies: 'moderate',
      durationMinutes: 3,
    });
    expect(result.sizing).toMatchObject({ agents: 50, policy: 'override' });
  });

  test('has the seven waves of the document', () => {
    expect(waves(result)).toEqual([
      ['Safety Backup', 1, 2],
      ['Analysis Phase', 15, 5],
      ['File Operations', 30, 4],
      ['Code Quality', 25, 6],
      ['Documentation', 10, 5],
      ['Verification', 15, 4],
      ['Final Commit', 1, 3],
    ]);
  });

  test('has its groups, with the 85 subtasks among them', () => {
    expect(groups(result, 1).map(([, agents]) => agents)).toEqual([5, 5, 5]);
    expect(groups(result, 2)).toEqual([
      ['Remove duplicates', 10],
      ['Move/consolidate docs', 10],
      ['Update dependencies', 10],
    ]);
    expect(groups(result, 3)).toEqual([
      ['Fix linting errors', 15],
      ['Refactor code', 10],
    ]);
    expect(groups(result, 4)).toEqual([
      ['Update READMEs', 5],
      ['Generate docs', 5],
    ]);
    expect(groups(result, 5)).toEqual([
      ['Run tests', 10],
      ['Validate structure', 5],
    ]);
    expect(result.waves.map((wave) => wave.covers)).toEqual([0, 0, 45, 35, 5, 0, 0]);
  });

  test('has its totals, and notes what automatic scaling really gives', () => {
    expect(result).toMatchObject({
      estimateMinutes: 29,
      sequentialMinutes: 255,
      peakAgents: 30,
      poolSize: 30,
    });
    expect(result.efficiency).toBeCloseTo(0.886, 3);
    expect(result.automatic.agents).toBe(85);
    expect(result.notes).toContain(
      'The published example of this goal (a repository) says that automatic scaling gives 35 agents; its algorithm gives 85.',
    );
  });
});

describe('scenario 4: bug fix', () => {
  const result = plan(GOALS.bug);

  test('is eight tasks in a deep chain, two at a time', () => {
    expect(result.title).toBe('Bug Fix (High Dependencies)');
    expect(result.understood).toMatchObject({
      subtasks: 8,
      parallelism: 2,
      dependencies: 'deep',
      durationMinutes: 10,
      taskType: 'general',
    });
  });

  test('has the waves and the total of the document with its 4 agents', () => {
    const asDocumented = plan(GOALS.bug, { agents: 4 });
    expect(waves(asDocumented)).toEqual([
      ['Safety Backup', 1, 2],
      ['Reproduce Bug', 1, 8],
      ['Debug Root Cause', 2, 12],
      ['Implement Fix', 1, 15],
      ['Testing', 3, 10],
      ['Documentation', 2, 8],
      ['Final Commit', 1, 5],
    ]);
    expect(groups(asDocumented, 4)).toEqual([
      ['Unit tests', 1],
      ['Integration tests', 1],
      ['Manual verification', 1],
    ]);
    expect(asDocumented).toMatchObject({ estimateMinutes: 60, peakAgents: 3 });
  });

  test('takes the 2 agents that the algorithm gives: the third test waits', () => {
    expect(result.sizing.agents).toBe(2);
    expect(result.waves[4]).toMatchObject({ name: 'Testing', agents: 2, durationMinutes: 20 });
    expect(result.waves[4].groups.map((group) => group.round)).toEqual([0, 0, 1]);
    expect(result.estimateMinutes).toBe(70);
    expect(result.notes).toContain(
      'The published example of this goal (a bug) estimates 60 minutes, this plan 70 minutes; with its 4 agents this plan would take 60 minutes.',
    );
    expect(result.notes).toContain(
      'The published example of this goal (a bug) states 90 minutes in sequence; subtasks x duration are 80 minutes.',
    );
  });
});

test('the analysis is drawn as in the document', () => {
  expect(plan(GOALS.bug).explanation.slice(0, 19)).toEqual([
    'PATTERN DETECTED: Bug Fix (High Dependencies)',
    'SUBTASKS: 8 (one per task)',
    'DEPENDENCIES: Deep (most subtasks wait for others)',
    'TASK TYPE: general',
    'AVG DURATION: 10 min per task (default)',
    '',
    'HOW THE GOAL WAS READ:',
    '├─ "dynamically with auto-scaled parallel instances": automatic scaling',
    '├─ "Fix": fix: repair work',
    '├─ "bug": pattern: bug fix',
    '├─ "can\'t log in": pattern: bug fix',
    '├─ "Debug": debug: restructure work',
    '├─ "fix": fix: repair work',
    '├─ "test": test: general work',
    '├─ "and document": documentation: asked for',
    '└─ NOT USED: "authentication", "users", "after password reset"',
    '',
    'INTELLIGENT SCALING CALCULATION:',
    '├─ Maximum parallelism: 2 tasks',
  ]);
  const lines = plan(GOALS.repository).explanation;
  expect(lines[0]).toBe('USER OVERRIDE DETECTED: 50 agents requested (overriding auto-scaling)');
  const at = lines.indexOf('Wave 2: File Operations (30 agents - parallel) - 4 min');
  expect(lines.slice(at + 1, at + 4)).toEqual([
    '  ├─ Remove duplicates (10 agents)',
    '  ├─ Move/consolidate docs (10 agents)',
    '  └─ Update dependencies (10 agents)',
  ]);
});

test('sized for the least makespan it has fewer agents, unless a count is asked for', () => {
  const fast = plan(GOALS.files, { sizing: 'makespan_optimal' });
  const paying = plan(GOALS.files);
  expect(fast.sizing).toMatchObject({ agents: 3125, policy: 'makespan_optimal' });
  expect(paying.sizing).toMatchObject({ agents: 8999, policy: 'roi' });
  expect(fast.sizing.estimate.makespanMinutes).toBeLessThan(paying.sizing.estimate.makespanMinutes);
  // What the document's algorithm gives does not depend on what the plan is sized by.
  const said =
    'The published example of this goal (1 million files) says that automatic scaling gives 5,000 agents; its algorithm gives 8,999.';
  for (const { notes } of [fast, paying]) expect(notes).toContain(said);
  expect(plan(GOALS.repository, { sizing: 'makespan_optimal' }).sizing).toMatchObject({
    agents: 50,
    policy: 'override',
  });
});
