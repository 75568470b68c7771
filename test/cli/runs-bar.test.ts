import { afterEach, describe, expect, test, vi } from 'vitest';
import { Channel } from '../../src/cli/channel.ts';
import { RunsBar, runsLine } from '../../src/cli/runs-bar.ts';
import { Sink } from './streams.ts';

describe('one line of progress', () => {
  test.each([
    [{ done: 0, resumed: 0, total: 40 }, 0.2, `${'-'.repeat(24)}   0% | runs 0 of 40 | 0.2s so far`],
    [
      { done: 10, resumed: 0, total: 40 },
      5,
      `${'#'.repeat(6)}${'-'.repeat(18)}  25% | runs 10 of 40 | ETA 15s`,
    ],
    [
      { done: 30, resumed: 20, total: 40 },
      5,
      `${'#'.repeat(18)}${'-'.repeat(6)}  75% | runs 30 of 40 (20 from before) | ETA 5.0s`,
    ],
    [
      { done: 20, resumed: 20, total: 40 },
      3,
      `${'#'.repeat(12)}${'-'.repeat(12)}  50% | runs 20 of 40 (20 from before) | 3.0s so far`,
    ],
  ])('%j after %d s', (progress, elapsed, line) => {
    expect(runsLine(progress, elapsed)).toBe(line);
  });
});

describe('the bar', () => {
  const draw = (terminal: boolean, shown: boolean) => {
    const sink = new Sink({ terminal, columns: 60 });
    const bar = new RunsBar(new Channel(sink, 'standard error', {}), shown, 'loading scenarios');
    bar.start();
    bar.phase('starting workers');
    bar.update({ done: 1, resumed: 0, total: 2 });
    bar.stop();
    return sink.text;
  };
  test('is drawn on a terminal', () => {
    expect(draw(true, true)).toContain('starting workers');
  });
  test('is not drawn elsewhere, nor when nobody wants it', () => {
    expect(draw(false, true)).toBe('');
    expect(draw(true, false)).toBe('');
  });
});

describe('progress in a log', () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  const told = (options: { terminal?: boolean; shown?: boolean; logged?: boolean }) => {
    vi.useFakeTimers();
    const { terminal = false, shown = true, logged = true } = options;
    const sink = new Sink({ terminal });
    const bar = new RunsBar(new Channel(sink, 'standard error', {}), shown, 'loading', { logged });
    bar.start();
    vi.advanceTimersByTime(5_000);
    bar.phase('running scenarios');
    bar.update({ done: 3, resumed: 0, total: 12 });
    vi.advanceTimersByTime(4_000);
    // Something else is written meanwhile: the silence begins anew.
    bar.stop();
    bar.start();
    vi.advanceTimersByTime(5_000);
    bar.stop();
    vi.advanceTimersByTime(60_000);
    return sink.text;
  };

  test('is a line after five seconds of silence', () => {
    expect(told({})).toBe('loading (5.0s)\nrunning scenarios | runs 3 of 12 | ETA 27s\n');
  });
  test('is not written unasked, nor when nobody wants it, nor beside a bar', () => {
    expect(told({ logged: false })).toBe('');
    expect(told({ shown: false })).toBe('');
    expect(told({ terminal: true })).not.toContain('running scenarios | runs');
  });
});
