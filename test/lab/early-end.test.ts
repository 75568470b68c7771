/** Conditions of runs that ended before their scenario did. */
import { expect, test } from 'vitest';
import { isCut, isTimeOver, ofWholeRun } from '../../src/lab/early-end.ts';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';
import { CACHE_METRICS } from '../../src/recording/cache-metrics.ts';
import { FLOW_METRICS } from '../../src/recording/flow-metrics.ts';
import { METRICS } from '../../src/recording/metrics.ts';
import { CHANGING, GROWING } from '../../src/recording/over-time.ts';
import { STORAGE_METRICS } from '../../src/recording/storage-metrics.ts';

const scenario = (more: object) =>
  parseScenario(
    JSON.stringify({
      name: 'early',
      agents: { count: 2 },
      workloads: [{ name: 'work', arrivals: 'poisson(rate=3/s)', service: 'exponential(mean=1s)' }],
      ...more,
    }),
  );

const CONDITIONS = [
  'agents.utilization > 10%',
  // Beyond what the longest of the runs below could come to.
  'queue.depth.max < 1000000',
  'queue.depth.max < 2',
  'messages.sent > 5',
  'tasks.unfinished == 0',
];

async function verdicts(more: object, until?: number, signal?: AbortSignal): Promise<string[]> {
  const { summary } = await runScenario(scenario({ expect: CONDITIONS, ...more }), { until, signal });
  return summary.expectations.map(({ verdict }) => verdict);
}

test('a figure over time decides a condition in the whole run, and in a part of it only where it can but grow', async () => {
  expect(await verdicts({ duration: '60s' })).toEqual(['met', 'met', 'unmet', 'met', 'unmet']);
  expect(await verdicts({ duration: '60s' }, 20)).toEqual([
    'undecided',
    'undecided',
    'unmet',
    'met',
    'undecided',
  ]);
});

test('--until at the very end, or beyond it, cuts nothing off', async () => {
  expect([59, 60, 61].map((until) => isCut({ duration: 60 }, until))).toEqual([true, false, false]);
  expect([isCut({ duration: 60 }, undefined), isCut({ duration: null }, 1)]).toEqual([false, true]);
  expect(await verdicts({ duration: '60s' }, 60)).toEqual(await verdicts({ duration: '60s' }));
});

test('the time is over at the end of the scenario and at a cut, and not when the work is done or a person interrupts', () => {
  const all = ['horizon', 'cut', 'finished', 'stalled', 'running'] as const;
  expect(all.filter((progress) => isTimeOver({ progress }))).toEqual(['horizon', 'cut']);
});

test('what ends before --until is whole', async () => {
  const workloads = [{ name: 'work', backlog: 5, service: '1s' }];
  expect(await verdicts({ workloads, expect: ['tasks.unfinished == 0'] }, 100)).toEqual(['met']);
  expect(await verdicts({ workloads, expect: ['tasks.unfinished == 0'] }, 1)).toEqual(['undecided']);
});

test('an interrupted run says so, with what would decide it', async () => {
  const interrupt = new AbortController();
  const { summary } = await runScenario(scenario({ duration: '50000s', expect: CONDITIONS }), {
    signal: interrupt.signal,
    onProgress: () => interrupt.abort(),
  });
  expect(summary.partial).toBe(true);
  expect(summary.expectations.map(({ verdict }) => verdict)).toEqual([
    'undecided',
    'undecided',
    'unmet',
    'met',
    'undecided',
  ]);
  expect(summary.expectations[0]).toMatchObject({
    reason: expect.stringMatching(/^it is of the whole run, and this one was interrupted at /),
    remedy: 'let the run come to its end',
  });
  // The figure so far is told all the same.
  expect(summary.expectations[0].actual).toBeGreaterThan(0);
});

test('bounds of what grows keep their lower end alone; what is of tasks stays as it is', () => {
  expect(ofWholeRun('messages.sent', 3)).toEqual({ lower: 3, upper: null });
  expect(ofWholeRun('queue.depth.mean', 3)).toEqual({ lower: 0, upper: null });
  expect(ofWholeRun('agents.utilization', 0.3)).toEqual({ lower: 0, upper: 1 });
  expect(ofWholeRun('speedup', 0.3)).toBe(0.3);
  expect(ofWholeRun('spawn.latency.max', { lower: 2, upper: 4 })).toEqual({ lower: 2, upper: null });
  // What need not be measured at all need not be in the whole run either.
  expect(ofWholeRun('spawn.latency.max', { lower: 2, upper: 4, or_none: true })).toEqual({
    ...{ lower: 2, upper: null, or_none: true },
  });
  expect(ofWholeRun('spawn.latency.p50', { lower: 2, upper: 4, or_none: true })).toEqual({
    ...{ lower: 0, upper: null, or_none: true },
  });
  expect(ofWholeRun('spawn.latency.p50', 2)).toEqual({ lower: 0, upper: null });
  expect(ofWholeRun('task.latency.p50', 2)).toBe(2);
  expect(ofWholeRun('task.latency.p50', { lower: 2, upper: 4 })).toEqual({ lower: 2, upper: 4 });
  expect(ofWholeRun('flow.order.pay.retried', 1)).toEqual({ lower: 1, upper: null });
  expect(ofWholeRun('tenant.red.throughput', 1)).toEqual({ lower: 0, upper: null });
});

test('every metric that is said to be over time is one that runs report', () => {
  const names = new Set(
    [...METRICS, ...CACHE_METRICS, ...FLOW_METRICS, ...STORAGE_METRICS].map(({ name }) => name),
  );
  expect([...GROWING, ...CHANGING].filter((name) => !names.has(name))).toEqual([]);
});
