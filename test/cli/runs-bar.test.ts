import { describe, expect, test } from 'vitest';
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
