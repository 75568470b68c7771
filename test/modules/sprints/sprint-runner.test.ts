import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';

import { ITEM } from '../../../src/modules/sprints/backlog.ts';
import {
  capacityOf,
  MICRO_SPRINT,
  PHASED_SPRINT,
  sprintSettings,
} from '../../../src/modules/sprints/settings.ts';
import { SprintRunner } from '../../../src/modules/sprints/sprint-runner.ts';
import { TestPort, tell } from '../port.ts';
import { backlog, MINUTE, type Outcome, ROOT, runSprints } from './swarm.ts';

const FIXED = { tuning: false };

describe('a micro-sprint', () => {
  test('plans for 1 minute, executes for 12, tests for 1, ships for 1', () => {
    const { phases, reports, submissions, reason } = runSprints(backlog(3), { agents: 1, settings: FIXED });
    expect(phases.map(([at, ...rest]) => [at / MINUTE, ...rest])).toEqual([
      [0, 0, 0],
      [1, 0, 1],
      [13, 0, 2],
      [14, 0, 3],
    ]);
    expect(submissions.map(({ at }) => at / MINUTE)).toEqual([1, 1, 1]);
    expect(reason).toBe('done');
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      start: 0,
      end: 15 * MINUTE,
      tested: 3,
      shipped: 3,
      defects: 0,
      unfinished: 0,
      carried: 0,
      impact: { velocity: 3 / 15, defectRate: 0, coverage: 1, efficiency: 3 / 12, learning: 0 },
    });
  });

  test('takes on ten tasks an agent, the most urgent first', () => {
    const items = backlog(45, (i) => ({ priority: i === 44 ? 9 : 5 }));
    const { reports, submissions } = runSprints(items, { agents: 2, settings: FIXED });
    expect(reports.map(({ shipped }) => shipped)).toEqual([20, 20, 5]);
    expect(submissions.slice(0, 3).map(({ item }) => item)).toEqual([44, 0, 1]);
  });

  test('submits in chunks, each when all of the one before has ended', () => {
    const times = (refill: 'chunk' | 'window') =>
      runSprints(backlog(6), {
        agents: 10,
        settings: { ...FIXED, parallelism: 2, refill },
        service: (task) => (task === 0 ? 3 : 1),
      }).submissions.map(({ at }) => at / MINUTE);
    expect(times('chunk')).toEqual([1, 1, 4, 4, 5, 5]);
    expect(times('window')).toEqual([1, 1, 2, 3, 4, 4]);
  });

  test('does not cut off what is under way: its result is examined in the next sprint', () => {
    const { reports } = runSprints(backlog(1), { agents: 1, settings: FIXED, service: () => 20 });
    expect(reports.map(({ shipped, carried, unfinished }) => [shipped, carried, unfinished])).toEqual([
      [0, 1, 1],
      [1, 0, 0],
    ]);
    expect(reports[0].impact.efficiency).toBe(1);
    // 20 minutes from minute 1 on: 6 of them after the first sprint's start of the second execute phase at 16.
    expect(reports[1].impact.efficiency).toBeCloseTo(5 / 12, 10);
  });

  test('takes on less while work is carried', () => {
    const { reports } = runSprints(backlog(30), {
      agents: 1,
      settings: FIXED,
      service: (task) => (task < 10 ? 3 : 0.1),
    });
    expect(reports.slice(0, 2).map(({ carried, phases }) => [phases[1].planned, carried])).toEqual([
      [10, 6],
      [4, 5],
    ]);
  });

  test('gives back what could not be submitted in time', () => {
    const { reports, runner } = runSprints(backlog(10), {
      agents: 1,
      settings: { ...FIXED, parallelism: 1 },
      service: () => 4.2,
    });
    // Of ten chosen, three are begun in 12 minutes; the third ends in the test phase.
    expect(reports[0]).toMatchObject({ shipped: 3, unfinished: 8, carried: 0 });
    expect(reports[0].phases[1]).toEqual({ name: 'Execute', planned: 10, submitted: 3, ended: 2 });
    expect(runner.backlog.count(ITEM.shipped)).toBe(10);
  });

  test('a defect is repaired in the next sprint, up to the last attempt', () => {
    const { reports, runner, verified } = runSprints(backlog(3), {
      agents: 1,
      settings: FIXED,
      succeeds: (_task, item) => item !== 0,
      passes: (task, item) => item !== 1 || task > 3,
    });
    expect(
      reports.map(({ tested, defects, shipped, abandoned }) => [tested, defects, shipped, abandoned]),
    ).toEqual([
      [3, 2, 1, 0],
      [2, 1, 1, 0],
      [1, 1, 0, 1],
    ]);
    // What failed is defective without a test.
    expect(verified).toEqual([1, 2, 1]);
    expect([0, 1, 2].map((item) => runner.backlog.state(item))).toEqual([
      ITEM.abandoned,
      ITEM.shipped,
      ITEM.shipped,
    ]);
    expect(runner.backlog.attempts(0)).toBe(3);
  });

  test('counts covered features and kinds learned', () => {
    const items = backlog(40, (i) => ({ feature: i % 4, kind: i < 20 ? 0 : 1 }));
    const { reports } = runSprints(items, { agents: 2, settings: FIXED });
    expect(reports.map(({ impact }) => [impact.coverage, impact.learning])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test('an item that waits becomes more urgent', () => {
    const items = backlog(70, (i) => ({ priority: i === 0 ? 9 : 10 }));
    const { submissions } = runSprints(items, { agents: 1, settings: FIXED, service: () => 0.1 });
    // After three sprints without it, it is as urgent as the others.
    expect(submissions.findIndex(({ item }) => item === 0)).toBe(30);
  });

  test('hears of the end of a task once, and of no other task', () => {
    const port = new TestPort();
    const sprints: number[] = [];
    const runner = new SprintRunner(
      port,
      ROOT,
      backlog(2),
      { create: (item) => 100 + item, verify: () => true },
      sprintSettings(1, FIXED),
      {
        phaseStarted: () => {},
        sprintEnded: ({ tested }) => sprints.push(tested),
        finished: () => {},
      },
    );
    runner.start();
    port.advance(MINUTE, () => runner.onTimer());
    expect(port.take()).toEqual([`submit ${ROOT} 100 1`, `submit ${ROOT} 101 1`]);
    for (const task of [100, 100, 7]) tell(runner, ROOT, 'finished', [task, 1]);
    expect(runner.backlog.count(ITEM.ended)).toBe(1);
    expect(runner.backlog.count(ITEM.underWay)).toBe(1);
    port.advance(15 * MINUTE, () => runner.onTimer());
    expect(sprints).toEqual([1]);
  });

  test('an empty backlog needs no sprint', () => {
    expect(runSprints([], { agents: 1 })).toMatchObject({ reason: 'done', reports: [], phases: [] });
  });

  test('stops at the last sprint allowed', () => {
    const { reason, reports, runner } = runSprints(backlog(50), { agents: 1, settings: { maxSprints: 2 } });
    expect(reason).toBe('limit');
    expect(reports).toHaveLength(2);
    expect(runner.backlog.count(ITEM.waiting)).toBe(30);
  });
});

describe('the phased sprint', () => {
  const phased = { ...FIXED, phases: PHASED_SPRINT };

  test('gives each phase its agents: quick wins by effort, then core features, then repair', () => {
    const items = backlog(200, (i) => ({ effort: 200 - i }));
    const { reports, submissions, phases } = runSprints(items, {
      agents: 20,
      settings: phased,
      service: () => 0.1,
      passes: (task) => task !== 0,
    });
    expect(phases.slice(0, 4).map(([at]) => at / MINUTE)).toEqual([0, 3, 11, 14]);
    // 20 % and 60 % of 20 agents, ten tasks each; the only defect is repaired in the test phase.
    expect(reports[0].phases.map(({ planned }) => planned)).toEqual([40, 120, 1, 0]);
    expect(submissions[0].item).toBe(199);
    expect(submissions.filter(({ phase }) => phase === 0).map(({ item }) => item)).toEqual(
      Array.from({ length: 40 }, (_, i) => 199 - i),
    );
    expect(submissions.find(({ phase }) => phase === 2)?.item).toBe(199);
    expect(reports[0]).toMatchObject({ tested: 161, defects: 1, shipped: 160 });
  });

  test('has the numbers of the document for 1,000 agents', () => {
    const settings = sprintSettings(1000, { phases: PHASED_SPRINT });
    const plan = {
      agents: 1000,
      shares: PHASED_SPRINT.map(({ share }) => share),
      minutes: [],
      longest: 27,
      parallelism: 1000,
      boosts: { rework: 1, closing: 1 },
    };
    expect(PHASED_SPRINT.map((_, i) => capacityOf(plan, i, settings) / 10)).toEqual([200, 600, 150, 50]);
  });
});

interface Case {
  readonly size: number;
  readonly agents: number;
  readonly parallelism: number;
  readonly refill: 'chunk' | 'window';
  readonly phased: boolean;
  readonly tuning: boolean;
  readonly defectsIn: number;
  readonly minutes: readonly number[];
}

const cases = fc.record<Case>({
  size: fc.integer({ min: 0, max: 120 }),
  agents: fc.integer({ min: 1, max: 12 }),
  parallelism: fc.integer({ min: 1, max: 40 }),
  refill: fc.constantFrom('chunk', 'window'),
  phased: fc.boolean(),
  tuning: fc.boolean(),
  defectsIn: fc.integer({ min: 1, max: 30 }),
  minutes: fc.array(
    fc.integer({ min: 0, max: 300 }).map((tenths) => tenths / 10),
    { minLength: 1, maxLength: 7 },
  ),
});

function run({ size, agents, parallelism, refill, phased, tuning, defectsIn, minutes }: Case): Outcome {
  const items = backlog(size, (i) => ({
    feature: i % 5,
    kind: i % 3,
    priority: 1 + (i % 10),
    effort: 1 + (i % 4),
  }));
  return runSprints(items, {
    agents,
    settings: {
      parallelism,
      refill,
      tuning,
      phases: phased ? PHASED_SPRINT : MICRO_SPRINT,
    },
    service: (task) => minutes[task % minutes.length],
    succeeds: (task) => task % defectsIn !== 0,
    passes: (task) => task % (defectsIn + 1) !== 0,
  });
}

describe('whatever the work', () => {
  property.prop([cases])('no item is lost, and no result examined twice', (given) => {
    const { runner, reports, submissions, ended, reason } = run(given);
    const { backlog: state } = runner;
    const counted = Object.values(ITEM).reduce<number>((sum, each) => sum + state.count(each), 0);
    expect(counted).toBe(given.size);
    if (reason === 'done') {
      expect(state.count(ITEM.shipped) + state.count(ITEM.abandoned)).toBe(given.size);
      expect(ended).toBe(submissions.length);
    }
    const sum = (of: (report: (typeof reports)[number]) => number) =>
      reports.reduce((total, report) => total + of(report), 0);
    expect(sum(({ shipped }) => shipped)).toBe(state.count(ITEM.shipped));
    expect(sum(({ abandoned }) => abandoned)).toBe(state.count(ITEM.abandoned));
    expect(sum(({ tested }) => tested)).toBe(sum(({ shipped, defects }) => shipped + defects));
    if (reason === 'done') expect(sum(({ tested }) => tested)).toBe(ended);
    for (let item = 0; item < given.size; item++) {
      const attempts = submissions.filter((submission) => submission.item === item).length;
      expect(attempts).toBe(state.attempts(item));
      expect(attempts).toBeLessThanOrEqual(3);
    }
  });

  property.prop([cases])('capacity and parallelism are respected', (given) => {
    const { reports, submissions, phases } = run(given);
    let carried = 0;
    for (const report of reports) {
      const settings = sprintSettings(given.agents, given.phased ? { phases: PHASED_SPRINT } : {});
      report.phases.forEach(({ planned, submitted, ended }, i) => {
        expect(planned).toBeLessThanOrEqual(capacityOf(report.plan, i, settings));
        expect(submitted).toBeLessThanOrEqual(planned);
        expect(ended).toBeLessThanOrEqual(submitted);
      });
      const executing = report.phases.filter((_, i) => settings.phases[i].purpose === 'execute');
      const planned = executing.reduce((total, phase) => total + phase.planned, 0);
      if (planned > 0 && !given.phased) {
        expect(planned + carried).toBeLessThanOrEqual(report.plan.agents * settings.tasksPerAgent);
      }
      carried = report.carried;
      expect(report.plan.parallelism).toBeLessThanOrEqual(given.parallelism);
    }
    for (const { phase, underWay } of submissions) {
      const report = reports[phases[phase][1]];
      if (report) expect(underWay).toBeLessThanOrEqual(report.plan.parallelism);
    }
  });

  property.prop([cases])('the same work gives the same sprints', (given) => {
    const once = run(given);
    const again = run(given);
    expect(again.reports).toEqual(once.reports);
    expect(again.submissions).toEqual(once.submissions);
  });

  property.prop([cases])(
    'tuning stays within its bounds, and sprints follow each other without a gap',
    (given) => {
      const { reports } = run(given);
      reports.forEach(({ plan, next, start, end, impact, rules }, i) => {
        expect(start).toBe(i === 0 ? 0 : reports[i - 1].end);
        expect(end - start).toBeCloseTo(plan.minutes.reduce((sum, minutes) => sum + minutes, 0) * MINUTE, -1);
        if (i > 0) expect(plan).toEqual(reports[i - 1].next);
        if (!given.tuning) expect({ rules, next }).toEqual({ rules: [], next: plan });
        expect(next.agents).toBeGreaterThanOrEqual(1);
        expect(next.agents).toBeLessThanOrEqual(given.agents);
        expect(next.shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-6);
        const length = next.minutes.reduce((sum, minutes) => sum + minutes, 0);
        expect(length).toBeGreaterThanOrEqual(15 - 1e-9);
        expect(length).toBeLessThanOrEqual(30 + 1e-9);
        for (const share of [impact.defectRate, impact.coverage, impact.efficiency]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      });
    },
  );
});
