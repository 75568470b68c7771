import { describe, expect, test } from 'vitest';
import { WorldError } from '../../src/world/core/errors.ts';
import { backlog, finish, group, observedWorld, quietWorld, task, worldSpec } from './spec.ts';

describe('capabilities', () => {
  test('a coordinator above several agents gets no task that none of them can do alone', () => {
    const spec = worldSpec({
      agents: {
        groups: [
          group({ name: 'both', capabilities: ['a', 'b'] }),
          group({ name: 'none' }),
          group({ name: 'first', capabilities: ['a'] }),
          group({ name: 'second', capabilities: ['b'] }),
        ],
      },
      // Leaves over agents 0 and 1, 2 and 3: the second has a and b among its agents, but nobody with both.
      coordination: { topology: 'tree', fanout: 2 },
      scheduler: { algorithm: 'round_robin' },
      workloads: [backlog(6, { task: task({ capabilities: ['a', 'b'] }) })],
    });
    const { world, heard } = observedWorld(spec);
    expect(finish(world).progress).toBe('finished');
    const ran = heard.filter(([event]) => event === 'taskStarted').map(([, , , agent]) => agent);
    expect(ran).toEqual([0, 0, 0, 0, 0, 0]);
    expect(world.now).toBe(6e6);
  });

  test('a task that nobody can do waits for ever, and the run says so', () => {
    const world = quietWorld(worldSpec({ workloads: [backlog(1, { task: task({ capabilities: ['c'] }) })] }));
    expect(finish(world).progress).toBe('stalled');
    expect(world.lostTasks()).toBe(1);
  });

  test('there can be 31 names and 30 sets that tasks ask for besides the empty one', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `skill ${i}`);
    const build = (groupNames: string[], sets: string[][]) =>
      quietWorld(
        worldSpec({
          agents: { groups: [group({ capabilities: groupNames })] },
          workloads: sets.map((capabilities, i) =>
            backlog(1, { name: `${i}`, task: task({ capabilities }) }),
          ),
        }),
      );
    const singles = names(31).map((name) => [name]);
    expect(finish(build(names(31), singles.slice(0, 30))).progress).toBe('finished');
    expect(() => build(names(32), [])).toThrow(WorldError);
    expect(() => build(names(31), singles)).toThrow(/31|32/);
  });
});
