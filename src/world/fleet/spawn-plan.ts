/**
 * Which agents are created when no policy scales them: all at the start, or those that each wave of work needs, either made for it
 * and gone after it, or kept in a pool over all waves.
 */

import { FLEET_STATE } from '../../modules/scaling/controller.ts';
import { PersistentPool, type PoolReport } from '../../modules/spawning/persistent-pool.ts';
import type { SpawningSpec } from '../spec/spawning-spec.ts';
import type { Fleet } from './fleet.ts';

/** A wave, and who can do its work. */
export interface PlannedWave {
  readonly tasks: number;
  /** Most agents that work on it; null: no limit. */
  readonly agents: number | null;
  /** Whether an agent has the capabilities that its tasks ask for. */
  fits(agent: number): boolean;
}

export class SpawnPlan {
  readonly #fleet: Fleet;
  readonly #slots: ArrayLike<number>;
  readonly #perWave: SpawningSpec['per_wave'];
  readonly #waves: readonly PlannedWave[];
  readonly #pool: PersistentPool | null;
  #taken: readonly number[] = [];
  /** The present wave, and the agents made for it that could not be started yet, since those of the wave before were not gone. */
  #wave: PlannedWave | null = null;
  #missing = 0;

  /** @param slots by agent @param waves of the one workload, where agents come by waves */
  constructor(spec: SpawningSpec, fleet: Fleet, slots: ArrayLike<number>, waves: readonly PlannedWave[]) {
    this.#fleet = fleet;
    this.#slots = slots;
    this.#perWave = spec.per_wave;
    this.#waves = waves;
    this.#pool = spec.per_wave === 'pool' ? new PersistentPool() : null;
  }

  begin(): void {
    if (this.#perWave !== null) return;
    for (let agent = 0; agent < this.#fleet.count; agent++) this.#fleet.start(agent);
  }

  waveStarted(number: number): void {
    if (this.#perWave === null) return;
    const wave = this.#waves[number];
    this.#wave = wave;
    const needed = this.#needed(wave);
    if (this.#pool) {
      let last = -1;
      const create = () => {
        last = this.#start(wave, last + 1);
        return last;
      };
      this.#taken = this.#pool.take(needed, { fits: wave.fits, create });
    } else {
      this.#missing = needed;
      this.#startMissing();
    }
  }

  /**
   * A wave's agents are no longer needed.
   *
   * @param client who runs them, and says so to their coordinators before it submits the next wave
   */
  waveEnded(client: number): void {
    this.#pool?.release(this.#taken);
    this.#missing = 0;
    if (this.#perWave === 'fresh') this.#retireAll(client);
  }

  /** An agent is gone: there is room for another. */
  agentGone(): void {
    this.#startMissing();
  }

  /** An agent has done a task. */
  completed(agent: number): void {
    this.#pool?.completed(agent);
  }

  /** null without a pool. */
  report(): PoolReport | null {
    return this.#pool?.report() ?? null;
  }

  /** As many as the wave may use, has work for, and there can be. */
  #needed({ tasks, agents, fits }: PlannedWave): number {
    let able = 0;
    let slots = 0;
    for (let agent = 0; agent < this.#fleet.count; agent++) {
      if (!fits(agent)) continue;
      able++;
      slots += this.#slots[agent];
    }
    return able > 0 ? Math.min(able, agents ?? Infinity, Math.ceil((tasks * able) / slots)) : 0;
  }

  /** They go when what they have is confirmed. */
  #retireAll(client: number): void {
    const { count, state } = this.#fleet;
    for (let agent = 0; agent < count; agent++)
      if (state[agent] === FLEET_STATE.starting || state[agent] === FLEET_STATE.ready)
        this.#fleet.retire(agent, true, client);
  }

  #startMissing(): void {
    let from = 0;
    while (this.#wave && this.#missing > 0) {
      const started = this.#start(this.#wave, from);
      if (started < 0) return;
      this.#missing--;
      from = started + 1;
    }
  }

  /** Starts the absent agent with the lowest number, not below `from`, that fits; -1 when there is none. */
  #start({ fits }: PlannedWave, from: number): number {
    const { count, state } = this.#fleet;
    for (let agent = from; agent < count; agent++) {
      if (state[agent] !== FLEET_STATE.absent || !fits(agent)) continue;
      this.#fleet.start(agent);
      return agent;
    }
    return -1;
  }
}
