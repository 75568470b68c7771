/** What a plan's waves mean for one pool of agents that is kept over all of them. */
import type { PlannedWave } from './types.ts';
import { tidyMinutes } from './wave-list.ts';

export interface PoolFigures {
  readonly estimateMinutes: number;
  readonly peakAgents: number;
  readonly poolSize: number;
  /** Waves that used at least one agent of an earlier wave / waves. */
  readonly reuseByWaves: number;
  /** (slots - pool) / slots, a slot being one agent in one wave. */
  readonly reuseBySlots: number;
}

/**
 * Most agents at work at a time. Waves that touch (one ends as the other starts) do not overlap.
 */
function peakOf(waves: readonly PlannedWave[]): number {
  let peak = 0;
  for (const at of waves) {
    const atWork = waves.filter(
      (wave) =>
        wave.startMinutes <= at.startMinutes &&
        at.startMinutes < tidyMinutes(wave.startMinutes + wave.durationMinutes),
    );
    peak = Math.max(
      peak,
      at.agents,
      atWork.reduce((sum, wave) => sum + wave.agents, 0),
    );
  }
  return peak;
}

/**
 * Duration, peak and reuse of a plan.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, agent pool: it gives both rates for one example (three waves of 6, 1 and 1 agents: 2 of 3 waves
 * reuse agents; 8 slots on 6 agents make 25 %) under one name.
 */
export function poolFigures(waves: readonly PlannedWave[]): PoolFigures {
  const ends = waves.map((wave) => tidyMinutes(wave.startMinutes + wave.durationMinutes));
  const peakAgents = peakOf(waves);
  const slots = waves.reduce((sum, wave) => sum + wave.agents, 0);
  const firstEnd = Math.min(...ends);
  const reusing = waves.filter((wave) => wave.startMinutes >= firstEnd).length;
  return {
    estimateMinutes: Math.max(0, ...ends),
    peakAgents,
    poolSize: peakAgents,
    reuseByWaves: waves.length === 0 ? 0 : reusing / waves.length,
    reuseBySlots: slots === 0 ? 0 : (slots - peakAgents) / slots,
  };
}
