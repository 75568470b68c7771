/** Plans as scenario files: they load, say what the plan says, and run. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { planToScenarioYaml } from '../../src/planning/scenario-yaml.ts';
import type { Plan } from '../../src/planning/types.ts';
import { duration } from '../../src/planning/yaml-text.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { isFigureExpectation } from '../../src/scenario/scenario.ts';
import { parseQuantity } from '../../src/scenario/units.ts';
import type { WavesWorkloadSpec } from '../../src/world/spec/spec.ts';
import { attempt, GOALS, plan } from './support.ts';

function load(result: Plan) {
  return loadScenario('plan.yaml', {
    files: memoryFiles({ 'plan.yaml': planToScenarioYaml(result) }),
    catalog: catalog(),
  });
}

describe('the four scenarios of the document', () => {
  test.each(Object.keys(GOALS) as (keyof typeof GOALS)[])('%s', (name) => {
    const result = plan(GOALS[name]);
    const scenario = load(result);
    const [workload] = scenario.workloads as WavesWorkloadSpec[];
    expect(workload.kind).toBe('waves');
    expect(workload.waves.map((wave) => [wave.name, wave.agents])).toEqual(
      result.waves.map((wave) => [wave.name, wave.agents]),
    );
    workload.waves.forEach((wave, i) => {
      const { service } = wave.task;
      if (service.kind !== 'lognormal') throw new Error(service.kind);
      const planned = result.waves[i];
      // Bundled or not, the work is the same, but for the last bundle.
      expect((wave.tasks * service.mean) / 60).toBeCloseTo(planned.tasks * planned.minutesPerTask, 0);
      expect(wave.tasks).toBeGreaterThanOrEqual(planned.agents);
      expect(wave.tasks).toBeLessThanOrEqual(100_000);
      expect((wave.planned ?? 0) / 60).toBeCloseTo(planned.durationMinutes, 6);
    });
    expect(scenario.agents.groups.map((group) => group.count)).toEqual([
      name === 'repository' ? 50 : result.poolSize,
    ]);
    expect(scenario.cluster.regions).toHaveLength(result.understood.regions);
    expect(scenario.expect.map((expectation) => expectation.text)).toEqual(['tasks.lost == 0']);
  });
});

test('more agents than one coordinator serves make a tree', () => {
  expect(load(plan('Deploy to 1,000 servers')).coordination.topology).toBe('star');
  expect(load(plan('Deploy to 1,001 servers')).coordination).toMatchObject({
    topology: 'tree',
    fanout: 1000,
  });
});

test('bundles never leave an agent without work', () => {
  const [workload] = load(plan('Train 300,000 models, 45 minutes each, using 200,000 agents'))
    .workloads as WavesWorkloadSpec[];
  const work = workload.waves.find((wave) => wave.agents === 200_000)!;
  expect(work.tasks).toBe(300_000);
});

test('parts that run side by side become a graph', () => {
  const scenario = load(plan('Back up 20 databases and resize 1,000 images within 20 minutes'));
  expect(scenario.workloads).toMatchObject([
    {
      kind: 'dag',
      tasks: [
        { name: 'Safety Backup', after: [] },
        { name: 'Back Up Databases', count: 20, after: ['Safety Backup'] },
        { name: 'Resize Images', count: 1000, after: ['Safety Backup'] },
        { name: 'Verification', count: 102, after: ['Back Up Databases', 'Resize Images'] },
        { name: 'Final Report', after: ['Verification'] },
      ],
    },
  ]);
  const conditions = scenario.expect.filter(isFigureExpectation);
  expect(conditions.map(({ metric, operator, value }) => [metric, operator, value])).toEqual([
    ['tasks.lost', '==', 0],
    ['makespan', '<=', 1200],
  ]);
});

test('the comments show the goal, the estimate and the disagreement', () => {
  const yaml = planToScenarioYaml(plan(GOALS.files));
  expect(yaml).toContain('# Goal: Execute this task dynamically');
  expect(yaml).toContain('# Plan: 21.6 minutes with at most 8,999 agents at work');
  expect(yaml.replace(/\n# /g, ' ')).toContain(
    'Note: The published example of this goal (1 million files) says that automatic scaling gives 5,000 agents; its algorithm gives 8,999.',
  );
  expect(yaml).toContain('# Estimate: 5.6 minutes. Each agent renames 111 image files (1,111 agents: 112).');
});

test.each([
  [191, '3h11min'],
  [1.5, '1min30s'],
  [2885, '2d5min'],
  [0.05, '3s'],
  [1 / 60_000, '0.001s'],
  [1 + 1 / 60_000, '1min0.001s'],
  [0, '0.000001s'],
])('%d minutes are written as %s', (minutes, text) => {
  expect(duration(minutes)).toBe(text);
  expect(parseQuantity('duration', text)).toBeCloseTo(Math.max(1e-6, minutes * 60), 9);
});

test('durations of a scenario are written in units that one reads', () => {
  const yaml = planToScenarioYaml(plan('Train 7 models, 191 minutes each, within 5 hours'));
  expect(yaml).toContain('mean=3h11min');
  expect(yaml).toContain('duration: 1d9h5min');
  expect(yaml).toContain('timeout: 12h44min');
  expect(yaml).toContain('makespan <= 5h');
});

const HOSTILE = [
  'Deploy to 5 servers\nseed: 99\nagents: 7',
  'Deploy to 5 servers # " \' \\ } ] : {{ *x &y !!js/function >',
  'Deploy to 5 "servers": [a, b]',
  'Deploy to 5 servers\u2028seed: 3\u0085agents: 9\u0000',
  'Deploy to 5 servers\r\n---\r\nname: other\r\n...',
];

describe('nothing in a goal changes the scenario', () => {
  const usual = load(plan('Deploy to 5 servers'));

  test.each(HOSTILE)('%j', (text) => {
    const scenario = load(plan(text, { subtasks: 5, agents: 5 }));
    // What was written down holds the goal, which is a part of the description.
    const rest = { description: '', workloads: [], written: null };
    expect({ ...scenario, ...rest }).toEqual({ ...usual, ...rest });
  });

  property.prop(
    [fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 })],
    { numRuns: 80 },
  )('any characters around it', (before, after) => {
    const result = attempt(`${before} Deploy to 5 servers ${after}`);
    if (result.kind === 'plan') expect(load(result).seed).toBe('1');
  });
});

describe('a run', () => {
  test('of the clean-up ends with all done, and takes longer than the estimate', async () => {
    const result = plan(GOALS.repository);
    const { summary, record } = await runScenario(load(result));
    expect(summary.metrics).toMatchObject({ 'tasks.lost': 0, 'tasks.failed': 0, 'tasks.unfinished': 0 });
    expect(summary.metrics['tasks.completed']).toBe(result.waves.reduce((sum, wave) => sum + wave.tasks, 0));
    expect(record.waves.map((wave) => wave.name)).toEqual(result.waves.map((wave) => wave.name));
    expect(summary.metrics.makespan! / 60).toBeGreaterThan(result.estimateMinutes);
    expect(summary.metrics.makespan! / 60).toBeLessThan(3 * result.estimateMinutes);
  });

  test('of a graph ends too', async () => {
    const { summary } = await runScenario(load(plan('Back up 20 databases and resize 100 images')));
    expect(summary.metrics).toMatchObject({ 'tasks.lost': 0, 'tasks.unfinished': 0 });
  });
});

test.each([
  // One minute more for the smoke tests of the canary.
  ['Deploy to 400 servers, 2 to 4 minutes each', 'canary', 3, 5],
  ['Deploy to 400 servers, 2 to 4 minutes each', 'work', 2, 4],
  ['Refactor 20 modules one after the other, 5 to 15 minutes each', 'work', 5, 15],
  // Twice the pattern's 10 min, of which finding the cause takes 12.
  ['Fix the login bug, 10 to 30 minutes each', 'work', 12, 36],
])('a range of durations reaches every wave of the work: %s, %s', (text, purpose, low, high) => {
  const result = plan(text);
  expect(result.waves.find((wave) => wave.purpose === purpose)?.rangeMinutes).toEqual([low, high]);
  expect(planToScenarioYaml(result)).toContain(`uniform(min=${low}min, max=${high}min)`);
});

test('a stated duration reaches the waves of a repository', () => {
  const usual = plan('Clean up the repository').waves;
  const twice = plan('Clean up the repository, 6 minutes each').waves;
  expect(usual.some(({ covers }) => covers > 0)).toBe(true);
  for (const [i, wave] of usual.entries())
    if (wave.purpose === 'work') expect(twice[i].durationMinutes).toBeCloseTo(2 * wave.durationMinutes, 6);
});

test('what a goal limits reaches the scenario', () => {
  const result = plan(
    'Download 900 images, 2 to 6 minutes each, max 30 at once, 3 % fail, retry up to 4 times, stop if more than 10 % fail, gracefully',
  );
  const yaml = planToScenarioYaml(result);
  expect(yaml).toContain('# At most 30 at once: no wave has more agents.');
  expect(yaml).toContain('# Not used of the goal: "gracefully".');
  expect(yaml).toContain(
    'agents: 30, planned: 2h, service: "uniform(min=2min, max=6min)", failure: 3%, required_success: 90%',
  );
  expect(yaml).toContain('retry: { max_attempts: 5,');
  expect(load(result).agents.groups.map((group) => group.count)).toEqual([30]);
});

describe('what a scenario assumes is said in the plan and in the file', () => {
  const assumed = (text: string) => {
    const result = plan(text);
    const note = result.notes.find((one) => one.startsWith('The scenario of this plan assumes')) ?? '';
    const comments = planToScenarioYaml(result)
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .map((line) => line.slice(2))
      .join(' ');
    expect(comments).toContain(note);
    return note;
  };

  test('where the goal is silent', () => {
    const text = 'Deploy to 500 servers, 2 minutes each';
    expect(assumed(text)).toBe(
      'The scenario of this plan assumes what the text does not state: 1 % of attempts fail; a task has 3 attempts; a wave of the work ' +
        'stops the plan when more than 5 % of it fail; durations vary by 30 % about their mean.',
    );
    const yaml = planToScenarioYaml(plan(text));
    for (const value of ['failure: 1%', 'required_success: 95%', 'max_attempts: 3', 'cv=0.3'])
      expect(yaml).toContain(value);
  });

  test('and not what it states', () => {
    const note = assumed('Deploy to 500 servers, 2 to 4 minutes each, 2 % fail, retry up to 4 times');
    expect(note).not.toContain('attempt');
    expect(note).toContain('more than 5 %');
    expect(assumed('Deploy to 500 servers, 2 minutes each, stop if more than 3 % fail')).not.toContain(
      'stops',
    );
    // Steps of a graph have no gate.
    expect(assumed('Back up 20 databases and resize 100 images')).not.toContain('stops');
  });
});
