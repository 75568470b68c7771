import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { TimeOrderError, TimeWeighted } from '../../src/recording/time-weighted.ts';

describe('a time-weighted quantity', () => {
  it('weighs each value by how long it held', () => {
    const queue = new TimeWeighted();
    queue.set(0, 4);
    queue.set(1_000_000, 0);
    expect(queue.meanAt(4_000_000)).toBe(1);
    expect(queue.maxAt(4_000_000)).toBe(4);
  });

  it('does not count a value that held for no time', () => {
    const queue = new TimeWeighted();
    queue.add(10, 3);
    queue.add(10, -3);
    expect(queue.meanAt(20)).toBe(0);
    expect(queue.maxAt(20)).toBe(0);
    queue.add(20, 5);
    expect(queue.maxAt(20)).toBe(0);
    expect(queue.maxAt(21)).toBe(5);
  });

  it('starts anew after a warm-up, with the value it had', () => {
    const queue = new TimeWeighted();
    queue.set(5, 100);
    queue.set(8, 2);
    queue.reset(10);
    expect(queue.maxAt(10)).toBe(2);
    expect(queue.meanAt(10)).toBe(2);
    queue.add(15, 2);
    expect(queue.meanAt(20)).toBe(3);
    expect(queue.value).toBe(4);
  });

  it('may start late and with a value', () => {
    expect(new TimeWeighted(100, 7).meanAt(200)).toBe(7);
  });

  it('refuses to go back in time', () => {
    const queue = new TimeWeighted();
    queue.set(10, 1);
    expect(() => queue.set(9, 2)).toThrow(TimeOrderError);
    expect(() => queue.reset(9)).toThrow(TimeOrderError);
    expect(() => queue.meanAt(9)).toThrow(TimeOrderError);
    expect(() => queue.set(Number.NaN, 2)).toThrow(TimeOrderError);
  });

  it('asking does not change it', () => {
    const queue = new TimeWeighted();
    queue.set(0, 1);
    expect(queue.meanAt(10)).toBe(1);
    queue.set(5, 3);
    expect(queue.meanAt(10)).toBe(2);
  });

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: -20, max: 20 })), { maxLength: 40 }),
    fc.integer({ min: 1, max: 50 }),
  ])('agrees with looking at every microsecond', (steps, rest) => {
    const queue = new TimeWeighted();
    const held: number[] = [];
    let now = 0;
    let value = 0;
    for (const [wait, next] of steps) {
      for (let tick = 0; tick < wait; tick++) held.push(value);
      now += wait;
      value = next;
      queue.set(now, value);
    }
    for (let tick = 0; tick < rest; tick++) held.push(value);
    const mean = held.reduce((sum, x) => sum + x, 0) / held.length;
    expect(Math.abs(queue.meanAt(now + rest) - mean)).toBe(0);
    expect(queue.maxAt(now + rest)).toBe(Math.max(...held));
  });
});
