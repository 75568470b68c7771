import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { adjustForFailures } from '../../../src/modules/scaling/failure-aware.ts';
import { Forecast } from '../../../src/modules/scaling/forecast.ts';
import { ScalingParameterError } from '../../../src/modules/scaling/policy.ts';
import type { PredictivePolicy } from '../../../src/modules/scaling/predictive.ts';
import { SCALING_POLICIES } from '../../../src/modules/scaling/registry.ts';
import { drive, follow, observation, s, times } from './support.ts';

const create = (name: string, parameters = {}) => SCALING_POLICIES.require(name).create(parameters);

describe('fixed', () => {
  test('never moves', () => {
    const policy = create('fixed', { agents: 7, period: 30 });
    expect(policy.period).toBe(s(30));
    expect(drive(policy, [{ ready: 2 }, { waiting: 1000 }])).toEqual([7, 7]);
  });
});

describe('threshold', () => {
  test('adds after 3 periods in a row, then rests 300 s', () => {
    const policy = create('threshold_queue_depth', { scale_up_increment: 2 });
    const busy = { ready: 4, waiting: 50 };
    // Periods of 60 s: actions at 120 s, then from 420 s on.
    expect(drive(policy, times(9, busy))).toEqual([4, 4, 6, 6, 6, 6, 6, 8, 8]);
  });

  test('a breach that is interrupted counts anew, and one on the threshold is none', () => {
    const policy = create('threshold_agent_utilization');
    const loads = [0.9, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9];
    expect(
      drive(
        policy,
        loads.map((utilization) => ({ ready: 5, utilization })),
      ),
    ).toEqual([5, 5, 5, 5, 5, 6, 6]);
  });

  test('a breach that outlasts the cooldown acts when it ends', () => {
    const policy = create('threshold_agent_utilization', {
      cooldown: 600,
      evaluation_periods: 1,
      period: 60,
    });
    const wanted = drive(policy, times(12, { ready: 5, utilization: 0.9 }));
    expect(wanted).toEqual([...times(10, 6), 7, 7]);
  });

  test('without a cooldown, each action needs its own periods', () => {
    const policy = create('threshold_queue_depth', { cooldown: 0 });
    expect(drive(policy, times(6, { ready: 4, waiting: 50 }))).toEqual([4, 4, 5, 5, 5, 6]);
    const shrinking = create('threshold_queue_depth', { cooldown: 0 });
    expect(drive(shrinking, times(6, { ready: 9, waiting: 0 }))).toEqual([9, 9, 8, 8, 8, 7]);
  });

  test('removes when low, within limits', () => {
    const policy = create('threshold_queue_depth', {
      cooldown: 0,
      evaluation_periods: 1,
      scale_down_increment: 3,
      min_agents: 2,
    });
    expect(drive(policy, times(4, { ready: 9, waiting: 0 }))).toEqual([6, 3, 2, 2]);
  });

  test('a high error rate adds agents, or removes them when so told', () => {
    const failing = times(3, { ready: 9, errorRate: 0.2 });
    expect(drive(create('threshold_error_rate'), failing)).toEqual([9, 9, 10]);
    expect(
      drive(create('threshold_error_rate', { when_high: 'remove', scale_down_increment: 4 }), failing),
    ).toEqual([9, 9, 5]);
  });

  test('an action that limits forbid starts no cooldown', () => {
    const policy = create('threshold_queue_depth', { max_agents: 5, evaluation_periods: 1 });
    expect(drive(policy, [{ ready: 5, waiting: 99 }, { waiting: 0 }])).toEqual([5, 4]);
  });

  test('thresholds out of order are refused by name', () => {
    const attempt = () => create('threshold_error_rate', { scale_down_threshold: 0.5 });
    expect(attempt).toThrow(ScalingParameterError);
    expect(attempt).toThrow(expect.objectContaining({ field: 'scale_down_threshold', found: 0.5 }));
  });
});

