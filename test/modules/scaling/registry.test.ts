import { describe, expect, test } from 'vitest';
import { SCALING_POLICIES, SIZING_POLICIES, VICTIM_POLICIES } from '../../../src/modules/scaling/registry.ts';
import { work } from './support.ts';

describe('registries', () => {
  test('names', () => {
    expect(SCALING_POLICIES.names()).toEqual([
      'fixed',
      'threshold_queue_depth',
      'threshold_agent_utilization',
      'threshold_error_rate',
      'resource_guard',
      'hpa',
      'kpa',
      'target_tracking',
      'predictive',
      'failure_aware',
    ]);
    expect(SIZING_POLICIES.names()).toEqual(['roi', 'makespan_optimal', 'predictive_history']);
    expect(VICTIM_POLICIES.names()).toEqual(['idle_first', 'youngest', 'cheapest', 'drain']);
  });

  test.each([
    ['roi', {}, 10_000],
    ['roi', { overhead_per_agent: 30 }, 4999],
    ['makespan_optimal', {}, 2500],
    ['makespan_optimal', { overhead_per_agent: 30 }, 244],
    ['predictive_history', {}, 10_000],
    ['predictive_history', { overhead_per_agent: 30 }, 4999],
  ])('%s with %o sizes 10,000 deployments of 3 min', (name, parameters, agents) => {
    expect(
      SIZING_POLICIES.require(name)
        .create(parameters)
        .size(work(10_000, 3, 'deployment')).agents,
    ).toBe(agents);
  });

  test('parameters of roi reach it', () => {
    const size = (
      parameters: Record<string, number>,
      type: 'file_operations' | 'api_calls' | 'network_operations',
    ) =>
      SIZING_POLICIES.require('roi')
        .create(parameters)
        .size(work(900, 1, type)).agents;
    expect(size({ disk_iops: 12 }, 'file_operations')).toBe(12);
    expect(size({ api_rate: 0.5 }, 'api_calls')).toBe(30);
    expect(size({ connections: 13 }, 'network_operations')).toBe(13);
    const computation = SIZING_POLICIES.require('roi').create({ agents_per_core: 2 });
    expect(computation.size(work(900, 1, 'computation', { cores: 8 })).agents).toBe(16);
  });
});
