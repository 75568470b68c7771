import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { analysisTree, drawTree } from '../../../src/modules/scaling/analysis.ts';
import { adaptiveBatching } from '../../../src/modules/scaling/batching.ts';
import { capacityBounds, tightestBound } from '../../../src/modules/scaling/capacity.ts';
import { estimateSizing, roiLabel, roiRatio, wavesOf } from '../../../src/modules/scaling/cost.ts';
import { InvalidCapacityError, InvalidWorkError } from '../../../src/modules/scaling/errors.ts';
import { PredictiveScaler } from '../../../src/modules/scaling/history.ts';
import { sizeByRoi } from '../../../src/modules/scaling/roi.ts';
import { grouped, minutesText } from '../../../src/modules/scaling/text.ts';
import { work } from './support.ts';

describe('return on overhead', () => {
  test('10,000 servers of 3 min on 10,000 agents: 599', () => {
    expect(roiRatio(10_000, 30_000)).toBeCloseTo(598.94, 10);
    const estimate = estimateSizing(10_000, 10_000, 3, 10_000);
    expect(estimate).toMatchObject({ sequentialMinutes: 30_000, overheadMinutes: 50, parallelMinutes: 53 });
    expect(estimate.savedMinutes).toBe(29_947);
    expect(estimate.savedShare).toBeCloseTo(0.998, 3);
  });

  test('one agent loses its overhead; free coordination returns without bound', () => {
    expect(roiRatio(1, 100)).toBeCloseTo(-1, 9);
    expect(roiRatio(4, 100, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    [100.1, 'EXCELLENT'],
    [100, 'GOOD'],
    [10.1, 'GOOD'],
    [10, 'MARGINAL'],
    [2.1, 'MARGINAL'],
    [2, 'POOR'],
    [-1, 'POOR'],
    [Number.POSITIVE_INFINITY, 'EXCELLENT'],
  ])('%d is %s', (ratio, label) => {
    expect(roiLabel(ratio)).toBe(label);
  });

  test('agents beyond the parallelism do not shorten the waves', () => {
    expect(wavesOf(10, 3, 3)).toBe(4);
    expect(wavesOf(10, 3, 10)).toBe(4);
    expect(wavesOf(10, 10, 10)).toBe(1);
    expect(wavesOf(0, 0, 5)).toBe(0);
  });
});

describe('capacity', () => {
  const GIB = 1024 * 1024 * 1024;

  test('cores x 4, memory by half GiB, IOPS / 2, bandwidth x 10, requests of providers', () => {
    const bounds = capacityBounds({
      cores: 8,
      memoryBytes: 15.9 * GIB,
      diskIops: 10_001,
      bandwidthMbps: 1000,
      providers: [
        { name: 'openai', requestsPerMinute: 10_000 },
        { name: 'github', requestsPerMinute: 5000 },
        { name: 'aws', requestsPerMinute: Number.POSITIVE_INFINITY },
      ],
      requestsPerAgentMinute: 3,
    });
    expect(bounds).toEqual([
      { resource: 'cpu', agents: 32 },
      { resource: 'memory', agents: 31 },
      { resource: 'disk', agents: 5000 },
      { resource: 'network', agents: 10_000 },
      { resource: 'provider openai', agents: 3333 },
      { resource: 'provider github', agents: 1666 },
      { resource: 'provider aws', agents: Number.POSITIVE_INFINITY },
    ]);
    expect(tightestBound(bounds)).toEqual({ resource: 'memory', agents: 31 });
  });

  test('nothing known bounds nothing', () => {
    expect(tightestBound(capacityBounds({}))).toBeUndefined();
    expect(
      tightestBound(
        capacityBounds({ providers: [{ name: 'x', requestsPerMinute: Number.POSITIVE_INFINITY }] }),
      ),
    ).toBeUndefined();
  });

  test('names what is out of range', () => {
    expect(() => capacityBounds({ diskIops: -1 })).toThrow(InvalidCapacityError);
    expect(() => capacityBounds({ requestsPerAgentMinute: 0 })).toThrow(/requestsPerAgentMinute is 0/);
    expect(() => capacityBounds({ providers: [{ name: 'x', requestsPerMinute: Number.NaN }] })).toThrow(
      /providers\.x/,
    );
  });
});

describe('adaptive batching', () => {
  test('a million items on 5,000 agents: 200 each', () => {
    expect(adaptiveBatching(1_000_000, 5000)).toEqual([{ agents: 5000, itemsPerAgent: 200 }]);
  });

  test('what fits runs at once, one item each', () => {
    expect(adaptiveBatching(7, 10)).toEqual([{ agents: 7, itemsPerAgent: 1 }]);
    expect(adaptiveBatching(0, 10)).toEqual([]);
  });

  test('the rest is one item more for some', () => {
    expect(adaptiveBatching(50_000, 555)).toEqual([
      { agents: 50, itemsPerAgent: 91 },
      { agents: 505, itemsPerAgent: 90 },
    ]);
    expect(adaptiveBatching(9999, 5000)).toEqual([
      { agents: 4999, itemsPerAgent: 2 },
      { agents: 1, itemsPerAgent: 1 },
    ]);
  });

  test.prop([fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 1, max: 20_000 })])(
    'holds exactly the items in batches that differ by at most one, with as many agents as find work',
    (items, capacity) => {
      const batches = adaptiveBatching(items, capacity);
      const covered = batches.reduce((sum, batch) => sum + batch.agents * batch.itemsPerAgent, 0);
      expect(covered).toBe(items);
      expect(batches.reduce((sum, batch) => sum + batch.agents, 0)).toBe(Math.min(items, capacity));
      expect(batches.length).toBeLessThanOrEqual(2);
      if (batches.length === 2) expect(batches[0].itemsPerAgent - batches[1].itemsPerAgent).toBe(1);
      for (const batch of batches) expect(batch.agents).toBeGreaterThanOrEqual(1);
    },
  );

  test('names what is out of range', () => {
    expect(() => adaptiveBatching(1.5, 5)).toThrow(InvalidWorkError);
    expect(() => adaptiveBatching(5, 0)).toThrow(/agentCapacity is 0/);
  });
});

