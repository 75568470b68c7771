import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { measureImpact } from '../../../src/modules/sprints/impact.ts';
import {
  firstPlan,
  MICRO_SPRINT,
  PHASED_SPRINT,
  sprintSettings,
} from '../../../src/modules/sprints/settings.ts';
import { TUNING_RULES, type TuningInput, tuneSprint } from '../../../src/modules/sprints/tuning.ts';
import {
  type PhaseReport,
  type SprintImpact,
  type SprintPhase,
  type SprintPlan,
  SprintSettingsError,
} from '../../../src/modules/sprints/types.ts';
import { backlog, runSprints } from './swarm.ts';

const FINE: SprintImpact = { velocity: 10, defectRate: 0, coverage: 0.5, efficiency: 0.8, learning: 0 };

interface Change {
  readonly phases?: readonly SprintPhase[];
  readonly plan?: Partial<SprintPlan>;
  readonly impact?: Partial<SprintImpact>;
  readonly failureRate?: number;
  readonly before?: TuningInput['before'];
  /** Planned and ended, for each execute phase. */
  readonly work?: readonly (readonly [number, number])[];
  /** The same of the test phase. */
  readonly repaired?: readonly [number, number];
  readonly waiting?: number;
  readonly shipped?: number;
  readonly coverageBefore?: number;
}

/** A sprint of 100 agents that went well, changed as given. */
function input(change: Change = {}): TuningInput {
  const { phases = MICRO_SPRINT, waiting = 0, shipped = 100, coverageBefore = 0.4 } = change;
  const settings = sprintSettings(100, { phases, maxAgents: 400 });
  const work = [...(change.work ?? [])];
  return {
    plan: { ...firstPlan(settings), ...change.plan },
    phases,
    work: phases.map(({ name, purpose }): PhaseReport => {
      const own = purpose === 'execute' ? work.shift() : purpose === 'test' ? change.repaired : undefined;
      const [planned, ended] = own ?? [0, 0];
      return { name, planned, submitted: ended, ended };
    }),
    impact: { ...FINE, ...change.impact },
    failureRate: change.failureRate ?? 0,
    before: change.before ?? null,
    coverageBefore,
    shipped,
    waiting,
    tasksPerAgent: 10,
    minAgents: 1,
    maxAgents: 400,
    maxParallelism: 1000,
  };
}

const tuned = (change: Change) => {
  const { plan, rules } = tuneSprint(input(change));
  return { ...plan, rules };
};

test('a sprint that went well stays as it is', () => {
  expect(tuneSprint(input({ work: [[100, 100]] }))).toEqual({ plan: input().plan, rules: [] });
});

