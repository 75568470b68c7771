import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { centralQueue } from '../../../../src/modules/scheduling/algorithms/central-queue.ts';
import { constant, finish, group, observedWorld, task, worldSpec } from '../../../world/spec.ts';
import { Bench, expectSound, history, mostLooks } from './support.ts';

describe('central queue', () => {
  test('the next task goes to whoever has been free for longest', () => {
    const bench = new Bench(centralQueue, { workers: 2, agentQueue: centralQueue.agentQueue });
    expect([bench.assign(1), bench.assign(2), bench.assign(3)]).toEqual([0, 1, -1]);
    bench.finish(2);
    bench.finish(1);
    expect([bench.assign(3), bench.assign(4)]).toEqual([1, 0]);
  });

  test('nothing waits at agents, whatever the scenario says', () => {
    const spec = worldSpec({
      agents: { groups: [group({ count: 3 })] },
      scheduler: { algorithm: 'central_queue', agent_queue: null },
      workloads: [
        {
          kind: 'backlog',
          name: 'work',
          region: null,
          start: 0,
          tasks: 20,
          task: task({ service: constant(1) }),
        },
      ],
    });
    const { world, heard } = observedWorld(spec);
    finish(world);
    expect(heard.filter(([event]) => event === 'queuedAtAgents')).toEqual([]);
    expect(heard.filter(([event]) => event === 'taskCompleted')).toHaveLength(20);
    // 20 tasks of a second on 3 agents.
    expect(world.now).toBe(7_000_000);
  });

  test.prop([history])('chooses soundly', (one) => {
    expectSound(centralQueue, one);
  });

  test('looks at few workers', () => {
    expect(mostLooks(centralQueue, 500)).toBeLessThan(20);
  });
});
