import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { KPA_ENTRY, type KpaPolicy } from '../../../src/modules/scaling/kpa.ts';
import { ScalingParameterError } from '../../../src/modules/scaling/policy.ts';
import { drive, observation, s, times } from './support.ts';

const kpa = (parameters = {}) =>
  KPA_ENTRY.create({ max_agents: 10_000, target_utilization: 1, ...parameters }) as KpaPolicy;

describe('the stable window', () => {
  test('averages 60 s: one sample of 30 in 30 raises the mean by one', () => {
    const policy = kpa({ panic_threshold: 1000 });
    const wanted = drive(policy, [{ ready: 1, inFlight: 30 }, ...times(30, { ready: 1 })]);
    // Means 30, 15, 10, ... 30 / 30; gone after 30 samples.
    expect(wanted.slice(0, 3)).toEqual([30, 15, 10]);
    expect(wanted[29]).toBe(1);
    expect(wanted.slice(14, 30).every((agents) => agents >= 1 && agents <= 2)).toBe(true);
  });

  test('waiting tasks count; 70 % of the target concurrency is aimed at', () => {
    const policy = kpa({ target_utilization: 0.7, panic_threshold: 1000, target_concurrency: 2 });
    expect(drive(policy, [{ ready: 1, inFlight: 4, waiting: 10 }])).toEqual([10]);
  });

  test('at most halves, at most a thousandfold', () => {
    const calm = { panic_threshold: 1e9 };
    const slow = kpa(calm);
    expect(slow.decide(observation({ ready: 1, inFlight: 9 }))).toBe(9);
    for (let step = 1; step <= 31; step++) slow.decide(observation({ now: step * slow.period, ready: 9 }));
    expect(slow.decide(observation({ now: s(64), ready: 9 }))).toBe(4);
    expect(drive(kpa({ max_scale_up_rate: 1.1, ...calm }), [{ ready: 1, inFlight: 50 }])).toEqual([2]);
    expect(drive(kpa({ max_agents: 1e6, ...calm }), [{ ready: 1, waiting: 5000 }])).toEqual([1000]);
  });
});

