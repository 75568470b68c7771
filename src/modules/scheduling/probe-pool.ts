/**
 * The probes that a dispatcher has answers to, and the choice among them: hot are workers with more requests in flight than a
 * quantile of the pool; of the cold the one with the lowest latency, of only hot ones that with the fewest requests in flight
 * (Wydrowski, Kleinberg, Rumble and Archer, Prequal, 2024).
 */
import { Share } from '../shares.ts';
import type { WorkerView } from './workers.ts';

export class ProbePool {
  readonly #workers: WorkerView;
  readonly #capacity: number;
  readonly #maxAge: number;
  readonly #quantile: Share;
  /** By probe, in no order; `#number` counts answers as they come. */
  readonly #worker: Int32Array;
  readonly #inFlight: Int32Array;
  readonly #latency: Float64Array;
  readonly #answeredAt: Float64Array;
  readonly #uses: Float64Array;
  readonly #number: Float64Array;
  #answers = 0;
  /** Requests in flight in ascending order, while a quantile is looked for. */
  readonly #sorted: Int32Array;
  #size = 0;

  /**
   * @param maxAge microseconds after which an answer counts no more
   * @param quantile 0..1: 0 makes all hot, 1 none
   */
  constructor(workers: WorkerView, capacity: number, maxAge: number, quantile: number) {
    this.#workers = workers;
    this.#capacity = capacity;
    this.#maxAge = maxAge;
    this.#quantile = new Share(quantile);
    this.#worker = new Int32Array(capacity);
    this.#inFlight = new Int32Array(capacity);
    this.#latency = new Float64Array(capacity);
    this.#answeredAt = new Float64Array(capacity);
    this.#uses = new Float64Array(capacity);
    this.#number = new Float64Array(capacity);
    this.#sorted = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** An answer came: it takes the place of an older one of the same worker, or of the oldest when the pool is full. */
  add(worker: number, inFlight: number, latency: number, now: number, uses: number): void {
    const old = this.#placeOf(worker);
    if (old >= 0) this.#remove(old);
    else if (this.#size === this.#capacity) this.removeOldest();
    const place = this.#size++;
    this.#worker[place] = worker;
    this.#inFlight[place] = inFlight;
    this.#latency[place] = latency;
    this.#answeredAt[place] = now;
    this.#uses[place] = uses;
    this.#number[place] = this.#answers++;
  }

  /** The best open worker, -1 when fewer than two probes are fresh and of open workers. */
  choose(now: number): number {
    const since = now - this.#maxAge;
    const hot = this.#hotAbove(since);
    let best = -1;
    let open = 0;
    for (let place = 0; place < this.#size; place++) {
      if (this.#answeredAt[place] < since || !this.#workers.isOpen(this.#worker[place])) continue;
      open++;
      if (best < 0 || this.#isBetter(place, best, hot)) best = place;
    }
    return open < 2 ? -1 : this.#worker[best];
  }

  /** The worker got a task: its probe says so from now on, and is gone after its last use. */
  used(worker: number): void {
    const place = this.#placeOf(worker);
    if (place < 0) return;
    this.#inFlight[place]++;
    this.#uses[place]--;
    if (this.#uses[place] <= 0) this.#remove(place);
  }

  /** Drops what is too old. */
  expire(now: number): void {
    for (let place = this.#size - 1; place >= 0; place--) {
      if (this.#answeredAt[place] < now - this.#maxAge) this.#remove(place);
    }
  }

  removeOldest(): void {
    if (this.#size === 0) return;
    let oldest = 0;
    for (let place = 1; place < this.#size; place++) {
      if (this.#number[place] < this.#number[oldest]) oldest = place;
    }
    this.#remove(oldest);
  }

  /** Drops the probe that would be chosen last. */
  removeWorst(): void {
    if (this.#size === 0) return;
    const hot = this.#hotAbove(-Infinity);
    let worst = 0;
    for (let place = 1; place < this.#size; place++) if (this.#isBetter(worst, place, hot)) worst = place;
    this.#remove(worst);
  }

  #isBetter(a: number, b: number, hot: number): boolean {
    const isHot = this.#inFlight[a] > hot;
    if (isHot !== this.#inFlight[b] > hot) return !isHot;
    const difference = isHot ? this.#inFlight[a] - this.#inFlight[b] : this.#latency[a] - this.#latency[b];
    // Of equals the older, before it counts no more.
    return difference < 0 || (difference === 0 && this.#number[a] < this.#number[b]);
  }

  /** The quantile of requests in flight over the probes answered since then (nearest rank), -1 for the quantile 0. */
  #hotAbove(since: number): number {
    const sorted = this.#sorted;
    let count = 0;
    for (let place = 0; place < this.#size; place++) {
      if (this.#answeredAt[place] < since) continue;
      const value = this.#inFlight[place];
      let at = count++;
      for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
      sorted[at] = value;
    }
    const rank = this.#quantile.ceil(count);
    return rank === 0 ? -1 : sorted[rank - 1];
  }

  #placeOf(worker: number): number {
    for (let place = 0; place < this.#size; place++) if (this.#worker[place] === worker) return place;
    return -1;
  }

  /** The last probe moves into the gap. */
  #remove(place: number): void {
    const last = --this.#size;
    this.#worker[place] = this.#worker[last];
    this.#inFlight[place] = this.#inFlight[last];
    this.#latency[place] = this.#latency[last];
    this.#answeredAt[place] = this.#answeredAt[last];
    this.#uses[place] = this.#uses[last];
    this.#number[place] = this.#number[last];
  }
}