describe('resource guard', () => {
  test('above 90 % of any resource 70 % stay, every 10 s again', () => {
    const policy = create('resource_guard', { max_agents: 10_000 });
    expect(policy.period).toBe(s(10));
    expect(drive(policy, times(3, { ready: 1000, memory: 0.91, cpu: 0.5 }))).toEqual([700, 490, 343]);
    expect(drive(create('resource_guard', { max_agents: 100 }), [{ ready: 15, cpu: 0.95 }])).toEqual([10]);
  });

  test('exactly 90 % is not above', () => {
    expect(drive(create('resource_guard'), [{ ready: 10, memory: 0.9, cpu: 0.5 }])).toEqual([10]);
  });

  test('in the band nothing changes; above it the middle is aimed at', () => {
    const policy = create('resource_guard');
    expect(
      drive(policy, [
        { ready: 10, cpu: 0.4, waiting: 9 },
        { cpu: 0.6, waiting: 9 },
        { cpu: 0.8, waiting: 9 },
      ]),
    ).toEqual([10, 10, 6]);
  });

  test('below the band it grows only while tasks wait, at most twofold, and never beyond memory', () => {
    expect(drive(create('resource_guard'), [{ ready: 5, cpu: 0.1 }])).toEqual([5]);
    expect(drive(create('resource_guard'), [{ ready: 5, cpu: 0.1, waiting: 1 }])).toEqual([10]);
    expect(drive(create('resource_guard'), [{ ready: 5, cpu: 0, waiting: 1 }])).toEqual([10]);
    expect(drive(create('resource_guard'), [{ ready: 8, cpu: 0.35, waiting: 1 }])).toEqual([12]);
    expect(drive(create('resource_guard'), [{ ready: 10, cpu: 0.1, waiting: 1, memory: 0.75 }])).toEqual([
      12,
    ]);
  });

  test('settles in the band when processor use follows the agents', () => {
    const wanted = follow(create('resource_guard', { max_agents: 100 }), 60, 20, (ready) => ({
      cpu: Math.min(1, ready * 0.02),
      waiting: 10,
    }));
    expect(wanted.at(-1)).toBeGreaterThanOrEqual(20);
    expect(wanted.at(-1)).toBeLessThanOrEqual(30);
    expect(wanted.slice(-10)).toEqual(times(10, wanted.at(-1)));
  });
});

describe('failure-aware', () => {
  test.each([
    [1000, 0, 1000, 'retry'],
    [1000, 0.0099, 1000, 'retry'],
    [1000, 0.01, 750, 'reduce_and_retry'],
    [1001, 0.05, 750, 'reduce_and_retry'],
    [1000, 0.1, 50, 'fall_back_to_moderate'],
    [101, 1, 50, 'fall_back_to_moderate'],
    [100, 0.5, 1, 'fall_back_to_sequential'],
    [1, 0.05, 1, 'reduce_and_retry'],
  ])('%i agents at a failure rate of %d: %i, %s', (agents, rate, expected, action) => {
    expect(adjustForFailures(agents, rate)).toEqual({ agents: expected, action });
  });

  test('as a policy: reduces each period, falls back, and recovers a third at a time', () => {
    const policy = create('failure_aware', { recovery_periods: 2 });
    const rates = [0, 0.05, 0.05, 0.5, ...times(9, 0)];
    expect(
      drive(
        policy,
        rates.map((errorRate) => ({ ready: 200, errorRate })),
      ),
    ).toEqual([200, 150, 112, 50, 50, 66, 66, 88, 88, 117, 117, 156, 156]);
  });

  test('recovers from a single agent, and leaves none at none', () => {
    const rates = [0.5, 0, 0, 0, 0].map((errorRate) => ({ ready: 4, errorRate }));
    expect(drive(create('failure_aware', { recovery_periods: 1 }), rates)).toEqual([1, 2, 3, 4, 4]);
    expect(drive(create('failure_aware', { min_agents: 0 }), [{ ready: 0, errorRate: 0.5 }])).toEqual([0]);
  });

  test('recovers no further than the size it found, or never', () => {
    const rates = [0, 0.05, ...times(6, 0)].map((errorRate) => ({ ready: 4, errorRate }));
    expect(drive(create('failure_aware', { recovery_periods: 1 }), rates)).toEqual([4, 3, 4, 4, 4, 4, 4, 4]);
    expect(drive(create('failure_aware', { recovery_periods: 0 }), rates)).toEqual([4, 3, 3, 3, 3, 3, 3, 3]);
  });
});