describe('predictive history', () => {
  const execution = (subtasks: number, agents: number, efficiency: number) =>
    ({ taskType: 'general', subtasks, agents, timeMinutes: 10, efficiency }) as const;

  test('scales the most efficient similar execution', () => {
    const scaler = new PredictiveScaler();
    scaler.record(execution(100, 20, 0.8));
    scaler.record(execution(110, 40, 0.9));
    scaler.record(execution(100, 99, 0.85));
    expect(scaler.predict('general', 100)).toBe(36);
    expect(scaler.predict('computation', 100)).toBeUndefined();
  });

  test('similar is strictly within 20 % of the new size', () => {
    const scaler = new PredictiveScaler();
    scaler.record(execution(100, 50, 1));
    expect(scaler.predict('general', 125)).toBeUndefined();
    expect(scaler.predict('general', 124)).toBe(62);
    expect(scaler.predict('general', 84)).toBe(42);
    expect(scaler.predict('general', 83)).toBeUndefined();
  });

  test('the earliest of equals wins, and never fewer than one agent', () => {
    const scaler = new PredictiveScaler();
    scaler.record(execution(100, 1, 0.5));
    scaler.record(execution(100, 9, 0.5));
    expect(scaler.predict('general', 95)).toBe(1);
  });

  test('forgets the oldest first', () => {
    const scaler = new PredictiveScaler(2);
    scaler.record(execution(100, 10, 0.9));
    scaler.record(execution(100, 20, 0.5));
    scaler.record(execution(100, 30, 0.5));
    expect(scaler.count).toBe(2);
    expect(scaler.predict('general', 100)).toBe(20);
  });

  test('sizes by roi while nothing similar is known, and honours overrides', () => {
    const scaler = new PredictiveScaler();
    const unknown = scaler.size(work(500, 2, 'file_operations'));
    expect(unknown.policy).toBe('roi');
    expect(unknown.reasons[0]).toBe('no similar execution is known: sized by roi');
    scaler.record({
      taskType: 'file_operations',
      subtasks: 500,
      agents: 125,
      timeMinutes: 8,
      efficiency: 0.97,
    });
    expect(scaler.size(work(500, 2, 'file_operations'))).toMatchObject({
      agents: 125,
      policy: 'predictive_history',
    });
    expect(scaler.size(work(500, 2, 'file_operations', { override: 3 })).agents).toBe(3);
  });

  test.prop([
    fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 5 }),
      ),
      {
        maxLength: 40,
      },
    ),
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 1, max: 15 }),
  ])('agrees with the plain list of the last executions', (past, subtasks, capacity) => {
    const scaler = new PredictiveScaler(capacity);
    for (const [size, agents, efficiency] of past) scaler.record(execution(size, agents, efficiency));
    const similar = past.slice(-capacity).filter(([size]) => Math.abs(size - subtasks) < subtasks * 0.2);
    const best = similar.reduce<(typeof past)[number] | undefined>(
      (a, b) => (a && a[2] >= b[2] ? a : b),
      undefined,
    );
    expect(scaler.predict('general', subtasks)).toBe(
      best && Math.max(1, Math.trunc(best[1] * (subtasks / best[0]))),
    );
  });
});

