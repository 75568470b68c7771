import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type ChangeOptions, detectChange } from '../../../src/lab/statistics/change.ts';
import { controlledMean } from '../../../src/lab/statistics/control-variates.ts';
import { halfWidth } from '../../../src/lab/statistics/interval.ts';
import { meanInterval } from '../../../src/lab/statistics/mean-interval.ts';
import {
  pairingGain,
  replicationsForDifference,
  replicationsForHalfWidth,
  smallestDetectableDifference,
  testPower,
} from '../../../src/lab/statistics/power.ts';
import { variance } from '../../../src/lab/statistics/summary.ts';
import { pairedTest, welchTest } from '../../../src/lab/statistics/t-test.ts';
import { varianceComponents } from '../../../src/lab/statistics/variance-components.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { covered, expectFrequency, exponential, normal, randomSource, sample } from './support.ts';

describe('power', () => {
  test('replications for standard effects, as given by SciPy', () => {
    const rows = [
      { effect: 0.2, unpaired: 394, paired: 199, power: 0.8005931284024348 },
      { effect: 0.5, unpaired: 64, paired: 34, power: 0.8014595579222541 },
      { effect: 0.8, unpaired: 26, paired: 15, power: 0.8074866151465276 },
      { effect: 1.5, unpaired: 9, paired: 6, power: 0.8476101041560902 },
    ];
    for (const { effect, unpaired, paired, power } of rows) {
      const question = { difference: effect, sd: 1 };
      expect(replicationsForDifference({ ...question, design: 'unpaired' })).toBe(unpaired);
      expect(replicationsForDifference({ ...question, design: 'paired' })).toBe(paired);
      expect(testPower('unpaired', unpaired, effect)).toBeCloseTo(power, 10);
      expect(testPower('unpaired', unpaired, -effect)).toBeCloseTo(power, 10);
    }
  });

  test('the smallest detectable difference is found with the power named', () => {
    const difference = smallestDetectableDifference('paired', 12, 3, 0.9);
    expect(testPower('paired', 12, difference / 3)).toBeCloseTo(0.9, 8);
    const random = randomSource('power');
    const zeros = new Float64Array(12);
    let found = 0;
    for (let i = 0; i < 3000; i++) {
      if (
        pairedTest(
          zeros,
          sample(12, () => difference + 3 * normal(random)),
        ).p <= 0.05
      )
        found++;
    }
    expectFrequency(found, 3000, 0.9);
  });

  property.prop([fc.integer({ min: 2, max: 60 }), fc.double({ min: 0, max: 2, noNaN: true })])(
    'grows with replications and effect',
    (n, effect) => {
      for (const design of ['paired', 'unpaired'] as const) {
        const power = testPower(design, n, effect);
        expect(power).toBeGreaterThanOrEqual(0.05 - 1e-9);
        expect(testPower(design, n + 1, effect)).toBeGreaterThanOrEqual(power - 1e-9);
        expect(testPower(design, n, effect + 0.1)).toBeGreaterThanOrEqual(power - 1e-9);
      }
    },
  );

  test('replications for a half-width', () => {
    const n = replicationsForHalfWidth({ sd: 2, half_width: 0.5 });
    expect(n).toBe(64);
    const assured = replicationsForHalfWidth({ sd: 2, half_width: 0.5, assurance: 0.9 });
    expect(assured).toBeGreaterThan(n);
    const random = randomSource('assurance');
    let narrow = 0;
    for (let i = 0; i < 2000; i++) {
      if (halfWidth(meanInterval(sample(assured, () => 2 * normal(random)))) <= 0.5) narrow++;
    }
    expectFrequency(narrow, 2000, 0.9, 0.92);
    expect(() => replicationsForHalfWidth({ sd: 1, half_width: 1e-9 })).toThrow(/ask for less precision/);
  });

  test('pairing gain is the ratio of variances', () => {
    const random = randomSource('gain');
    const first = sample(400, () => 3 * normal(random));
    const second = first.map((value) => value + normal(random));
    const gain = pairingGain(first, second);
    expect(gain.correlation).toBeGreaterThan(0.9);
    expect(gain.gain).toBeGreaterThan(14);
    expect(gain.gain).toBeLessThan(25);
    const question = { difference: 0.5, power: 0.9 } as const;
    const paired = replicationsForDifference({ ...question, design: 'paired', sd: gain.paired_sd });
    const unpaired = replicationsForDifference({
      ...question,
      design: 'unpaired',
      sd: gain.unpaired_sd / Math.SQRT2,
    });
    expect(unpaired / paired).toBeGreaterThan(0.8 * gain.gain);
    expect(pairingGain([1, 2, 4], [2, 3, 5]).gain).toBe(Infinity);
  });
});

