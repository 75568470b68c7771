import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { DueTimes } from '../../../src/modules/collections/due-times.ts';
import { TestPort } from '../port.ts';

const TAG = 7;
const MEMBERS = 6;

function dueTimes(period: number) {
  const port = new TestPort();
  const expired: [time: number, member: number][] = [];
  let calls = 0;
  const times = new DueTimes(port, TAG, period, MEMBERS, (member) => expired.push([port.now(), member]));
  const advance = (to: number) =>
    port.advance(to, (tag) => {
      expect(tag).toBe(TAG);
      calls++;
      times.onTimer();
    });
  return { port, times, expired, advance, calls: () => calls };
}

describe('DueTimes', () => {
  const commands = fc.array(
    fc.oneof(
      fc.record({ member: fc.nat(MEMBERS - 1), delay: fc.constantFrom(0, 1, 40, 63, 64, 65, 100, 101, 700) }),
      fc.record({ wait: fc.constantFrom(0, 1, 10, 50, 99, 100, 101, 250, 900) }),
    ),
    { maxLength: 120 },
  );

  test.prop([commands, fc.constantFrom(1, 7, 50, 1000)], { numRuns: 600 })(
    'is a map of due times',
    (list, period) => {
      const real = dueTimes(period);
      const due = new Map<number, number>();
      const expected: [number, number][] = [];
      for (const command of list) {
        if ('wait' in command) {
          const to = real.port.now() + command.wait;
          real.advance(to);
          for (const [member, at] of [...due]) {
            if (at > to) continue;
            expected.push([at, member]);
            due.delete(member);
          }
        } else {
          const at = real.port.now() + command.delay;
          expect(real.times.set(command.member, at)).toBe(!due.has(command.member));
          expect(real.times.dueOf(command.member)).toBe(at);
          due.set(command.member, at);
        }
        // One timer at a time, however many wait.
        expect(real.port.timers).toBeLessThanOrEqual(1);
      }
      const sorted = (pairs: [number, number][]) => [...pairs].sort((x, y) => x[0] - y[0] || x[1] - y[1]);
      expect(sorted(real.expired)).toEqual(sorted(expected));
      const order = real.expired.map(([at]) => at);
      expect(order).toEqual([...order].sort((x, y) => x - y));
    },
  );

  example('a time brought forward moves the timer, and one put off costs no timer of its own', () => {
    const { times, advance, expired, calls } = dueTimes(50);
    times.set(0, 1000);
    times.set(0, 10);
    advance(10);
    expect(expired).toEqual([[10, 0]]);
    const before = calls();
    for (let now = 20; now <= 1010; now += 10) {
      advance(now);
      times.set(1, now + 500);
    }
    expect(calls() - before).toBeLessThanOrEqual(3);
  });

  example('a member may be given another time from within its expiry', () => {
    const port = new TestPort();
    const found: number[] = [];
    const times: DueTimes = new DueTimes(port, TAG, 30, 1, (member) => {
      found.push(port.now());
      expect(times.set(member, port.now() + 100)).toBe(true);
    });
    times.set(0, 50);
    port.advance(300, () => times.onTimer());
    expect(found).toEqual([50, 150, 250]);
  });
});
