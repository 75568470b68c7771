/** Several tasks with each arrival, from the scenario file to the run. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { Streams } from '../../src/engine/random/streams.ts';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { estimateMemory } from '../../src/world/feasibility/estimate.ts';
import { BulkSizes, MOST_IN_BULK } from '../../src/world/plan/bulk.ts';

const BASE = `seed: 1
agents: 2
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
record: { events: true }
retry: { timeout: never }
`;

function read(workload: string, more = '') {
  const text = `${BASE}${more}\nworkload: { ${workload} }\n`;
  return loadScenario('b.yaml', { files: memoryFiles({ 'b.yaml': text }), catalog: catalog() });
}

async function run(workload: string, more = '') {
  const { summary, record } = await runScenario(read(workload, more));
  const times = (wanted: string) =>
    record.log.filter(({ event }) => event === wanted).map(({ time }) => time);
  return { submitted: times('task.submitted'), started: times('task.started'), summary };
}

describe('tasks that come in bulk', () => {
  example('are all submitted at the time of their arrival, up to the limit of tasks', async () => {
    const { submitted, summary } = await run(
      'arrivals: "deterministic(interval=10s)", bulk: 3, tasks: 7, service: 1s',
    );
    expect(submitted).toEqual([10, 10, 10, 20, 20, 20, 30]);
    expect(summary.metrics).toMatchObject({ 'tasks.submitted': 7, 'tasks.completed': 7 });
    // Two agents: of three, one waits a second.
    expect(summary.metrics['task.wait.mean']).toBeCloseTo(2 / 7, 12);
  });

  example('are items where the workload gathers batches', async () => {
    const { submitted } = await run(
      'arrivals: "deterministic(interval=10s)", bulk: 3, tasks: 7, service: 1s, batch: { size: 2, wait: 5s }',
    );
    expect(submitted).toEqual([10, 15, 20, 25, 35]);
  });

  example('are requests where results are kept', async () => {
    const { summary } = await run(
      'arrivals: "deterministic(interval=10s)", bulk: 3, tasks: 6, service: 1s, cache: { ttl: 1h, keys: 1 }',
    );
    expect(summary.metrics).toMatchObject({ 'tasks.submitted': 1, 'cache.results.requests': 6 });
  });

  example('ask for the same work as those that come alone', async () => {
    const starts = async (bulk: string) =>
      (await run(`arrivals: "poisson(rate=1/s)", ${bulk} tasks: 40, service: "exponential(mean=1s)"`)).summary
        .metrics.speedup as number;
    const work = async (bulk: string) => {
      const { summary } = await run(
        `arrivals: "poisson(rate=1/s)", ${bulk} tasks: 40, service: "exponential(mean=1s)"`,
      );
      return (summary.metrics.makespan as number) * (await starts(bulk));
    };
    expect(await work('bulk: "geometric(mean=3)",')).toBeCloseTo(await work(''), 6);
  });

  example('count in the offered load, in the rate by load, and in the estimate of memory', async () => {
    const text = 'bulk: "geometric(mean=4)", service: "exponential(mean=1s)"';
    const { summary } = await run(`arrivals: "poisson(rate=0.25/s)", ${text}`, 'duration: 2min');
    expect(summary.load?.offered).toBeCloseTo(0.5, 9);
    const over = await run(`arrivals: "poisson(rate=0.6/s)", ${text}`, 'duration: 2min');
    expect(over.summary.load).toMatchObject({ state: 'overloaded' });
    const byLoad = await run(`arrivals: { poisson: { load: 80% } }, ${text}`, 'duration: 2min');
    expect(byLoad.summary.load?.offered).toBeCloseTo(0.8, 9);
    expect(estimateMemory(read(`arrivals: "poisson(rate=1/s)", ${text}`, 'duration: 100s')).tasks).toBe(400);
  });

  example.each([
    ['bulk: 0, service: 1s', /workload.bulk: expected a number from 1 to 1000000, found 0/],
    ['bulk: "uniform(min=0, max=3)", service: 1s', /expected numbers from 1 to 1000000, found 0/],
    ['bulk: "pareto(alpha=0.9, min=1)", service: 1s', /the mean bulk size is infinite/],
  ])('refuses %s', (more, message) => {
    expect(() => read(`arrivals: { poisson: { load: 50% } }, tasks: 5, ${more}`)).toThrow(message);
  });

  example('refuses bulks beside a trace, whose records are single tasks', () => {
    const files = memoryFiles({
      'b.yaml': `${BASE}\nworkload: { arrivals: { trace: { file: t.csv, time: at } }, bulk: 2, service: 1s }\n`,
      't.csv': 'at\n1\n2\n',
    });
    expect(() => loadScenario('b.yaml', { files, catalog: catalog() })).toThrow(/each record of a trace/);
  });
});

test.prop([fc.double({ min: 1, max: 50, noNaN: true }), fc.string()])(
  'a fraction is rounded to its neighbours, and the mean is kept',
  (size, seed) => {
    const sizes = new BulkSizes({ kind: 'constant', value: size }, new Streams(seed, 0), 'w');
    const drawn = Array.from({ length: 400 }, () => sizes.next());
    for (const one of drawn) expect([Math.floor(size), Math.floor(size) + 1]).toContain(one);
    // The mean of 400 coins: 5 standard deviations are at most 5 / 2 / 20.
    expect(Math.abs(drawn.reduce((sum, one) => sum + one, 0) / 400 - size)).toBeLessThan(0.15);
  },
);

example('a draw from a heavy tail is cut', () => {
  const sizes = new BulkSizes({ kind: 'pareto', alpha: 0.1, min: 1 }, new Streams('1', 0), 'w');
  const drawn = Array.from({ length: 200 }, () => sizes.next());
  expect(Math.max(...drawn)).toBe(MOST_IN_BULK);
});
