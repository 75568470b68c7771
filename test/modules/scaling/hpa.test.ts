import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { HPA_ENTRY } from '../../../src/modules/scaling/hpa.ts';
import {
  averageMetricReplicas,
  scaleDownLimit,
  scaleUpLimit,
  totalMetricReplicas,
} from '../../../src/modules/scaling/hpa-rules.ts';
import { ScalingParameterError } from '../../../src/modules/scaling/policy.ts';
import { drive, follow, times } from './support.ts';

const all = (current: number) => ({ current, ready: current, unready: 0, missing: 0 });
const hpa = (parameters = {}) => HPA_ENTRY.create({ max_agents: 1000, min_agents: 1, ...parameters });

describe('replicas for an average', () => {
  test.each([
    [10, 2, 20],
    [10, 0.5, 5],
    [3, 1.5, 5],
    [10, 1.1, 10],
    [10, 0.9, 10],
    [10, 1.11, 12],
    [10, 0.89, 9],
    [10, 0, 0],
  ])('%i at %d of target: %i', (current, ratio, replicas) => {
    expect(averageMetricReplicas(ratio, all(current), 0.1)).toBe(replicas);
  });

  test('missing pods count in full when scaling down and not at all when scaling up', () => {
    // (0.5 x 8 + 2) / 10 = 0.6 of 10.
    expect(averageMetricReplicas(0.5, { current: 10, ready: 8, unready: 0, missing: 2 }, 0.1)).toBe(6);
    // 1.5 x 8 / 10 = 1.2 of 10.
    expect(averageMetricReplicas(1.5, { current: 10, ready: 8, unready: 0, missing: 2 }, 0.1)).toBe(12);
  });

  test('when missing pods turn the direction, nothing changes', () => {
    expect(averageMetricReplicas(1.3, { current: 10, ready: 5, unready: 0, missing: 5 }, 0.1)).toBe(10);
  });

  test('starting pods dampen a scale-up and are left out of a scale-down', () => {
    // 2 x 6 / 10 = 1.2 of 10.
    expect(averageMetricReplicas(2, { current: 10, ready: 6, unready: 4, missing: 0 }, 0.1)).toBe(12);
    expect(averageMetricReplicas(0.5, { current: 10, ready: 6, unready: 4, missing: 0 }, 0.1)).toBe(3);
  });

  test('starting pods do not make a scale-down of what is within tolerance, nor missing ones at exactly the target', () => {
    expect(averageMetricReplicas(0.95, { current: 10, ready: 6, unready: 4, missing: 0 }, 0.1)).toBe(10);
    expect(averageMetricReplicas(1, { current: 10, ready: 5, unready: 0, missing: 5 }, 0.1)).toBe(10);
  });

  test('considering fewer pods than are wanted never turns a scale-up into a scale-down', () => {
    expect(averageMetricReplicas(1.5, { current: 20, ready: 6, unready: 1, missing: 0 }, 0.1)).toBe(20);
  });

  test('without a ready pod nothing is known', () => {
    expect(averageMetricReplicas(5, { current: 4, ready: 0, unready: 4, missing: 0 }, 0.1)).toBe(4);
  });

  test.prop([
    fc.double({ min: 0, max: 5, noNaN: true }),
    fc.integer({ min: 1, max: 50 }),
    fc.nat(20),
    fc.nat(20),
  ])('never moves against the metric', (ratio, ready, unready, missing) => {
    const current = ready + unready + missing;
    const replicas = averageMetricReplicas(ratio, { current, ready, unready, missing }, 0.1);
    if (ratio >= 1) expect(replicas).toBeGreaterThanOrEqual(current);
    else expect(replicas).toBeLessThanOrEqual(current);
  });

  test.prop([fc.double({ min: 1.2, max: 5, noNaN: true }), fc.integer({ min: 1, max: 50 }), fc.nat(20)])(
    'the more pods are missing, the less a scale-up asks for beyond them',
    (ratio, ready, missing) => {
      const counts = (m: number) => ({ current: ready + m, ready, unready: 0, missing: m });
      const beyond = (m: number) => averageMetricReplicas(ratio, counts(m), 0.1) - (ready + m);
      expect(beyond(missing + 1)).toBeLessThanOrEqual(beyond(missing));
    },
  );
});

describe('replicas for a total', () => {
  test.each([
    [100, 10, 5, 10],
    [100, 10, 10, 10],
    [109, 10, 10, 10],
    [115, 10, 10, 12],
    [0, 10, 10, 0],
    [5, 10, 0, 1],
  ])('a total of %i at %i each, now %i: %i', (total, target, current, replicas) => {
    expect(totalMetricReplicas(total, target, current, 0.1)).toBe(replicas);
  });
});

describe('rates', () => {
  test('percentages round up, in both directions', () => {
    expect(scaleUpLimit(3, { percent: 0.1, agents: 0, select: 'max' })).toBe(4);
    expect(scaleUpLimit(10, { percent: 0.1, agents: 0, select: 'max' })).toBe(11);
    expect(scaleDownLimit(3, { percent: 0.1, agents: 0, select: 'max' })).toBe(2);
    expect(scaleDownLimit(10, { percent: 0.1, agents: 0, select: 'max' })).toBe(9);
  });

  test('the rule that allows the most or the least change', () => {
    expect(scaleUpLimit(3, { percent: 1, agents: 4, select: 'max' })).toBe(7);
    expect(scaleUpLimit(3, { percent: 1, agents: 4, select: 'min' })).toBe(6);
    expect(scaleDownLimit(10, { percent: 0.5, agents: 2, select: 'max' })).toBe(5);
    expect(scaleDownLimit(10, { percent: 0.5, agents: 2, select: 'min' })).toBe(8);
    expect(scaleDownLimit(3, { percent: 0, agents: 9, select: 'max' })).toBe(0);
  });
});

