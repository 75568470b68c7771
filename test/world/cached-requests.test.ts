/** Requests answered from results of earlier ones, from the scenario file to the run. */
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

function load(workload: string, more = '') {
  const text = `seed: 1
agents: 5
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
retry: { max_attempts: 1 }
record: { events: true }
${more}
workload: { ${workload} }
`;
  return loadScenario('c.yaml', { files: memoryFiles({ 'c.yaml': text }), catalog: catalog() });
}

async function run(workload: string, more?: string) {
  const { summary, record } = await runScenario(load(workload, more));
  const submitted = record.log.filter(({ event }) => event === 'task.submitted').map(({ time }) => time);
  return { submitted, metrics: summary.metrics };
}

describe('kept results', () => {
  test('answer requests for the same until they are too old', async () => {
    const { submitted, metrics } = await run(
      'arrivals: deterministic(interval=1s), tasks: 10, service: 500ms, cache: { ttl: 3s, keys: constant(7) }',
    );
    // Executed at 1 s; the result of 1.5 s is valid until 4.5 s, that of 5.5 s until 8.5 s.
    expect(submitted).toEqual([1, 5, 9]);
    expect(metrics).toMatchObject({
      'cache.results.requests': 10,
      'cache.results.hits': 7,
      'cache.results.hit_rate': 0.7,
      'cache.results.joined': 0,
      'cache.results.expired': 2,
      'cache.results.answer.mean': (3 * 0.5) / 10,
      'tasks.completed': 3,
    });
  });

  test('are waited for while they are made, and a failure is told to all who wait', async () => {
    const workload = (failure: string) =>
      `arrivals: deterministic(interval=1s), tasks: 4, service: 2500ms${failure}, cache: { ttl: 1h, keys: constant(7) }`;
    const good = await run(workload(''));
    expect(good.submitted).toEqual([1]);
    // Asked for at 1, 2 and 3 s, and made at 3.5 s.
    expect(good.metrics).toMatchObject({
      'cache.results.joined': 2,
      'cache.results.hits': 1,
      'cache.results.answer.mean': (2.5 + 1.5 + 0.5 + 0) / 4,
    });
    const bad = await run(workload(', failure: 100%'));
    expect(bad.submitted).toEqual([1, 4]);
    expect(bad.metrics).toMatchObject({ 'cache.results.hits': 0, 'tasks.failed': 2 });
  });

  test('make room for what was asked for last', async () => {
    const cache = (size: number) =>
      `arrivals: deterministic(interval=1s), tasks: 200, service: 1ms, cache: { ttl: 1d, keys: "uniform(min=1, max=20)", size: ${size} }`;
    const [roomy, tight] = await Promise.all([run(cache(20)), run(cache(4))]);
    expect(roomy.metrics).toMatchObject({ 'cache.results.evicted': 0, 'tasks.completed': 20 });
    expect(tight.metrics['cache.results.evicted']).toBe((tight.metrics['tasks.completed'] as number) - 4);
  });

  test('let a closed population think again at once', async () => {
    const { submitted, metrics } = await run(
      'population: 2, think: 1s, tasks: 11, service: 2s, cache: { ttl: 5s, keys: constant(1) }',
    );
    // Both ask at 1 s and have an answer at 3 s; then hits at 4, 5, 6 and 7 s, and at 8 s the result is too old.
    expect(submitted).toEqual([1, 8]);
    expect(metrics).toMatchObject({
      'cache.results.requests': 11,
      'cache.results.hits': 8,
      'cache.results.joined': 1,
    });
  });

  test('leave the other requests as they were', async () => {
    const workload = 'arrivals: poisson(rate=2/s), tasks: 60, service: exponential(mean=100ms)';
    const plain = await run(workload);
    const kept = await run(`${workload}, cache: { ttl: 2s, keys: "zipf(n=5, s=1)" }`);
    expect(kept.submitted.length).toBeLessThan(40);
    expect(plain.submitted).toHaveLength(60);
    expect(kept.submitted.filter((at) => !plain.submitted.includes(at))).toEqual([]);
  });

  test('are hit as often as a cache with a time to live is under Poisson requests', async () => {
    // Jung, Berger and Balakrishnan 2003: for a key asked for at rate r, hits are r T / (1 + r T) of all requests.
    const [rate, ttl, keys, s] = [20, 4, 8, 1];
    const weights = Array.from({ length: keys }, (_, i) => 1 / (i + 1) ** s);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const exact = weights.reduce((sum, weight) => {
      const own = (rate * weight) / total;
      return sum + (weight / total) * ((own * ttl) / (1 + own * ttl));
    }, 0);
    const { metrics } = await run(
      `arrivals: poisson(rate=${rate}/s), service: 0s, cache: { ttl: ${ttl}s, keys: "zipf(n=${keys}, s=${s})" }`,
      'duration: 2500s\nwarmup: 100s',
    );
    const requests = metrics['cache.results.requests'] as number;
    expect(Math.abs(requests - rate * 2400)).toBeLessThan(1000);
    // Misses come about at Poisson times, one a cycle: their count has a standard deviation below its root.
    const margin = (4 * Math.sqrt(requests * (1 - exact))) / requests;
    expect(Math.abs((metrics['cache.results.hit_rate'] as number) - exact)).toBeLessThan(margin);
    expect(margin).toBeLessThan(0.006);
  });

  test('are told of only where results are kept', async () => {
    const { metrics } = await run('backlog: 1, service: 1s');
    expect(Object.keys(metrics).filter((name) => name.startsWith('cache.results'))).toEqual([]);
  });

  test.each([
    ['population: 2, think: 0s, tasks: 9, service: 2s, cache: { ttl: 5s, keys: 3 }', 'give think'],
    [
      'arrivals: poisson(rate=1/s), tasks: 9, service: 2s, batch: { size: 2, wait: 1s }, cache: { ttl: 5s, keys: 3 }',
      'leave cache or batch out',
    ],
    ['arrivals: poisson(rate=1/s), tasks: 9, service: 2s, cache: { ttl: 0s, keys: 3 }', 'cache.ttl'],
    ['arrivals: poisson(rate=1/s), tasks: 9, service: 2s, cache: { ttl: 5s }', 'cache.keys'],
    ['backlog: 9, service: 2s, cache: { ttl: 5s, keys: 3 }', 'cache'],
  ])('%s is refused', (workload, message) => {
    expect(() => load(workload)).toThrow(ScenarioErrors);
    expect(() => load(workload)).toThrow(message);
  });
});
