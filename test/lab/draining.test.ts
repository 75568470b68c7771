/** Runs in which arrivals end before the work does. */
import { describe, expect, test } from 'vitest';
import { summaryOf } from './from-text.ts';

const AT_ONCE = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
retry: { timeout: never }
`;
/** One agent; ten tasks of two seconds, one each second from 1 s to 10 s: done at 21 s. */
const QUEUE = `${AT_ONCE}agents: 1
workload: { arrivals: "deterministic(interval=1s)", tasks: 10, service: 2s }
`;
const noted = (notes: readonly string[]) => notes.filter((note) => note.includes('without arrivals'));

describe('a run that drains', () => {
  test('says since when, and how much of the measured time that is', async () => {
    const { draining, notes, metrics } = await summaryOf(QUEUE);
    expect(draining).toEqual({ since: 10, share: 11 / 21 });
    expect(noted(notes)).toEqual([
      'The last task arrived at 10 s: the 11 s without arrivals that followed, 52.4 % of the measured time, are a part of all averages over time (utilization, tasks in the system, queues, throughput). A condition reads what it was until then: "mean tasks.in_system between 0s and 10s" (sim list series).',
    ]);
    expect(metrics['agents.utilization']).toBeCloseTo(20 / 21, 12);
    expect(metrics['tasks.in_system.mean']).toBeCloseTo((10 * (2 + 11)) / 2 / 21, 12);
  });

  test.each([
    ['in whole seconds', 'deterministic(interval=1s)', '2s'],
    ['at any microsecond', 'poisson(rate=1/s)', '2s'],
    ['with work much longer than the arrivals', 'poisson(rate=1/s)', '1h'],
  ])('what it advises is known exactly, as are the figures over tasks: %s', async (_, arrivals, service) => {
    const text = `${AT_ONCE}agents: 2\nwarmup: 500ms\nworkload: { arrivals: "${arrivals}", tasks: 10, service: ${service} }\n`;
    const { notes, draining } = await summaryOf(text);
    const condition = /"(mean .+?)"/.exec(noted(notes).join())?.[1];
    const { expectations, bounds, metrics } = await summaryOf(`${text}expect: ["${condition} > 0"]\n`);
    expect(expectations).toMatchObject([{ verdict: 'met' }]);
    expect(bounds).toEqual({});
    const cut = await summaryOf(text, [`duration=${draining?.since}s`]);
    expect(expectations[0].actual).toBeCloseTo(cut.metrics['tasks.in_system.mean'] ?? Number.NaN, 9);
    expect(metrics['task.latency.mean']).toBeGreaterThan(0);
  });

  test('says nothing where nothing was measured: the warm-up was not reached', async () => {
    const { draining, notes } = await summaryOf(QUEUE, ['warmup=1h', 'duration=2h']);
    expect(draining).toBeUndefined();
    expect(noted(notes)).toEqual([]);
  });

  test('ends with its arrivals where the duration says so', async () => {
    const { draining, notes, metrics } = await summaryOf(QUEUE, ['duration=10s']);
    expect(draining).toBeUndefined();
    expect(noted(notes)).toEqual([]);
    expect(metrics['agents.utilization']).toBeCloseTo(9 / 10, 12);
  });

  test('is none as long as any workload goes on arriving', async () => {
    const { draining } = await summaryOf(
      `${AT_ONCE}agents: 1
duration: 40s
workloads:
  - { name: a, arrivals: "deterministic(interval=1s)", tasks: 10, service: 2s }
  - { name: b, arrivals: "deterministic(interval=25s)", service: 1s }
`,
    );
    expect(draining).toBeUndefined();
  });

  test('is not one whose work was given as a whole, and a short end is no matter', async () => {
    expect(
      (await summaryOf(`${AT_ONCE}agents: 1\nworkload: { backlog: 10, service: 2s }`)).draining,
    ).toBeUndefined();
    const { draining, notes } = await summaryOf(QUEUE, ['workload.tasks=200', 'agents=4']);
    expect(draining?.share).toBeCloseTo(2 / 202, 12);
    expect(noted(notes)).toEqual([]);
  });

  test('is judged by the measured time', async () => {
    expect((await summaryOf(QUEUE, ['warmup=11s'])).draining).toEqual({ since: 10, share: 1 });
    expect((await summaryOf(QUEUE, ['warmup=5s'])).draining).toEqual({ since: 10, share: 11 / 16 });
  });
});
