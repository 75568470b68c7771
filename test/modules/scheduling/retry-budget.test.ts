/** How many retries a coordinator allows, by worked example and against a list of everything that happened. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { RetryBudget } from '../../../src/modules/retry-budget.ts';
import { s } from '../port.ts';
import { Scene } from './scene.ts';

const FINAGLE = { ratio: 0.2, reserve: 10, window: s(10) };

describe('a budget', () => {
  test('of a fifth of the tasks, and the reserve', () => {
    const budget = new RetryBudget(FINAGLE);
    let allowed = 0;
    for (let task = 0; task < 1000; task++) budget.deposit(s(task / 100));
    while (budget.withdraw(s(9.999))) allowed++;
    // 1,000 tasks in 10 s: 200, and 10 for each of 10 s.
    expect(allowed).toBe(300);
  });

  test('forgets what is older than its window, a tenth at a time', () => {
    const budget = new RetryBudget({ ratio: 1, reserve: 0, window: s(10) });
    budget.deposit(s(0));
    budget.deposit(s(1));
    expect(budget.withdraw(s(9.9))).toBe(true);
    // The first task is forgotten, and the retry is not.
    expect(budget.withdraw(s(10))).toBe(false);
    budget.deposit(s(19));
    // The retry is forgotten with the slice from 9 to 10 s.
    expect(budget.withdraw(s(19))).toBe(true);
    expect(budget.withdraw(s(19))).toBe(false);
    expect(budget.withdraw(s(1000))).toBe(false);
  });

  test('of no tasks and no reserve is empty', () => {
    expect(new RetryBudget({ ratio: 5, reserve: 0, window: s(1) }).withdraw(0)).toBe(false);
  });
});

property.prop([
  fc.record({
    ratio: fc.constantFrom(0, 0.1, 0.2, 1, 3),
    reserve: fc.constantFrom(0, 0.5, 2),
    window: fc.constantFrom(s(1), s(10), 7),
  }),
  fc.array(fc.tuple(fc.boolean(), fc.nat(3_000_000)), { maxLength: 60 }),
])('what it allows is what a list of all tasks and retries says', (options, steps) => {
  const budget = new RetryBudget(options);
  const slice = options.window / 10;
  const tasks: number[] = [];
  const retries: number[] = [];
  let now = 0;
  for (const [isTask, gap] of steps) {
    now += gap;
    const recent = (times: readonly number[]) =>
      times.filter((time) => Math.floor(now / slice) - Math.floor(time / slice) < 10).length;
    if (isTask) {
      budget.deposit(now);
      tasks.push(now);
      continue;
    }
    const most = options.ratio * recent(tasks) + (options.reserve * options.window) / 1e6;
    const isAllowed = recent(retries) + 1 <= most + 1e-9;
    expect(budget.withdraw(now)).toBe(isAllowed);
    if (isAllowed) retries.push(now);
  }
});

test('a task that would be one retry too many fails, with the reason of its last attempt', () => {
  const scene = new Scene({ workers: 2, retryBudget: { ratio: 0.5, reserve: 0, window: s(10) } });
  scene.accept(1, 2);
  expect(scene.result(0, 1, 1, false)).toHaveLength(2);
  scene.port.takeObserved();
  scene.result(1, 2, 2, false);
  expect(scene.port.takeObserved().slice(0, 2)).toEqual(['overBudget 2', 'failed 2 0']);
  expect(scene.takeEnded()).toEqual(['2 failed (ticket 200)']);
  // A third and a fourth task bring one more.
  scene.accept(3, 4);
  scene.port.takeObserved();
  scene.result(0, 1, 3, false);
  expect(scene.port.takeObserved()[0]).toBe('retried 1 0');
});
