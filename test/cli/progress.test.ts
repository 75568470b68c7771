import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Channel } from '../../src/cli/channel.ts';
import {
  fractionDone,
  type Progress,
  ProgressBar,
  progressLine,
  shortCount,
  shortDuration,
} from '../../src/cli/progress.ts';
import { Sink } from './streams.ts';

const halfway: Progress = { time: 30, duration: 120, events: 50_000, tasksDone: 500, tasksTotal: 1000 };

describe('the share that is done', () => {
  test('is that of time or of work, whichever ends first', () => {
    expect(fractionDone(halfway)).toBe(0.5);
    expect(fractionDone({ ...halfway, tasksDone: 100 })).toBe(0.25);
    expect(fractionDone({ ...halfway, tasksTotal: null })).toBe(0.25);
    expect(fractionDone({ ...halfway, duration: null })).toBe(0.5);
  });

  test('is unknown where the end is', () => {
    expect(fractionDone({ ...halfway, duration: null, tasksTotal: null })).toBeNull();
    expect(fractionDone({ ...halfway, duration: null, tasksTotal: 0 })).toBeNull();
  });

  test('is at most all', () => {
    expect(fractionDone({ ...halfway, tasksDone: 1001 })).toBe(1);
  });
});

describe('figures', () => {
  test.each([
    [0, '0.0s'],
    [4.24, '4.2s'],
    [10.4, '10s'],
    [59.6, '1m00s'],
    [185, '3m05s'],
    [3599.7, '1h00m'],
    [7620, '2h07m'],
    [400_000, '111h06m'],
  ])('%s seconds are %s', (seconds, text) => expect(shortDuration(seconds)).toBe(text));

  test.each([
    [0, '0'],
    [999, '999'],
    [999.7, '1.00k'],
    [1234, '1.23k'],
    [123_456, '123k'],
    [999_999, '1.00M'],
    [4_560_000, '4.56M'],
    [2.5e9, '2.50G'],
  ])('%s is %s', (count, text) => expect(shortCount(count)).toBe(text));
});

describe('the line', () => {
  test('tells virtual time, tasks, speed and how long it will take', () => {
    expect(progressLine(halfway, 10, 120)).toBe(
      '############------------  50% | 30s of 2m00s | 500 of 1.00k tasks | 5.00k events/s | ETA 10s',
    );
  });

  test('shortens the bar to fit, then leaves it out', () => {
    const narrow = progressLine(halfway, 10, 80);
    expect(narrow).toBe('######------  50% | 30s of 2m00s | 500 of 1.00k tasks | 5.00k events/s | ETA 10s');
    expect(progressLine(halfway, 10, 70)).toBe(
      ' 50% | 30s of 2m00s | 500 of 1.00k tasks | 5.00k events/s | ETA 10s',
    );
  });

  test('promises nothing where the end is unknown', () => {
    expect(progressLine({ ...halfway, duration: null, tasksTotal: null }, 10, 100)).toBe(
      '30s of virtual time | 500 tasks | 5.00k events/s | 10s so far',
    );
  });

  const progress = fc.record({
    time: fc.nat(1e9),
    duration: fc.option(fc.integer({ min: 1, max: 1e9 })),
    events: fc.nat(1e12),
    tasksDone: fc.nat(1e9),
    tasksTotal: fc.option(fc.nat(1e9)),
  });

  test.prop([progress, fc.double({ min: 0, max: 1e6, noNaN: true }), fc.integer({ min: 40, max: 200 })])(
    'is made of plain numbers',
    (state, elapsed, width) => {
      const line = progressLine(state, elapsed, width);
      expect(line.length).toBeLessThanOrEqual(width);
      expect(line).not.toMatch(/NaN|Infinity|undefined|null|e\+/);
    },
  );
});

describe('the bar', () => {
  const drawn = (terminal: boolean, shown: boolean) => {
    const sink = new Sink({ terminal, columns: 120 });
    Object.assign(sink, { cursorTo: () => true, clearLine: () => true, moveCursor: () => true });
    const bar = new ProgressBar(new Channel(sink, 'standard error', {}), shown, 'loading x.yaml');
    bar.start();
    bar.update(halfway);
    bar.phase('writing results');
    bar.stop();
    return sink.text;
  };

  test('shows what is going on', () => {
    expect(drawn(true, true)).toContain('loading x.yaml');
    expect(drawn(true, true)).toContain('writing results');
  });

  test('is silent without a terminal, and when nothing shall be shown', () => {
    expect(drawn(false, true)).toBe('');
    expect(drawn(true, false)).toBe('');
  });
});
