/** The ways of spawning that have a name, and what each makes of its settings. */
import type { Microseconds, SpawnerOptions } from './spawner.ts';

export const SPAWN_MODES = ['sequential', 'batch', 'wave', 'pool'] as const;
export type SpawnMode = (typeof SPAWN_MODES)[number];

/**
 * Defaults, in milliseconds.
 *
 * Sources: Large-Scale Agent Coordination Enhancements, agent spawning performance (85 ms each in sequence, 35 ms in parallel, waves of 20, less than 5 ms from a
 * pool, 30-40 ms otherwise); Micro-Agile Swarm Orchestration, MassSpawner (batches of 100, 1 ms between them, at most 10,000 agents). How many
 * spares a pool keeps, they do not say: one wave of them.
 */
export const SPAWN_DEFAULTS = {
  sequential: 85,
  parallel: 35,
  cold: [30, 40],
  take: [1, 5],
  gap: 1,
  batch: 100,
  wave: 20,
  spares: 20,
  maxAgents: 10_000,
} as const;

/** What a mode may be given. Infinity: no limit. */
export interface SpawnSettings {
  readonly mode: SpawnMode;
  /** Agents of a batch or wave, or spares of a pool. */
  readonly size: number;
  /** Between batches. */
  readonly gap: Microseconds;
  readonly concurrency: number;
  readonly maxAgents: number;
}

export function spawnerOptions({ mode, size, gap, concurrency, maxAgents }: SpawnSettings): SpawnerOptions {
  switch (mode) {
    case 'sequential':
      return { group: 1, gap: 0, concurrency: 1, spares: 0, maxAgents };
    case 'batch':
      return { group: size, gap, concurrency, spares: 0, maxAgents };
    case 'wave':
      return { group: size, gap: 0, concurrency, spares: 0, maxAgents };
    case 'pool':
      return { group: Infinity, gap: 0, concurrency, spares: size, maxAgents };
  }
}
