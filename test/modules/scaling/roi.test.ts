import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ROI_ENTRY, sizeByRoi } from '../../../src/modules/scaling/roi.ts';
import {
  InvalidWorkError,
  TASK_TYPES,
  type TaskType,
  type WorkDescription,
} from '../../../src/modules/scaling/sizing.ts';
import { work } from './support.ts';

/** The document's function, transcribed line by line without regard for style, as an independent check. */
function transcribed(w: WorkDescription): number {
  const maxParallel = w.parallelism;
  if (maxParallel <= 1) return 1;
  const overheadPerAgent = 0.3;
  const totalOverhead = (overheadPerAgent * maxParallel) / 60;
  const sequentialTime = w.durationMinutes * w.subtasks;
  const parallelTime = w.durationMinutes + totalOverhead;
  const timeSaved = sequentialTime - parallelTime;
  if (timeSaved <= totalOverhead) {
    let optimal = 1;
    for (let n = 1; n < maxParallel + 1; n++) {
      const testOverhead = (overheadPerAgent * n) / 60;
      const testParallelTime = sequentialTime / n + testOverhead;
      const testSavings = sequentialTime - testParallelTime;
      if (testSavings > testOverhead) optimal = n;
      else break;
    }
    return optimal;
  }
  let optimal = maxParallel;
  if (w.taskType === 'file_operations') optimal = Math.min(maxParallel, 10000);
  else if (w.taskType === 'api_calls') optimal = Math.min(maxParallel, 1000 * w.durationMinutes * 60);
  else if (w.taskType === 'computation') optimal = Math.min(maxParallel, (w.cores as number) * 4);
  else if (w.taskType === 'network_operations') optimal = Math.min(maxParallel, 5000);
  if (optimal > 1000) {
    const roiRatio = timeSaved / totalOverhead;
    if (roiRatio < 10) optimal = Math.trunc(optimal * (roiRatio / 10));
  }
  if (w.durationMinutes < 1) {
    optimal = Math.min(optimal, Math.trunc((sequentialTime * 0.1) / overheadPerAgent));
  } else if (w.durationMinutes > 30) optimal = maxParallel;
  return Math.max(1, optimal);
}

const works = fc
  .record({
    subtasks: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 1_000_000 })),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    durationMinutes: fc.oneof(
      fc.constantFrom(0, 0.05, 0.1, 1, 3, 30, 31),
      fc.double({ min: 0, max: 0.1, noNaN: true }),
      fc.double({ min: 0, max: 200, noNaN: true }),
    ),
    taskType: fc.constantFrom<TaskType>(...TASK_TYPES),
    cores: fc.integer({ min: 1, max: 512 }),
  })
  .map(
    ({ share, ...rest }): WorkDescription => ({ ...rest, parallelism: Math.round(rest.subtasks * share) }),
  );

describe('the algorithm on the worked examples', () => {
  const examples: [number, number, TaskType, number][] = [
    [10, 5, 'general', 10],
    [500, 2, 'file_operations', 500],
    [10_000, 1, 'file_operations', 10_000],
    [1000, 120, 'deployment', 1000],
    [5000, 0.1, 'micro_operations', 166],
    [5000, 0.5, 'file_operations', 833],
    [10_000, 0.1, 'micro_operations', 333],
    [10_000, 30, 'deployment', 10_000],
    [1_000_000, 0.05, 'file_operations', 8999],
    [10_000, 3, 'network_operations', 5000],
    [10_000, 3, 'deployment', 10_000],
    [85, 3, 'general', 85],
    // The rest of the document's scaling matrix and patterns.
    [100, 2, 'file_operations', 100],
    [500, 1, 'file_operations', 500],
    [1000, 5, 'api_calls', 1000],
    [50_000, 5 / 60, 'micro_operations', 1388],
  ];
  test.each(examples)('%i subtasks of %d min, %s: %i agents', (subtasks, minutes, type, agents) => {
    expect(sizeByRoi(work(subtasks, minutes, type)).agents).toBe(agents);
  });

  test('a bug fix of 8 subtasks, 2 at once: 2 agents', () => {
    expect(sizeByRoi(work(8, 10, 'general', { parallelism: 2 })).agents).toBe(2);
  });

  test('a linear chain: 1 agent', () => {
    const decision = sizeByRoi(work(10, 5, 'general', { parallelism: 1 }));
    expect(decision.agents).toBe(1);
    expect(decision.label).toBe('POOR');
    expect(decision.reasons).toHaveLength(1);
  });
});

