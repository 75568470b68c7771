/** Sprints as a scenario file has them, in whole runs. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { runTables } from '../../src/report/tables.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

function load(sprints: string, service = '1min', more = '') {
  const text = `seed: 1
agents: 2
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
retry: { max_attempts: 1, timeout: 3h }
${more}
workload:
  name: team
  service: ${service}
  sprints: { ${sprints} }
`;
  return loadScenario('s.yaml', { files: memoryFiles({ 's.yaml': text }), catalog: catalog() });
}

const run = (sprints: string, service?: string, more?: string) => runScenario(load(sprints, service, more));

describe('sprints', () => {
  example('of 15 minutes take on what the agents can, and end with the backlog', async () => {
    const { record, summary } = await run('items: 30, tasks_per_agent: 10, tuning: false');
    // Two agents do 20 items of a minute in 10 of the 12 minutes; the last 10 take 5.
    expect(record.sprints).toMatchObject([
      {
        workload: 'team',
        index: 0,
        start: 0,
        end: 900,
        agents: 2,
        capacity: 20,
        planned: 20,
        tested: 20,
        shipped: 20,
      },
      { index: 1, start: 900, end: 1800, planned: 10, submitted: 10, tested: 10, shipped: 10, rules: '' },
    ]);
    expect(record.sprints.map(({ efficiency }) => efficiency)).toEqual([10 / 12, 5 / 12]);
    expect(summary.metrics).toMatchObject({
      'sprint.count': 2,
      'sprint.shipped': 30,
      'sprint.abandoned': 0,
      'sprint.quality': 1,
      'sprint.coverage': 1,
      'sprint.efficiency': 7.5 / 12,
      'tasks.completed': 30,
    });
    expect(summary.metrics['sprint.velocity.mean']).toBeCloseTo((20 + 10) / 2 / 900, 12);
    expect(summary.simulated).toBe(1800);
    const table = runTables({ record, summary, cautions: [] }).find(({ name }) => name === 'sprints.csv');
    expect(table?.header.slice(4, 7)).toEqual(['agents', 'parallelism', 'capacity']);
    expect(table?.rows.map((row) => row[10])).toEqual([20, 10]);
  });

  example('give up what is defective in every attempt', async () => {
    const { summary } = await run('items: 5, defects: 100%, max_attempts: 2, tuning: false');
    expect(summary.metrics).toMatchObject({
      'sprint.shipped': 0,
      'sprint.abandoned': 5,
      'sprint.quality': 0,
      'tasks.submitted': 10,
    });
  });

  example('stop at their limit, and work of the last is done all the same', async () => {
    const { summary, record } = await run('items: 9, limit: 1, tuning: false', '750s');
    expect(record.sprints).toMatchObject([{ planned: 9, submitted: 9, tested: 2, carried: 7 }]);
    expect(summary.metrics).toMatchObject({ 'sprint.count': 1, 'tasks.completed': 9, 'tasks.unfinished': 0 });
  });

  example('have phases of their own', async () => {
    const phases =
      '{ name: do, purpose: execute, duration: 2min, share: 50% }, { name: check, purpose: test, duration: 30s }, { name: out, purpose: ship, duration: 30s }';
    const { record } = await run(`items: 3, tasks_per_agent: 2, tuning: false, phases: [${phases}]`);
    expect(record.sprints).toMatchObject([
      { start: 0, end: 180, planned: 2 },
      { start: 180, end: 360, planned: 1 },
    ]);
  });

  example('are counted after the warm-up only', async () => {
    const { summary } = await run('items: 60, tuning: false', '1min', 'warmup: 10min');
    expect(summary.metrics).toMatchObject({ 'sprint.count': 2, 'sprint.shipped': 40 });
  });

  example.each([
    ['items: 5, agents: 3', 'the scenario has only 2 agents'],
    ['items: 0', 'items: expected'],
    [
      'items: 5, phases: [{ name: a, purpose: ship, duration: 1s }, { name: b, purpose: test, duration: 1s }, { name: c, purpose: execute, duration: 1s, share: 1 }]',
      'expected plan (optional), execute, test and ship, in this order',
    ],
    ['items: 5, phases: scrum', 'micro, phased or a list of phases'],
  ])('%s is refused', (sprints, message) => {
    expect(() => load(sprints)).toThrow(ScenarioErrors);
    expect(() => load(sprints)).toThrow(message);
  });

  example('ask the same of the agents, whatever the order in which items are taken up', async () => {
    const work = async (settings: string) => {
      const { metrics } = (await run(`items: 40, ${settings}`, 'lognormal(mean=1min, cv=1)')).summary;
      return (metrics.speedup as number) * (metrics.makespan as number);
    };
    const byPriority = await work('tuning: false');
    const byEffort = await work('tuning: true, phases: phased, chunk: 3, refill: window');
    expect(byEffort).toBeCloseTo(byPriority, 5);
  });

  test.prop(
    [
      fc.record({
        items: fc.integer({ min: 1, max: 60 }),
        features: fc.integer({ min: 1, max: 9 }),
        chunk: fc.integer({ min: 1, max: 30 }),
        refill: fc.constantFrom('chunk', 'window'),
        phases: fc.constantFrom('micro', 'phased'),
        tuning: fc.boolean(),
        defects: fc.constantFrom(0, 0.1, 0.6),
        limit: fc.integer({ min: 1, max: 8 }),
      }),
    ],
    { numRuns: 25 },
  )('lose no item and count no result twice', async (settings) => {
    const text = Object.entries(settings).map(([key, value]) => `${key}: ${value}`);
    const { record, summary } = await run(text.join(', '), 'exponential(mean=3min)');
    const sum = (key: 'tested' | 'shipped' | 'defects' | 'abandoned') =>
      record.sprints.reduce((all, sprint) => all + sprint[key], 0);
    expect(sum('tested')).toBe(sum('shipped') + sum('defects'));
    expect(sum('shipped') + sum('abandoned')).toBeLessThanOrEqual(settings.items);
    // What is not tested is under way at the end, or ended after the last test.
    expect(summary.metrics['tasks.submitted'] as number).toBeGreaterThanOrEqual(sum('tested'));
    expect(summary.metrics).toMatchObject({ 'tasks.lost': 0, 'tasks.unfinished': 0 });
    for (const [i, sprint] of record.sprints.entries()) {
      expect(sprint.start).toBe(i === 0 ? 0 : record.sprints[i - 1].end);
    }
    if (record.sprints.length < settings.limit)
      expect(sum('shipped') + sum('abandoned')).toBe(settings.items);
  });
});
