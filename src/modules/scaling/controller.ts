/**
 * Carries out what a scaling policy decides. Once a period it looks at the fleet, asks the policy for a set point, and starts or
 * retires agents up to it. It acts only through the fleet that its machine offers: a cluster's interface in earnest, the
 * simulated one here.
 *
 * The set point counts agents that work or are being started. So an agent that has crashed is replaced, and one that leaves but
 * is not gone yet is no longer counted.
 */
import type { ScalingObservation, ScalingPolicy } from './policy.ts';
import type { Microseconds } from './time.ts';
import { type AgentsView, selectVictims, type VictimPolicyEntry } from './victims.ts';

/** Where an agent of the fleet stands. */
export const FLEET_STATE = { absent: 0, starting: 1, ready: 2, leaving: 3 } as const;

/** The agents that there can be, and what can be done with them. In the view all but those that are ready count as leaving. */
export interface Fleet extends AgentsView {
  /** One of FLEET_STATE by agent. */
  readonly state: ArrayLike<number>;
  /** What monitoring has measured since it was last asked. */
  observe(): ScalingObservation;
  /** An absent agent is to be started; it is ready some time later. */
  start(agent: number): void;
  /** A ready agent is to go: `drain`: when it has done what it has. One that is starting is given up at once. */
  retire(agent: number, drain: boolean): void;
}

/** The part of a machine's port that the controller needs. */
export interface ScalingPort {
  setTimer(delay: Microseconds): void;
}

export class ScalingController {
  readonly #port: ScalingPort;
  readonly #fleet: Fleet;
  readonly #policy: ScalingPolicy;
  readonly #victims: VictimPolicyEntry;
  readonly #chosen: Int32Array;

  constructor(port: ScalingPort, fleet: Fleet, policy: ScalingPolicy, victims: VictimPolicyEntry) {
    this.#port = port;
    this.#fleet = fleet;
    this.#policy = policy;
    this.#victims = victims;
    this.#chosen = new Int32Array(fleet.count);
  }

  start(): void {
    this.#port.setTimer(this.#policy.period);
  }

  onTimer(): void {
    const observation = this.#fleet.observe();
    const wanted = this.#policy.decide(observation);
    const change = wanted - observation.ready - observation.starting;
    if (change > 0) this.#grow(change);
    else if (change < 0) this.#shrink(-change);
    this.#port.setTimer(this.#policy.period);
  }

  /** Starts absent agents, those with the lowest numbers first. */
  #grow(agents: number): void {
    const { count, state } = this.#fleet;
    let left = agents;
    for (let agent = 0; agent < count && left > 0; agent++) {
      if (state[agent] !== FLEET_STATE.absent) continue;
      this.#fleet.start(agent);
      left--;
    }
  }

  /** Gives up agents that are starting, the last first, for they have nothing to lose; then whom the victim policy names. */
  #shrink(agents: number): void {
    const { count, state } = this.#fleet;
    let left = agents;
    for (let agent = count - 1; agent >= 0 && left > 0; agent--) {
      if (state[agent] !== FLEET_STATE.starting) continue;
      this.#fleet.retire(agent, false);
      left--;
    }
    const { leavesBefore, drain } = this.#victims;
    const found = selectVictims(this.#fleet, left, leavesBefore, this.#chosen);
    for (let i = 0; i < found; i++) this.#fleet.retire(this.#chosen[i], drain);
  }
}
