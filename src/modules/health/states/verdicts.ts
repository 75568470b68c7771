/**
 * What a worker's answers say of its health. Too slow or too often failed, of either there are two degrees, and each of these four is
 * held until the answers have said the opposite: of slowness as many one after the other as it took to find it out; of failures, a share
 * well below the one that it took. So one answer that is out of the ordinary changes nothing.
 */
import { exceeds } from '../../shares.ts';
import type { VerdictSettings } from './settings.ts';
import { HEALTH, type Health } from './vocabulary.ts';

/** What is held against a worker, as bits. */
const HELD = { slow: 1, failing: 2, tooSlow: 4, tooOften: 8 } as const;
const DEGRADED = HELD.slow | HELD.failing;
const CRITICAL = HELD.tooSlow | HELD.tooOften;

export class Verdicts {
  readonly #settings: VerdictSettings;
  readonly #weight: number;
  /** By worker: sum of HELD. */
  readonly #held: Uint8Array;
  /** By worker: answers one after the other that were slow, or, below 0, that were not; the same for those that were too slow. */
  readonly #slow: Int8Array;
  readonly #tooSlow: Int8Array;
  /** By worker: share of failures. */
  readonly #failures: Float64Array;

  constructor(workers: number, settings: VerdictSettings) {
    this.#settings = settings;
    this.#weight = 2 / (settings.attempts + 1);
    this.#held = new Uint8Array(workers);
    this.#slow = new Int8Array(workers);
    this.#tooSlow = new Int8Array(workers);
    this.#failures = new Float64Array(workers);
  }

  /** Never `failed`: who is silent does not answer. */
  state(worker: number): Health {
    const held = this.#held[worker];
    if ((held & CRITICAL) !== 0) return HEALTH.critical;
    return (held & DEGRADED) !== 0 ? HEALTH.degraded : HEALTH.healthy;
  }

  /** Whether a worker that is critical is so for being slow. */
  isTooSlow(worker: number): boolean {
    return (this.#held[worker] & HELD.tooSlow) !== 0;
  }

  /** @param response microseconds */
  isSlow(response: number): boolean {
    return !exceeds(this.#settings.degradedAfter, response);
  }

  /** @param response microseconds */
  answered(worker: number, response: number): void {
    this.#count(worker, this.#slow, this.isSlow(response), HELD.slow);
    this.#count(worker, this.#tooSlow, exceeds(response, this.#settings.criticalAfter), HELD.tooSlow);
  }

  ended(worker: number, isFailure: boolean): void {
    const { degradedFailures, criticalFailures } = this.#settings;
    this.#failures[worker] += this.#weight * ((isFailure ? 1 : 0) - this.#failures[worker]);
    this.#compare(worker, degradedFailures, HELD.failing);
    this.#compare(worker, criticalFailures, HELD.tooOften);
  }

  /**
   * A worker that was critical is to show that it no longer is, and one more answer of that kind is enough. It is degraded: whoever was too
   * slow was slow as well, and whoever failed too often failed often.
   */
  trial(worker: number): void {
    const { answers, degradedFailures, criticalFailures } = this.#settings;
    const held = this.#held[worker];
    if ((held & HELD.tooSlow) !== 0) this.#tooSlow[worker] = answers - 1;
    if ((held & HELD.tooOften) !== 0) this.#failures[worker] = (degradedFailures + criticalFailures) / 2;
    this.#held[worker] = held & ~CRITICAL;
  }

  forget(worker: number): void {
    this.#held[worker] = 0;
    this.#slow[worker] = 0;
    this.#tooSlow[worker] = 0;
    this.#failures[worker] = 0;
  }

  #count(worker: number, runs: Int8Array, isSlow: boolean, bit: number): void {
    const { answers } = this.#settings;
    const run = runs[worker];
    const next = isSlow ? Math.min(answers, Math.max(0, run) + 1) : Math.max(-answers, Math.min(0, run) - 1);
    runs[worker] = next;
    if (next === answers) this.#held[worker] |= bit;
    else if (next === -answers) this.#held[worker] &= ~bit;
  }

  #compare(worker: number, limit: number, bit: number): void {
    const share = this.#failures[worker];
    if (!exceeds(limit, share)) this.#held[worker] |= bit;
    else if (exceeds(limit * this.#settings.recovered, share)) this.#held[worker] &= ~bit;
  }
}
