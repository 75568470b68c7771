/** What holds for every distribution algorithm, whatever happens to its workers. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { DISTRIBUTION_ALGORITHMS } from '../../../src/modules/scheduling/algorithms/index.ts';
import { directory, generator } from '../port.ts';
import { Bench, MIXED } from './support.ts';

/** Task t requires set t % 4, and has affinity key t % 3. */
const tasks = directory(
  Array.from({ length: 12 }, (_, t) => ({ requirement: t % 4, affinity: t % 3 })),
  [0, 0b001, 0b010, 0b101],
);
const task = fc.nat(11);
const worker = fc.nat(MIXED.length - 1);
const commands = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ do: fc.constant('give' as const), task }), weight: 6 },
    { arbitrary: fc.record({ do: fc.constant('end' as const), worker }), weight: 4 },
    { arbitrary: fc.record({ do: fc.constantFrom('lost' as const, 'back' as const), worker }), weight: 2 },
  ),
  { maxLength: 200 },
);
type Command = typeof commands extends fc.Arbitrary<(infer C)[]> ? C : never;

function bench(name: string, agentQueue: number): Bench {
  return new Bench(name, MIXED, { tasks, agentQueue, random: generator(5) });
}

function carryOut(bench: Bench, command: Command): number {
  if (command.do === 'give') return bench.give(command.task);
  if (command.do !== 'end') bench.trust(command.worker, command.do === 'back');
  else if (bench.workers.outstanding[command.worker] > 0) bench.load(command.worker, -1);
  return -1;
}

describe.each(DISTRIBUTION_ALGORITHMS.names())('%s', (name) => {
  test.prop([commands, fc.constantFrom(0, 1, Infinity)], { numRuns: 60 })(
    'chooses an open and capable worker, or none exactly when there is none',
    (list, agentQueue) => {
      const scene = bench(name, agentQueue);
      for (const command of list) {
        if (command.do === 'give') {
          const eligible = scene.eligible(command.task);
          const chosen = scene.give(command.task);
          if (eligible.length === 0) expect(chosen).toBe(-1);
          else expect(eligible).toContain(chosen);
        } else carryOut(scene, command);
      }
    },
  );

  test.prop([commands], { numRuns: 20 })('decides alike twice', (list) => {
    const [one, other] = [bench(name, 1), bench(name, 1)];
    expect(list.map((command) => carryOut(one, command))).toEqual(
      list.map((command) => carryOut(other, command)),
    );
  });

  example('has nobody to choose from where there is no worker', () => {
    expect(new Bench(name, []).give()).toBe(-1);
  });

  example('uses a coordinator only for what one of those below it can do alone', () => {
    // The worker has both capabilities somewhere below, but nobody with both.
    const pair = directory({ 0: { requirement: 1 }, 1: { requirement: 2 } }, [0, 0b11, 0b01]);
    const scene = new Bench(name, [{ capabilities: 0b11, serves: 0b101 }], { tasks: pair });
    expect(scene.giveAll([0, 1])).toEqual([-1, 0]);
  });
});

describe.each(['least_loaded', 'priority_queue'])('%s', (name) => {
  test.prop([commands, fc.constantFrom(0, 1, Infinity)], { numRuns: 150 })(
    'finds the least load that a look at all workers finds',
    (list, agentQueue) => {
      const scene = bench(name, agentQueue);
      for (const command of list) {
        if (command.do === 'give') {
          const least = Math.min(...scene.eligible(command.task).map((one) => scene.loadOf(one)));
          const chosen = scene.algorithm.choose(command.task);
          if (chosen >= 0) expect(scene.loadOf(chosen)).toBe(least);
        }
        carryOut(scene, command);
      }
    },
  );

  example('compares loads per slot, whatever the slots', () => {
    const scene = new Bench(name, [{ slots: 1 }, { slots: 4 }]);
    // Loads: 0 and 0, then 1 and 0, then the larger one until it is as loaded as the smaller, per slot.
    expect(scene.giveAll([0, 0, 0, 0, 0])).toEqual([0, 1, 1, 1, 1]);
    scene.load(0, 2);
    expect(scene.give()).toBe(1);
  });

  example('tells loads apart that differ by less than a sixteenth', () => {
    const scene = new Bench(name, [{ slots: 40 }, { slots: 50 }]);
    scene.load(0, 1);
    scene.load(1, 1);
    expect(scene.give()).toBe(1);
  });

  example('among equals, takes the one that has been left alone for longest', () => {
    const scene = new Bench(name, [{}, {}, {}]);
    expect(scene.giveAll([0, 0, 0])).toEqual([0, 1, 2]);
    for (const worker of [1, 2, 0]) scene.load(worker, -1);
    expect(scene.giveAll([0, 0, 0])).toEqual([1, 2, 0]);
  });
});

example('only the priority queue serves by priority', () => {
  const byPriority = DISTRIBUTION_ALGORITHMS.entries().filter(({ order }) => order === 'priority');
  expect(byPriority.map(({ name }) => name)).toEqual(['priority_queue']);
});
