/** Attempts and failures by region and type, for numbers of attempts without bound. */
import { StatisticsError } from '../../mathematics/errors.ts';
import type { RegionCounts } from './types.ts';

const unknown = (what: string, found: number, count: number) =>
  new StatisticsError('failure counts', what, found, `a whole number from 0 to ${count - 1}`);

const isIndex = (value: number, count: number) => Number.isInteger(value) && value >= 0 && value < count;

export class FailureCounts {
  readonly #regions: number;
  readonly #types: number;
  readonly #tried: Float64Array;
  /** Of each region in turn, failures by type. */
  readonly #failures: Float64Array;
  #allTried = 0;
  #allFailed = 0;

  constructor(regions: number, types: number) {
    this.#regions = regions;
    this.#types = types;
    this.#tried = new Float64Array(regions);
    this.#failures = new Float64Array(regions * types);
  }

  get tried(): number {
    return this.#allTried;
  }

  get failed(): number {
    return this.#allFailed;
  }

  /** @throws StatisticsError when there is no such region */
  succeeded(region: number): void {
    if (!isIndex(region, this.#regions)) throw unknown('region', region, this.#regions);
    this.#tried[region]++;
    this.#allTried++;
  }

  /** @throws StatisticsError when there is no such region or type */
  failedWith(region: number, type: number): void {
    if (!isIndex(region, this.#regions)) throw unknown('region', region, this.#regions);
    if (!isIndex(type, this.#types)) throw unknown('type', type, this.#types);
    this.#tried[region]++;
    this.#allTried++;
    this.#failures[region * this.#types + type]++;
    this.#allFailed++;
  }

  clear(): void {
    this.#tried.fill(0);
    this.#failures.fill(0);
    this.#allTried = 0;
    this.#allFailed = 0;
  }

  byRegion(): RegionCounts[] {
    return Array.from({ length: this.#regions }, (_, region) => {
      const types = [...this.#failures.subarray(region * this.#types, (region + 1) * this.#types)];
      return { tried: this.#tried[region], failed: types.reduce((sum, count) => sum + count, 0), types };
    });
  }
}
