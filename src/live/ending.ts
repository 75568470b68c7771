/** When a live run is over, and why. */
import { horizonOf } from '../world/plan/layout.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { AgentStates } from './agent-states.ts';
import type { LiveEnd } from './live-types.ts';
import type { LoadSide } from './load-side.ts';
import type { Tally } from './tally.ts';

/** Real milliseconds, at the least, in which nothing happens to any task before a run counts as stalled. */
const STALL = 15_000;

/** Real milliseconds without news after which a run has stalled: longer than any timeout of its modules. */
function longestQuiet({ retry, health }: WorldSpec, speed: number): number {
  const seconds =
    16 * retry.ack_timeout + retry.backoff_limit + (retry.timeout ?? 0) + 30 * health.heartbeat_interval;
  return Math.max(STALL, (1000 * seconds) / speed);
}

export class Ending {
  /** Microseconds of virtual time at which the run is over in any case; Infinity: it ends with its work. */
  readonly horizon: number;
  end: LiveEnd = 'running';
  readonly #longestQuiet: number;
  readonly #load: LoadSide;
  readonly #tally: Tally;
  readonly #states: AgentStates;
  /** Microseconds of virtual time at which the last that was to come had come; -1 until then. */
  #exhaustedAt = -1;

  constructor(spec: WorldSpec, speed: number, load: LoadSide, tally: Tally, states: AgentStates) {
    this.horizon = horizonOf(spec);
    this.#longestQuiet = longestQuiet(spec, speed);
    this.#load = load;
    this.#tally = tally;
    this.#states = states;
  }

  noteExhaustion(now: number): void {
    if (this.#exhaustedAt < 0 && this.#load.isExhausted) this.#exhaustedAt = now;
  }

  /** @returns whether the run has just come to its end */
  look(now: number): boolean {
    if (this.end !== 'running') return false;
    if (this.#tally.open === 0 && this.#load.isExhausted) this.end = 'finished';
    else if (now >= this.horizon) this.end = 'horizon';
    else if (this.#hasStalled()) this.end = 'stalled';
    return this.end !== 'running';
  }

  /** Until when the run is measured. @param now virtual time, in microseconds */
  time(now: number): number {
    return this.end === 'finished'
      ? Math.max(this.#tally.endedAt, this.#exhaustedAt, 0)
      : Math.min(now, this.horizon);
  }

  /** Tasks are open, none is executed, nothing is to come, and nothing has happened for longer than any timeout. */
  #hasStalled(): boolean {
    const { faults, clients } = this.#load;
    if (this.#tally.open === 0 || this.#states.running > 0) return false;
    if (this.#tally.quiet <= this.#longestQuiet) return false;
    return !faults.willEnd(Infinity) && !clients.some(({ due }) => due);
  }
}
