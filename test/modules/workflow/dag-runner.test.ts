import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';

import { DagRunner, type DagStep } from '../../../src/modules/workflow/dag-runner.ts';
import { TestPort, tell } from '../port.ts';

const ROOT = 5;

/** A runner that numbers tasks in order of creation, as a world does. */
function runner(steps: readonly DagStep[]) {
  const port = new TestPort();
  const started: number[] = [];
  const stepOf: number[] = [];
  const module = new DagRunner(port, ROOT, steps, {
    create(step) {
      started.push(step);
      const first = stepOf.length;
      for (let i = 0; i < steps[step].tasks; i++) stepOf.push(step);
      return first;
    },
  });
  const end = (task: number, success = true) => {
    tell(module, ROOT, 'finished', [task, success ? 1 : 0]);
    return port.take();
  };
  return { port, module, started, stepOf, end };
}

const step = (tasks: number, ...after: number[]): DagStep => ({ tasks, after });

describe('DagRunner', () => {
  example('runs a diamond: both arms after the top, the bottom after both arms', () => {
    const { port, module, started, end } = runner([step(1), step(2, 0), step(1, 0), step(1, 1, 2)]);
    module.start();
    expect(port.take()).toEqual(['submit 5 0 1']);
    expect(end(0)).toEqual(['submit 5 1 1', 'submit 5 2 1', 'submit 5 3 1']);
    expect(end(3)).toEqual([]);
    expect(end(1)).toEqual([]);
    expect(end(2)).toEqual(['submit 5 4 1']);
    expect(end(4)).toEqual([]);
    expect(started).toEqual([0, 1, 2, 3]);
  });

  example('starts nothing that comes after a step of which a task failed', () => {
    const { port, module, started, end } = runner([step(2), step(1), step(1, 0), step(1, 1), step(1, 2, 3)]);
    module.start();
    port.take();
    end(0);
    expect(end(1, false)).toEqual([]);
    expect(end(2)).toEqual(['submit 5 3 1']);
    expect(end(3)).toEqual([]);
    expect(started).toEqual([0, 1, 3]);
  });

  example('starts what waits for the end of a step, though tasks of it failed', () => {
    const { port, module, started, end } = runner([
      step(2),
      { tasks: 1, after: [], afterEnd: [0] },
      { tasks: 1, after: [0], afterEnd: [1] },
    ]);
    module.start();
    port.take();
    expect(end(0, false)).toEqual([]);
    expect(end(1)).toEqual(['submit 5 2 1']);
    end(2);
    expect(started).toEqual([0, 1]);
  });

  /** Bits of the second number say which of the earlier steps a step comes after. */
  const graphs = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat()), { minLength: 1, maxLength: 8 })
    .map((drawn) =>
      drawn.map(([tasks, bits], i): DagStep => {
        const before = Array.from({ length: i }, (_, j) => j);
        return step(tasks, ...before.filter((j) => (bits >> j) & 1));
      }),
    );

  test.prop([graphs, fc.infiniteStream(fc.nat())], { numRuns: 200 })(
    'starts each step once, when all before it have completed and not earlier or later',
    (steps, picks) => {
      const { port, module, started, stepOf } = runner(steps);
      module.start();
      const open = steps.map(({ tasks }) => tasks);
      const underWay: number[] = [];
      for (;;) {
        for (const { words } of port.takeSent()) underWay.push(words[0] as number);
        const ready = steps.flatMap(({ after }, i) => (after.every((j) => open[j] === 0) ? [i] : []));
        expect([...started].sort((x, y) => x - y)).toEqual(ready);
        if (underWay.length === 0) break;
        const [task] = underWay.splice((picks.next().value as number) % underWay.length, 1);
        open[stepOf[task]]--;
        tell(module, ROOT, 'finished', [task, 1]);
      }
      expect(open.every((left) => left === 0)).toBe(true);
    },
  );
});
