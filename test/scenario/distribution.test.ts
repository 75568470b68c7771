import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { arrivalsOf } from '../../src/scenario/distribution/arrivals.ts';
import { customDistribution } from '../../src/scenario/distribution/custom.ts';
import { distributionOf } from '../../src/scenario/distribution/distribution.ts';
import type { DistributionDraft } from '../../src/scenario/distribution/draft.ts';
import { FAMILIES } from '../../src/scenario/distribution/families.ts';
import { gamma } from '../../src/scenario/distribution/gamma.ts';
import { termOf } from '../../src/scenario/distribution/read-term.ts';
import { TermError } from '../../src/scenario/distribution/term.ts';

/** With names that no family has looked up in an empty catalogue. */
function duration(written: unknown): DistributionDraft {
  const draft = distributionOf(termOf(written), 'duration');
  return draft.kind === 'custom_call' ? (customDistribution(draft.call, []) as DistributionDraft) : draft;
}

function failure(run: () => unknown): TermError {
  try {
    run();
  } catch (error) {
    if (error instanceof TermError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('canonical forms', () => {
  test.each<[unknown, DistributionDraft]>([
    ['5s', { kind: 'constant', value: 5 }],
    [0, { kind: 'constant', value: 0 }],
    ['constant(5s)', { kind: 'constant', value: 5 }],
    ['constant(value=5s)', { kind: 'constant', value: 5 }],
    ['uniform(min=1s, max=3s)', { kind: 'uniform', min: 1, max: 3 }],
    ['exponential(mean=3m)', { kind: 'exponential', mean: 180 }],
    ['exponential(rate=4/s)', { kind: 'exponential', mean: 0.25 }],
    [{ exponential: { mean: '3m' } }, { kind: 'exponential', mean: 180 }],
    [{ constant: '5s' }, { kind: 'constant', value: 5 }],
    ['normal(mean=10s, sd=2s, min=1s, max=20s)', { kind: 'normal', mean: 10, sd: 2, min: 1, max: 20 }],
    ['lognormal(mean=4m, cv=0.3)', { kind: 'lognormal', mean: 240, cv: 0.3 }],
    ['lognormal(mean=4s, sd=1s)', { kind: 'lognormal', mean: 4, cv: 0.25 }],
    ['gamma(mean=2s, cv=0.5)', { kind: 'gamma', shape: 4, mean: 2 }],
    ['gamma(shape=3, mean=2s)', { kind: 'gamma', shape: 3, mean: 2 }],
    ['erlang(stages=4, mean=2s)', { kind: 'erlang', stages: 4, mean: 2 }],
    ['weibull(shape=2, scale=3s)', { kind: 'weibull', shape: 2, scale: 3 }],
    ['pareto(alpha=2.5, min=3s)', { kind: 'pareto', alpha: 2.5, min: 3 }],
    ['pareto(alpha=2, mean=6s)', { kind: 'pareto', alpha: 2, min: 3 }],
    [
      'bounded_pareto(alpha=1.1, min=10ms, max=100s)',
      { kind: 'bounded_pareto', alpha: 1.1, min: 0.01, max: 100 },
    ],
    ['triangular(min=1s, mode=2s, max=5s)', { kind: 'triangular', min: 1, mode: 2, max: 5 }],
    ['discrete(values=[1s, 10s])', { kind: 'discrete', values: [1, 10], weights: [1, 1] }],
    ['zipf(n=10, s=0.8, step=2s)', { kind: 'zipf', n: 10, s: 0.8, step: 2 }],
    ['geometric(mean=4s, step=2s)', { kind: 'geometric', mean: 4, step: 2 }],
    ['empirical(values=[1s, 2s])', { kind: 'empirical', values: [1, 2], source: 'scenario' }],
    [
      'empirical(file="my file.csv", column=x, unit=ms)',
      { kind: 'empirical_file', file: 'my file.csv', column: 'x', unit: 'ms' },
    ],
    [
      'hyperexponential(branches=[{probability=90%, mean=1s}, {probability=10%, mean=10s}])',
      {
        kind: 'hyperexponential',
        branches: [
          { probability: 0.9, mean: 1 },
          { probability: 0.1, mean: 10 },
        ],
      },
    ],
    [
      'mixture(components=[{weight=9, distribution=exponential(mean=1s)}, {weight=1, distribution=30s}])',
      {
        kind: 'mixture',
        components: [
          { weight: 9, distribution: { kind: 'exponential', mean: 1 } },
          { weight: 1, distribution: { kind: 'constant', value: 30 } },
        ],
      },
    ],
  ])('%j', (written, canonical) => {
    expect(duration(written)).toEqual(canonical);
  });

  test('the examples that are listed can be read', () => {
    for (const [name, { example }] of Object.entries(FAMILIES)) {
      expect(duration(example).kind).toBe(name === 'empirical' ? 'empirical_file' : name);
    }
  });

  test('sizes and numbers take their own units', () => {
    expect(distributionOf(termOf('lognormal(mean=2KB, cv=1)'), 'size')).toMatchObject({ mean: 2000 });
    expect(distributionOf(termOf('uniform(min=0.5, max=2)'), 'number')).toMatchObject({ min: 0.5, max: 2 });
    expect(() => distributionOf(termOf('exponential(rate=2/s)'), 'size')).toThrow(/a rate is for durations/);
  });
});

describe('conversions keep the moments', () => {
  test.prop([fc.double({ min: 0.1, max: 1000, noNaN: true }), fc.double({ min: 0.05, max: 2, noNaN: true })])(
    'lognormal by median and sigma',
    (median, sigma) => {
      const draft = duration(`lognormal(median=${median.toFixed(6)}s, sigma=${sigma.toFixed(6)})`);
      if (draft.kind !== 'lognormal') throw new Error(draft.kind);
      // Back: sigma^2 = ln(1 + cv^2), median = mean / sqrt(1 + cv^2).
      expect(Math.sqrt(Math.log1p(draft.cv * draft.cv))).toBeCloseTo(sigma, 5);
      expect(draft.mean / Math.sqrt(1 + draft.cv * draft.cv) / median).toBeCloseTo(1, 5);
    },
  );

  test.prop([fc.double({ min: 1.001, max: 50, noNaN: true })])('hyperexponential by mean and cv', (cv) => {
    const draft = duration(`hyperexponential(mean=2s, cv=${cv.toFixed(6)})`);
    if (draft.kind !== 'hyperexponential') throw new Error(draft.kind);
    const mean = draft.branches.reduce((sum, branch) => sum + branch.probability * branch.mean, 0);
    const second = draft.branches.reduce(
      (sum, branch) => sum + 2 * branch.probability * branch.mean * branch.mean,
      0,
    );
    expect(draft.branches.reduce((sum, branch) => sum + branch.probability, 0)).toBeCloseTo(1, 12);
    expect(mean).toBeCloseTo(2, 9);
    expect(Math.sqrt(second / 4 - 1) / cv).toBeCloseTo(1, 5);
  });

  test('weibull by mean: shape 1 is exponential, shape 2 is Rayleigh', () => {
    expect(duration('weibull(mean=3s, shape=1)')).toMatchObject({ scale: expect.closeTo(3, 12) });
    expect(duration('weibull(mean=3s, shape=2)')).toMatchObject({
      scale: expect.closeTo(3 / (Math.sqrt(Math.PI) / 2), 12),
    });
  });

  test('gamma function at whole and half numbers', () => {
    let factorial = 1;
    for (let n = 1; n < 20; n += 1) {
      expect(gamma(n) / factorial).toBeCloseTo(1, 12);
      factorial *= n;
    }
    expect(gamma(0.5)).toBeCloseTo(Math.sqrt(Math.PI), 13);
    expect(gamma(2.5)).toBeCloseTo(0.75 * Math.sqrt(Math.PI), 13);
  });
});

describe('errors say where and what', () => {
  test.each<[string, number | undefined, RegExp]>([
    ['exponential(mean=3x)', 17, /unknown unit "x"/],
    ['exponental(mean=3s)', 0, /unknown distribution "exponental"/],
    ['exponential(meen=3s)', 12, /exponential takes mean or rate, found meen/],
    ['exponential(mean=3s', 19, /expected "," or "\)", found the end of the text/],
    ['exponential(mean=3s))', 20, /expected the end, found "\)"/],
    ['exponential(mean=3s mean=4s)', 24, /expected "," or "\)"/],
    ['exponential(mean=3s, mean=4s)', 21, /mean is given twice/],
    ['exponential(3s)', 12, /exponential takes named values/],
    ['exponential()', 0, /exponential takes mean or rate, found nothing/],
    ['exponential', undefined, /exponential needs its values: exponential\(mean=3m\)/],
    ['uniform(min=3s, max=1s)', 12, /min is larger than max/],
    ['uniform(min=3s)', 0, /uniform takes min and max, found min/],
    ['lognormal(mean=3s, cv=0.1, sd=1s)', 0, /takes mean and cv, mean and sd or median and sigma/],
    ['lognormal(mean=0s, cv=0.1)', 15, /above 0s/],
    ['normal(mean=1s, sd=1s, min=100s)', 0, /hardly any draw/],
    ['pareto(alpha=1, mean=3s)', 13, /infinite/],
    ['discrete(values=[])', 16, /at least one item/],
    ['discrete(values=[1s, 2s], weights=[1])', 34, /as many weights as values/],
    ['discrete(values=[1s], weights=[0])', 30, /above 0/],
    ['hyperexponential(branches=[{probability=50%, mean=1s}])', 26, /add up to 0.5/],
    ['mixture(components=[{weight=1, distribution=5}])', 44, /5 has no unit/],
    ['erlang(stages=1.5, mean=2s)', 14, /whole number/],
    ['empirical(values=[1s], unit=ms)', 28, /unit is for the columns of files/],
    ['empirical(file="x.csv)', 15, /closing "/],
    ['[1s, 2s]', 0, /found a list/],
    [
      'f(g(h(i(j(k(l(m(n(o(p(q(r(s(t(u(v(w(x(y(z(1))))))))))))))))))))',
      undefined,
      /fewer parentheses|unknown/,
    ],
  ])('%s', (written, offset, message) => {
    const error = failure(() => duration(written));
    expect(error.message).toMatch(message);
    expect(error.spot.offset).toBe(
      error.spot.offset === undefined ? undefined : (offset ?? error.spot.offset),
    );
    if (offset !== undefined) expect(error.spot.offset).toBe(offset);
  });

  test('mappings give the path of the value or key', () => {
    expect(failure(() => duration({ exponential: { mean: 3 } })).spot).toEqual({
      path: ['exponential', 'mean'],
    });
    expect(failure(() => duration({ exponentiall: { mean: 3 } }))).toMatchObject({
      spot: { path: ['exponentiall'], key: true },
      suggestion: 'exponential',
    });
    expect(failure(() => duration({ gamma: {}, exponential: {} })).message).toMatch(
      /the keys gamma, exponential/,
    );
    expect(failure(() => duration({})).message).toMatch(/an empty mapping/);
  });

  test.prop([fc.string({ unit: fc.constantFrom(...'exponential(mean=3s),[]{}:"\' ') })])(
    'any text is a distribution or a TermError inside it',
    (text) => {
      try {
        duration(text);
      } catch (error) {
        expect(error).toBeInstanceOf(TermError);
        expect((error as TermError).spot.offset ?? 0).toBeLessThanOrEqual(text.length);
      }
    },
  );
});

describe('arrival processes', () => {
  test.each<[unknown, unknown]>([
    ['poisson(rate=20/s)', { process: 'poisson', rate: 20 }],
    ['poisson(load=120%)', { process: 'load', load: 1.2 }],
    ['poisson(load=1.2)', { process: 'load', load: 1.2 }],
    [{ poisson: { rate: '20/s' } }, { process: 'poisson', rate: 20 }],
    ['deterministic(interval=50ms)', { process: 'deterministic', interval: 0.05 }],
    ['deterministic(rate=4/s)', { process: 'deterministic', interval: 0.25 }],
    [
      'renewal(interval=gamma(mean=50ms, cv=2))',
      { process: 'renewal', interval: { kind: 'gamma', shape: 0.25, mean: 0.05 } },
    ],
    ['mmpp(rates=[5/s, 50/s], dwell=[60s, 5s])', { process: 'mmpp', rates: [5, 50], dwell: [60, 5] }],
    [
      'bursty(rate=5/s, burst_rate=50/s, quiet=60s, burst=5s)',
      { process: 'mmpp', rates: [5, 50], dwell: [60, 5] },
    ],
    [
      { trace: { file: null, time: 'T', service: { base: '50ms', per: { A: '0.1ms', B: '20ms' } } } },
      {
        process: 'trace',
        file: null,
        time: 'T',
        timeUnit: null,
        speedup: 1,
        service: {
          base: 0.05,
          columns: [
            { column: 'A', perUnit: 0.0001 },
            { column: 'B', perUnit: 0.02 },
          ],
        },
        origin: null,
        unknown: 'refuse',
        columns: {},
      },
    ],
  ])('%j', (written, canonical) => {
    expect(arrivalsOf(termOf(written))).toEqual(canonical);
  });

  test.each<[unknown, RegExp]>([
    ['20/s', /expected an arrival process such as poisson\(rate=20\/s\)/],
    ['poisson', /poisson needs its values/],
    ['poison(rate=2/s)', /unknown arrival process "poison"/],
    ['poisson(rate=0/s)', /expected a rate/],
    ['poisson(load=0)', /^expected a ratio above 0% and at most 10000%, found "0"$/],
    ['poisson(load=20000%)', /^expected a ratio above 0% and at most 10000%, found "20000%"$/],
    ['poisson(rate=20)', /20 has no unit/],
    ['deterministic(interval=0s)', /at least 1us/],
    ['renewal(interval=0s)', /time would stand still/],
    ['mmpp(rates=[5/s], dwell=[60s, 5s])', /as many rates as dwell times/],
    ['mmpp(rates=[0/s], dwell=[60s])', /above 0/],
    ['bursty(rate=50/s, burst_rate=5/s, quiet=60s, burst=5s)', /burst_rate must be above rate/],
    [
      { trace: { file: 'x.csv' } },
      /^trace takes time, and optionally file, time_unit, speedup, service, origin, .*affinity, found file$/,
    ],
    [{ trace: { file: 'x.csv', time: 'T', speedup: 0 } }, /expected a number/],
    [{ trace: { file: 'x.csv', time: 'T', service: { per: {} } } }, /a mapping of columns to durations/],
    [{ trace: { file: 'x.csv', time: 'T', time_unit: 'sec' } }, /expected us, ms, s, min, h or iso/],
  ])('%j is refused', (written, message) => {
    expect(failure(() => arrivalsOf(termOf(written))).message).toMatch(message);
  });
});
