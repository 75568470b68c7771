/** Arrivals in batches, from the scenario file to the run. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

async function run(workload: string, more = '') {
  const text = `seed: 1
agents: 1
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
record: { events: true }
retry: { timeout: 3h }
${more}
workload: { ${workload} }
`;
  const scenario = loadScenario('b.yaml', { files: memoryFiles({ 'b.yaml': text }), catalog: catalog() });
  const { summary, record } = await runScenario(scenario);
  const submitted = record.log.filter(({ event }) => event === 'task.submitted').map(({ time }) => time);
  return { submitted, metrics: summary.metrics };
}

describe('batches', () => {
  example('leave when full, the last when its first item has waited long enough', async () => {
    const { submitted, metrics } = await run(
      'arrivals: "deterministic(interval=1s)", tasks: 7, service: 100ms, payload: 10KB, batch: { size: 3, wait: 5s, setup: 1s }',
    );
    // Items at 1, 2, ... 7 s: full at 3 and 6, and the seventh waits from 7 to 12.
    expect(submitted).toEqual([3, 6, 12]);
    expect(metrics).toMatchObject({ 'batch.count': 3, 'tasks.completed': 3, 'tasks.unfinished': 0 });
    expect(metrics['batch.unfinished']).toBe(0);
    expect(metrics['batch.size.mean']).toBeCloseTo(7 / 3, 12);
    expect(metrics['batch.wait.mean']).toBeCloseTo((2 + 1 + 0 + 2 + 1 + 0 + 5) / 7, 12);
    // A second of setup each, and a tenth an item.
    expect((metrics.speedup as number) * (metrics.makespan as number)).toBeCloseTo(3.7, 9);
    const size = (metrics['messages.bytes'] as number) - (metrics['messages.sent'] as number) * 256;
    expect(size).toBe(7 * 10_000);
  });

  example('leave when their first item has waited, though there is room', async () => {
    const { submitted } = await run(
      'arrivals: "deterministic(interval=1s)", tasks: 6, service: 1ms, batch: { size: 100, wait: 1500ms }',
    );
    expect(submitted).toEqual([2.5, 4.5, 6.5]);
  });

  example('say how many items they still gather when the run ends', async () => {
    const { metrics } = await run(
      'arrivals: "deterministic(interval=1s)", service: 1ms, stop: 7500ms, batch: { size: 3, wait: 1h }',
    );
    expect(metrics['batch.unfinished']).toBe(0);
    const cut = await run(
      'arrivals: "deterministic(interval=1s)", service: 1ms, batch: { size: 3, wait: 1h }',
      'duration: 8500ms',
    );
    expect(cut.metrics).toMatchObject({ 'tasks.submitted': 2, 'batch.unfinished': 2 });
  });

  test.prop([fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 5 })], { numRuns: 15 })(
    'do the work of the same items, whatever the size and the wait',
    async (size, wait) => {
      const items = 'arrivals: "poisson(rate=2/s)", tasks: 40, service: "lognormal(mean=1s, cv=1)"';
      const work = ({ metrics }: Awaited<ReturnType<typeof run>>) =>
        (metrics.speedup as number) * (metrics.makespan as number);
      const plain = await run(items);
      const batched = await run(`${items}, batch: { size: ${size}, wait: ${wait}s }`);
      expect(work(batched)).toBeCloseTo(work(plain), 6);
      const { 'batch.count': count, 'batch.size.mean': mean } = batched.metrics;
      expect((count as number) * (mean as number)).toBeCloseTo(40, 9);
      expect(mean as number).toBeLessThanOrEqual(size);
      expect(batched.metrics['batch.wait.mean'] as number).toBeLessThanOrEqual(wait);
    },
  );
});