describe('target tracking', () => {
  test('out after 3 samples, by ratio; at once again when more is needed', () => {
    const policy = create('target_tracking', { utilization_target: 0.5, max_agents: 100 });
    const samples = [...times(3, { ready: 10, utilization: 0.8 }), { ready: 16, utilization: 0.9 }];
    expect(drive(policy, samples)).toEqual([10, 10, 16, 29]);
  });

  test('agents that are starting are not asked for twice, until the cooldown of the scale-out is over', () => {
    const policy = create('target_tracking', { utilization_target: 0.5, max_agents: 100 });
    const found = { ready: 10, utilization: 0.8 };
    const wanted = drive(policy, [...times(3, found), ...times(5, { ...found, starting: 6 })]);
    // Asked for at the third sample; the cooldown of five ends at the eighth: 16 x 0.8 / 0.5 = 25.6.
    expect(wanted).toEqual([10, 10, ...times(5, 16), 26]);
  });

  test('in after 15 low samples, then not again for the cooldown', () => {
    const policy = create('target_tracking', { utilization_target: 0.5 });
    const wanted = drive(policy, times(16, { ready: 10, utilization: 0.2 }));
    expect(wanted).toEqual([...times(14, 10), 4, 4]);
    const followed = follow(create('target_tracking', { utilization_target: 0.5 }), 20, 25, (_, step) => ({
      utilization: step < 15 ? 0.4 : 0.3,
    }));
    // 20 -> 16 at sample 15; the next step down waits 5 samples of cooldown.
    expect(followed).toEqual([...times(14, 20), ...times(5, 16), ...times(5, 10), 6]);
  });

  test('between 0.9 of the target and the target nothing happens', () => {
    const policy = create('target_tracking', { utilization_target: 0.5 });
    expect(drive(policy, times(30, { ready: 20, utilization: 0.46 }))).toEqual(times(30, 20));
  });

  test('several targets: any scales out, all must agree to scale in, the largest wins', () => {
    const parameters = {
      utilization_target: 0.5,
      waiting_target: 2,
      arrivals_target: 1,
      scale_in_samples: 1,
      scale_out_samples: 1,
    };
    const only = (fields: object) =>
      drive(create('target_tracking', parameters), [{ ready: 6, ...fields }])[0];
    expect(only({ utilization: 0.6, waiting: 28, arrivalRate: 9 })).toBe(14);
    expect(only({ utilization: 0.9, waiting: 13, arrivalRate: 0 })).toBe(11);
    expect(only({ utilization: 0.1, waiting: 0, arrivalRate: 5.9 })).toBe(6);
    expect(only({ utilization: 0.1, waiting: 4, arrivalRate: 3.5 })).toBe(4);
  });

  test('needs a target', () => {
    expect(() => create('target_tracking', { utilization_target: 0 })).toThrow(ScalingParameterError);
  });
});

