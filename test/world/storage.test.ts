/** Disks of coordinators that take their time, from the scenario file to the run. */
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

async function metricsOf(storage: string, more = '') {
  const text = `seed: 1
agents: 1
network: { latency: 0s }
coordination:
  costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s }
  ${storage}
health: { heartbeat_interval: 0s, detector: none }
workload: { backlog: 2, service: 1s }
${more}
`;
  const files = memoryFiles({ 's.yaml': text });
  const { summary } = await runScenario(loadScenario('s.yaml', { files, catalog: catalog() }));
  return summary.metrics;
}

describe('a disk that takes its time', () => {
  test('delays what is said of tasks by as long as it takes to be durable', async () => {
    // Taken on at 0; assigned at 0.25, executed one after the other, each end is recorded 0.25 after its result.
    expect(await metricsOf('storage: { sync: 250ms }')).toMatchObject({
      'task.latency.max': 2.5,
      'task.latency.mean': (1.5 + 2.5) / 2,
      'tasks.completed': 2,
      'tasks.duplicated': 0,
    });
    expect(await metricsOf('')).toMatchObject({ 'task.latency.max': 2, 'task.latency.mean': 1.5 });
  });

  test('is measured where there is one, from the end of the warm-up on', async () => {
    const metrics = await metricsOf('storage: { sync: 250ms }');
    const syncs = metrics['storage.syncs'] as number;
    expect(syncs).toBeGreaterThanOrEqual(3);
    expect(metrics['storage.utilization']).toBeCloseTo((0.25 * syncs) / 2.5, 12);
    const later = await metricsOf('storage: { sync: 250ms }', 'warmup: 1s\nduration: 10s');
    expect(later['storage.syncs']).toBeLessThan(syncs);
    expect(Object.keys(await metricsOf(''))).not.toContain('storage.syncs');
  });

  test('loses in a crash what is not durable: a result that was on its way there is recorded once, when it is told again', async () => {
    // The result of 1.25 would be durable at 1.5; the coordinator is down from 1.3 to 1.6.
    const metrics = await metricsOf(
      'storage: { sync: 250ms }',
      'faults: [{ kind: crash, target: { coordinators: root }, at: 1300ms, duration: 300ms }]',
    );
    expect(metrics).toMatchObject({ 'tasks.completed': 2, 'tasks.duplicated': 0, 'tasks.lost': 0 });
    expect(metrics['task.latency.max']).toBeGreaterThan(2.5);
  });
});
