/** Tenants that share agents by their weights, in whole worlds. */
import { describe, expect, test } from 'vitest';
import type { SchedulerSpec } from '../../src/world/spec/spec.ts';
import { summaryOf } from '../lab/from-text.ts';
import { backlog, constant, finish, group, observedWorld, task, worldSpec } from './spec.ts';

/** In the order of their starts, the workload of each task: two backlogs of tasks of one second, on two agents. */
function order(scheduler: Partial<SchedulerSpec>, weight: number, more: { urgent?: boolean } = {}): string {
  const spec = worldSpec({
    agents: { groups: [group({ count: 2 })] },
    scheduler,
    workloads: [
      backlog(12, { name: 'a', tenant: 'a' }),
      backlog(12, {
        name: 'b',
        tenant: 'b',
        weight,
        task: task({ priority: constant(more.urgent ? 9 : 5) }),
      }),
    ],
  });
  const { world, heard } = observedWorld(spec);
  finish(world);
  expect(world.parts.oracle.violations).toBe(0);
  const started = heard.filter(([event]) => event === 'taskStarted').map(([, , started]) => started);
  return started.map((one) => 'ab'[world.parts.tasks.workload[one]]).join('');
}

describe('two tenants with a backlog each', () => {
  test('are served in order of arrival, or take turns by their weights', () => {
    expect(order({}, 1)).toBe('aaaaaaaaaaaabbbbbbbbbbbb');
    // Both agents are taken when the second tenant comes.
    expect(order({ fairness: 'tenants' }, 1)).toMatch(/^aa(ba){9,}/);
    const two = order({ fairness: 'tenants' }, 2);
    const firstTwelve = [...two.slice(2, 17)].filter((one) => one === 'b').length;
    expect([9, 10, 11]).toContain(firstTwelve);
  });

  test('are shared inside a priority only', () => {
    const scheduler = { fairness: 'tenants', algorithm: 'priority_queue' } as const;
    expect(order(scheduler, 1, { urgent: true })).toBe('aabbbbbbbbbbbbaaaaaaaaaa');
  });
});

describe('from a scenario', () => {
  const text = `
    duration: 10m
    agents: 10
    scheduler: { algorithm: least_loaded, agent_queue: 0, fairness: tenants }
    workloads:
      - { name: flood, tenant: batch, arrivals: poisson(rate=20/s), service: exponential(mean=1s) }
      - { name: few, tenant: people, weight: 3, arrivals: poisson(rate=5/s), service: exponential(mean=1s) }
    expect: [tenant.people.latency.mean < 2s, tenant.batch.throughput < 7]
  `;

  test('a tenant within its share does not feel the flood of another', async () => {
    // Some tasks have not ended when the run does: their latencies are bounded.
    const { metrics: fair, bounds } = await summaryOf(text);
    // Ten agents, of which people may have three quarters and ask for a half.
    const p50 = fair['tenant.people.latency.p50'] ?? bounds['tenant.people.latency.p50'].upper;
    expect(p50).toBeLessThan(2);
    expect(fair['tenant.people.throughput']).toBeCloseTo(5, 0);
    expect(fair['tenant.batch.throughput']).toBeCloseTo(5, 0);
    const unfair = await summaryOf(text, ['scheduler.fairness=none']);
    expect(unfair.bounds['tenant.people.latency.mean'].lower).toBeGreaterThan(60);
    expect(unfair.metrics['tasks.submitted']).toBe(fair['tasks.submitted']);
  });
});