describe('change detection', () => {
  const designs: ChangeOptions[] = [
    { paired: true, better: 'lower' },
    { paired: false, better: 'lower' },
    { paired: true, better: 'lower', centre: 'median' },
    { paired: false, better: 'lower', centre: 'median' },
  ];

  function benchmark(
    n: number,
    factor: number,
    random: ReturnType<typeof randomSource>,
  ): [Float64Array, Float64Array] {
    const machine = sample(n, () => Math.exp(0.05 * normal(random)));
    const noise = (): number => 100 * Math.exp(0.02 * normal(random));
    return [machine.map((speed) => speed * noise()), machine.map((speed) => speed * factor * noise())];
  }

  test('without a change it cries wolf in at most 5 % of comparisons', () => {
    const trials = 1200;
    for (const [i, options] of designs.entries()) {
      const random = randomSource(`A/A ${i}`);
      let alarms = 0;
      for (let t = 0; t < trials; t++) {
        // Without pairing nothing may be shared: the candidate comes from another time.
        const [baseline, paired] = benchmark(10, 1, random);
        const candidate = options.paired ? paired : benchmark(10, 1, random)[1];
        const { verdict, significant } = detectChange(baseline, candidate, { ...options, tolerance: 0.001 });
        if (significant) alarms++;
        expect(verdict === 'worse' || verdict === 'better').toBe(significant);
      }
      expectFrequency(alarms, trials, 0.04, 0.052);
    }
  });

  test('names a clear change by its direction', () => {
    const random = randomSource('direction');
    for (const options of designs) {
      const [baseline, candidate] = benchmark(30, 1.3, random);
      expect(detectChange(baseline, candidate, options).verdict).toBe('worse');
      expect(detectChange(candidate, baseline, options).verdict).toBe('better');
      expect(detectChange(baseline, candidate, { ...options, better: 'higher' }).verdict).toBe('better');
      const { ratio } = detectChange(baseline, candidate, options);
      expect(ratio.lower).toBeLessThan(1.35);
      expect(ratio.upper).toBeGreaterThan(1.25);
    }
  });

  test('tells the same from too little data', () => {
    const random = randomSource('same');
    const [baseline, candidate] = benchmark(40, 1, random);
    expect(detectChange(baseline, candidate, { paired: true, better: 'lower' }).verdict).toBe('same');
    const few = detectChange([90, 130, 70], [100, 85, 120], { paired: false, better: 'lower' });
    expect(few.verdict).toBe('cannot tell');
    expect(few.smallest_detectable).toBeGreaterThan(0.3);
    const ranks = detectChange([90, 130], [100, 85], { paired: true, better: 'lower', centre: 'median' });
    expect(ranks).toMatchObject({ verdict: 'cannot tell', smallest_detectable: Infinity });
  });

  test('a real change within the tolerance is the same, and significant', () => {
    const baseline = [100, 101, 102, 103, 104, 105];
    const candidate = baseline.map((value, i) => value * (1.01 + 0.0001 * (i % 2)));
    const change = detectChange(baseline, candidate, { paired: true, better: 'lower', tolerance: 0.05 });
    expect(change).toMatchObject({ verdict: 'same', significant: true });
  });

  test('a change as large as the tolerance is called the same in at most 5 % of comparisons', () => {
    const random = randomSource('edge');
    const trials = 6000;
    let same = 0;
    for (let i = 0; i < trials; i++) {
      const [baseline, candidate] = benchmark(15, 1.05, random);
      const { verdict } = detectChange(baseline, candidate, {
        paired: true,
        better: 'lower',
        tolerance: 0.05,
      });
      if (verdict === 'same') same++;
    }
    expectFrequency(same, trials, 0.05);
  });

  test('outliers hide a change from means but not from ranks', () => {
    const random = randomSource('outliers');
    const spoil = (values: Float64Array): Float64Array =>
      values.map((value, i) => (i % 10 === 3 ? value * (2 + 6 * random.uniform()) : value));
    const [baseline, candidate] = benchmark(40, 1.08, random).map(spoil);
    const mean = detectChange(baseline, candidate, { paired: true, better: 'lower' });
    expect(mean.verdict).toBe('cannot tell');
    const typical = detectChange(baseline, candidate, { paired: true, better: 'lower', centre: 'median' });
    expect(typical.verdict).toBe('worse');
  });

  test('the smallest detectable change is found with about the power named', () => {
    const random = randomSource('smallest');
    let found = 0;
    let size = 0;
    const trials = 800;
    for (let i = 0; i < trials; i++) {
      const [a, b] = benchmark(20, 1, random);
      size += detectChange(a, b, { paired: true, better: 'lower' }).smallest_detectable / trials;
    }
    for (let i = 0; i < trials; i++) {
      const [a, b] = benchmark(20, 1 + size, random);
      if (detectChange(a, b, { paired: true, better: 'lower' }).significant) found++;
    }
    expectFrequency(found, trials, 0.77, 0.83);
  });

  test('impossible input is refused', () => {
    expect(() => detectChange([1, 2], [1, 0], { paired: true, better: 'lower', centre: 'median' })).toThrow(
      /candidate\[1\] is 0/,
    );
    expect(() => detectChange([1, 2], [1, 2, 3], { paired: true, better: 'lower' })).toThrow(StatisticsError);
    expect(() => detectChange([1, 2], [1, 2], { paired: true, better: 'lower', tolerance: 0 })).toThrow(
      StatisticsError,
    );
  });
});

