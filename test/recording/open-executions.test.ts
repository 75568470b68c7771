import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { OpenExecutions } from '../../src/recording/open-executions.ts';

type Step = 'begin' | 'succeed' | 'finish' | 'end';

describe('open executions', () => {
  test('a second success of a task repeats what it does, before its end is recorded and after', () => {
    const open = new OpenExecutions();
    open.begin(7);
    open.begin(7);
    open.finish(7);
    expect(open.succeed(7)).toBe(true);
    open.end(7);
    open.finish(7);
    expect(open.succeed(7)).toBe(false);
    expect(open.succeed(8)).toBe(true);
  });

  test.prop([
    fc.array(
      fc.tuple(fc.constantFrom<Step>('begin', 'succeed', 'finish', 'end'), fc.integer({ min: 0, max: 3 })),
      { maxLength: 60 },
    ),
  ])('agrees with a model', (steps) => {
    const open = new OpenExecutions();
    const model = [0, 1, 2, 3].map(() => ({ running: 0, ended: false, succeeded: false }));
    for (const [step, task] of steps) {
      const one = model[task];
      if (step === 'begin') {
        expect(open.begin(task)).toBe(!one.ended);
        one.running++;
      } else if (step === 'finish' && one.running > 0) {
        open.finish(task);
        one.running--;
      } else if (step === 'succeed') {
        expect(open.succeed(task)).toBe(!one.succeeded);
        one.succeeded = true;
      } else if (step === 'end') {
        open.end(task);
        one.ended = true;
      }
      expect(open.isUnderWay(task)).toBe(one.running > 0);
      expect(open.tasks).toBe(model.filter(({ running, ended }) => running > 0 && !ended).length);
    }
  });
});