describe('allocation', () => {
  test.each([
    ['in proportion to their use', 0.35, 100, 0, 50],
    ['in proportion, rounded up', 0.63, 100, 0, 90],
    ['at least half', 0.01, 100, 0, 50],
    ['enough for what waits', 0.35, 100, 850, 85],
    ['none fewer when all are needed', 0.35, 100, 5000, 100],
  ])('fewer agents, %s', (_, efficiency, ended, waiting, agents) => {
    const result = tuned({ work: [[100, ended]], impact: { efficiency }, waiting });
    expect(result.agents).toBe(agents);
    expect(result.rules.includes('allocation.fewer')).toBe(agents < 100);
  });

  test.each([
    ['those that would have ended all of it', 0.8, 1000, 800, 125],
    ['at most twice', 0.8, 1000, 10, 200],
    ['twice when none ended', 0.8, 1000, 0, 200],
    ['none more when agents were idle', 0.5, 1000, 800, 100],
  ])('more agents, %s', (_, efficiency, planned, ended, agents) => {
    expect(tuned({ work: [[planned, ended]], impact: { efficiency } }).agents).toBe(agents);
  });

  test('never above the most allowed', () => {
    expect(tuned({ work: [[1000, 500]], plan: { agents: 300 } }).agents).toBe(400);
  });

  test('from the phase that left least to the one that left most', () => {
    const result = tuned({
      phases: PHASED_SPRINT,
      work: [
        [100, 100],
        [300, 200],
      ],
    });
    expect(result.shares).toEqual([0.15, 0.65, 0.15, 0.05]);
    expect(result.rules).toContain('allocation.phases');
  });

  test('a phase keeps at least five points', () => {
    const plan = { shares: [0.05, 0.75, 0.15, 0.05] };
    expect(
      tuned({
        phases: PHASED_SPRINT,
        plan,
        work: [
          [9, 9],
          [9, 1],
        ],
      }).shares,
    ).toEqual(plan.shares);
  });

  test('more repair while there are more defects than it can take on, and back', () => {
    const defects = { phases: PHASED_SPRINT, impact: { defectRate: 0.05 } };
    // Fifteen agents take on 150.
    expect(tuned({ ...defects, repaired: [149, 149] }).shares).toEqual([0.2, 0.6, 0.15, 0.05]);
    const more = tuned({ ...defects, repaired: [150, 150] });
    expect(more.shares).toEqual([0.2, 0.55, 0.2, 0.05]);
    const back = tuned({ phases: PHASED_SPRINT, plan: { shares: more.shares } });
    expect(back.shares).toEqual([0.2, 0.6, 0.15, 0.05]);
    expect(tuned({ phases: PHASED_SPRINT, plan: { shares: back.shares } }).shares).toEqual(back.shares);
    // The micro-sprint has no agents that repair.
    expect(tuned({ impact: { defectRate: 0.05 } }).shares).toEqual([0, 1, 0, 0]);
  });
});

describe('duration', () => {
  test('longer when busy agents left more than a tenth, up to 30 minutes in all', () => {
    expect(tuned({ work: [[100, 80]] }).minutes).toEqual([1, 15, 1, 1]);
    expect(tuned({ work: [[100, 95]] }).minutes).toEqual([1, 12, 1, 1]);
    expect(tuned({ work: [[100, 80]], impact: { efficiency: 0.5 } }).minutes).toEqual([1, 12, 1, 1]);
    expect(tuned({ work: [[100, 80]], plan: { minutes: [1, 25, 1, 1] } }).minutes).toEqual([1, 27, 1, 1]);
  });

  test('longer ones are kept while they raise velocity, and otherwise taken back for good', () => {
    const longer = { work: [[100, 80]], plan: { minutes: [1, 15, 1, 1] } } as const;
    const following = (velocity: number, minutes: number) =>
      tuned({ ...longer, before: { minutes, velocity } });
    expect(following(9, 12)).toMatchObject({ minutes: [1, 18.75, 1, 1], longest: 27 });
    expect(following(10, 12)).toMatchObject({ minutes: [1, 12, 1, 1], longest: 12 });
    // Velocity may fall for other reasons while the length stays.
    expect(following(11, 15)).toMatchObject({ minutes: [1, 18.75, 1, 1], longest: 27 });
    expect(tuned({ work: [[100, 80]], plan: { longest: 12 } }).minutes).toEqual([1, 12, 1, 1]);
  });

  test('shorter when all ended, down to the first duration', () => {
    const minutes = (execute: number) =>
      tuned({ work: [[100, 100]], plan: { minutes: [1, execute, 1, 1] } }).minutes[1];
    expect(minutes(25)).toBe(20);
    expect(minutes(13)).toBe(12);
    expect(minutes(12)).toBe(12);
  });

  test('execute phases keep their proportion', () => {
    const work = [
      [100, 80],
      [100, 80],
    ] as const;
    expect(tuned({ phases: PHASED_SPRINT, work }).minutes).toEqual([3.75, 10, 3, 1]);
  });
});

