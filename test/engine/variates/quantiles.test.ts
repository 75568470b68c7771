import { describe, expect, test } from 'vitest';
import type { DistributionSpec } from '../../../src/engine/types.ts';
import { logGamma, logGammaSpread } from '../../../src/engine/variates/log-gamma.ts';
import { normalQuantile } from '../../../src/engine/variates/normal-quantile.ts';
import { normalProbability } from '../../../src/engine/variates/normal-slice.ts';
import { integrate } from '../../../src/engine/variates/quadrature.ts';
import { createSampler } from '../../../src/engine/variates/sampler.ts';
import { NORMAL_LAWS } from './laws.ts';

const closeTo = (actual: number, expected: number, tolerance: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));

const quantile = (spec: DistributionSpec, u: number) =>
  createSampler(spec, Number.NEGATIVE_INFINITY).sample({ uniform: () => u });

describe('laws drawn by inversion', () => {
  test.each<[DistributionSpec, number, number]>([
    [{ kind: 'uniform', min: 2, max: 6 }, 0.25, 3],
    [{ kind: 'exponential', mean: 2 }, 0.5, 2 * Math.LN2],
    [{ kind: 'exponential', mean: 2 }, 1 - 2 ** -53, 106 * Math.LN2],
    [{ kind: 'erlang', stages: 1, mean: 2 }, 0.75, 4 * Math.LN2],
    [{ kind: 'erlang', stages: 4, mean: 4 }, 0.5, 4 * Math.LN2],
    [{ kind: 'weibull', shape: 2, scale: 3 }, 1 - Math.exp(-1), 3],
    [{ kind: 'weibull', shape: 0.5, scale: 1 }, 0.75, 4 * Math.LN2 ** 2],
    [{ kind: 'pareto', alpha: 0.5, min: 3 }, 0.5, 12],
    [{ kind: 'pareto', alpha: 2, min: 3 }, 0.75, 6],
    [{ kind: 'bounded_pareto', alpha: 1, min: 1, max: 4 }, 0.5, 1.6],
    [{ kind: 'bounded_pareto', alpha: 1, min: 1, max: 4 }, 1, 4],
    [{ kind: 'triangular', min: 0, mode: 1, max: 4 }, 0.0625, 0.5],
    [{ kind: 'triangular', min: 0, mode: 1, max: 4 }, 0.25, 1],
    [{ kind: 'triangular', min: 0, mode: 1, max: 4 }, 0.8125, 2.5],
    [{ kind: 'lognormal', mean: 1, cv: Math.sqrt(Math.E - 1) }, 0.5, Math.exp(-0.5)],
    [{ kind: 'lognormal', mean: 1, cv: Math.sqrt(Math.E - 1) }, 0.975, Math.exp(1.959963984540054 - 0.5)],
    [{ kind: 'lognormal', mean: 5, cv: 0 }, 0.9, 5],
    [
      { kind: 'normal', mean: 10, sd: 2, min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY },
      0.975,
      10 + 2 * 1.959963984540054,
    ],
    // A half-normal's median is the upper quartile of the whole.
    [{ kind: 'normal', mean: 0, sd: 3, min: 0, max: Number.POSITIVE_INFINITY }, 0.5, 3 * 0.6744897501960817],
  ])('%j at %d', (spec, u, expected) => closeTo(quantile(spec, u), expected, 1e-14));

  test.each<[DistributionSpec, number]>([
    [{ kind: 'exponential', mean: 2 }, 0],
    [{ kind: 'weibull', shape: 2, scale: 3 }, 0],
    [{ kind: 'pareto', alpha: 2, min: 3 }, 3],
    [{ kind: 'bounded_pareto', alpha: 2, min: 3, max: 4 }, 3],
    [{ kind: 'triangular', min: 1, mode: 1, max: 4 }, 1],
    [{ kind: 'normal', mean: 0, sd: 3, min: 0, max: Number.POSITIVE_INFINITY }, 0],
  ])('%j at 0 is its smallest value', (spec, smallest) => expect(quantile(spec, 0)).toBe(smallest));

  test('a truncated normal away from tails and narrow intervals takes one number and increases in it', () => {
    const inverted = NORMAL_LAWS.filter((law) => {
      const sampler = createSampler(law.spec, Number.NEGATIVE_INFINITY);
      let draws = 0;
      const sample = (u: number) =>
        sampler.sample({
          uniform() {
            draws++;
            return u;
          },
        });
      let before = Number.NEGATIVE_INFINITY;
      for (let u = 0.005; u < 1; u += 0.01) {
        const x = sample(u);
        if (draws !== Math.round(u * 100 + 0.5)) return false;
        expect(x).toBeGreaterThan(before);
        before = x;
      }
      return true;
    });
    expect(inverted.map((law) => NORMAL_LAWS.indexOf(law))).toEqual([0, 1, 2, 6, 7]);
  });
});

