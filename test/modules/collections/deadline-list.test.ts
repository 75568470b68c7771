import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { DeadlineList } from '../../../src/modules/collections/deadline-list.ts';
import { TestPort } from '../port.ts';

const DELAY = 100;
const TAG = 7;

function deadlines(members: number) {
  const port = new TestPort();
  const expired: [time: number, member: number][] = [];
  const list = new DeadlineList(port, DELAY, TAG, members, (member) => expired.push([port.now(), member]));
  const advance = (to: number) =>
    port.advance(to, (tag) => {
      expect(tag).toBe(TAG);
      list.onTimer();
    });
  return { port, list, expired, advance };
}

const member = fc.nat(9);
const commands = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('start' as const, 'stop' as const), member }),
    fc.record({ do: fc.constant('wait' as const), time: fc.constantFrom(0, 1, 10, 50, 99, 100, 101, 250) }),
  ),
  { maxLength: 120 },
);

describe('DeadlineList', () => {
  test.prop([commands, fc.constantFrom(0, 3, 10)], { numRuns: 300 })(
    'is a map of due times',
    (list, room) => {
      const real = deadlines(room);
      const due = new Map<number, number>();
      const expected: [number, number][] = [];
      for (const command of list) {
        if (command.do === 'wait') {
          const to = real.port.now() + command.time;
          real.advance(to);
          for (const [member, at] of [...due]) {
            if (at > to) continue;
            expected.push([at, member]);
            due.delete(member);
          }
        } else if (command.do === 'start') {
          expect(real.list.start(command.member)).toBe(!due.has(command.member));
          due.set(command.member, real.port.now() + DELAY);
        } else {
          real.list.stop(command.member);
          due.delete(command.member);
        }
        for (let member = 0; member < 10; member++) expect(real.list.isRunning(member)).toBe(due.has(member));
        // One timer at a time, however many deadlines there are.
        expect(real.port.timers).toBeLessThanOrEqual(1);
      }
      // At one time, in any order.
      const sorted = (pairs: [number, number][]) => [...pairs].sort((x, y) => x[0] - y[0] || x[1] - y[1]);
      expect(sorted(real.expired)).toEqual(sorted(expected));
      const order = real.expired.map(([at]) => at);
      expect(order).toEqual([...order].sort((x, y) => x - y));
    },
  );

  example('a member may be started and stopped again from within its expiry', () => {
    const port = new TestPort();
    const times: number[] = [];
    const list: DeadlineList = new DeadlineList(port, DELAY, TAG, 2, (member) => {
      times.push(port.now());
      expect(list.isRunning(member)).toBe(false);
      expect(list.start(member)).toBe(true);
      list.start(1 - member);
      list.stop(1 - member);
    });
    list.start(0);
    port.advance(350, () => list.onTimer());
    expect(times).toEqual([100, 200, 300]);
  });

  example('a member restarted every tenth of the delay costs one timer per nine tenths', () => {
    const { port, list, expired } = deadlines(1);
    let calls = 0;
    for (let time = 0; time <= 1000; time += 10) {
      port.advance(time, () => {
        calls++;
        list.onTimer();
      });
      list.start(0);
    }
    expect(expired).toEqual([]);
    expect(calls).toBe(11);
  });
});
