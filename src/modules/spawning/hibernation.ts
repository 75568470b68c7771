/**
 * Suspends agents that have been idle for some time, and wakes them when there is something to do. Which agent is idle, it is told;
 * to suspend and to wake is the machine's work.
 *
 * Source: Large-Scale Agent Coordination Enhancements, future optimizations: suspend idle agents to reduce memory.
 */
import type { Microseconds } from './spawner.ts';

/** What the module asks of its machine. */
export interface HibernationPort {
  now(): Microseconds;
  /** Calls `onTimer(agent)` after the delay. One timer for each agent at a time. */
  setTimer(agent: number, delay: Microseconds): void;
  /** The agent is to be suspended now, its memory freed. False: it cannot be, since it still has something to look after. */
  suspend(agent: number): boolean;
  /** The agent is to be woken; `woken` is called when it is. */
  wake(agent: number): void;
}

const STATE = { awake: 0, asleep: 1, waking: 2 } as const;
const NOT_IDLE = -1;

export class Hibernation {
  readonly #port: HibernationPort;
  readonly #after: Microseconds;
  readonly #state: Uint8Array;
  /** By agent: since when it has been idle. */
  readonly #idleSince: Float64Array;
  /** By agent, 1: its timer is set. It is not cancelled when work comes, which would cost more than a look when it fires. */
  readonly #armed: Uint8Array;

  /** @param count agents, numbered from 0, none of them idle yet @param after how long an agent is idle before it is suspended, > 0 */
  constructor(port: HibernationPort, count: number, after: Microseconds) {
    this.#port = port;
    this.#after = after;
    this.#state = new Uint8Array(count);
    this.#idleSince = new Float64Array(count).fill(NOT_IDLE);
    this.#armed = new Uint8Array(count);
  }

  /** Whether an agent can work at once. */
  isAwake(agent: number): boolean {
    return this.#state[agent] === STATE.awake;
  }

  isAsleep(agent: number): boolean {
    return this.#state[agent] === STATE.asleep;
  }

  /** An agent has nothing to do from now on. */
  idle(agent: number): void {
    if (this.#state[agent] !== STATE.awake) return;
    this.#idleSince[agent] = this.#port.now();
    this.#arm(agent, this.#after);
  }

  /** An agent works, or cannot. */
  busy(agent: number): void {
    this.#idleSince[agent] = NOT_IDLE;
  }

  /** There is something to do for an agent: whether it can begin at once. If not it will, when it is awake. */
  demand(agent: number): boolean {
    if (this.#state[agent] === STATE.asleep) {
      this.#state[agent] = STATE.waking;
      this.#port.wake(agent);
    }
    return this.isAwake(agent);
  }

  /** The machine says that an agent is awake. It is neither idle nor busy until that is told. */
  woken(agent: number): void {
    this.#state[agent] = STATE.awake;
  }

  /** The agent has crashed, or is gone: whoever comes in its place is awake. */
  forget(agent: number): void {
    this.#state[agent] = STATE.awake;
    this.#idleSince[agent] = NOT_IDLE;
  }

  onTimer(agent: number): void {
    this.#armed[agent] = 0;
    const since = this.#idleSince[agent];
    if (since === NOT_IDLE || this.#state[agent] !== STATE.awake) return;
    const left = since + this.#after - this.#port.now();
    if (left > 0) this.#arm(agent, left);
    else if (this.#port.suspend(agent)) {
      this.#state[agent] = STATE.asleep;
      this.#idleSince[agent] = NOT_IDLE;
    } else this.#arm(agent, this.#after);
  }

  #arm(agent: number, delay: Microseconds): void {
    if (this.#armed[agent] === 1) return;
    this.#armed[agent] = 1;
    this.#port.setTimer(agent, delay);
  }
}