describe('text', () => {
  test.each([
    [29_947, '29,947'],
    [0.05, '0.05'],
    [1_000_000, '1,000,000'],
    [-1234.5, '-1,234.5'],
    [999, '999'],
    [-0.001, '0'],
    [0, '0'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [1e21, '1e+21'],
  ])('%d is %s', (value, text) => {
    expect(grouped(value)).toBe(text);
  });

  test('minutes', () => {
    expect(minutesText(1)).toBe('1 minute');
    expect(minutesText(30_000)).toBe('30,000 minutes (500 hours)');
  });

  test('a tree with branches', () => {
    expect(drawTree(['a', ['b', 'c'], 'd', ['e']])).toEqual([
      '├─ a',
      '│   ├─ b',
      '│   └─ c',
      '└─ d',
      '    └─ e',
    ]);
  });
});

describe('the analysis', () => {
  test('10,000 servers', () => {
    const servers = work(10_000, 3, 'deployment');
    expect(analysisTree(servers, sizeByRoi(servers), { unit: 'servers' })).toEqual([
      '├─ Maximum parallelism: 10,000 servers',
      '├─ Coordination overhead: 10,000 × 0.3s = 50 minutes total',
      '├─ Sequential time: 10,000 × 3min = 30,000 minutes (500 hours)',
      '├─ Parallel time: 3min + 50min overhead = 53 minutes',
      '├─ Time saved: 30,000 - 53 = 29,947 minutes (499 hours)',
      '├─ ROI ratio: 29,947 / 50 = 599x return on overhead',
      '└─ DECISION: Use 10,000 agents (roi, EXCELLENT)',
    ]);
  });

  test('one server, where even a fraction of a minute of overhead is a loss', () => {
    const server = work(1, 3, 'deployment');
    expect(analysisTree(server, sizeByRoi(server), { unit: 'servers', one: 'server' }).slice(0, 6)).toEqual([
      '├─ Maximum parallelism: 1 server',
      '├─ Coordination overhead: 1 × 0.3s = 0.005 minutes total',
      '├─ Sequential time: 1 × 3min = 3 minutes',
      '├─ Parallel time: 3min + 0.005min overhead = 3.005 minutes',
      '├─ Time saved: none; coordination makes it slower by 3.005 - 3 = 0.005 minutes',
      '├─ ROI ratio: no return on overhead, since no time is saved',
    ]);
  });

  test('a million files, with the two counts that the document tests', () => {
    const files = work(1_000_000, 0.05, 'file_operations');
    const lines = analysisTree(files, sizeByRoi(files), { unit: 'files', alternatives: [10_000, 5000] });
    expect(lines.slice(6, 16)).toEqual([
      '├─ Testing 10,000 agents:',
      '│   ├─ Overhead: 10,000 × 0.3s = 50 minutes',
      '│   ├─ Parallel time: (1,000,000 / 10,000) × 0.05min = 5 minutes',
      '│   ├─ Total: 5 + 50 = 55 minutes',
      '│   └─ Time saved: 49,945 minutes (832 hours)',
      '├─ Testing 5,000 agents:',
      '│   ├─ Overhead: 5,000 × 0.3s = 25 minutes',
      '│   ├─ Parallel time: (1,000,000 / 5,000) × 0.05min = 10 minutes',
      '│   ├─ Total: 10 + 25 = 35 minutes',
      '│   └─ Time saved: 49,965 minutes (833 hours)',
    ]);
    expect(lines.at(-1)).toBe('└─ DECISION: Use 8,999 agents (roi, EXCELLENT)');
  });

  test.prop([
    fc.integer({ min: 1, max: 100_000 }),
    fc.double({ min: 0.01, max: 300, noNaN: true }),
    fc.integer({ min: 1, max: 20_000 }),
  ])('shows sums that add up', (subtasks, minutes, agents) => {
    const some = work(subtasks, minutes, 'general', { override: agents });
    for (const line of analysisTree(some, sizeByRoi(some), { alternatives: [agents] })) {
      const sum = /([\d.,]+)(?:min)? ([+-]) ([\d.,]+)(?:min overhead)? = ([\d.,]+) /.exec(line);
      if (!sum) continue;
      const [a, b, c] = [sum[1], sum[3], sum[4]].map((text) => Number(text.replaceAll(',', '')));
      expect(sum[2] === '+' ? a + b : a - b, line).toBeCloseTo(c, 6);
    }
  });

  test('an override beside what would have been calculated, with a warning', () => {
    const repository = work(85, 3, 'general', { override: 50, capacity: { agents: 40 } });
    const automatic = sizeByRoi({ ...repository, override: undefined });
    const lines = analysisTree(repository, sizeByRoi(repository), { automatic });
    expect(lines.slice(6)).toEqual([
      '├─ User requested: 50 agents',
      '├─ System calculated optimal: 85 agents (roi)',
      '├─ Note: 41% fewer agents than calculated',
      '├─ WARNING: 50 agents exceed the capacity of 40 (as stated); going on with 50 as requested, 40 or automatic scaling is recommended',
      '└─ DECISION: Use 50 agents (override, EXCELLENT)',
    ]);
  });
});
