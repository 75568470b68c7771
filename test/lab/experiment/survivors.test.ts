/** A comparison of latencies says so where alternatives do not complete the same share of their tasks. */
import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/lab/compare.ts';
import type { Plan } from '../../../src/lab/experiment/plan.ts';
import type { FinishedRun } from '../../../src/lab/experiment/result.ts';
import { unlikeShares } from '../../../src/lab/experiment/survivors.ts';
import { parseScenario } from '../../../src/lab/load-scenario.ts';
import { compareSentences } from '../../../src/report/experiment/sentences.ts';

/** One agent, a task every half second for 20 s, each of one second: with room for none that waits, every other one is turned away. */
const desk = (limit: number) =>
  parseScenario(`
agents: { count: 1, queue_limit: ${limit}, when_full: reject }
scheduler: { algorithm: random, agent_queue: unlimited }
retry: { max_attempts: 1, timeout: never }
workload: { arrivals: "deterministic(interval=500ms)", stop: 20s, service: "uniform(min=0.9s, max=0.95s)" }
`);

const of = (limits: Record<string, number>, ...metrics: string[]) =>
  compare(Object.fromEntries(Object.entries(limits).map(([label, limit]) => [label, desk(limit)])), {
    design: { kind: 'fixed', replications: 3 },
    metrics,
    workers: 1,
  });

describe('of tasks that complete alone', () => {
  test('a latency is, which the sentence and a note say', async () => {
    const result = await of({ turns_away: 0, keeps: 100 }, 'task.latency.p99', 'makespan');
    const [latency, makespan] = compareSentences(result);
    expect(latency).toMatch(
      /^turns_away has the lowest task\.latency\.p99: .*; of completed tasks alone, which are 5\d(\.\d)? % with turns_away, 100 % with keeps\.$/,
    );
    expect(makespan).not.toContain('completed tasks alone');
    const notes = result.notes.filter((note) => note.includes('of completed tasks alone'));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^task\.latency\.p99 is .*: 5\d(\.\d)? % with turns_away, 100 % with keeps\. /);
  });

  test('but nothing is said where all complete as many', async () => {
    const result = await of({ some: 100, more: 200 }, 'task.latency.p99');
    expect([...compareSentences(result), ...result.notes].join(' ')).not.toContain('completed tasks alone');
  });
});

test('tasks that had not ended may still complete', () => {
  const run = (alternative: number, metrics: object, bounds: object) =>
    ({ alternative, replication: 0, row: { metrics, bounds } }) as unknown as FinishedRun;
  const plan = { alternatives: [{ label: 'a' }, { label: 'b' }] } as unknown as Plan;
  const rate = 'tasks.success_rate';
  const whole = run(0, { [rate]: 1 }, {});
  expect(
    unlikeShares(plan, [whole, run(1, { [rate]: null }, { [rate]: { lower: 0.2, upper: 1 } })]),
  ).toBeNull();
  expect(
    unlikeShares(plan, [whole, run(1, { [rate]: null }, { [rate]: { lower: 0.2, upper: 0.9 } })]),
  ).toEqual([
    { label: 'a', share: 1 },
    { label: 'b', share: 0.9 },
  ]);
});
