import { describe, expect, test } from 'vitest';
import { defineModule, type ModuleDefinition } from '../../../src/lab/extension/definition.ts';
import { parseScenario } from '../../../src/lab/load-scenario.ts';
import { runScenario } from '../../../src/lab/run.ts';
import type { ScalingPolicy } from '../../../src/modules/scaling/policy.ts';

const TEXT = `
agents: 6
scheduler: { agent_queue: 0 }
scaling: { policy: mine, initial: 1, startup: 5s, cost: 3 }
workload: { backlog: 60, service: 2s }
`;

const policy = (create: () => unknown): ModuleDefinition =>
  defineModule({
    name: 'mine.ts',
    scalingPolicies: [
      {
        name: 'mine',
        description: 'mine',
        source: 'test',
        parameters: {},
        create: create as () => ScalingPolicy,
      },
    ],
  });

function run(module: ModuleDefinition) {
  const modules = [module];
  return runScenario(parseScenario(TEXT, { modules }), { modules });
}

describe('a scaling policy of a user’s own', () => {
  test('decides how many agents there are', async () => {
    const { summary } = await run(policy(() => ({ period: 10e6, decide: () => 5 })));
    const { metrics } = summary;
    expect(metrics['tasks.completed']).toBe(60);
    expect(metrics['agents.provided.max']).toBe(5);
    expect(metrics['scaling.actions']).toBe(1);
    expect(metrics['scaling.cost']).toBeCloseTo((metrics['scaling.agent_hours'] ?? 0) * 3, 9);
    // 1 agent for 15 s, then 5.
    expect(metrics.makespan).toBeLessThan(45);
    expect(metrics['agents.availability']).toBe(1);
    expect(metrics['agents.failed']).toBe(0);
  });

  test.each<[string, () => unknown]>([
    ['returned 1.5, not a whole number from 0', () => ({ period: 10e6, decide: () => 1.5 })],
    ['returned NaN, not a whole number from 0', () => ({ period: 10e6, decide: () => Number.NaN })],
    ['returned the period 0, not whole microseconds from 1', () => ({ period: 0, decide: () => 1 })],
    ['without the method decide', () => ({ period: 10e6 })],
    [
      'boom',
      () => ({
        period: 10e6,
        decide: () => {
          throw new Error('boom');
        },
      }),
    ],
  ])('is named when it breaks a promise: %s', async (problem, create) => {
    await expect(run(policy(create))).rejects.toThrow(/^mine\.ts: scaling policy "mine": /);
    await expect(run(policy(create))).rejects.toThrow(problem);
  });
});
