import * as d3 from 'd3-random';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import type { DistributionSpec } from '../../../src/engine/types.ts';
import { createSampler } from '../../../src/engine/variates/sampler.ts';
import { KOLMOGOROV_LIMIT, kolmogorovOfTwo } from './goodness.ts';

const SAMPLES = 30_000;
const streams = new Streams('oracle', 0);

interface Sourced<Arguments extends number[]> {
  source(source: () => number): (...parameters: Arguments) => () => number;
}

function oracle<Arguments extends number[]>(law: Sourced<Arguments>, ...parameters: Arguments): () => number {
  return law.source(streams.stream('d3', parameters.join()).uniform)(...parameters);
}

/** The plain method: draw until it fits. */
function untilWithin(draw: () => number, min: number, max: number): () => number {
  return () => {
    for (;;) {
      const x = draw();
      if (x >= min && x <= max) return x;
    }
  };
}

const sigma = Math.sqrt(Math.log(1 + 0.8 * 0.8));

describe('d3-random has the same law', () => {
  test.each<[DistributionSpec, () => number]>([
    [{ kind: 'uniform', min: 2, max: 5 }, oracle(d3.randomUniform, 2, 5)],
    [{ kind: 'exponential', mean: 4 }, oracle(d3.randomExponential, 1 / 4)],
    [
      { kind: 'normal', mean: 3, sd: 2, min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY },
      oracle(d3.randomNormal, 3, 2),
    ],
    [{ kind: 'normal', mean: 3, sd: 2, min: 1, max: 9 }, untilWithin(oracle(d3.randomNormal, 3, 2), 1, 9)],
    [
      { kind: 'normal', mean: 0, sd: 1, min: 2, max: 2.5 },
      untilWithin(oracle(d3.randomNormal, 0, 1), 2, 2.5),
    ],
    [
      { kind: 'lognormal', mean: 5, cv: 0.8 },
      oracle(d3.randomLogNormal, Math.log(5) - (sigma * sigma) / 2, sigma),
    ],
    [{ kind: 'gamma', shape: 0.5, mean: 2 }, oracle(d3.randomGamma, 0.5, 4)],
    [{ kind: 'gamma', shape: 6.5, mean: 13 }, oracle(d3.randomGamma, 6.5, 2)],
    [{ kind: 'erlang', stages: 5, mean: 10 }, oracle(d3.randomGamma, 5, 2)],
    [{ kind: 'erlang', stages: 40, mean: 10 }, oracle(d3.randomGamma, 40, 0.25)],
    [{ kind: 'weibull', shape: 1.7, scale: 3 }, oracle(d3.randomWeibull, 1.7, 0, 3)],
    [{ kind: 'pareto', alpha: 1.5, min: 1 }, oracle(d3.randomPareto, 1.5)],
    [
      { kind: 'bounded_pareto', alpha: 1.5, min: 1, max: 20 },
      untilWithin(oracle(d3.randomPareto, 1.5), 1, 20),
    ],
  ])('%j', (spec, theirs) => {
    const sampler = createSampler(spec, Number.NEGATIVE_INFINITY);
    const random = streams.stream('ours', JSON.stringify(spec));
    const ours = Float64Array.from({ length: SAMPLES }, () => sampler.sample(random));
    const reference = Float64Array.from({ length: SAMPLES }, theirs);
    expect(kolmogorovOfTwo(ours, reference)).toBeLessThan(KOLMOGOROV_LIMIT);
    // The check sees a shift of a tenth of a standard deviation.
    const shift = Math.min(Math.sqrt(sampler.variance), 3) / 10;
    expect(
      kolmogorovOfTwo(
        ours.map((x) => x + shift),
        reference,
      ),
    ).toBeGreaterThan(KOLMOGOROV_LIMIT);
  });
});
