import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { makespanMinutes, stagedMakespan, type WorkStage } from '../../../src/modules/scaling/cost.ts';
import {
  continuousOptimum,
  makespanOptimum,
  sizeByMakespan,
  stagedOptimum,
} from '../../../src/modules/scaling/makespan.ts';
import { sizeByRoi } from '../../../src/modules/scaling/roi.ts';
import { TASK_TYPES, type TaskType, type WorkDescription } from '../../../src/modules/scaling/sizing.ts';
import { work } from './support.ts';

/** Every count tried in turn. */
function exhaustive(subtasks: number, parallelism: number, minutes: number, overheadSeconds: number): number {
  let best = 1;
  for (let agents = 2; agents <= Math.min(subtasks, parallelism); agents++) {
    const cost = makespanMinutes(subtasks, parallelism, minutes, agents, overheadSeconds);
    if (cost < makespanMinutes(subtasks, parallelism, minutes, best, overheadSeconds)) best = agents;
  }
  return best;
}

const minutes = fc.oneof(
  fc.constantFrom(0, 0.05, 1, 3, 120),
  fc.double({ min: 0, max: 500, noNaN: true }),
  fc.double({ min: 0, max: 0.01, noNaN: true }),
);
const overheads = fc.oneof(fc.constantFrom(0, 0.3, 1, 60), fc.double({ min: 1e-9, max: 1000, noNaN: true }));

const stage = fc
  .record({
    subtasks: fc.integer({ min: 1, max: 300 }),
    durationMinutes: minutes,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(
    ({ subtasks, durationMinutes, share }): WorkStage => ({
      subtasks,
      durationMinutes,
      parallelism: Math.max(1, Math.ceil(subtasks * share)),
    }),
  );

describe('stages that follow each other', () => {
  test.prop([fc.array(stage, { minLength: 1, maxLength: 4 }), overheads])(
    'are sized as if every count were tried',
    (stages, overheadSeconds) => {
      const cost = (agents: number) => stagedMakespan(stages, agents, overheadSeconds);
      const widest = Math.max(...stages.map(({ parallelism }) => parallelism));
      const costs = Array.from({ length: widest }, (_unused, i) => cost(i + 1));
      const found = stagedOptimum(stages, overheadSeconds);
      expect(found).toBeLessThanOrEqual(widest);
      expect(cost(found)).toBe(Math.min(...costs));
    },
  );

  test('must hold all subtasks', () => {
    const stages = [{ subtasks: 5, durationMinutes: 2, parallelism: 5 }];
    expect(() => sizeByMakespan({ ...work(15, 2, 'general'), stages })).toThrow('stages is 5');
  });
});

describe('worked examples', () => {
  test('10 tasks of 5 min: all at once, one wave', () => {
    expect(makespanOptimum(10, 10, 5)).toBe(10);
  });

  test('a million files of 3 s: near the continuous optimum of sqrt(10^6 x 3 / 0.3)', () => {
    expect(continuousOptimum(1_000_000, 0.05)).toBeCloseTo(3162.28, 2);
    const decision = sizeByMakespan(work(1_000_000, 0.05, 'file_operations'));
    // 3,165 agents in 316 waves are exactly as good; the smaller count wins.
    expect(decision.agents).toBe(3125);
    expect(decision.estimate.waves).toBe(320);
    expect(decision.estimate.makespanMinutes).toBe(31.625);
    // The document settles on 5,000 agents and 35 minutes, roi on 8,999 and 50.
    expect(decision.estimate.makespanMinutes).toBeLessThan(31.63);
    expect(sizeByRoi(work(1_000_000, 0.05, 'file_operations')).estimate.makespanMinutes).toBeGreaterThan(50);
  });

  test('10,000 servers of 3 min: 2,500 agents in 4 waves beat 10,000 in one', () => {
    const decision = sizeByMakespan(work(10_000, 3, 'deployment'));
    expect(decision.agents).toBe(2500);
    expect(decision.estimate.makespanMinutes).toBe(24.5);
    expect(sizeByRoi(work(10_000, 3, 'deployment')).estimate.makespanMinutes).toBe(53);
  });

  test('the smallest of equally good counts is taken, and free coordination still needs no idle agents', () => {
    expect(makespanOptimum(10, 10, 0)).toBe(1);
    expect(makespanOptimum(10, 7, 5, 0)).toBe(5);
    expect(makespanOptimum(10, 3, 5, 0)).toBe(3);
  });

  test('honours an override and explains itself', () => {
    expect(sizeByMakespan(work(100, 1, 'general', { override: 7 })).agents).toBe(7);
    expect(sizeByMakespan(work(10_000, 3, 'deployment')).reasons).toEqual([
      'at most 10,000 of 10,000 subtasks can run at once',
      'if tasks were fluid, 2,449.5 agents would be best',
      '2,500 agents need 4 waves and 24.5 minutes, the least of all counts',
    ]);
  });
});

describe('optimality', () => {
  test.prop([fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2000 }), minutes, overheads], {
    numRuns: 1000,
  })('no count is better, and no smaller one as good', (subtasks, parallelism, duration, overhead) => {
    const found = makespanOptimum(subtasks, parallelism, duration, overhead);
    const best = exhaustive(subtasks, parallelism, duration, overhead);
    const cost = (agents: number) => makespanMinutes(subtasks, parallelism, duration, agents, overhead);
    expect(cost(found)).toBe(cost(best));
    expect(found).toBe(best);
  });

  test.prop([
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    minutes,
    fc.constantFrom<TaskType>(...TASK_TYPES),
    fc.integer({ min: 1, max: 256 }),
  ])(
    'never loses to roi on the model that both assume',
    (subtasks, share, durationMinutes, taskType, cores) => {
      const w: WorkDescription = {
        subtasks,
        parallelism: Math.max(1, Math.round(subtasks * share)),
        durationMinutes,
        taskType,
        cores,
      };
      expect(sizeByMakespan(w).estimate.makespanMinutes).toBeLessThanOrEqual(
        sizeByRoi(w).estimate.makespanMinutes,
      );
    },
  );

  test.prop([fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0.001, max: 100, noNaN: true })])(
    'lies between the continuous bound and one wave above it',
    (subtasks, duration) => {
      const agents = makespanOptimum(subtasks, subtasks, duration);
      const fluid = Math.min(subtasks, continuousOptimum(subtasks, duration));
      const bound = (subtasks / fluid) * duration + (0.3 * fluid) / 60;
      const reached = makespanMinutes(subtasks, subtasks, duration, agents);
      expect(reached).toBeGreaterThanOrEqual(bound * (1 - 1e-12));
      expect(reached).toBeLessThanOrEqual((bound + duration + 0.3 / 60) * (1 + 1e-12));
    },
  );
});
