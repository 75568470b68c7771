import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Kernel } from '../../src/engine/kernel.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/** Runs to the end in slices; how often it came back because of a chain. */
function chains(kernel: Kernel, handler: (target: number) => void, slice = FOREVER): number {
  let count = 0;
  for (;;) {
    const reason = kernel.run((_kind, target) => handler(target), FOREVER, slice);
    if (reason === 'exhausted') return count;
    if (reason === 'chain') count++;
  }
}

describe('chains of events at one instant', () => {
  it('are told whenever they have grown by the limit, and only then', () => {
    const kernel = new Kernel({ chainLimit: 10 });
    kernel.schedule(5, 0, 101, 0, 0);
    const count = chains(kernel, (left) => {
      if (left > 1) kernel.scheduleAfter(0, 0, left - 1, 0, 0);
    });
    expect([count, kernel.executed]).toEqual([9, 101]);
  });

  it('are not the many events of one instant that do not cause each other', () => {
    const kernel = new Kernel({ chainLimit: 2 });
    for (let i = 0; i < 1000; i++) kernel.schedule(7, 0, 0, 0, 0);
    const lane = kernel.lane(7);
    for (let i = 0; i < 1000; i++) kernel.scheduleLane(lane, 0, 0, 0, 0);
    expect(chains(kernel, () => {})).toBe(0);
  });

  it('end when the clock moves on', () => {
    const kernel = new Kernel({ chainLimit: 5 });
    kernel.schedule(1, 0, 1000, 0, 0);
    // Four events at each instant.
    const count = chains(kernel, (left) => {
      if (left > 1) kernel.scheduleAfter(left % 4 === 0 ? 1 : 0, 0, left - 1, 0, 0);
    });
    expect(count).toBe(0);
  });

  it('without a limit are nobody’s business', () => {
    const kernel = new Kernel();
    kernel.schedule(0, 0, 1000, 0, 0);
    expect(
      chains(kernel, (left) => {
        if (left > 0) kernel.scheduleAfter(0, 0, left - 1, 0, 0);
      }),
    ).toBe(0);
    expect(() => new Kernel({ chainLimit: 0 })).toThrow(RangeError);
  });

  /** Each event schedules the next ones of the plan, by the delays given there, in list and lanes. */
  const plan = fc.array(
    fc.record({ delays: fc.array(fc.constantFrom(0, 0, 0, 1), { maxLength: 3 }), lane: fc.boolean() }),
    { minLength: 5, maxLength: 200 },
  );
  test.prop([plan, fc.integer({ min: 1, max: 7 })], { numRuns: 200 })(
    'are as long as if every event carried the length of its own, less one, however the run is sliced',
    (steps, slice) => {
      const kernel = new Kernel({ chainLimit: 1 });
      const depths: number[] = [0];
      let made = 1;
      let next = 0;
      const deepest = new Map<number, number>();
      const handler = (event: number) => {
        deepest.set(kernel.now, Math.max(deepest.get(kernel.now) ?? 0, depths[event]));
        const step = steps[next++];
        if (!step) return;
        for (const delay of step.delays) {
          depths[made] = delay === 0 ? depths[event] + 1 : 0;
          if (step.lane) kernel.scheduleLane(kernel.lane(delay), 0, made, 0, 0);
          else kernel.scheduleAfter(delay, 0, made, 0, 0);
          made++;
        }
      };
      kernel.schedule(0, 0, 0, 0, 0);
      const told = new Map<number, number>();
      for (;;) {
        const reason = kernel.run((_kind, target) => handler(target), FOREVER, slice);
        if (reason === 'exhausted') break;
        if (reason === 'chain') told.set(kernel.now, (told.get(kernel.now) ?? 0) + 1);
      }
      for (const [time, depth] of deepest) {
        const said = told.get(time) ?? 0;
        expect(said === depth || said === depth - 1).toBe(true);
      }
    },
  );
});
