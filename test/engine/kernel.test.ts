import { describe, expect, it } from 'vitest';
import { Kernel } from '../../src/engine/kernel.ts';

/** Runs to the end and returns what was executed, as 'time:target'. */
function trace(kernel: Kernel): string[] {
  const seen: string[] = [];
  kernel.run((_kind, target) => void seen.push(`${kernel.now}:${target}`), Number.POSITIVE_INFINITY);
  return seen;
}

describe.each(['calendar', 'heap'] as const)('Kernel with %s', (eventList) => {
  const create = () => new Kernel({ eventList });

  it('runs events in order of time, ties in order of scheduling across list and lanes', () => {
    const kernel = create();
    const lane = kernel.lane(5);
    kernel.schedule(5, 0, 1, 0, 0);
    kernel.scheduleLane(lane, 0, 2, 0, 0);
    kernel.schedule(5, 0, 3, 0, 0);
    kernel.schedule(4, 0, 4, 0, 0);
    expect(trace(kernel)).toEqual(['4:4', '5:1', '5:2', '5:3']);
    expect(kernel.executed).toBe(4);
    expect(kernel.pending).toBe(0);
  });

  it('stops at the horizon, within the budget, on request, and when nothing is left', () => {
    const kernel = create();
    for (let t = 1; t <= 4; t++) kernel.schedule(t, 0, t, 0, 0);
    const handler = (_kind: number, target: number) => {
      if (target === 3) kernel.stop();
    };
    expect(kernel.run(handler, 100, 1)).toBe('budget');
    expect(kernel.now).toBe(1);
    expect(kernel.run(handler, 2)).toBe('horizon');
    expect(kernel.run(handler, 100)).toBe('stopped');
    expect(kernel.run(handler, 100)).toBe('exhausted');
    expect([kernel.now, kernel.executed]).toEqual([4, 4]);
  });

  it('cancels once, and never through a stale or made-up id', () => {
    const kernel = create();
    const lane = kernel.lane(3);
    for (const schedule of [
      () => kernel.schedule(3, 0, 7, 0, 0),
      () => kernel.scheduleLane(lane, 0, 7, 0, 0),
    ]) {
      const id = schedule();
      expect(kernel.timeOf(id)).toBe(3);
      expect(kernel.cancel(id)).toBe(true);
      expect(kernel.cancel(id)).toBe(false);
      expect(kernel.isPending(id)).toBe(false);
      const next = schedule();
      expect(kernel.cancel(id)).toBe(false);
      expect(kernel.isPending(next)).toBe(true);
      kernel.cancel(next);
    }
    for (const id of [0, -1, 1, 2 ** 24, 2 ** 25, 2 ** 52, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(kernel.cancel(id)).toBe(false);
    }
    expect(kernel.pending).toBe(0);
  });
});
