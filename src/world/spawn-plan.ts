/**
 * Which agents are created when no policy scales them: all at the start, or those that each wave of work needs, either made for it
 * and gone after it, or kept in a pool over all waves.
 */

import { FLEET_STATE } from '../modules/scaling/controller.ts';
import { PersistentPool, type PoolReport } from '../modules/spawning/persistent-pool.ts';
import type { Fleet } from './fleet.ts';
import type { SpawningSpec } from './spawning-spec.ts';
import type { WaveSpec } from './workload-spec.ts';

export class SpawnPlan {
  readonly #fleet: Fleet;
  readonly #perWave: SpawningSpec['per_wave'];
  readonly #waves: readonly WaveSpec[];
  readonly #slotsEach: number;
  readonly #pool: PersistentPool | null;
  #taken: readonly number[] = [];
  /** Agents made for it that could not be started yet, since those of the wave before were not gone. */
  #missing = 0;

  /** @param waves of the one workload, where agents come by waves @param slotsEach mean slots of an agent */
  constructor(spec: SpawningSpec, fleet: Fleet, waves: readonly WaveSpec[], slotsEach: number) {
    this.#fleet = fleet;
    this.#perWave = spec.per_wave;
    this.#waves = waves;
    this.#slotsEach = slotsEach;
    this.#pool = spec.per_wave === 'pool' ? new PersistentPool(fleet.count) : null;
  }

  begin(): void {
    if (this.#perWave === null) this.#start(this.#fleet.count);
  }

  waveStarted(wave: number): void {
    if (this.#perWave === null) return;
    const needed = this.#needed(wave);
    if (this.#pool) {
      const before = this.#pool.size;
      this.#taken = this.#pool.take(needed);
      this.#start(this.#pool.size - before);
    } else this.#missing = this.#start(needed);
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
    if (this.#missing > 0) this.#missing = this.#start(this.#missing);
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
  #needed(wave: number): number {
    const { tasks, agents } = this.#waves[wave];
    return Math.min(this.#fleet.count, agents ?? Infinity, Math.ceil(tasks / this.#slotsEach));
  }

  /** They go when what they have is confirmed. */
  #retireAll(client: number): void {
    const { count, state } = this.#fleet;
    for (let agent = 0; agent < count; agent++)
      if (state[agent] === FLEET_STATE.starting || state[agent] === FLEET_STATE.ready)
        this.#fleet.retire(agent, true, client);
  }

  /** Absent agents, those with the lowest numbers first. Returns how many are missing. */
  #start(agents: number): number {
    const { count, state } = this.#fleet;
    let left = agents;
    for (let agent = 0; agent < count && left > 0; agent++) {
      if (state[agent] !== FLEET_STATE.absent) continue;
      this.#fleet.start(agent);
      left--;
    }
    return left;
  }
}
