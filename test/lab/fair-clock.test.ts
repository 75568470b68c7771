/** How long threads have had to work. */
import { expect, test } from 'vitest';
import { FairClock, type ThreadTimes } from '../../src/lab/fair-clock.ts';

const START: ThreadTimes = { real: 100, processor: 40, idle: 3, sharing: 1 };

/** Looks once a second for so long, while each second brings so much. */
function after(seconds: number, each: Partial<Omit<ThreadTimes, 'sharing' | 'real'>>, sharing = 1): number {
  const clock = new FairClock(START);
  let counted = 0;
  for (let look = 1; look <= seconds; look++)
    counted = clock.at({
      real: START.real + look,
      processor: START.processor + look * (each.processor ?? 0),
      idle: START.idle + look * (each.idle ?? 0),
      sharing,
    });
  return counted;
}

test('a thread that has a processor for itself is measured by real time', () => {
  expect(after(30, { processor: 1 })).toBeCloseTo(30, 9);
  // Others of the process work too; no second counts more than once.
  expect(after(30, { processor: 3 })).toBeCloseTo(30, 9);
});

test('one that gets a fifth of a processor has five times as long', () => {
  expect(after(30, { processor: 0.2 })).toBeCloseTo(6, 9);
  expect(after(150, { processor: 0.2 })).toBeCloseTo(30, 9);
});

test('threads at work share what their process gets', () => {
  expect(after(40, { processor: 2 }, 4)).toBeCloseTo(20, 9);
});

test('one that waits for nothing is not spared, nor is one that sleeps for ever', () => {
  expect(after(30, { idle: 1 })).toBeCloseTo(30, 9);
  expect(after(300, {})).toBeCloseTo(30, 9);
});

test('what a thread did in a second in which it could not work does not count later', () => {
  const clock = new FairClock(START);
  clock.at({ ...START, real: 110, processor: 41 });
  expect(clock.at({ ...START, real: 111, processor: 51 })).toBeCloseTo(2, 9);
});