describe('forecast', () => {
  const options = { level: 0.5, trend: 0.5, season: 0.5, damping: 1, seasonLength: 0 };

  test('one step by hand', () => {
    const forecast = new Forecast(options);
    forecast.observe(10);
    expect(forecast.ahead(5)).toBe(10);
    forecast.observe(14);
    // Level 12, trend 1.
    expect(forecast.ahead(0)).toBe(12);
    expect(forecast.ahead(3)).toBe(15);
  });

  test('the trend itself is damped from sample to sample', () => {
    const forecast = new Forecast({ ...options, damping: 0.5 });
    for (const value of [10, 14, 12]) forecast.observe(value);
    // Level 12.25, trend 0.375.
    expect(forecast.ahead(0)).toBe(12.25);
    expect(forecast.ahead(1)).toBe(12.4375);
  });

  test('damping bounds the trend', () => {
    const forecast = new Forecast({ ...options, damping: 0.5 });
    forecast.observe(10);
    forecast.observe(14);
    expect(forecast.ahead(2)).toBe(12.75);
    expect(forecast.ahead(60)).toBeCloseTo(13, 9);
  });

  test('learns a season', () => {
    const forecast = new Forecast({ level: 0.1, trend: 0, season: 0.5, damping: 0, seasonLength: 4 });
    const season = [10, 30, 50, 30];
    for (let i = 0; i < 400; i++) forecast.observe(season[i % 4]);
    for (let steps = 1; steps <= 8; steps++)
      expect(forecast.ahead(steps)).toBeCloseTo(season[(399 + steps) % 4], 1);
  });

  test.prop([
    fc.double({ min: -1000, max: 1000, noNaN: true }),
    fc.double({ min: -10, max: 10, noNaN: true }),
  ])('a straight line is followed exactly in the end', (start, slope) => {
    const forecast = new Forecast({ level: 0.6, trend: 0.4, season: 0, damping: 1, seasonLength: 0 });
    for (let i = 0; i <= 200; i++) forecast.observe(start + slope * i);
    expect(forecast.ahead(10)).toBeCloseTo(start + slope * 210, 4);
  });
});

describe('predictive', () => {
  const steady = { ready: 10, utilization: 0.7, completionRate: 3.5, arrivalRate: 3.5 };

  test("steady state by Little's law: 3.5/s x 2 s / 0.7 = 10 agents", () => {
    const policy = create('predictive');
    expect(drive(policy, times(5, steady))).toEqual(times(5, 10));
    expect((policy as PredictivePolicy).serviceSeconds).toBeCloseTo(2, 12);
  });

  test('a ramp is met ahead of time', () => {
    const ramp = (horizon: number) =>
      drive(
        create('predictive', {
          horizon,
          max_agents: 1000,
          damping: 1,
          service_time: 2,
          target_utilization: 1,
        }),
        Array.from({ length: 60 }, (_, i) => ({ ready: 10, arrivalRate: 10 + i })),
      ).at(-1);
    expect(ramp(0)).toBe(138);
    expect(ramp(300)).toBe(158);
  });

  test('waiting tasks are drained within the time given', () => {
    const policy = create('predictive', { drain_time: 10, max_agents: 100 });
    expect(drive(policy, [{ ...steady, waiting: 70 }])).toEqual([30]);
  });

  test('a forecast below zero takes nothing from what waits', () => {
    const policy = create('predictive', {
      level_weight: 1,
      trend_weight: 1,
      damping: 1,
      horizon: 300,
      service_time: 10,
      scale_down_delay: 0,
    });
    expect(drive(policy, [{ arrivalRate: 10 }, { arrivalRate: 5, waiting: 60 }])).toEqual([20, 15]);
  });

  test('scale-down waits for the window', () => {
    const policy = create('predictive', { scale_down_delay: 90, level_weight: 1, trend_weight: 0 });
    const samples = [
      steady,
      steady,
      ...times(4, { ...steady, arrivalRate: 0.7, completionRate: 0.7, utilization: 0.14 }),
    ];
    expect(drive(policy, samples)).toEqual([10, 10, 10, 10, 2, 2]);
  });

  test('completions by agents that look idle say nothing of the service time', () => {
    const policy = create('predictive') as PredictivePolicy;
    drive(policy, [{ ready: 10, utilization: 0, completionRate: 5 }]);
    expect(policy.serviceSeconds).toBe(1);
  });

  test('a season too long for memory is refused', () => {
    expect(() => create('predictive', { season: 1e9 })).toThrow(ScalingParameterError);
  });
});

