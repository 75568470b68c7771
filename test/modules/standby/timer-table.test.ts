import { expect, test } from 'vitest';
import { TimerTable } from '../../../src/modules/standby/timer-table.ts';
import { s, TestPort } from '../port.ts';

function table() {
  const port = new TestPort();
  const fired: string[] = [];
  const timers = new TimerTable(port, (tag, argument) => fired.push(`${tag} ${argument}`));
  const advance = (seconds: number) =>
    port.advance(s(seconds), (tag, place) => {
      expect(tag).toBe(0);
      timers.onTimer(place);
    });
  return { port, fired, timers, advance };
}

test('timers fire with the tag and argument that they were set with', () => {
  const { fired, timers, advance } = table();
  timers.set(s(2), 7, 70);
  timers.set(s(1), 8, 80);
  advance(3);
  expect(fired).toEqual(['8 80', '7 70']);
});

test('a timer is cancelled once, and one that has fired or was another before not at all', () => {
  const { fired, timers, advance } = table();
  const first = timers.set(s(1), 1, 0);
  expect(timers.cancel(first)).toBe(true);
  expect(timers.cancel(first)).toBe(false);
  expect(timers.cancel(0)).toBe(false);
  // It takes the place of the first.
  const second = timers.set(s(1), 2, 0);
  expect(timers.cancel(first)).toBe(false);
  advance(1);
  expect(timers.cancel(second)).toBe(false);
  expect(fired).toEqual(['2 0']);
});

test('all can be dropped, and others set', () => {
  const { port, fired, timers, advance } = table();
  for (let i = 0; i < 3; i++) timers.set(s(1), 1, i);
  timers.clear();
  expect(port.timers).toBe(0);
  timers.set(s(2), 2, 9);
  advance(5);
  expect(fired).toEqual(['2 9']);
});
