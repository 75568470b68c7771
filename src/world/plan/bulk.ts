/** Bulk arrivals: how many tasks come with each arrival of an open workload, the X of an M^[X]/G/c queue. */
import type { Streams } from '../../engine/random/streams.ts';
import type { DistributionSpec, RandomSource, Sampler } from '../../engine/types.ts';
import { createSampler } from '../../engine/variates/sampler.ts';

/** Most tasks that come with one arrival; larger draws are cut to it, so that a heavy tail does not fill the memory at once. */
export const MOST_IN_BULK = 1_000_000;

export class BulkSizes {
  readonly #sampler: Sampler;
  readonly #size: RandomSource;
  readonly #rounding: RandomSource;

  constructor(size: DistributionSpec, streams: Streams, workload: string) {
    this.#sampler = createSampler(size);
    this.#size = streams.stream('bulk size', workload);
    this.#rounding = streams.stream('bulk rounding', workload);
  }

  /**
   * Tasks of the next arrival, 0 .. MOST_IN_BULK. A draw between two whole numbers is rounded at random, up as often as its fraction
   * says: floor(x + u) has the mean x, whatever the distribution, so that the offered load is that of the distribution's mean.
   */
  next(): number {
    const drawn = this.#sampler.sample(this.#size) + this.#rounding.uniform();
    return Math.min(MOST_IN_BULK, Math.floor(drawn));
  }
}

/** Mean and variance of the tasks that come with one arrival; 1 and 0 where bulk sizes are not given. */
export function bulkMoments(size: DistributionSpec | undefined): {
  readonly mean: number;
  readonly variance: number;
} {
  return size ? createSampler(size) : { mean: 1, variance: 0 };
}