describe('parallelism', () => {
  test.each([
    [1000, 0.2, 50],
    [101, 0.11, 50],
    [100, 0.11, 1],
    [1000, 0.1, 750],
    [1000, 0.03, 750],
    [1000, 0.01, 750],
    [60, 0.03, 50],
    [50, 0.03, 50],
    [20, 0.03, 20],
    [750, 0.009, 938],
    [1, 0, 2],
    [1000, 0, 1000],
  ])('%i when a share of %d of the tasks failed becomes %i', (parallelism, failureRate, next) => {
    expect(tuned({ plan: { parallelism }, failureRate }).parallelism).toBe(next);
  });

  test('is not lowered for defects, which are no failures of agents', () => {
    const result = tuned({ impact: { defectRate: 0.2 } });
    expect(result.parallelism).toBe(1000);
    expect(result.rules).toContain('priorities.rework');
  });

  test('tuning does not starve the agents of a backlog with defects', () => {
    // 2 of 40 results are defective: above what Micro-Agile Swarm Orchestration allows, in every sprint.
    const shipped = (tuning: boolean) =>
      runSprints(backlog(4000), {
        agents: 100,
        settings: { tuning, maxSprints: 8 },
        passes: (_task, item) => item % 20 !== 0,
      }).reports.reduce((sum, report) => sum + report.shipped, 0);
    expect(shipped(true)).toBeGreaterThanOrEqual(shipped(false));
  });

  test('follows the tasks that failed in the sprint', () => {
    const { reports } = runSprints(backlog(1000), {
      agents: 100,
      settings: { maxSprints: 1 },
      succeeds: (_task, item) => item % 20 !== 0,
    });
    expect(reports[0]).toMatchObject({ defects: 50, next: { parallelism: 750 } });
  });

  test('does not grow on nothing', () => {
    expect(tuned({ plan: { parallelism: 50 }, shipped: 0 }).parallelism).toBe(50);
  });
});

describe('priorities', () => {
  test('rework becomes more urgent while there are defects', () => {
    const boost = (rework: number, defectRate: number) =>
      tuned({ plan: { boosts: { rework, closing: 1 } }, impact: { defectRate } }).boosts.rework;
    expect([boost(1, 0.05), boost(3, 0.05), boost(3, 0.01), boost(1, 0.01)]).toEqual([2, 3, 2, 1]);
  });

  test('closing features becomes more urgent while coverage stands still', () => {
    const boost = (closing: number, coverageBefore: number) =>
      tuned({ plan: { boosts: { rework: 1, closing } }, coverageBefore }).boosts.closing;
    expect([boost(1, 0.5), boost(3, 0.5), boost(3, 0.4), boost(1, 0.4)]).toEqual([2, 3, 2, 1]);
    expect(tuned({ coverageBefore: 0.5, shipped: 0 }).boosts.closing).toBe(1);
  });

  test('decide which items a sprint takes up', () => {
    // Feature 0 is half shipped after the first sprint; its other half overtakes items of the same priority.
    const items = backlog(30, (i) => ({ feature: i < 5 || i >= 25 ? 0 : 1, priority: i < 10 ? 6 : 5 }));
    const { submissions } = runSprints(items, { agents: 1, settings: { tuning: false } });
    expect(submissions.slice(10, 15).map(({ item }) => item)).toEqual([25, 26, 27, 28, 29]);
  });
});

test('every rule has a name of its own, and says what it does and where it comes from', () => {
  expect(new Set(TUNING_RULES.map(({ name }) => name)).size).toBe(TUNING_RULES.length);
  for (const { rule, source } of TUNING_RULES) {
    expect(rule).not.toBe('');
    expect(source).toMatch(/document \d{3}|ours/);
  }
});