describe('every policy', () => {
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  const observations = fc.array(
    fc.record({
      ready: fc.integer({ min: 0, max: 60 }),
      starting: fc.integer({ min: 0, max: 30 }),
      busy: fc.integer({ min: 0, max: 60 }),
      waiting: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 })),
      inFlight: fc.integer({ min: 0, max: 60 }),
      utilization: shares,
      arrivalRate: fc.double({ min: 0, max: 1000, noNaN: true }),
      completionRate: fc.double({ min: 0, max: 1000, noNaN: true }),
      errorRate: shares,
      cpu: shares,
      memory: shares,
    }),
    { maxLength: 60 },
  );
  const limits = fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 40 }));

  for (const entry of SCALING_POLICIES.entries()) {
    test.prop([observations, limits])(
      `${entry.name} answers whole numbers within its limits, the same ones again from one reused observation`,
      (seen, [min, more]) => {
        const parameters: Record<string, number> =
          entry.name === 'fixed' ? { agents: min } : { min_agents: min, max_agents: min + more };
        const first = drive(entry.create(parameters), seen);
        for (const agents of first) {
          expect(Number.isSafeInteger(agents)).toBe(true);
          expect(agents).toBeGreaterThanOrEqual(min);
          expect(agents).toBeLessThanOrEqual(min + more);
        }
        const again = entry.create(parameters);
        const reused = observation({});
        const second = seen.map((fields, index) =>
          again.decide(Object.assign(reused, fields, { now: index * again.period })),
        );
        expect(second).toEqual(first);
      },
    );

    test(`${entry.name} is described, and its defaults lie in their ranges`, () => {
      expect(entry.description).not.toMatch(/\.$/);
      expect(entry.source).not.toBe('');
      expect(entry.create({}).period).toBeGreaterThan(0);
      for (const [name, spec] of Object.entries(entry.parameters)) {
        expect(name).toMatch(/^[a-z_]+$/);
        expect(spec.description).not.toBe('');
        if (spec.type === 'choice') expect(spec.choices).toContain(spec.default);
        else {
          expect(spec.default).toBeGreaterThanOrEqual(spec.min ?? Number.NEGATIVE_INFINITY);
          expect(spec.default).toBeLessThanOrEqual(spec.max ?? Number.POSITIVE_INFINITY);
        }
      }
    });

    if (entry.name !== 'fixed') {
      test(`${entry.name} refuses a least above its most`, () => {
        expect(() => entry.create({ min_agents: 9, max_agents: 8 })).toThrow(
          expect.objectContaining({ field: 'min_agents', found: 9 }),
        );
      });
    }
  }
});

describe('from 0 agents', () => {
  const entries = SCALING_POLICIES.entries().filter(({ needs }) => needs === undefined);

  /** Defaults with none at the least, and each other parameter, or two of them, at its least or one of its choices. */
  function variants(name: string): Record<string, number | boolean | string>[] {
    const { parameters } = SCALING_POLICIES.require(name);
    const extremes = Object.entries(parameters).flatMap(([key, { min, choices, needs }]) => {
      if (key === 'period' || needs !== undefined) return [];
      return (choices ?? (min === undefined ? [] : [min])).map((value) => ({ [key]: value }));
    });
    const least: Record<string, number> =
      parameters.min_agents === undefined ? {} : { min_agents: parameters.min_agents.min ?? 0 };
    return extremes.flatMap((one) => extremes.map((other) => ({ ...least, ...one, ...other })));
  }

  test.each(entries.map(({ name }) => name))('%s comes back when tasks wait, or is refused', (name) => {
    for (const parameters of variants(name)) {
      let policy: ReturnType<typeof create>;
      try {
        policy = create(name, parameters);
      } catch (error) {
        expect(error).toBeInstanceOf(ScalingParameterError);
        continue;
      }
      const wanted = drive(policy, times(400, { ready: 0, waiting: 1e6, arrivalRate: 1 }));
      expect(Math.max(...wanted), JSON.stringify(parameters)).toBeGreaterThan(0);
    }
  });

  test.each([
    [{ scale_up_increment: 0 }, 'scale_up_increment is 0, but must be at least 1 with min_agents 0'],
    [{ when_high: 'remove' }, 'min_agents is 0, but must be at least 1 with when_high: remove'],
  ])('threshold_queue_depth with %j says why not', (parameters, message) => {
    expect(() => create('threshold_queue_depth', { min_agents: 0, ...parameters })).toThrow(message);
    expect(() => create('threshold_queue_depth', { min_agents: 1, ...parameters })).not.toThrow();
  });
});
