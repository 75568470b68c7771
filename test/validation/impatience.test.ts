/** Queues whose customers give up: Erlang A, deterministic patience, balking. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import type { Metrics } from '../../src/lab/result.ts';
import { runScenario } from '../../src/lab/run.ts';
import { deviation, load, replicate, T_9995, values } from './experiment.ts';

const RUNS = 20;

interface Impatient {
  /** Probability that a task gives up, and that it has to wait. */
  readonly abandon: number;
  readonly wait: number;
  /** Mean wait of all, those that give up included. */
  readonly mean: number;
}

/**
 * M/M/c+M by its birth and death process (Palm 1957; Garnett, Mandelbaum and Reiman 2002): from n tasks, deaths at the rate
 * min(n, c) mu + (n - c)+ theta. Those who give up do so at the rate theta E[Lq].
 */
function erlangA(arrivals: number, service: number, servers: number, impatience: number): Impatient {
  const weights = [1];
  for (let n = 1; n < 2000; n++) {
    const deaths = Math.min(n, servers) * service + Math.max(0, n - servers) * impatience;
    weights.push((weights[n - 1] * arrivals) / deaths);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const queue = weights.reduce((sum, weight, n) => sum + Math.max(0, n - servers) * weight, 0) / total;
  const busy = weights.reduce((sum, weight, n) => sum + (n >= servers ? weight : 0), 0) / total;
  return { abandon: (impatience * queue) / arrivals, wait: busy, mean: queue / arrivals };
}

/**
 * M/M/1 with a patience of T for everybody (Barrer 1957). The work that a task meets has the density p0 lambda exp((lambda - mu) x) up to
 * T and p0 lambda exp(lambda T - mu x) beyond, where nobody stays; who meets more than T gives up.
 */
function barrer(arrivals: number, service: number, patience: number): number {
  const decay = Math.exp((arrivals - service) * patience);
  const beyond = (arrivals / service) * decay;
  const up = (arrivals * (1 - decay)) / (service - arrivals);
  return beyond / (1 + up + beyond);
}

const rate = (rows: readonly Metrics[]) => values(rows, 'tasks.abandonment_rate');

const PLACES = [
  { place: 'at the coordinator', set: [] },
  { place: 'at an agent', set: ['agents.count=1', 'agents.slots=5', 'scheduler.agent_queue=unlimited'] },
];

describe.each(PLACES)('tasks that wait $place', ({ set }) => {
  test.each([
    { arrivals: 6, patience: 2 },
    { arrivals: 4, patience: 0.5 },
  ])(
    'give up as in Erlang A: rate $arrivals/s, mean patience $patience s',
    async ({ arrivals, patience }) => {
      const truth = erlangA(arrivals, 1, 5, 1 / patience);
      const given = [
        `workload.arrivals=poisson(rate=${arrivals}/s)`,
        `workload.patience=exponential(mean=${patience}s)`,
      ];
      const rows = await replicate(load('impatience', [...set, ...given]), RUNS);
      expect(Math.abs(deviation(rate(rows), truth.abandon))).toBeLessThan(T_9995);
      // Of those that are served, some had to wait; all that give up had.
      const waited = (truth.wait - truth.abandon) / (1 - truth.abandon);
      expect(Math.abs(deviation(values(rows, 'task.wait.probability'), waited))).toBeLessThan(T_9995);
      const [served, gone] = [values(rows, 'task.wait.mean'), values(rows, 'task.abandonment.mean')];
      const all = rate(rows).map((share, i) => share * gone[i] + (1 - share) * served[i]);
      expect(Math.abs(deviation(all, truth.mean))).toBeLessThan(T_9995);
      for (const row of rows) expect(row['invariants.violations']).toBe(0);
    },
  );
});

test('Erlang A is what the formula says: 22.7 % give up at 6/s, and without impatience it is Erlang C', () => {
  expect(erlangA(6, 1, 5, 0.5).abandon).toBeCloseTo(0.227, 2);
  expect(erlangA(8, 1, 10, 1e-9).wait).toBeCloseTo(0.40918, 4);
  // With no patience at all it is Erlang B.
  expect(erlangA(8, 1, 10, 1e9).wait).toBeCloseTo(0.12166, 4);
});

test.each([
  { arrivals: 0.8, patience: 2 },
  { arrivals: 1.5, patience: 1 },
])(
  'with the same patience of $patience s for all, at $arrivals/s, one agent loses what Barrer says',
  async (one) => {
    const set = [
      'agents=1',
      `workload.arrivals=poisson(rate=${one.arrivals}/s)`,
      `workload.patience=${one.patience}s`,
    ];
    const rows = await replicate(load('impatience', set), RUNS);
    expect(Math.abs(deviation(rate(rows), barrer(one.arrivals, 1, one.patience)))).toBeLessThan(T_9995);
    // They go in the microsecond after the end of their patience.
    for (const row of rows) expect(row['task.abandonment.max']).toBeCloseTo(one.patience, 5);
  },
);

test('tasks without any patience balk: they begin at once or not at all', async () => {
  // M/M/1 at 0.8/s in which half of those that find the agent busy leave: from one task on, arrivals at 0.4/s.
  const set = [
    'agents=1',
    'workload.arrivals=poisson(rate=0.8/s)',
    'workload.patience=discrete(values=[0s, 30d], weights=[1, 1])',
  ];
  const rows = await replicate(load('impatience', set), RUNS);
  const idle = 1 / (1 + 0.8 / (1 - 0.4));
  expect(Math.abs(deviation(rate(rows), 0.5 * (1 - idle)))).toBeLessThan(T_9995);
});

test('patience that ends while the coordinator hands the task over takes no slot for ever', async () => {
  // Each result is handled for 20 ms: patience of 10 ms then ends while its timer waits behind that, and the task goes first.
  const { summary } = await runScenario(
    parseScenario(`
name: handing over
agents: 1
duration: 2h
scheduler: { algorithm: central_queue, agent_queue: 0 }
coordination: { costs: { result: 20ms } }
workload: { arrivals: poisson(rate=0.8/s), service: exponential(mean=1s), patience: 10ms }
`),
  );
  expect(summary.metrics['invariants.violations']).toBe(0);
  // M/M/1/1 loses .8 / 1.8 and is busy for as large a share; handling costs some of both.
  expect(summary.metrics['agents.utilization']).toBeGreaterThan(0.4);
  expect(
    summary.metrics['tasks.abandonment_rate'] ?? summary.bounds['tasks.abandonment_rate']?.lower,
  ).toBeLessThan(0.5);
});
