/** A comparison of latencies says so where alternatives do not complete the same share of their tasks. */
import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/lab/compare.ts';
import type { SweepResult } from '../../../src/lab/experiment/result.ts';
import { type RunGroup, survivorNotes, survivorsOf } from '../../../src/lab/experiment/survivors.ts';
import { parseScenario } from '../../../src/lab/load-scenario.ts';
import { compareSentences } from '../../../src/report/experiment/sentences.ts';
import { sweepSentences } from '../../../src/report/experiment/sweep-sentences.ts';
import { P99, sweep, UTILIZATION } from '../../report/experiment/fixture.ts';

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
    expect(makespan).toMatch(
      /; of all tasks that ended, in whatever way, of which completed (5\d(\.\d)? % with turns_away, 100 % with keeps|100 % with keeps, 5\d(\.\d)? % with turns_away)\.$/,
    );
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
  const group = (label: string, metrics: object, bounds: object) => ({
    label,
    rows: [{ metrics, bounds }] as unknown as RunGroup['rows'],
  });
  const rate = 'tasks.success_rate';
  const whole = group('a', { [rate]: 1 }, {});
  const cut = (upper: number) => group('b', { [rate]: null }, { [rate]: { lower: 0.2, upper } });
  const of = (upper: number) => survivorsOf([whole, cut(upper)], ['task.latency.mean']);
  expect(of(1)).toEqual([]);
  expect(of(0.9)).toMatchObject([
    {
      metrics: ['task.latency.mean'],
      shares: [
        { label: 'a', share: 1, text: '100 %' },
        { label: 'b', share: 0.9, text: 'at most 90 %' },
      ],
    },
  ]);
  expect(survivorNotes(of(0.9))[0]).toContain('at most 90 % with b, 100 % with a');
});

test('a graph whose first steps fail is done soon, which the sentence and a note say', async () => {
  // One attempt: where the first step fails, the other two never begin.
  const graph = (failure: string) =>
    parseScenario(`
agents: 2
retry: { max_attempts: 1 }
workload:
  dag:
    - { name: first, service: "uniform(min=1s, max=2s)", failure: ${failure} }
    - { name: second, service: 10s, after: [first] }
    - { name: third, service: 10s, after: [second] }
`);
  const result = await compare(
    { breaks: graph('100%'), works: graph('0%') },
    { design: { kind: 'fixed', replications: 8 }, metrics: ['makespan'], workers: 1 },
  );
  expect(compareSentences(result)[0]).toMatch(
    /^breaks has the lowest makespan: .*; of the tasks that began alone, which are 33\.3 % with breaks, 100 % with works\.$/,
  );
  expect(result.notes.join(' ')).toContain('judge by tasks.never_started as well');
});

describe('a sweep', () => {
  const swept = (survivors: SweepResult['survivors']) => {
    const result = sweep(['limit=0,100,200'], ([limit], metric) => (metric === 0 ? 1 + limit : 0.5), {
      metrics: [P99, UTILIZATION],
      pareto: ['task.latency.p99', 'agents.utilization'],
    });
    return sweepSentences({ ...result, survivors });
  };
  const shares = [0.55, 1, 1].map((share, place) => ({
    label: `limit=${[0, 100, 200][place]}`,
    share,
    text: share === 1 ? '100 %' : '55 %',
  }));

  test('says in the sentence of such a metric, and in that of the front, how many complete', () => {
    const [latency, utilization, front] = swept([
      { metrics: ['task.latency.p99'], of: 'completed tasks alone', are: 'which are', warning: '', shares },
    ]);
    expect(latency).toContain('is lowest at limit=0');
    expect(latency).toMatch(
      /; of completed tasks alone, which are 55 % with limit=0, 100 % with limit=200\.$/,
    );
    expect(utilization).not.toContain('completed tasks alone');
    expect(front).toMatch(
      /; task\.latency\.p99 is of completed tasks alone, which are 55 % with limit=0, 100 % with limit=200\.$/,
    );
  });

  test('says nothing where all complete as many', () => {
    expect(swept([]).join(' ')).not.toContain('completed tasks alone');
  });
});
