import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { TimeOrderError } from '../../src/recording/time-weighted.ts';
import { TimelineColumnError, TimelineRecorder } from '../../src/recording/timeline.ts';

const MS = 1_000;
const SECOND = 1_000_000;

describe('a timeline by hand', () => {
  it('averages gauges over time and sums counters, interval by interval', () => {
    const recorder = new TimelineRecorder(100);
    const queue = recorder.gauge('queue', 'tasks');
    const done = recorder.counter('done', 'tasks');
    recorder.set(queue, 500, 4);
    recorder.count(done, 700);
    recorder.add(queue, 1_250, -2);
    recorder.count(done, 2_000, 5);
    const timeline = recorder.finish(2_500);
    expect(timeline.interval).toBe(0.001);
    expect(timeline.columns).toEqual({ queue: [2, 2.5, 2], done: [1, 0, 5] });
    expect(timeline.descriptions).toEqual({
      queue: { kind: 'gauge', unit: 'tasks' },
      done: { kind: 'counter', unit: 'tasks' },
    });
  });

  it('gives what happens at the very end to the last interval', () => {
    const recorder = new TimelineRecorder(10);
    const done = recorder.counter('done', '1');
    recorder.count(done, 2 * MS, 3);
    expect(recorder.finish(2 * MS).columns).toEqual({ done: [0, 3] });
  });

  it('has one interval when no time has passed', () => {
    const recorder = new TimelineRecorder(10);
    const queue = recorder.gauge('queue', '1');
    const done = recorder.counter('done', '1');
    recorder.set(queue, 0, 4);
    recorder.count(done, 0, 2);
    expect(recorder.finish(0).columns).toEqual({ queue: [4], done: [2] });
  });

  it.each([
    [3 * MS, 0.001, 3],
    [100 * MS, 0.001, 100],
    [101 * MS, 0.002, 51],
    [999 * MS, 0.01, 100],
    [12 * SECOND, 0.2, 60],
    [724 * SECOND, 10, 73],
    [3_600 * SECOND, 60, 60],
    [86_400 * SECOND, 20 * 60, 72],
    [30 * 86_400 * SECOND, 12 * 3_600, 60],
    [8_000_000_000 * SECOND, 86_400_000, 93],
  ])('of %i us has a natural interval and enough of them', (at, interval, length) => {
    const recorder = new TimelineRecorder(100);
    recorder.gauge('queue', '1');
    const timeline = recorder.finish(at);
    expect(timeline.interval).toBe(interval);
    expect(timeline.columns.queue.length).toBe(length);
  });

  it('can be looked at and goes on', () => {
    const recorder = new TimelineRecorder(4);
    const queue = recorder.gauge('queue', '1');
    recorder.set(queue, 0, 8);
    expect(recorder.finish(1_500).columns.queue).toEqual([8, 8]);
    recorder.set(queue, 3_000, 0);
    expect(recorder.finish(8_000).columns.queue).toEqual([8, 4, 0, 0]);
  });

  it('refuses wrong uses', () => {
    const recorder = new TimelineRecorder(4);
    const queue = recorder.gauge('queue', '1');
    const done = recorder.counter('done', '1');
    expect(() => recorder.gauge('done', '1')).toThrow(TimelineColumnError);
    expect(() => recorder.set(done, 0, 1)).toThrow(TimelineColumnError);
    expect(() => recorder.count(queue, 0, 1)).toThrow(TimelineColumnError);
    expect(() => recorder.set(9, 0, 1)).toThrow(TimelineColumnError);
    recorder.set(queue, 10, 1);
    expect(() => recorder.count(done, 9, 1)).toThrow(TimeOrderError);
    expect(() => recorder.finish(9)).toThrow(TimeOrderError);
  });

  it.each([0, -2, 2.5, Number.NaN])('refuses %s intervals', (intervals) => {
    expect(() => new TimelineRecorder(intervals)).toThrow(RangeError);
  });

  it.each([1, 2, 3, 7, 99, 601])('keeps to %s intervals, whatever the time', (intervals) => {
    for (const end of [1, 999_999, 10_000_000, 86_400_000_000, 3e14]) {
      const recorder = new TimelineRecorder(intervals);
      const done = recorder.counter('done', '1');
      for (let step = 0; step < 10; step++) recorder.count(done, Math.floor((end * step) / 10));
      const { columns } = recorder.finish(end);
      expect(columns.done.length).toBeLessThanOrEqual(intervals);
      expect(columns.done.reduce((sum, count) => sum + count, 0)).toBe(10);
    }
  });
});

interface Update {
  readonly wait: number;
  readonly column: number;
  readonly value: number;
}

const update: fc.Arbitrary<Update> = fc.record({
  wait: fc.oneof(
    fc.integer({ min: 0, max: 3 * MS }),
    fc.integer({ min: 0, max: 300 * MS }),
    fc.integer({ min: 0, max: 500 * SECOND }),
  ),
  column: fc.integer({ min: 0, max: 3 }),
  value: fc.integer({ min: 0, max: 1_000 }),
});

/** Everything that was done, and an answer by integrating each gauge over each interval from scratch. */
class SlowTimeline {
  readonly updates: { at: number; column: number; value: number }[] = [];

  integral(column: number, from: number, to: number): number {
    const steps = this.updates.filter((entry) => entry.column === column);
    let area = 0;
    for (let index = -1; index < steps.length; index++) {
      const start = index < 0 ? 0 : steps[index].at;
      const end = steps[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      const value = index < 0 ? 0 : steps[index].value;
      area += value * Math.max(0, Math.min(end, to) - Math.max(start, from));
    }
    return area;
  }

  counted(column: number, from: number, to: number, last: boolean): number {
    return this.updates
      .filter((entry) => entry.column === column && entry.at >= from && (entry.at < to || last))
      .reduce((sum, entry) => sum + entry.value, 0);
  }
}

describe('a timeline against integrating from scratch', () => {
  test.prop(
    [fc.array(update, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), fc.nat({ max: 2 * SECOND })],
    {
      numRuns: 300,
    },
  )('is exact, whatever was merged on the way', (updates, half, rest) => {
    const recorder = new TimelineRecorder(2 * half);
    const slow = new SlowTimeline();
    const columns = ['a', 'b'].map((name) => recorder.gauge(name, '1'));
    columns.push(...['c', 'd'].map((name) => recorder.counter(name, '1')));
    let at = 0;
    for (const { wait, column, value } of updates) {
      at += wait;
      if (column < 2) recorder.set(columns[column], at, value);
      else recorder.count(columns[column], at, value);
      slow.updates.push({ at, column, value });
    }
    const end = at + rest;
    const { interval, columns: found } = recorder.finish(end);
    const width = interval * SECOND;
    expect(found.a.length).toBe(Math.max(1, Math.ceil(end / width)));
    expect(found.a.length).toBeLessThanOrEqual(2 * half);
    for (let place = 0; place < found.a.length; place++) {
      const [from, to] = [place * width, Math.min(end, (place + 1) * width)];
      const last = place === found.a.length - 1;
      for (const [index, name] of ['a', 'b'].entries())
        if (end > 0) expect(found[name][place]).toBe(slow.integral(index, from, to) / (to - from));
      for (const [index, name] of ['c', 'd'].entries())
        expect(found[name][place]).toBe(slow.counted(index + 2, from, to, last));
    }
  });
});