describe('the policy', () => {
  test('up at once, by at most the larger of 100 % and 4 agents each 15 s', () => {
    const wanted = follow(hpa({ utilization_target: 0.1 }), 1, 6, () => ({ utilization: 1 }));
    expect(wanted).toEqual([5, 10, 20, 40, 80, 160]);
  });

  test('a rate holds over its period, not over each decision', () => {
    const policy = hpa({ utilization_target: 0.1, period: 5 });
    expect(follow(policy, 10, 7, () => ({ utilization: 1 }))).toEqual([20, 20, 20, 40, 40, 40, 80]);
  });

  test('down only to the highest recommendation of 300 s, counted from the start', () => {
    const policy = hpa();
    const wanted = drive(policy, times(22, { ready: 10, utilization: 0.35 }));
    expect(wanted).toEqual([...times(20, 10), 5, 5]);
  });

  test('one high sample keeps the size for a window', () => {
    const policy = hpa({ scale_down_stabilization: 60 });
    const load = (step: number) => (step === 3 ? 0.7 : 0.35);
    const wanted = drive(
      policy,
      Array.from({ length: 9 }, (_, step) => ({ ready: 10, utilization: load(step) })),
    );
    expect(wanted).toEqual([...times(7, 10), 5, 5]);
  });

  test('up stabilisation takes the lowest recommendation', () => {
    const policy = hpa({ scale_up_stabilization: 45, scale_down_stabilization: 0 });
    const loads = [0.7, 1.4, 1.05, 1.4, 1.4, 1.4];
    expect(
      drive(
        policy,
        loads.map((utilization) => ({ ready: 10, utilization })),
      ),
    ).toEqual([10, 10, 10, 15, 15, 20]);
  });

  test('scale-down rates', () => {
    const parameters = { scale_down_stabilization: 0, scale_down_percent: 0, scale_down_agents: 2 };
    expect(follow(hpa(parameters), 10, 4, () => ({ utilization: 0.1 }))).toEqual([8, 6, 4, 2]);
    expect(
      drive(hpa({ ...parameters, scale_down_select: 'disabled' }), [{ ready: 10, utilization: 0 }]),
    ).toEqual([10]);
    expect(drive(hpa({ scale_up_select: 'disabled' }), [{ ready: 10, utilization: 1 }])).toEqual([10]);
  });

  test('an up-and-down within one rate period counts from where it began', () => {
    const policy = hpa({ scale_down_stabilization: 0, period: 5, scale_up_agents: 0, scale_up_percent: 0.5 });
    const samples = [
      { ready: 10, utilization: 1 },
      { ready: 15, utilization: 0.07 },
      { ready: 2, utilization: 1 },
    ];
    // 15 are allowed; then 2; the third may return to 15, half above the 10 of the period's start, but needs only 3.
    expect(drive(policy, samples)).toEqual([15, 2, 3]);
  });

  test('additions that outlive the removal before them are not taken back by the rate', () => {
    const parameters = { scale_up_percent: 0, scale_up_agents: 5, scale_down_stabilization: 0 };
    const policy = hpa({ ...parameters, utilization_target: 0.1, period: 5 });
    const samples = [
      { ready: 10, utilization: 0.05 },
      { ready: 5, utilization: 1 },
      { ready: 15, utilization: 1 },
      { ready: 15, utilization: 1 },
    ];
    expect(drive(policy, samples)).toEqual([5, 15, 15, 15]);
  });

  test('the largest of several metrics', () => {
    const parameters = { cpu_target: 0.5, memory_target: 0.5, load_target: 2 };
    const one = (fields: object) => drive(hpa(parameters), [{ ready: 10, utilization: 0.7, ...fields }])[0];
    expect(one({ cpu: 0.8 })).toBe(16);
    expect(one({ memory: 0.9 })).toBe(18);
    expect(one({ waiting: 20, inFlight: 10 })).toBe(15);
    expect(one({})).toBe(10);
  });

  test('starting agents: left out, or missing', () => {
    const up = { ready: 6, starting: 4, utilization: 1 };
    expect(drive(hpa({ utilization_target: 0.5 }), [up])).toEqual([12]);
    const down = { ready: 6, starting: 4, utilization: 0.35 };
    expect(drive(hpa({ scale_down_stabilization: 0 }), [down])).toEqual([3]);
    expect(drive(hpa({ scale_down_stabilization: 0, starting: 'missing' }), [down])).toEqual([7]);
  });

  test('a count outside the limits is corrected without asking the metrics', () => {
    expect(drive(hpa({ min_agents: 3 }), [{ ready: 0, utilization: 0 }])).toEqual([3]);
    expect(drive(hpa({ max_agents: 8 }), [{ ready: 20, utilization: 1 }])).toEqual([8]);
  });

  test('settles at the target when utilization follows the agents', () => {
    const wanted = follow(hpa(), 2, 60, (ready) => ({ utilization: Math.min(1, 14 / ready) }));
    expect(14 / (wanted.at(-1) as number)).toBeGreaterThan(0.7 * 0.9 - 1e-9);
    expect(14 / (wanted.at(-1) as number)).toBeLessThan(0.7 * 1.1 + 1e-9);
  });

  test('parameters that say nothing are refused', () => {
    expect(() => hpa({ utilization_target: 0 })).toThrow(ScalingParameterError);
    expect(() => hpa({ scale_down_percent: 0 })).toThrow(
      expect.objectContaining({ field: 'scale_down_percent' }),
    );
    expect(() => hpa({ scale_up_percent: 0 })).not.toThrow();
  });
});
