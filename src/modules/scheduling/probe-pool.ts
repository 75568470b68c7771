/**
 * The probes that a dispatcher has answers to, and the choice among them: hot are workers with more requests in flight than a
 * quantile of the pool; of the cold the one with the lowest latency, of only hot ones that with the fewest requests in flight
 * (Wydrowski, Kleinberg, Rumble and Archer, Prequal, 2024).
 */
import type { WorkerView } from './workers.ts';

export class ProbePool {
  readonly #workers: WorkerView;
  readonly #capacity: number;
  readonly #maxAge: number;
  readonly #quantile: number;
  /** Probes in the order of their answers, the oldest first. */
  readonly #worker: Int32Array;
  readonly #inFlight: Int32Array;
  readonly #latency: Float64Array;
  readonly #answeredAt: Float64Array;
  readonly #uses: Float64Array;
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
    this.#quantile = quantile;
    this.#worker = new Int32Array(capacity);
    this.#inFlight = new Int32Array(capacity);
    this.#latency = new Float64Array(capacity);
    this.#answeredAt = new Float64Array(capacity);
    this.#uses = new Float64Array(capacity);
    this.#sorted = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** An answer came: it takes the place of an older one of the same worker, or of the oldest when the pool is full. */
  add(worker: number, inFlight: number, latency: number, now: number, uses: number): void {
    const old = this.#placeOf(worker);
    if (old >= 0) this.#remove(old);
    else if (this.#size === this.#capacity) this.#remove(0);
    const place = this.#size++;
    this.#worker[place] = worker;
    this.#inFlight[place] = inFlight;
    this.#latency[place] = latency;
    this.#answeredAt[place] = now;
    this.#uses[place] = uses;
  }

  /** The best open worker, -1 when fewer than two probes are fresh and of open workers. */
  choose(now: number): number {
    const fresh = this.#firstFresh(now);
    const hot = this.#hotAbove(fresh);
    let best = -1;
    let open = 0;
    for (let place = fresh; place < this.#size; place++) {
      if (!this.#workers.isOpen(this.#worker[place])) continue;
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
    const fresh = this.#firstFresh(now);
    for (let i = 0; i < fresh; i++) this.#remove(0);
  }

  removeOldest(): void {
    if (this.#size > 0) this.#remove(0);
  }

  /** Drops the probe that would be chosen last. */
  removeWorst(): void {
    if (this.#size === 0) return;
    const hot = this.#hotAbove(0);
    let worst = 0;
    for (let place = 1; place < this.#size; place++) if (this.#isBetter(worst, place, hot)) worst = place;
    this.#remove(worst);
  }

  #isBetter(a: number, b: number, hot: number): boolean {
    const isHot = this.#inFlight[a] > hot;
    if (isHot !== this.#inFlight[b] > hot) return !isHot;
    return isHot ? this.#inFlight[a] < this.#inFlight[b] : this.#latency[a] < this.#latency[b];
  }

  /** The quantile of requests in flight over the probes from a place on (nearest rank), -1 for the quantile 0. */
  #hotAbove(first: number): number {
    const sorted = this.#sorted;
    let count = 0;
    for (let place = first; place < this.#size; place++, count++) {
      const value = this.#inFlight[place];
      let at = count;
      for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
      sorted[at] = value;
    }
    const rank = Math.ceil(this.#quantile * count);
    return rank === 0 ? -1 : sorted[rank - 1];
  }

  #firstFresh(now: number): number {
    let place = 0;
    while (place < this.#size && now - this.#answeredAt[place] > this.#maxAge) place++;
    return place;
  }

  #placeOf(worker: number): number {
    for (let place = 0; place < this.#size; place++) if (this.#worker[place] === worker) return place;
    return -1;
  }

  #remove(place: number): void {
    this.#size--;
    this.#worker.copyWithin(place, place + 1, this.#size + 1);
    this.#inFlight.copyWithin(place, place + 1, this.#size + 1);
    this.#latency.copyWithin(place, place + 1, this.#size + 1);
    this.#answeredAt.copyWithin(place, place + 1, this.#size + 1);
    this.#uses.copyWithin(place, place + 1, this.#size + 1);
  }
}
