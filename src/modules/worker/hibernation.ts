/**
 * Suspends workers that have been idle for some time, and wakes them when there is something to do. Which worker is idle, it is told;
 * to suspend and to wake is the machine's work.
 *
 * Source: Large-Scale Agent Coordination Enhancements, future optimizations: suspend idle agents to reduce memory.
 */

/** What it asks of its machine. */
export interface HibernationPort {
  /** Microseconds. */
  now(): number;
  /** Calls `onTimer(self)` after the delay. One timer for each worker at a time. */
  setTimer(self: number, delay: number): void;
  /** Whether the worker still has something to look after, though it executes nothing. */
  isNeeded(self: number): boolean;
  /** The worker is to be suspended now, its memory freed. */
  hibernate(self: number): void;
  /** The worker is to be woken; `woken` is called when it is. */
  wake(self: number): void;
}

const STATE = { awake: 0, asleep: 1, waking: 2 } as const;
const NOT_IDLE = -1;

export class Hibernation {
  readonly #port: HibernationPort;
  /** Microseconds. */
  readonly #after: number;
  readonly #state: Uint8Array;
  /** By worker: since when it has been idle. */
  readonly #idleSince: Float64Array;
  /** By worker, 1: its timer is set. It is not cancelled when work comes, which would cost more than a look when it fires. */
  readonly #armed: Uint8Array;

  /**
   * @param count workers, numbered from 0, none of them idle yet
   * @param after microseconds for which a worker is idle before it is suspended, > 0
   */
  constructor(port: HibernationPort, count: number, after: number) {
    this.#port = port;
    this.#after = after;
    this.#state = new Uint8Array(count);
    this.#idleSince = new Float64Array(count).fill(NOT_IDLE);
    this.#armed = new Uint8Array(count);
  }

  /** Whether a worker can work at once. */
  isAwake(self: number): boolean {
    return this.#state[self] === STATE.awake;
  }

  isAsleep(self: number): boolean {
    return this.#state[self] === STATE.asleep;
  }

  /** A worker has nothing to do from now on. */
  idle(self: number): void {
    if (this.#state[self] !== STATE.awake) return;
    this.#idleSince[self] = this.#port.now();
    this.#arm(self, this.#after);
  }

  /** A worker works, or cannot. */
  busy(self: number): void {
    this.#idleSince[self] = NOT_IDLE;
  }

  /** There is something to do for a worker: whether it can begin at once. If not it will, when it is awake. */
  demand(self: number): boolean {
    if (this.#state[self] === STATE.asleep) {
      this.#state[self] = STATE.waking;
      this.#port.wake(self);
    }
    return this.isAwake(self);
  }

  /** The machine says that a worker is awake. It is neither idle nor busy until that is told. */
  woken(self: number): void {
    this.#state[self] = STATE.awake;
  }

  /** The worker has crashed, or is gone: whoever comes in its place is awake. */
  forget(self: number): void {
    this.#state[self] = STATE.awake;
    this.#idleSince[self] = NOT_IDLE;
  }

  onTimer(self: number): void {
    this.#armed[self] = 0;
    const since = this.#idleSince[self];
    if (since === NOT_IDLE || this.#state[self] !== STATE.awake) return;
    const left = since + this.#after - this.#port.now();
    if (left > 0) this.#arm(self, left);
    else if (this.#port.isNeeded(self)) this.#arm(self, this.#after);
    else {
      this.#state[self] = STATE.asleep;
      this.#idleSince[self] = NOT_IDLE;
      this.#port.hibernate(self);
    }
  }

  #arm(self: number, delay: number): void {
    if (this.#armed[self] === 1) return;
    this.#armed[self] = 1;
    this.#port.setTimer(self, delay);
  }
}