describe('variance components', () => {
  test('worked example by hand', () => {
    // Group means 2, 5, 8 of three values each; mean squares: between 27, within 1.
    const result = varianceComponents([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
    expect(result.within).toBeCloseTo(1, 12);
    expect(result.between).toBeCloseTo(26 / 3, 12);
    expect(result.intraclass_correlation).toBeCloseTo(26 / 29, 12);
    expect(result.mean.estimate).toBeCloseTo(5, 12);
    expect(result.allocation(78)).toBe(3);
  });

  test('unequal groups: estimates are unbiased and the mean is covered', () => {
    const random = randomSource('components');
    const sizes = [2, 2, 2, 3, 3, 20];
    let between = 0;
    let within = 0;
    const trials = 2000;
    const hits = covered(trials, 7, () => {
      const groups = sizes.map((size) => {
        const offset = 7 + 2 * normal(random);
        return sample(size, () => offset + normal(random));
      });
      const result = varianceComponents(groups);
      between += result.between / trials;
      within += result.within / trials;
      return result.mean;
    });
    // Truncation at 0 adds next to nothing here.
    expect(between).toBeGreaterThan(3.7);
    expect(between).toBeLessThan(4.3);
    expect(within).toBeGreaterThan(0.97);
    expect(within).toBeLessThan(1.03);
    expectFrequency(hits, trials, 0.945, 0.955);
  });

  test('no spread between groups', () => {
    const result = varianceComponents([
      [1, 3],
      [3, 1],
    ]);
    expect(result.between).toBe(0);
    expect(result.allocation(10)).toBe(Infinity);
    expect(() => varianceComponents([[1], [2]])).toThrow(StatisticsError);
  });
});

describe('control variates', () => {
  test('a perfect control leaves no error', () => {
    const control = [1, 4, 2, 8, 5];
    const values = control.map((value) => 3 + 2 * value);
    const result = controlledMean(values, [{ values: control, expectation: 3.5 }]);
    expect(result.estimate).toBeCloseTo(10, 10);
    expect(result.coefficients[0]).toBeCloseTo(2, 10);
    expect(halfWidth(result)).toBeLessThan(1e-6);
  });

  test('covers, with less variance', () => {
    const random = randomSource('controls');
    const trials = 2000;
    let ratio = 0;
    const hits = covered(trials, 5, () => {
      const first = sample(15, () => normal(random));
      const second = sample(15, () => exponential(random));
      const values = first.map((value, i) => 5 + 2 * value - (second[i] - 1) + normal(random));
      const result = controlledMean(values, [
        { values: first, expectation: 0 },
        { values: second, expectation: 1 },
      ]);
      ratio += result.variance_ratio / trials;
      return result;
    });
    expectFrequency(hits, trials, 0.94, 0.96);
    expect(ratio).toBeLessThan(0.35);
  });

  test('is exact for few normal values', () => {
    const random = randomSource('few');
    const trials = 4000;
    const hits = covered(trials, 5, () => {
      const first = sample(6, () => normal(random));
      const second = sample(6, () => 3 + normal(random));
      return controlledMean(
        first.map((value, i) => 5 + value + 0.5 * (second[i] - 3) + normal(random)),
        [
          { values: first, expectation: 0 },
          { values: second, expectation: 3 },
        ],
      );
    });
    expectFrequency(hits, trials, 0.95);
  });

  test('agrees with the plain mean when the control sits at its expectation', () => {
    const values = [1, 5, 2, 8, 4];
    const control = [-1, 1, 0, 1, -1];
    const result = controlledMean(values, [{ values: control, expectation: 0 }]);
    expect(result.estimate).toBeCloseTo(4, 12);
    expect(result.standard_error).toBeLessThan(Math.sqrt(variance(values) / 5));
  });

  test('dependent or constant controls are refused', () => {
    const control = { values: [1, 2, 3, 4, 6], expectation: 3 };
    expect(() => controlledMean([1, 2, 3, 4, 5], [control, control])).toThrow(/linearly independent/);
    expect(() => controlledMean([1, 2, 3, 4], [{ values: [1, 1, 1, 1], expectation: 1 }])).toThrow(
      StatisticsError,
    );
    expect(() => controlledMean([1, 2, 3], [control])).toThrow(StatisticsError);
  });
});

test('a Welch test and its power agree on unequal samples of equal size', () => {
  const random = randomSource('Welch power');
  let found = 0;
  for (let i = 0; i < 2000; i++) {
    const first = sample(26, () => normal(random));
    if (
      welchTest(
        first,
        sample(26, () => 0.8 + normal(random)),
      ).p <= 0.05
    )
      found++;
  }
  expectFrequency(found, 2000, 0.8);
});