test('the impact of nothing is nothing', () => {
  const nothing = {
    minutes: 15,
    tested: 0,
    defects: 0,
    covered: 0,
    features: 0,
    busy: 0,
    allocated: 0,
    learned: 0,
  };
  expect(measureImpact(nothing)).toEqual({
    velocity: 0,
    defectRate: 0,
    coverage: 0,
    efficiency: 0,
    learning: 0,
  });
  expect(
    measureImpact({ ...nothing, tested: 40, defects: 10, busy: 3, allocated: 4, covered: 1, features: 2 }),
  ).toEqual({
    velocity: 2,
    defectRate: 0.25,
    coverage: 0.5,
    efficiency: 0.75,
    learning: 0,
  });
});

describe('settings that make no sense are refused by name', () => {
  test.each([
    ['agents', () => sprintSettings(0)],
    ['agents', () => sprintSettings(2.5, { maxAgents: 10 })],
    ['agents', () => sprintSettings(5, { maxAgents: 4 })],
    ['maxAgents', () => sprintSettings(5, { minAgents: 6 })],
    ['tasksPerAgent', () => sprintSettings(5, { tasksPerAgent: 0 })],
    ['parallelism', () => sprintSettings(5, { parallelism: 0 })],
    ['maxAttempts', () => sprintSettings(5, { maxAttempts: 256 })],
    ['maxSprints', () => sprintSettings(5, { maxSprints: Number.NaN })],
    ['phases', () => sprintSettings(5, { phases: MICRO_SPRINT.slice(0, 3) })],
    ['phases', () => sprintSettings(5, { phases: [...MICRO_SPRINT].reverse() })],
    ['phases', () => sprintSettings(5, { phases: PHASED_SPRINT.map((phase) => ({ ...phase, share: 0.3 })) })],
    [
      'phases[1].share',
      () => sprintSettings(5, { phases: MICRO_SPRINT.map((phase) => ({ ...phase, share: 0 })) }),
    ],
    [
      'phases[0].minutes',
      () => sprintSettings(5, { phases: MICRO_SPRINT.map((phase) => ({ ...phase, minutes: 0 })) }),
    ],
    [
      'items[1].priority',
      () =>
        runSprints(
          backlog(2, (i) => ({ priority: 10 + i })),
          { agents: 1 },
        ),
    ],
    [
      'items[0].effort',
      () =>
        runSprints(
          backlog(1, () => ({ effort: 0 })),
          { agents: 1 },
        ),
    ],
    [
      'items[0].kind',
      () =>
        runSprints(
          backlog(1, () => ({ kind: -1 })),
          { agents: 1 },
        ),
    ],
    [
      'items[0].feature',
      () =>
        runSprints(
          backlog(1, () => ({ feature: 0.5 })),
          { agents: 1 },
        ),
    ],
  ])('%s', (field, make) => {
    let error: unknown;
    try {
      make();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SprintSettingsError);
    expect(error).toMatchObject({ field });
  });
});

const cases = fc.record({
  phases: fc.constantFrom(MICRO_SPRINT, PHASED_SPRINT),
  /** Minutes of an item's work. */
  service: fc.constantFrom(0.3, 1, 1.5, 3, 7),
  refill: fc.constantFrom('chunk' as const, 'window' as const),
  /** One of so many results is defective. */
  defectEvery: fc.constantFrom(7, 30, 1000),
  /** One of so many tasks fails. */
  failEvery: fc.constantFrom(400, 1000),
});

property.prop([cases], { numRuns: 40 })(
  'tuned sprints ship about as much in an hour as those that stay as they are, or more',
  ({ phases, service, refill, defectEvery, failEvery }) => {
    const perMinute = (tuning: boolean) => {
      const { reports } = runSprints(backlog(3000), {
        agents: 20,
        settings: { phases, refill, tuning, maxSprints: 10 },
        service: () => service,
        succeeds: (task) => task % failEvery !== 0,
        passes: (task) => task % defectEvery !== 0,
      });
      return reports.reduce((sum, { shipped }) => sum + shipped, 0) / reports[reports.length - 1].end;
    };
    expect(perMinute(true)).toBeGreaterThan(0.9 * perMinute(false));
  },
);
