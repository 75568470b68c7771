/** What a recovery knows of each worker. Two rows a worker are durable, so that a ladder goes on where it was after a crash. */
import type { DurableStore } from '../ports.ts';
import { type Action, STATE } from './vocabulary.ts';

/** In the row, in the place of a time that is none. */
const NEVER = -1;

export class Book {
  /** By worker: one of STATE. */
  readonly state: Uint8Array;
  /** Attempts that did not help since it was last healthy. */
  readonly failed: Int32Array;
  /** Of the latest request to the supervisor. */
  readonly token: Float64Array;
  /** When something is to happen, whatever its state makes of it; Infinity: nothing. */
  readonly due: Float64Array;
  readonly incidents: Int32Array;
  readonly since: Float64Array;
  /** When it was isolated. */
  readonly isolatedAt: Float64Array;
  /** One of ACTION: what its state is owed to. */
  readonly action: Uint8Array;
  /** Of the ramp; not durable: after a crash a ramp begins anew. */
  readonly step: Int32Array;
  /** 1: suspected by the detector in this life. */
  readonly silent: Uint8Array;
  /** 1: heard since it has had to prove itself, or since this life began. */
  readonly heard: Uint8Array;
  readonly #states: DurableStore;
  readonly #history: DurableStore;

  constructor(count: number, states: DurableStore, history: DurableStore) {
    this.state = new Uint8Array(count);
    this.failed = new Int32Array(count);
    this.token = new Float64Array(count);
    this.due = new Float64Array(count).fill(Infinity);
    this.incidents = new Int32Array(count);
    this.since = new Float64Array(count);
    this.isolatedAt = new Float64Array(count);
    this.action = new Uint8Array(count);
    this.step = new Int32Array(count);
    this.silent = new Uint8Array(count);
    this.heard = new Uint8Array(count);
    this.#states = states;
    this.#history = history;
  }

  /** Takes up what the store holds, but for workers that are no longer there. */
  recover(): void {
    const { length } = this.state;
    this.#states.forEach((worker, state, failed, token, due) => {
      if (worker >= length) return;
      this.state[worker] = state;
      this.failed[worker] = failed;
      this.token[worker] = token;
      this.due[worker] = due === NEVER ? Infinity : due;
    });
    this.#history.forEach((worker, incidents, since, isolatedAt, action) => {
      if (worker >= length) return;
      this.incidents[worker] = incidents;
      this.since[worker] = since;
      this.isolatedAt[worker] = isolatedAt;
      this.action[worker] = action;
    });
  }

  /** The worker is in a state from now on, until `due` if nothing happens before. */
  enter(worker: number, state: number, due: number, action: Action): void {
    this.state[worker] = state;
    this.due[worker] = due;
    this.action[worker] = action;
    if (state === STATE.healthy) {
      this.failed[worker] = 0;
      this.#states.remove(worker);
    } else {
      const until = due === Infinity ? NEVER : due;
      this.#states.put(worker, state, this.failed[worker], this.token[worker], until);
    }
    // Incidents count on while their window lasts, also of those that are healthy again.
    this.#history.put(
      worker,
      this.incidents[worker],
      this.since[worker],
      this.isolatedAt[worker],
      this.action[worker],
    );
  }
}