describe('single phases', () => {
  test('phase 4 can only end at one agent, since one agent never pays', () => {
    const decision = sizeByRoi(work(100, 0.005, 'general'));
    expect(decision.agents).toBe(1);
    expect(decision.reasons.at(-1)).toContain('phase 4');
  });

  test('phase 6: computation is bounded by cores, from the work or from its capacity', () => {
    expect(sizeByRoi(work(1000, 5, 'computation', { cores: 8 })).agents).toBe(32);
    expect(sizeByRoi(work(1000, 5, 'computation', { capacity: { cores: 16 } })).agents).toBe(64);
    expect(sizeByRoi(work(1000, 5, 'computation')).agents).toBe(1000);
  });

  test('phase 6: a rate limit that leaves a fraction of an agent is rounded down', () => {
    expect(sizeByRoi(work(100_000, 1.0001, 'api_calls')).agents).toBe(60_006);
    expect(sizeByRoi(work(100, 2, 'api_calls'), { apiRate: 0.1234 }).agents).toBe(14);
    expect(sizeByRoi(work(100, 2, 'api_calls'), { apiRate: 0 }).agents).toBe(1);
  });

  test('phase 4: savings equal to the overhead do not pay', () => {
    expect(sizeByRoi(work(3, 3, 'general'), { overheadSeconds: 60 }).agents).toBe(1);
    expect(sizeByRoi(work(3, 3.01, 'general'), { overheadSeconds: 60 }).agents).toBe(3);
  });

  test('phase 7: only above 1,000 agents is a return below 10 examined', () => {
    expect(sizeByRoi(work(1000, 3, 'general'), { overheadSeconds: 30 }).agents).toBe(1000);
    expect(sizeByRoi(work(1001, 3, 'general'), { overheadSeconds: 30 }).agents).toBe(499);
  });

  test('phase 8: long tasks take all parallelism again, whatever phase 6 said', () => {
    expect(sizeByRoi(work(9000, 30, 'network_operations')).agents).toBe(5000);
    expect(sizeByRoi(work(9000, 30.1, 'network_operations')).agents).toBe(9000);
  });

  test('every option changes the outcome', () => {
    expect(sizeByRoi(work(5000, 0.1, 'general'), { overheadSeconds: 0.1 }).agents).toBe(500);
    expect(sizeByRoi(work(500, 2, 'file_operations'), { diskIops: 70 }).agents).toBe(70);
    expect(sizeByRoi(work(500, 2, 'network_operations'), { connections: 60 }).agents).toBe(60);
    expect(sizeByRoi(work(500, 2, 'computation', { cores: 5 }), { agentsPerCore: 3 }).agents).toBe(15);
  });

  test('one reason for each phase passed through, in order', () => {
    const { reasons } = sizeByRoi(work(1_000_000, 0.05, 'file_operations'));
    expect(reasons.map((reason) => reason.slice(0, 8))).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `phase ${n}:`),
    );
    expect(reasons[6]).toContain('reduced to 8,999');
  });
});

describe('properties', () => {
  test.prop([works])('agrees with a transcription of the document', (w) => {
    expect(sizeByRoi(w).agents).toBe(Math.max(1, Math.floor(transcribed(w))));
  });

  test.prop([works])('is a whole number of agents, at least one, at most the parallelism', (w) => {
    const { agents } = sizeByRoi(w);
    expect(Number.isSafeInteger(agents)).toBe(true);
    expect(agents).toBeGreaterThanOrEqual(1);
    expect(agents).toBeLessThanOrEqual(Math.max(1, w.parallelism));
  });

  test.prop([works, fc.integer({ min: 1, max: 1e9 })])('honours an override exactly', (w, override) => {
    const decision = sizeByRoi({ ...w, override });
    expect(decision.agents).toBe(override);
    expect(decision.policy).toBe('override');
  });

  test.prop([
    works,
    fc.integer({ min: 0, max: 10_000 }),
    fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined }),
  ])(
    'warns exactly when the count exceeds capacity, and never changes it for that',
    (w, agents, override) => {
      const decision = sizeByRoi({ ...w, override, capacity: { agents } });
      expect(decision.agents).toBe(sizeByRoi({ ...w, override }).agents);
      expect(decision.warning !== undefined).toBe(decision.agents > agents);
      expect(decision.capacityWarning !== undefined).toBe(decision.agents > agents);
    },
  );
});

describe('overrides and errors', () => {
  test('50 agents asked for where 80 fit: no warning; where 40 fit: a warning and still 50', () => {
    const repository = work(85, 3, 'general', { override: 50 });
    expect(sizeByRoi({ ...repository, capacity: { agents: 80 } }).warning).toBeUndefined();
    expect(sizeByRoi({ ...repository, capacity: { agents: 50 } }).warning).toBeUndefined();
    const crowded = sizeByRoi({ ...repository, capacity: { agents: 90, cores: 10 } });
    expect(crowded.agents).toBe(50);
    expect(crowded.capacityWarning).toEqual({ agents: 50, capacity: 40, bound: 'cpu', requested: true });
    expect(crowded.warning).toMatch(/50 agents exceed the capacity of 40 .*cpu.*going on with 50/);
  });

  test('an automatic count above capacity is warned of as not requested', () => {
    const decision = sizeByRoi(
      work(500, 2, 'general', { capacity: { memoryBytes: 8 * 1024 * 1024 * 1024 } }),
    );
    expect(decision.agents).toBe(500);
    expect(decision.capacityWarning).toEqual({
      agents: 500,
      capacity: 16,
      bound: 'memory',
      requested: false,
    });
  });

  test.each<[string, Partial<WorkDescription>]>([
    ['subtasks', { subtasks: 1.5 }],
    ['subtasks', { subtasks: -1 }],
    ['parallelism', { parallelism: Number.NaN }],
    ['durationMinutes', { durationMinutes: Number.POSITIVE_INFINITY }],
    ['durationMinutes', { durationMinutes: -1 }],
    ['taskType', { taskType: 'magic' as TaskType }],
    ['cores', { cores: 0 }],
    ['override', { override: 0 }],
    ['override', { override: 2.5 }],
  ])('names %s when it is out of range', (field, wrong) => {
    const attempt = () => sizeByRoi({ ...work(10, 1, 'general'), ...wrong });
    expect(attempt).toThrow(InvalidWorkError);
    expect(attempt).toThrow(expect.objectContaining({ field }));
  });

  test('no work needs one agent', () => {
    expect(sizeByRoi(work(0, 5, 'general')).agents).toBe(1);
    expect(ROI_ENTRY.name).toBe('roi');
  });
});