describe('panic', () => {
  test('from twice the ready agents on, over the last 10 %', () => {
    const policy = kpa();
    const quiet = times(30, { ready: 1, inFlight: 1 });
    expect(drive(policy, quiet).at(-1)).toBe(1);
    expect(policy.panicking).toBe(false);
    // Panic window of 3 samples: (1 + 1 + 31) / 3 = 11; stable (29 + 31) / 30 = 2.
    expect(policy.decide(observation({ now: s(60), ready: 1, inFlight: 31 }))).toBe(11);
    expect(policy.panicking).toBe(true);
  });

  test('never decreases in panic, and leaves it once 60 s have passed below', () => {
    const policy = kpa();
    policy.decide(observation({ ready: 1, inFlight: 10 }));
    expect(policy.panicking).toBe(true);
    let agents = 10;
    for (let now = 2; now <= 60; now += 2) {
      agents = policy.decide(observation({ now: s(now), ready: 10, inFlight: 1 }));
      expect(agents).toBe(10);
      expect(policy.panicking).toBe(true);
    }
    agents = policy.decide(observation({ now: s(62), ready: 10, inFlight: 1 }));
    expect(policy.panicking).toBe(false);
    expect(agents).toBe(5);
  });

  test('takes the stable average when it is the larger, as after a loss of agents', () => {
    const policy = kpa();
    const loaded = [...times(40, { ready: 80, inFlight: 100 }), ...times(3, { ready: 80, inFlight: 5 })];
    drive(policy, loaded);
    expect(policy.panicking).toBe(false);
    // (26 x 100 + 4 x 5) / 30 = 87.3.
    expect(policy.decide(observation({ now: s(86), ready: 1, inFlight: 5 }))).toBe(88);
    expect(policy.panicking).toBe(true);
  });

  test('the next panic starts afresh', () => {
    const policy = kpa();
    policy.decide(observation({ ready: 1, inFlight: 50 }));
    for (let now = 2; now <= 200; now += 2) policy.decide(observation({ now: s(now), ready: 1 }));
    expect(policy.panicking).toBe(false);
    expect(policy.decide(observation({ now: s(202), ready: 1, inFlight: 6 }))).toBe(2);
    expect(policy.panicking).toBe(true);
  });

  test('begins by what is wanted, not by what the rate of growth allows', () => {
    const policy = kpa({ max_scale_up_rate: 1.5 });
    policy.decide(observation({ ready: 1 }));
    expect(policy.decide(observation({ now: s(2), ready: 10, inFlight: 100 }))).toBe(15);
    expect(policy.panicking).toBe(true);
  });

  test('staying over the threshold extends it', () => {
    const policy = kpa();
    for (let now = 0; now <= 100; now += 2)
      policy.decide(observation({ now: s(now), ready: 1, inFlight: 10 }));
    for (let now = 102; now <= 164; now += 2) {
      policy.decide(observation({ now: s(now), ready: 10, inFlight: 1 }));
      if (now <= 160) expect(policy.panicking).toBe(true);
    }
    expect(policy.panicking).toBe(false);
  });

  test('a start with several agents keeps them for a stable window', () => {
    const wanted = drive(kpa(), times(33, { ready: 8, inFlight: 0 }));
    expect(wanted.slice(0, 31)).toEqual(times(31, 8));
    expect(wanted.slice(31)).toEqual([4, 4]);
  });

  test.prop([fc.array(fc.nat(100), { minLength: 1, maxLength: 80 }), fc.integer({ min: 0, max: 10 })])(
    'while in panic the answers never fall',
    (loads, ready) => {
      const policy = kpa();
      let before = 0;
      for (const [step, inFlight] of loads.entries()) {
        const agents = policy.decide(observation({ now: step * policy.period, ready, inFlight }));
        if (policy.panicking) {
          expect(agents).toBeGreaterThanOrEqual(before);
          before = agents;
        } else before = 0;
      }
    },
  );
});

describe('zero', () => {
  test('the last agent goes 30 s after nothing is wanted', () => {
    const wanted = drive(kpa(), times(17, { ready: 1 }));
    expect(wanted).toEqual([...times(15, 1), 0, 0]);
  });

  test('any need restarts the grace', () => {
    const policy = kpa({ stable_window: 6, panic_window_share: 1, period: 2 });
    const wanted = drive(policy, [
      ...times(10, { ready: 1 }),
      { ready: 1, inFlight: 1 },
      ...times(18, { ready: 1 }),
    ]);
    // Needed until the sample leaves the window (10..12), then 15 more samples of grace.
    expect(wanted.indexOf(0)).toBe(28);
  });

  test('from zero, the first task brings an agent', () => {
    const policy = kpa({ scale_to_zero_grace: 0 });
    expect(drive(policy, [{ ready: 0 }, { ready: 0, waiting: 1 }])).toEqual([0, 1]);
  });

  test('a least of one never reaches zero', () => {
    expect(drive(kpa({ min_agents: 1 }), times(40, { ready: 1 }))).toEqual(times(40, 1));
  });
});

test('scale-down delay takes the highest decision of its window', () => {
  const samples = [{ ready: 1, inFlight: 1 }, ...times(8, { ready: 1, inFlight: 0 })];
  const parameters = { stable_window: 2, panic_window_share: 1, scale_to_zero_grace: 0 };
  expect(drive(kpa(parameters), samples)).toEqual([1, ...times(8, 0)]);
  expect(drive(kpa({ ...parameters, scale_down_delay: 10 }), samples)).toEqual([
    ...times(5, 1),
    ...times(4, 0),
  ]);
});

test('a panic window shorter than a period is refused', () => {
  expect(() => kpa({ stable_window: 10 })).toThrow(ScalingParameterError);
});
