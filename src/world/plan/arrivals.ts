/** Arrival processes: when the next task of an open workload comes. */
import type { Streams } from '../../engine/random/streams.ts';
import type { Microseconds, RandomSource } from '../../engine/types.ts';
import {
  createDurationSampler,
  type DurationSampler,
  LONGEST_DURATION,
} from '../../engine/variates/duration.ts';
import type { TimedArrivalSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;

export interface ArrivalProcess {
  /** Microseconds from the latest arrival (or the start) to the next; Infinity when there is none. */
  next(): Microseconds;
  /** Service demand in seconds that comes with the arrival just announced; negative: to be drawn. */
  readonly demand: number;
  /** Of a trace: its record, from 0, with which the arrival just announced came. */
  readonly record?: number;
}

export function createArrivals(spec: TimedArrivalSpec, streams: Streams, name: string): ArrivalProcess {
  const source = streams.stream('arrivals', name);
  switch (spec.process) {
    case 'poisson':
      return renewal(createDurationSampler({ kind: 'exponential', mean: 1 / spec.rate }), source);
    case 'deterministic':
      return exact(spec.interval);
    case 'renewal':
      return renewal(createDurationSampler(spec.interval), source);
    case 'mmpp':
      return new MarkovModulatedPoisson(spec.rates, spec.dwell, source);
    case 'trace':
      return new TraceArrivals(spec.times, spec.services);
  }
}

function renewal(interval: DurationSampler, source: RandomSource): ArrivalProcess {
  return { demand: -1, next: () => interval.next(source) };
}

/** Keeps the k-th arrival at round(k x interval), so that an interval that is no whole number of microseconds does not drift. */
function exact(interval: number): ArrivalProcess {
  let arrivals = 0;
  return {
    demand: -1,
    next() {
      const last = Math.round(arrivals * interval * MICROSECONDS);
      arrivals++;
      return Math.round(arrivals * interval * MICROSECONDS) - last;
    },
  };
}

/**
 * Poisson arrivals whose rate follows a cyclic Markov chain of states (MMPP; Fischer and Meier-Hellstern 1993). Competing
 * exponentials: in state i the next event comes after an exponential time at rates[i] + 1/dwell[i] and is an arrival with
 * probability rates[i] / (rates[i] + 1/dwell[i]).
 */
class MarkovModulatedPoisson implements ArrivalProcess {
  readonly demand = -1;
  readonly #rates: readonly number[];
  readonly #leaving: readonly number[];
  readonly #source: RandomSource;
  #state = 0;

  constructor(rates: readonly number[], dwell: readonly number[], source: RandomSource) {
    this.#rates = rates;
    this.#leaving = dwell.map((mean) => 1 / mean);
    this.#source = source;
  }

  next(): Microseconds {
    let seconds = 0;
    for (;;) {
      const rate = this.#rates[this.#state];
      const total = rate + this.#leaving[this.#state];
      seconds -= Math.log1p(-this.#source.uniform()) / total;
      if (this.#source.uniform() * total < rate)
        return Math.min(LONGEST_DURATION, Math.round(seconds * MICROSECONDS));
      this.#state = (this.#state + 1) % this.#rates.length;
    }
  }
}

class TraceArrivals implements ArrivalProcess {
  demand = -1;
  readonly #times: readonly number[];
  readonly #services: readonly number[] | null;
  #row = 0;
  #last = 0;

  get record(): number {
    return this.#row - 1;
  }

  constructor(times: readonly number[], services: readonly number[] | null) {
    this.#times = times;
    this.#services = services;
  }

  next(): Microseconds {
    if (this.#row >= this.#times.length) return Infinity;
    const at = Math.round(this.#times[this.#row] * MICROSECONDS);
    this.demand = this.#services === null ? -1 : this.#services[this.#row];
    this.#row++;
    const gap = at - this.#last;
    this.#last = at;
    return gap;
  }
}
