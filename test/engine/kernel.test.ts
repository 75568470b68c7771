import { describe, expect, it } from 'vitest';
import { type EventId, Kernel } from '../../src/engine/kernel.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/** Runs to the end and returns what was executed, as 'time:target'. */
function trace(kernel: Kernel, until = FOREVER): string[] {
  const seen: string[] = [];
  kernel.run((_kind, target) => {
    seen.push(`${kernel.now}:${target}`);
  }, until);
  return seen;
}

function ignore(): void {}

describe.each(['calendar', 'heap'] as const)('Kernel with %s', (eventList) => {
  const create = () => new Kernel({ eventList });

  it('runs events in order of time, ties in order of scheduling across list and lanes', () => {
    const kernel = create();
    const lane = kernel.lane(5);
    kernel.schedule(5, 0, 1, 0, 0);
    kernel.scheduleLane(lane, 0, 2, 0, 0);
    kernel.schedule(5, 0, 3, 0, 0);
    kernel.schedule(4, 0, 4, 0, 0);
    kernel.scheduleLane(kernel.lane(4), 0, 5, 0, 0);
    expect(trace(kernel)).toEqual(['4:4', '4:5', '5:1', '5:2', '5:3']);
    expect(kernel.executed).toBe(5);
    expect(kernel.pending).toBe(0);
  });

  it('runs what is scheduled for the end of an instant when nothing else of that time is left', () => {
    const kernel = create();
    const order: string[] = [];
    kernel.scheduleLast(0, 10, 0, 0);
    kernel.schedule(7, 0, 1, 0, 0);
    kernel.schedule(7, 0, 2, 0, 0);
    kernel.scheduleLane(kernel.lane(8), 0, 9, 0, 0);
    const handle = (_kind: number, target: number) => {
      order.push(`${kernel.now}:${target}`);
      if (target === 1) for (let i = 0; i < 40; i++) kernel.scheduleLast(0, 100 + i, 0, 0);
      if (target === 2) kernel.scheduleAfter(0, 0, 3, 0, 0);
      if (target === 100) kernel.scheduleAfter(0, 0, 4, 0, 0);
      if (target === 101) kernel.scheduleLast(0, 200, 0, 0);
    };
    expect(kernel.pending).toBe(4);
    // However a run is sliced, the order is the same.
    while (kernel.run(handle, 7, 3) === 'budget');
    expect(kernel.now).toBe(7);
    kernel.run(handle, FOREVER);
    const last = Array.from({ length: 39 }, (_, i) => `7:${101 + i}`);
    expect(order).toEqual(['0:10', '7:1', '7:2', '7:3', '7:100', '7:4', ...last, '7:200', '8:9']);
    expect(kernel.pending).toBe(0);
    expect(() => kernel.scheduleLast(-1, 0, 0, 0)).toThrow(RangeError);
  });

  it('hands the handler the words of the event, whatever their sign and size', () => {
    const kernel = create();
    const words = [
      [0, 0, 0, 0],
      [65535, 2 ** 31 - 1, -(2 ** 31), -1],
    ] as const;
    const seen: number[][] = [];
    for (const [kind, target, a, b] of words) kernel.scheduleAfter(1, kind, target, a, b);
    for (const [kind, target, a, b] of words) kernel.scheduleLane(kernel.lane(1), kind, target, a, b);
    kernel.run((...got) => {
      seen.push(got);
    }, 1);
    expect(seen).toEqual([...words, ...words]);
  });

  it('runs what a handler schedules for the present moment after all else of that moment', () => {
    const kernel = create();
    const order: number[] = [];
    kernel.schedule(7, 0, 1, 0, 0);
    kernel.schedule(7, 0, 2, 0, 0);
    kernel.run((_kind, target) => {
      order.push(target);
      if (target === 1) kernel.scheduleAfter(0, 0, 3, 0, 0);
      if (target === 2) kernel.scheduleLane(kernel.lane(0), 0, 4, 0, 0);
      if (target === 3) kernel.schedule(7, 0, 5, 0, 0);
    }, FOREVER);
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect(kernel.now).toBe(7);
  });

  it('stops at the horizon, within the budget, on request, and when nothing is left', () => {
    const kernel = create();
    for (let t = 1; t <= 4; t++) kernel.schedule(t, 0, t, 0, 0);
    const handler = (_kind: number, target: number) => {
      if (target === 3) kernel.stop();
    };
    expect(kernel.run(handler, 100, 0)).toBe('budget');
    expect(kernel.now).toBe(0);
    expect(kernel.run(handler, 100, 1)).toBe('budget');
    expect(kernel.now).toBe(1);
    expect(kernel.run(handler, 2, 1)).toBe('horizon');
    expect(kernel.run(handler, 100)).toBe('stopped');
    expect(kernel.run(handler, 100)).toBe('exhausted');
    expect([kernel.now, kernel.executed]).toEqual([4, 4]);
    expect(kernel.run(handler, 50)).toBe('exhausted');
    kernel.schedule(60, 0, 0, 0, 0);
    expect(kernel.run(handler, 50)).toBe('horizon');
    expect(kernel.now).toBe(50);
  });

  it('takes events before one it has already looked at', () => {
    const kernel = create();
    for (let i = 0; i < 100; i++) kernel.schedule(1000, 0, i, 0, 0);
    expect(kernel.run(ignore, 10)).toBe('horizon');
    kernel.schedule(500, 0, -1, 0, 0);
    kernel.schedule(10, 0, -2, 0, 0);
    expect(trace(kernel, 999)).toEqual(['10:-2', '500:-1']);
    expect(kernel.pending).toBe(100);
  });

  it('counts the events that are pending, at every step', () => {
    const kernel = create();
    const lane = kernel.lane(10);
    const id = kernel.schedule(5, 0, 0, 0, 0);
    kernel.schedule(6, 0, 0, 0, 0);
    const timer = kernel.scheduleLane(lane, 0, 0, 0, 0);
    expect(kernel.pending).toBe(3);
    kernel.cancel(id);
    kernel.cancel(timer);
    expect(kernel.pending).toBe(1);
    kernel.run(() => expect(kernel.pending).toBe(0), FOREVER);
    expect([kernel.pending, kernel.executed]).toEqual([0, 1]);
  });

  it('cancels once, and never through a stale or made-up id', () => {
    const kernel = create();
    const lane = kernel.lane(3);
    for (const schedule of [
      () => kernel.schedule(3, 0, 7, 0, 0),
      () => kernel.scheduleLane(lane, 0, 7, 0, 0),
    ]) {
      const id = schedule();
      expect([kernel.isPending(id), kernel.timeOf(id)]).toEqual([true, 3]);
      expect(kernel.cancel(id)).toBe(true);
      expect(kernel.cancel(id)).toBe(false);
      expect([kernel.isPending(id), kernel.timeOf(id)]).toEqual([false, Number.NaN]);
      const next = schedule();
      expect(kernel.cancel(id)).toBe(false);
      expect(kernel.isPending(next)).toBe(true);
      kernel.cancel(next);
    }
    for (const id of [
      0,
      -1,
      1,
      8,
      2 ** 24,
      2 ** 25 + 1,
      0.5,
      2 ** 52,
      2 ** 52 + 2 ** 41,
      2 ** 53,
      Number.NaN,
      FOREVER,
    ]) {
      expect(kernel.cancel(id)).toBe(false);
      expect(kernel.isPending(id)).toBe(false);
    }
    expect(kernel.pending).toBe(0);
    expect(kernel.run(ignore, FOREVER)).toBe('exhausted');
  });

  it('knows an id as stale however often its slot is used again, even from within its own handler', () => {
    const kernel = create();
    const ids = new Set<EventId>();
    let current = kernel.schedule(0, 0, 0, 0, 0);
    kernel.run(
      () => {
        expect(kernel.cancel(current)).toBe(false);
        ids.add(current);
        current = kernel.scheduleAfter(ids.size % 3, 0, 0, 0, 0);
        for (const id of [...ids].slice(-3)) expect(kernel.isPending(id)).toBe(false);
      },
      FOREVER,
      500,
    );
    expect(ids.size).toBe(500);
    expect(ids.has(0)).toBe(false);
  });

  it('lets a handler cancel another event of the same moment', () => {
    const kernel = create();
    const lane = kernel.lane(2);
    const seen: number[] = [];
    kernel.schedule(2, 0, 0, 0, 0);
    const victims = [kernel.schedule(2, 0, 1, 0, 0), kernel.scheduleLane(lane, 0, 2, 0, 0)];
    kernel.scheduleLane(lane, 0, 3, 0, 0);
    kernel.run((_kind, target) => {
      seen.push(target);
      for (const victim of victims) kernel.cancel(victim);
    }, FOREVER);
    expect(seen).toEqual([0, 3]);
  });

  it('stays usable after a handler has thrown', () => {
    const kernel = create();
    kernel.schedule(1, 0, 1, 0, 0);
    kernel.schedule(2, 0, 2, 0, 0);
    const failure = new Error('broken handler');
    expect(() =>
      kernel.run(() => {
        throw failure;
      }, FOREVER),
    ).toThrow(failure);
    expect([kernel.now, kernel.executed, kernel.pending]).toEqual([1, 1, 1]);
    expect(trace(kernel)).toEqual(['2:2']);
  });

  it.each([-4, -3])(
    'keeps ties in order when the low half of the sequence number overflows from %i',
    (low) => {
      const kernel = create();
      Object.assign(kernel, { sequenceLow: low });
      const lane = kernel.lane(9);
      for (let i = 0; i < 4; i++) {
        kernel.schedule(9, 0, 2 * i, 0, 0);
        kernel.scheduleLane(lane, 0, 2 * i + 1, 0, 0);
      }
      expect(trace(kernel)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((i) => `9:${i}`));
    },
  );

  it('does not keep the memory of timeouts that are always cancelled', () => {
    const kernel = new Kernel({ eventList, capacity: 0 });
    const { list } = kernel as unknown as { list: { words: Int32Array } };
    for (let i = 0; i < 10; i++) kernel.scheduleAfter(i, 0, 0, 0, 0);
    let timeout: EventId = 0;
    kernel.run(() => {
      kernel.cancel(timeout);
      timeout = kernel.scheduleAfter(1e9, 0, 0, 0, 0);
      kernel.scheduleAfter(10, 0, 0, 0, 0);
    }, 20_000);
    expect(kernel.executed).toBeGreaterThan(20_000);
    expect(list.words.length).toBeLessThanOrEqual(256 * 8);
  });

  it('reaches the end of time and no further', () => {
    const kernel = create();
    const end = Number.MAX_SAFE_INTEGER;
    for (let i = 0; i < 50; i++) kernel.schedule(end - (i % 7), 0, i, 0, 0);
    expect(trace(kernel)).toHaveLength(50);
    expect(kernel.now).toBe(end);
    kernel.scheduleAfter(0, 0, 0, 0, 0);
    expect(() => kernel.scheduleAfter(1, 0, 0, 0, 0)).toThrow(RangeError);
    expect(() => kernel.scheduleLane(kernel.lane(1), 0, 0, 0, 0)).toThrow(RangeError);
  });

  it('has the same fingerprint in one piece and in many, and another for another order', () => {
    const fill = (kernel: Kernel, order: readonly number[]) => {
      for (const target of order) kernel.schedule(10 + (target % 3), 0, target, 0, 0);
      return kernel;
    };
    const whole = fill(create(), [1, 2, 3, 4, 5, 6]);
    whole.run(ignore, FOREVER);
    const pieces = fill(create(), [1, 2, 3, 4, 5, 6]);
    while (pieces.run(ignore, FOREVER, 1) === 'budget');
    const other = fill(create(), [4, 2, 3, 1, 5, 6]);
    other.run(ignore, FOREVER);
    expect(pieces.fingerprint()).toBe(whole.fingerprint());
    expect(other.fingerprint()).not.toBe(whole.fingerprint());
    expect(whole.fingerprint()).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('Kernel', () => {
  it('leaves out of the fingerprint what was not chosen', () => {
    const of = (fingerprint: ('time' | 'kind' | 'target' | 'payload')[], kind: number, b: number) => {
      const kernel = new Kernel({ fingerprint });
      kernel.schedule(1, kind, 2, 3, b);
      kernel.run(ignore, FOREVER);
      return kernel.fingerprint();
    };
    expect(of(['time', 'kind'], 1, 4)).toBe(of(['time', 'kind'], 1, 5));
    expect(of(['time', 'kind'], 1, 4)).not.toBe(of(['time', 'kind'], 2, 4));
    expect(of([], 1, 4)).toBe(of([], 2, 5));
    expect(of([], 1, 4)).toBe(new Kernel().fingerprint());
  });

  it('gives one lane per period', () => {
    const kernel = new Kernel();
    const [a, b] = [kernel.lane(100), kernel.lane(200)];
    expect(b).not.toBe(a);
    expect([kernel.lane(100), kernel.lane(200)]).toEqual([a, b]);
  });

  it('says which time it cannot accept, and from when on it could', () => {
    const kernel = new Kernel();
    kernel.schedule(20, 0, 0, 0, 0);
    kernel.run(ignore, 20);
    expect(() => kernel.schedule(19, 0, 0, 0, 0)).toThrow(/19.*20/);
    expect(() => kernel.run(ignore, 19)).toThrow(/19.*20/);
    for (const time of [20.5, Number.NaN, 2 ** 53, FOREVER]) {
      expect(() => kernel.schedule(time, 0, 0, 0, 0)).toThrow(RangeError);
      expect(() => kernel.schedule(time, 0, 0, 0, 0)).toThrow(new RegExp(`20 .*${time}`));
    }
    expect(() => kernel.scheduleAfter(-1, 0, 0, 0, 0)).toThrow(RangeError);
    expect(() => kernel.run(ignore, 20.5)).toThrow(RangeError);
    expect(() => kernel.run(ignore, Number.NaN)).toThrow(RangeError);
    expect(kernel.pending).toBe(0);
  });

  it('rejects words that do not fit, lanes that do not exist, and absurd options', () => {
    const kernel = new Kernel();
    const lane = kernel.lane(1);
    const misfits: [kind: number, target: number, a: number, b: number][] = [
      [65536, 0, 0, 0],
      [-1, 0, 0, 0],
      [0, 2 ** 31, 0, 0],
      [0, 0, 0.5, 0],
      [0, 0, 0, Number.NaN],
    ];
    for (const words of misfits) {
      expect(() => kernel.schedule(1, ...words)).toThrow(RangeError);
      expect(() => kernel.scheduleLane(lane, ...words)).toThrow(RangeError);
    }
    expect(() => kernel.scheduleLane(1, 0, 0, 0, 0)).toThrow(/no lane 1/);
    for (const period of [-1, 0.5, Number.NaN, FOREVER])
      expect(() => kernel.lane(period)).toThrow(RangeError);
    for (const capacity of [-1, Number.NaN, 2 ** 25])
      expect(() => new Kernel({ capacity })).toThrow(RangeError);
    expect(() => kernel.run(ignore, 1, Number.NaN)).toThrow(RangeError);
    expect(kernel.pending).toBe(0);
  });

  it('bounds the number of lanes', () => {
    const kernel = new Kernel();
    for (let period = 0; period < 4096; period++) kernel.lane(period);
    expect(() => kernel.lane(4096)).toThrow(/4096/);
    expect(kernel.lane(7)).toBe(7);
  });

  it('does not run inside itself', () => {
    const kernel = new Kernel();
    kernel.schedule(1, 0, 0, 0, 0);
    expect(() =>
      kernel.run(() => {
        kernel.run(ignore, 2);
      }, 2),
    ).toThrow(/already running/);
    expect(kernel.run(ignore, 2)).toBe('exhausted');
  });
});