describe('exact moments', () => {
  // Computed with forty digits from the densities.
  test.each<[DistributionSpec, number, number]>([
    [
      { kind: 'normal', mean: 2, sd: 1, min: 0, max: Number.POSITIVE_INFINITY },
      2.05524786267899,
      0.8864519483114236,
    ],
    [
      { kind: 'normal', mean: 0, sd: 1, min: 0, max: Number.POSITIVE_INFINITY },
      0.7978845608028654,
      0.3633802276324187,
    ],
    [
      { kind: 'normal', mean: -10, sd: 1, min: 0, max: Number.POSITIVE_INFINITY },
      0.09809323396251196,
      0.009445377825656262,
    ],
    [
      { kind: 'normal', mean: -100, sd: 1, min: 0, max: Number.POSITIVE_INFINITY },
      0.009998000999260705,
      0.00009994004994826346,
    ],
    [
      { kind: 'normal', mean: -1e4, sd: 1, min: 0, max: Number.POSITIVE_INFINITY },
      0.0000999999980000001,
      9.99999940000005e-9,
    ],
    [{ kind: 'normal', mean: 1, sd: 1, min: 0, max: 3 }, 1.229637179091329, 0.5197625392115339],
    [{ kind: 'normal', mean: 0, sd: 1, min: 5, max: 5.1 }, 5.045810831656684, 0.0008225460879197729],
    [{ kind: 'normal', mean: 0.1, sd: 1, min: 0, max: 0.3 }, 0.14962612518707064, 0.007477440489699552],
    [{ kind: 'normal', mean: 0, sd: 1, min: 3, max: 4 }, 3.260454285590021, 0.04927779377739313],
    [{ kind: 'normal', mean: 9, sd: 1, min: 0, max: 1 }, 1 - 0.12118899297979713, 0.014148542782748111],
    [{ kind: 'weibull', shape: 0.5, scale: 1 }, 2, 20],
    [{ kind: 'weibull', shape: 1, scale: 1 }, 1, 1],
    [{ kind: 'weibull', shape: 2, scale: 1 }, 0.886226925452758, 0.2146018366025517],
    [{ kind: 'weibull', shape: 30, scale: 1 }, 0.9818259915233232, 0.0016817805002180167],
    [{ kind: 'weibull', shape: 1000, scale: 1 }, 0.9994237724845955, 0.000001640642681484991],
    [{ kind: 'weibull', shape: 1e6, scale: 1 }, 0.9999994227853242, 1.6449297637827162e-12],
    [{ kind: 'bounded_pareto', alpha: 1.5, min: 1, max: 1000 }, 2.905223541429977, 83.43091120291388],
    [{ kind: 'bounded_pareto', alpha: 1, min: 1, max: 10 }, 2.558427881104495, 3.454446777187163],
    [{ kind: 'bounded_pareto', alpha: 2, min: 1, max: 10 }, 1.8181818181818181, 1.3459019325866854],
    [{ kind: 'bounded_pareto', alpha: 0.5, min: 1, max: 1e6 }, 1000, 332667000],
    [{ kind: 'bounded_pareto', alpha: 200, min: 1, max: 1000 }, 1.0050251256281406, 0.000025506957150097475],
    [{ kind: 'pareto', alpha: 3, min: 2 }, 3, 3],
    [{ kind: 'pareto', alpha: 2, min: 2 }, 4, Number.POSITIVE_INFINITY],
    [{ kind: 'pareto', alpha: 1, min: 2 }, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [{ kind: 'gamma', shape: 0.5, mean: 3 }, 3, 18],
    [{ kind: 'erlang', stages: 4, mean: 6 }, 6, 9],
    [{ kind: 'lognormal', mean: 3, cv: 2 }, 3, 36],
    [{ kind: 'triangular', min: 0, mode: 0, max: 6 }, 2, 2],
  ])('%j', (spec, mean, variance) => {
    const sampler = createSampler(spec);
    if (mean === Number.POSITIVE_INFINITY) expect(sampler.mean).toBe(Number.POSITIVE_INFINITY);
    else closeTo(sampler.mean, mean, 2e-14);
    if (variance === Number.POSITIVE_INFINITY) expect(sampler.variance).toBe(Number.POSITIVE_INFINITY);
    else closeTo(sampler.variance, variance, 1e-12);
  });

  test('a mixture with a component of infinite mean has infinite moments', () => {
    const component = (weight: number, alpha: number) => ({
      weight,
      distribution: { kind: 'pareto' as const, alpha, min: 1 },
    });
    const heavy = createSampler({ kind: 'mixture', components: [component(1, 1), component(1, 3)] });
    expect([heavy.mean, heavy.variance]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    const medium = createSampler({ kind: 'mixture', components: [component(1, 1.5), component(1, 3)] });
    expect([medium.mean, medium.variance]).toEqual([2.25, Number.POSITIVE_INFINITY]);
  });
});

describe('special functions', () => {
  test.each([
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965326],
    [1e-17, -8.493793224109599],
    [1e-10, -6.361340902404057],
    [0.001, -3.0902323061678136],
    [0.07, -1.4757910281791706],
    [0.08, -1.4050715603096327],
    [0.4, -0.2533471031357998],
    [0.75, 0.6744897501960817],
    [0.975, 1.9599639845400543],
    [0.999, 3.0902323061678136],
  ])('normal quantile at %d', (p, z) => closeTo(normalQuantile(p), z, 1e-14));

  test('the normal quantile at the ends and in the middle', () => {
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([
      Number.NEGATIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
    ]);
  });

  test('the normal quantile inverts the normal probability', () => {
    for (let z = -36; z <= 5; z += 0.37) {
      closeTo(normalQuantile(normalProbability(Number.NEGATIVE_INFINITY, z)), z, z > 0 ? 1e-9 : 2e-14);
    }
  });

  test('log gamma of integers is the logarithm of a factorial', () => {
    let factorial = 1;
    for (let n = 2; n < 150; n++) {
      factorial *= n;
      closeTo(logGamma(n + 1), Math.log(factorial), 1e-14);
    }
    closeTo(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
  });

  test('the two ways of computing the spread of log gamma agree where they meet', () => {
    const direct = (x: number) => logGamma(1 + 2 * x) - 2 * logGamma(1 + x);
    closeTo(logGammaSpread(0.04), direct(0.04), 1e-11);
    closeTo(logGammaSpread(0.02), direct(0.02), 1e-10);
    expect(logGammaSpread(0)).toBe(0);
  });

  test('quadrature of a polynomial and of a bell curve', () => {
    closeTo(
      integrate((x) => x ** 31, 0, 1),
      1 / 32,
      1e-14,
    );
    closeTo(
      integrate((x) => Math.exp((-x * x) / 2), -12, 12),
      Math.sqrt(2 * Math.PI),
      1e-14,
    );
  });
});
