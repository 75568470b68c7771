import { describe, expect, test } from 'vitest';
import { Streams } from '../../src/engine/random/streams.ts';
import { backlog, constant, finish, group, observedWorld, selector, task, worldSpec } from './spec.ts';

describe('whether an execution fails', () => {
  /** A seed under which the coins of the first task's first two executions say that they fail, or not, at one half. */
  function seed(first: boolean, second: boolean): string {
    for (let n = 0; ; n++) {
      const coins = new Streams(`${n}`, 0).entities('task failure work');
      if (coins.at(0, 1) < 0.5 === first && coins.at(0, 2) < 0.5 === second) return `${n}`;
    }
  }

  test.each([
    [true, false],
    [false, true],
  ])(
    'is decided by its own coin, also where another of the same task began before it ended: %s, %s',
    (first, second) => {
      const spec = worldSpec({
        seed: seed(first, second),
        agents: { groups: [group(), group({ name: 'others', regions: [] })] },
        health: { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 3 } },
        workloads: [
          backlog(1, { task: task({ service: constant(10), failure: { probability: 0.5, regions: {} } }) }),
        ],
        faults: [
          {
            kind: 'partition',
            name: 'alone',
            schedule: { kind: 'at', times: [1] },
            duration: constant(60),
            cut: { style: 'isolate', target: selector({ group: 'agents' }) },
            direction: 'both',
            flapping: null,
          },
        ],
      });
      const { world, heard } = observedWorld(spec);
      finish(world);
      // The first runs from 0 to 10; the second begins when the first agent is suspected, at about 4.
      const ended = heard.filter(([event]) => event === 'executionEnded').slice(0, 2);
      expect(ended.map(([, , , agent]) => agent)).toEqual([0, 1]);
      expect(ended[0][1]).toBe(10);
      const failure = 1;
      expect(ended.map(([, , , , outcome]) => outcome === failure)).toEqual([first, second]);
    },
  );
});
