import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type EventId, Kernel } from '../../src/engine/kernel.ts';
import { type AnyKernel, ArrayKernel, DELAY_LAWS, uniform } from './event-list-model.ts';

const END = Number.MAX_SAFE_INTEGER;

interface Plan {
  readonly seed: number;
  readonly law: string;
  readonly scale: number;
  /** Events scheduled in all, and pending at a time at most, about. */
  readonly total: number;
  readonly population: number;
  /** Shares of events that go to a lane, are cancelled, and arrive as a burst. */
  readonly lanes: number;
  readonly cancels: number;
  readonly bursts: number;
}

/** Executes a plan and returns everything that could be observed of it. */
function observe(kernel: AnyKernel, plan: Plan): number[] {
  const u = uniform(plan.seed);
  const delay = DELAY_LAWS[plan.law];
  const lanes = [0, Math.floor(plan.scale / 100), Math.floor(plan.scale)].map((period) =>
    kernel.lane(period),
  );
  const log: number[] = [];
  const ids: EventId[] = [];
  let left = plan.total;
  const schedule = (): void => {
    if (left-- <= 0) return;
    if (u() < plan.lanes && kernel.now + plan.scale <= END) {
      ids.push(kernel.scheduleLane(lanes[Math.floor(u() * lanes.length)], 2, left, left, ~left));
    } else {
      ids.push(kernel.schedule(Math.min(END, kernel.now + delay(u, plan.scale)), 1, left, left, ~left));
    }
  };
  const cancel = (): void => {
    const id = ids[Math.floor(u() * ids.length)];
    log.push(
      kernel.timeOf(id),
      Number(kernel.isPending(id)),
      Number(kernel.cancel(id)),
      Number(kernel.cancel(id)),
    );
  };
  const handler = (kind: number, target: number, a: number, b: number): void => {
    log.push(kernel.now, kind, target, a, b);
    // Populations grow until they reach their size, then shrink a little more often than they grow.
    let births = kernel.pending < plan.population ? 2 + Math.floor(u() * 2) : Math.floor(u() * 2.1);
    if (u() < plan.bursts) births += plan.population;
    while (births-- > 0) schedule();
    while (u() < plan.cancels) cancel();
    if (ids.length > 4 * plan.population) ids.splice(0, 2 * plan.population);
    if (u() < 0.001) kernel.stop();
  };
  schedule();
  for (;;) {
    const until = u() < 0.4 ? Math.min(END, kernel.now + Math.floor(u() * plan.scale * 2)) : END;
    const reason = kernel.run(handler, until, u() < 0.5 ? Math.floor(u() * 500) : Number.POSITIVE_INFINITY);
    log.push(reason.charCodeAt(0), kernel.now, kernel.executed, kernel.pending);
    if (reason === 'exhausted' && left <= 0) return log;
    // Events from outside, some of them before those that the kernel has already prepared.
    for (let k = Math.floor(u() * 80); k >= 0; k--) schedule();
    if (u() < 0.1) for (let k = ids.length * u(); k > 0; k--) cancel();
  }
}

function expectSame(observed: readonly number[], expected: readonly number[]): void {
  const at = expected.findIndex((value, i) => !Object.is(value, observed[i]));
  // Only the neighbourhood of the first difference is of interest.
  const from = Math.max(0, at - 6);
  if (at >= 0) expect(observed.slice(from, at + 6)).toEqual(expected.slice(from, at + 6));
  expect(observed.length).toBe(expected.length);
}

const plans = (total: number, population: number): fc.Arbitrary<Plan> =>
  fc.record({
    seed: fc.integer(),
    law: fc.constantFrom(...Object.keys(DELAY_LAWS)),
    scale: fc.integer({ min: 0, max: 30 }).map((k) => 2 ** k),
    total: fc.constant(total),
    population: fc.integer({ min: 0, max: 20 }).map((k) => Math.ceil(population ** (k / 20))),
    lanes: fc.constantFrom(0, 0.1, 0.5, 0.9),
    cancels: fc.constantFrom(0, 0.1, 0.5, 0.8),
    bursts: fc.constantFrom(0, 0.002),
  });

describe('the order of execution', () => {
  test.prop([plans(300, 100)], { numRuns: 150 })('is that of an array searched from end to end', (plan) => {
    const expected = observe(new ArrayKernel(), plan);
    expectSame(observe(new Kernel({ eventList: 'heap', capacity: 0 }), plan), expected);
    expectSame(observe(new Kernel({ eventList: 'calendar', capacity: 0 }), plan), expected);
  });

  test.prop([plans(20_000, 5_000)], { numRuns: 100 })('is the same for calendar and heap', (plan) => {
    const heap = new Kernel({ eventList: 'heap', capacity: 0 });
    const calendar = new Kernel({ eventList: 'calendar', capacity: 0 });
    expectSame(observe(calendar, plan), observe(heap, plan));
    expect(calendar.fingerprint()).toBe(heap.fingerprint());
  });

  it.each(Object.keys(DELAY_LAWS))('is the same for 10^5 pending events, delays: %s', (law) => {
    const plan = {
      seed: 3,
      law,
      scale: 1e6,
      total: 3e5,
      population: 1e5,
      lanes: 0,
      cancels: 0.02,
      bursts: 0,
    };
    const fingerprints = (['heap', 'calendar'] as const).map((eventList) => {
      const kernel = new Kernel({ eventList });
      const u = uniform(plan.seed);
      const ids: EventId[] = [];
      for (let i = 0; i < plan.population; i++) kernel.schedule(DELAY_LAWS[law](u, plan.scale), 0, i, 0, 0);
      kernel.run(
        (kind, target, a, b) => {
          ids.push(
            kernel.schedule(
              Math.min(END, kernel.now + DELAY_LAWS[law](u, plan.scale)),
              kind,
              target,
              a + 1,
              b,
            ),
          );
          if (u() < plan.cancels) kernel.cancel(ids[Math.floor(u() * ids.length)]);
        },
        END,
        plan.total,
      );
      return [kernel.now, kernel.pending, kernel.fingerprint()];
    });
    expect(fingerprints[1]).toEqual(fingerprints[0]);
  });

  it('survives populations that grow and shrink by a factor of 1000, again and again', () => {
    const digests = (['heap', 'calendar'] as const).map((eventList) => {
      const kernel = new Kernel({ eventList, capacity: 0 });
      const u = uniform(11);
      let growing = true;
      let turns = 0;
      kernel.schedule(0, 0, 0, 0, 0);
      const reason = kernel.run(() => {
        if (growing && kernel.pending >= 20_000) growing = false;
        if (!growing && kernel.pending <= 20) {
          growing = true;
          if (++turns === 4) kernel.stop();
        }
        for (let k = growing ? 2 : u() < 0.1 ? 1 : 0; k > 0; k--) {
          kernel.scheduleAfter(DELAY_LAWS.exponential(u, growing ? 1e3 : 1e6), 0, k, turns, 0);
        }
      }, END);
      return [reason, kernel.executed, kernel.fingerprint()];
    });
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[0][0]).toBe('stopped');
  });
});
