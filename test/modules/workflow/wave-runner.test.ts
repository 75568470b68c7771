import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { intake } from '../../../src/modules/scheduling/vocabulary.ts';

import type { Wave } from '../../../src/modules/workflow/stretch.ts';
import { WaveRunner } from '../../../src/modules/workflow/wave-runner.ts';
import { TestPort, tell } from '../port.ts';

const ROOT = 5;

/** A runner whose waves are numbered 100, 200, 300, ... from their first task on. */
function runner(...waves: Partial<Wave>[]) {
  const port = new TestPort();
  const created: number[] = [];
  const full = waves.map((wave) => ({ tasks: 1, window: Infinity, requiredSuccess: 1, ...wave }));
  const module = new WaveRunner(port, ROOT, full, {
    create(step) {
      created.push(step);
      return 100 * (step + 1);
    },
    undo: () => 0,
  });
  const end = (task: number, success = true) => {
    tell(module, ROOT, 'finished', [task, success ? 1 : 0]);
    return port.take();
  };
  return { port, module, created, end };
}

describe('WaveRunner', () => {
  example('starts a wave when all tasks of the one before have ended', () => {
    const { port, module, created, end } = runner({ tasks: 2 }, { tasks: 1 }, { tasks: 1 });
    module.start();
    expect(port.take()).toEqual(['submit 5 100 1', 'submit 5 101 1']);
    expect(end(101)).toEqual([]);
    expect(created).toEqual([0]);
    expect(end(100)).toEqual(['submit 5 200 1']);
    expect(end(200)).toEqual(['submit 5 300 1']);
    expect(end(300)).toEqual([]);
    expect(created).toEqual([0, 1, 2]);
    expect(port.takeObserved()).toEqual([
      'waveStarted 0',
      'waveEnded 0 1',
      'waveStarted 1',
      'waveEnded 1 1',
      'waveStarted 2',
      'waveEnded 2 1',
    ]);
  });

  example('keeps no more tasks under way than the window holds', () => {
    const { port, module, end } = runner({ tasks: 4, window: 2 });
    module.start();
    expect(port.take()).toEqual(['submit 5 100 1', 'submit 5 101 1']);
    expect(end(100)).toEqual(['submit 5 102 1']);
    expect(end(102, false)).toEqual(['submit 5 103 1']);
    expect(end(101)).toEqual([]);
  });

  example.each([
    [0.5, 2, true],
    [0.5, 1, false],
    [0.51, 2, false],
    [0, 0, true],
    [1, 3, false],
    [1, 4, true],
  ])('with a required success of %f, %i of 4 decide', (requiredSuccess, successes, passes) => {
    const { port, module, created, end } = runner({ tasks: 4, requiredSuccess }, {});
    module.start();
    for (let i = 0; i < 4; i++) end(100 + i, i < successes);
    expect(created).toEqual(passes ? [0, 1] : [0]);
    expect(port.takeObserved()[1]).toBe(`waveEnded 0 ${passes ? 1 : 0}`);
  });

  test.prop(
    [
      fc.array(
        fc.record({ tasks: fc.integer({ min: 1, max: 6 }), window: fc.constantFrom(1, 2, Infinity) }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      fc.infiniteStream(fc.nat()),
    ],
    { numRuns: 100 },
  )('submits every task once, never beyond window or wave, in whatever order they end', (waves, picks) => {
    const { port, module } = runner(...waves);
    module.start();
    const seen = new Set<number>();
    const underWay: number[] = [];
    const take = () => {
      for (const { kind, to, words } of port.takeSent()) {
        const [task, wants] = words;
        expect([kind, to, wants, seen.has(task)]).toEqual([intake.submit, ROOT, 1, false]);
        seen.add(task);
        underWay.push(task);
      }
      const wave = underWay.length === 0 ? -1 : Math.floor(underWay[0] / 100) - 1;
      if (wave >= 0)
        expect(underWay.length).toBeLessThanOrEqual(Math.min(waves[wave].window, waves[wave].tasks));
      for (const task of underWay) expect(Math.floor(task / 100) - 1).toBe(wave);
    };
    for (take(); underWay.length > 0; take()) {
      const [task] = underWay.splice((picks.next().value as number) % underWay.length, 1);
      tell(module, ROOT, 'finished', [task, 1]);
    }
    expect(seen.size).toBe(waves.reduce((sum, wave) => sum + wave.tasks, 0));
  });
});
