import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlowRunner } from '../../../src/modules/flows/flow-runner.ts';
import { mostDone, mostTasks } from '../../../src/modules/flows/most-steps.ts';
import { TestPort } from '../port.ts';

type Steps = Parameters<typeof mostTasks>[0];

const of = (steps: Steps) => ({
  done: steps.map((_, step) => mostDone(steps, step)),
  tasks: mostTasks(steps),
});

test('a step is done again for each failure of a later one that goes back over it', () => {
  // c fails twice and goes back to b; b fails once and is tried again.
  const steps = [
    { name: 'a', attempts: 1, from: 'a' },
    { name: 'b', attempts: 2, from: 'b' },
    { name: 'c', attempts: 3, from: 'b' },
  ];
  // Tasks: a; b, its repetition, and twice from c; c three times.
  expect(of(steps)).toEqual({ done: [1, 3, 1], tasks: 1 + 4 + 3 });
});

test('is never less than what flows do, and no more than some do', () => {
  const arbitrary = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(3)), { minLength: 1, maxLength: 4 })
    .map((steps) =>
      steps.map(([attempts, from], place) => ({ name: `${place}`, attempts, from: `${from % (place + 1)}` })),
    );
  fc.assert(
    fc.property(arbitrary, fc.array(fc.boolean(), { maxLength: 40 }), (steps, failures) => {
      const most = of(steps);
      const done = steps.map(() => 0);
      let tasks = 0;
      const port = new TestPort(1);
      const runner = new FlowRunner(
        port,
        0,
        [
          {
            name: 'f',
            steps: steps.map(({ name, attempts, from }) => ({
              kind: 'local' as const,
              name,
              failure: { attempts, from, otherwise: 'skip' as const },
              run: () =>
                failures[tasks++] ? { ok: false as const, reason: '' } : { ok: true as const, value: 0 },
            })),
          },
        ],
        { step: ({ kind, step }) => void (kind === 'done' && done[Number(step)]++), ended: () => {} },
      );
      runner.begin('f', 0);
      expect(tasks).toBeLessThanOrEqual(most.tasks);
      for (const [place, count] of done.entries()) expect(count).toBeLessThanOrEqual(most.done[place]);
      if (failures.length === 40 && failures.every((fails) => fails))
        expect(done).toEqual(steps.map(() => 0));
    }),
  );
});
