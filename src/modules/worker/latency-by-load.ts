/**
 * What servers know of their own latency at a given load: for each server and each range of requests in flight, a smoothed latency
 * of the requests that arrived under that load. The answer to a probe (Wydrowski, Kleinberg, Rumble and Archer, Prequal, 2024).
 */

/** Ranges of load: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, ..., and all from 192 on. */
const RANGES = 16;

/** The largest number in a message. */
const LONGEST = 0x7fffffff;

/** Weight of the newest latency against all before. */
const SMOOTHING = 0.2;

export class LatencyByLoad {
  /** Microseconds by server and range, 0 for unknown. */
  readonly #latency: Float32Array;

  constructor(servers: number) {
    this.#latency = new Float32Array(servers * RANGES);
  }

  /** A request that met `load` others in flight took this long, in microseconds. */
  record(server: number, load: number, latency: number): void {
    const place = server * RANGES + rangeOf(load);
    const before = this.#latency[place];
    // A latency of 0 must not look like none.
    const known = Math.max(1, latency);
    this.#latency[place] = before === 0 ? known : before + SMOOTHING * (known - before);
  }

  /**
   * Microseconds that a request would take that meets `load` others, by the nearest range that is known; 0 when none is, and at
   * most what a message can say.
   */
  estimate(server: number, load: number): number {
    const first = server * RANGES;
    const range = rangeOf(load);
    for (let distance = 0; distance < RANGES; distance++) {
      // Of two equally near, the higher load: rather too careful.
      const above = range + distance < RANGES ? this.#latency[first + range + distance] : 0;
      if (above > 0) return Math.min(LONGEST, Math.round(above));
      const below = range >= distance ? this.#latency[first + range - distance] : 0;
      if (below > 0) return Math.min(LONGEST, Math.round(below));
    }
    return 0;
  }

  /** The server has forgotten everything. */
  forget(server: number): void {
    this.#latency.fill(0, server * RANGES, (server + 1) * RANGES);
  }
}

/** The highest bit and the one after it. */
function rangeOf(load: number): number {
  if (load < 2) return load;
  const bits = 31 - Math.clz32(load);
  return Math.min(RANGES - 1, 2 * bits + ((load >> (bits - 1)) & 1));
}
