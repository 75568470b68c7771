import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Hibernation } from '../../../src/modules/worker/hibernation.ts';

/** A machine that keeps time by hand. Agents wake after 3. */
class Machine {
  now = 0;
  holds = false;
  readonly log: string[] = [];
  readonly module: Hibernation;
  #events: { at: number; run: () => void }[] = [];
  timers = 0;

  constructor(after: number, count = 2) {
    this.module = new Hibernation(
      {
        now: () => this.now,
        setTimer: (agent, delay) => {
          this.timers++;
          this.#add(delay, () => this.module.onTimer(agent));
        },
        isNeeded: () => this.holds,
        hibernate: (agent) => {
          this.log.push(`${this.now} suspend ${agent}`);
        },
        wake: (agent) => {
          this.log.push(`${this.now} wake ${agent}`);
          this.#add(3, () => this.module.woken(agent));
        },
      },
      count,
      after,
    );
  }

  /** Runs everything up to a time, which is then. */
  to(time: number): this {
    for (;;) {
      const due = this.#events.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#events = this.#events.filter((one) => one !== due);
      this.now = due.at;
      due.run();
    }
    this.now = time;
    return this;
  }

  #add(delay: number, run: () => void): void {
    this.#events.push({ at: this.now + delay, run });
  }
}

describe('an idle agent', () => {
  test('is suspended after its time, and wakes for work, at a cost', () => {
    const machine = new Machine(10);
    machine.module.idle(0);
    machine.to(20);
    expect(machine.module.isAsleep(0)).toBe(true);
    expect(machine.module.demand(0)).toBe(false);
    expect(machine.module.demand(0)).toBe(false);
    expect([machine.module.isAsleep(0), machine.module.isAwake(0)]).toEqual([false, false]);
    machine.to(23);
    expect(machine.module.demand(0)).toBe(true);
    expect(machine.log).toEqual(['10 suspend 0', '20 wake 0']);
  });

  test('that works now and then stays awake, with one timer at a time', () => {
    const machine = new Machine(10);
    for (let time = 0; time < 100; time += 5) {
      machine.to(time).module.idle(0);
      machine.to(time + 1).module.busy(0);
    }
    machine.module.idle(0);
    machine.to(105.9);
    expect(machine.log).toEqual([]);
    machine.to(106);
    expect(machine.log).toEqual(['106 suspend 0']);
    expect(machine.timers).toBeLessThan(20);
  });

  test('that has something to look after is looked at again later', () => {
    const machine = new Machine(10);
    machine.holds = true;
    machine.module.idle(0);
    machine.to(15);
    machine.holds = false;
    machine.to(30);
    expect(machine.log).toEqual(['20 suspend 0']);
  });
});

test('an agent that crashed asleep is awake when it comes back, and idle only when that is said', () => {
  const machine = new Machine(10);
  machine.module.idle(0);
  machine.to(12);
  machine.module.forget(0);
  machine.to(50);
  expect(machine.module.demand(0)).toBe(true);
  machine.module.idle(0);
  machine.to(60);
  expect(machine.log).toEqual(['10 suspend 0', '60 suspend 0']);
});

test.prop([fc.array(fc.tuple(fc.integer({ min: 0, max: 25 }), fc.boolean()), { maxLength: 40 })])(
  'suspends exactly those that were idle without a break for so long',
  (steps) => {
    const machine = new Machine(10, 1);
    const expected: string[] = [];
    let time = 0;
    let idleSince = -1;
    let asleep = false;
    const pass = (to: number) => {
      if (idleSince >= 0 && !asleep && idleSince + 10 <= to) {
        asleep = true;
        expected.push(`${idleSince + 10} suspend 0`);
      }
      machine.to(to);
    };
    for (const [pause, idle] of steps) {
      time += pause;
      pass(time);
      if (asleep) {
        expected.push(`${time} wake 0`);
        machine.module.demand(0);
        time += 3;
        machine.to(time);
        asleep = false;
        idleSince = -1;
      }
      if (!idle) {
        machine.module.busy(0);
        idleSince = -1;
      } else if (idleSince < 0) {
        machine.module.idle(0);
        idleSince = time;
      }
    }
    pass(time + 100);
    expect(machine.log).toEqual(expected);
  },
);
