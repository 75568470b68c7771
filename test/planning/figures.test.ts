/** Figures of a plan that must agree with each other. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { planToScenarioYaml } from '../../src/planning/scenario-yaml.ts';
import { plan } from './support.ts';

function number(text: string): number {
  return Number(text.replaceAll(',', ''));
}

describe('a share of each agent', () => {
  test('is said exactly where the work does not divide evenly', () => {
    const { notes, waves } = plan('Rename 50,000 files, 2 seconds each');
    expect(notes).toContain(
      'Adaptive batching of 50,000 files: 50 agents with 91 each and 505 agents with 90 each.',
    );
    expect(waves[2].detail).toBe('Each agent renames 90 files (50 agents: 91)');
    expect(plan('Rename 1,000,000 files').notes).toContain(
      'Adaptive batching of 1,000,000 files: 1,111 agents with 112 each and 7,888 agents with 111 each.',
    );
    expect(plan('Deploy to 37 servers with 9 agents').waves[4].detail).toBe(
      'Each agent deploys to 4 servers with health checks (1 agent: 5)',
    );
  });

  property.prop([fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 300 })], { numRuns: 60 })(
    'adds up to the work of its wave, in details and notes',
    (files, agents) => {
      const { notes, waves } = plan(`Rename ${files} files`, { agents });
      for (const wave of waves) {
        const share = /^Each agent \w+ ([\d,]+) files?.*?(?: \(([\d,]+) agents?: ([\d,]+)\))?$/.exec(
          wave.detail,
        );
        if (!share) continue;
        const more = share[2] === undefined ? 0 : number(share[2]);
        const rest = (wave.agents - more) * number(share[1]);
        expect(rest + more * number(share[3] ?? '0'), wave.detail).toBe(wave.tasks);
      }
      const note = notes.find((one) => one.startsWith('Adaptive batching'));
      expect(note === undefined).toBe(files <= agents);
      if (note === undefined) return;
      const batches = [...note.matchAll(/([\d,]+) agents? with ([\d,]+) each/g)];
      expect(batches.reduce((sum, [, n, each]) => sum + number(n) * number(each), 0)).toBe(files);
    },
  );
});

test('a count above the parallelism is not compared, and what the waves add is said', () => {
  const { explanation, notes } = plan('Fix the bug');
  expect(explanation.join('\n')).toContain('Maximum parallelism: 2 tasks');
  expect(explanation.join('\n')).not.toContain('Testing 4 agents');
  expect(notes).toContain(
    'The waves have 11 tasks in all: 8 subtasks of the goal, and 3 around them (Safety Backup 1, Reproduce Bug 1, Final Commit 1).',
  );
});

describe('groups in sequence', () => {
  test('are sized by the largest and timed by their sum', () => {
    const { explanation, sizing, notes, peakAgents, waves } = plan(
      'process 5 files, then process 10 files, then merge',
    );
    const text = explanation.join('\n');
    expect(text).toContain(
      'DEPENDENCIES: In sequence (process 5 files, then process 10 files; each group waits for the one before)',
    );
    expect(text).toContain('Maximum parallelism: 10 subtasks');
    expect(text).toContain('Parallel time: 4min + 0.05min overhead = 4.05 minutes');
    expect(text).toContain('TOTAL AGENTS: 10 ');
    expect(sizing.estimate).toMatchObject({ waves: 2, sequentialMinutes: 30 });
    expect(sizing.estimate.makespanMinutes).toBeCloseTo(4.05, 9);
    expect(peakAgents).toBe(10);
    expect(waves.filter((wave) => wave.covers > 0).map((wave) => wave.agents)).toEqual([5, 10]);
    expect(notes.join()).not.toContain('stand by');
    expect(notes.join()).not.toContain('Adaptive batching');
  });

  property.prop(
    [
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 500 }),
    ],
    { numRuns: 60 },
  )('take as long as their waves', (sizes, agents) => {
    const text = sizes.map((size) => `translate ${size} documents`).join(', then ');
    const { sizing, waves, understood } = plan(text, { agents, durationMinutes: 7 });
    expect(understood).toMatchObject({ dependencies: 'groups', parallelism: Math.max(...sizes) });
    const work = waves.filter((wave) => wave.covers > 0);
    expect(work.map((wave) => wave.tasks)).toEqual(sizes);
    const minutes = work.reduce((sum, wave) => sum + wave.durationMinutes, 0);
    expect(sizing.estimate.makespanMinutes).toBeCloseTo(minutes + (0.3 * agents) / 60, 6);
  });
});

describe('one thing is spoken of in the singular', () => {
  const GOALS_OF_ONE = [
    'Deploy to 1 server',
    'Rename 1 file',
    'Rename 5 files',
    'Back up 1 database using 1 agent',
    'Update 1 database within 1 minute',
    'Deploy to 2 servers using 1 agent, 1 at a time',
    'Rename 1 file, then translate 1 document, 1 minute each',
    'Test 1 module in 1 region with at most 1 agent',
    'Deploy to 10 servers in eu-west-1 with a canary of 1',
    'Update 1 file in each of 1 repositories',
  ];

  test.each(GOALS_OF_ONE)('%s', (text) => {
    const result = plan(text);
    const rules = result.rules.map((rule) => rule.conclusion);
    const said = [...result.explanation, ...rules, ...result.sizing.reasons, planToScenarioYaml(result)];
    const units = result.understood.items.map((item) => item.units).join('|');
    const wrong = new RegExp(
      `(?<![\\d.,])1 (?:${units}|(?:\\w+ )?(?:agents|subtasks|tasks|minutes|hours|regions|waves|groups))\\b|\\b1 take\\b`,
    );
    for (const line of said.join('\n').replaceAll(text, '').split('\n')) expect(line).not.toMatch(wrong);
  });
});
