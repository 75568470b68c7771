import { describe, expect, test } from 'vitest';
import { metricsOf } from '../lab/from-text.ts';

/** Twelve agents at six slow coordinators: one that takes in every task spends 80 % of its time on that. */
const TEXT = `
duration: 3m
cluster: { regions: [a, b] }
agents: 12
coordination:
  topology: mesh
  fanout: 2
  entry: one
  costs: { submit: 40ms, assign: 5ms, acknowledge: 1ms, result: 5ms, heartbeat: 1ms }
scheduler: { algorithm: least_loaded, agent_queue: 0 }
workload: { name: w, arrivals: poisson(rate=15/s), service: exponential(mean=500ms), stop: 2m }
`;
const adapt = (...steps: string[]) => [`coordination.adapt=[${steps.join(', ')}]`];
const calm = {
  'tasks.unfinished': 0,
  'tasks.lost': 0,
  'tasks.duplicated': 0,
  'invariants.violations': 0,
};

describe('changes while a run goes', () => {
  test('come by plan, one after the other, and reach peers that were down or cut off', async () => {
    const faults =
      'faults=[{ kind: crash, target: { coordinators: 2 }, at: 15s, duration: 20s }, { kind: partition, between: [a, b], at: 50s, duration: 20s }]';
    const steps = [
      '{ at: 10s, entry: all, routing: gossip }',
      '{ at: 20s, topology: ring }',
      '{ at: 55s, topology: mesh, routing: broadcast, hops: 2 }',
    ];
    const metrics = await metricsOf(TEXT, [...adapt(...steps), faults]);
    expect(metrics).toMatchObject({ ...calm, 'topology.changes': 3 });
    // Two peers were down when the ring came; one region was cut off until 70 s when it went.
    expect(metrics['topology.change.time.max']).toBeGreaterThan(14.9);
    expect(metrics['topology.change.time.max']).toBeLessThan(20);
    expect(metrics['ring.token.rotation.mean']).toBeGreaterThan(0);
  });

  test('come by a rule, when the load has been above a value for long enough', async () => {
    const rule = (above: string) =>
      adapt(`{ when: { metric: coordinators.utilization.max, above: ${above}, for: 5s }, entry: all }`);
    const still = await metricsOf(TEXT, rule('100%'));
    expect(still).toMatchObject({ ...calm, 'topology.changes': 0, 'topology.change.time.max': null });
    const changed = await metricsOf(TEXT, rule('60%'));
    expect(changed).toMatchObject({ ...calm, 'topology.changes': 1 });
    // One peer takes in everything, or each its share.
    expect(still['coordinators.utilization.max']).toBeGreaterThan(0.6);
    expect(changed['coordinators.utilization.max']).toBeLessThan(0.4);
    expect(changed['task.latency.p50'] ?? Infinity).toBeLessThan(still['task.latency.p50'] ?? 0);
    // Before six looks have found it so, nothing changes.
    const early = await metricsOf(TEXT, [...rule('60%'), 'duration=5s']);
    expect(early['topology.changes']).toBe(0);
  });

  test('are not there unless asked for', async () => {
    const metrics = await metricsOf(TEXT, ['coordination.entry=all']);
    expect(metrics).toMatchObject({ 'topology.changes': null, 'topology.change.time.max': null });
  });
});
