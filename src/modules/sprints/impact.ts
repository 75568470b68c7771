/**
 * The impact of a sprint in five measures. Source: Micro-Agile Swarm Orchestration, impact measurement, which names them and gives the formula
 * of velocity; the others' formulas are ours.
 */
import type { SprintImpact } from './types.ts';

/** What is counted during one sprint. */
export interface SprintTally {
  /** Minutes from the start of the sprint to its end. */
  readonly minutes: number;
  readonly tested: number;
  readonly defects: number;
  /** Features covered at the end of the sprint, and all of them. */
  readonly covered: number;
  readonly features: number;
  /** Microseconds of agents at work, and of agents allocated, in the execute phases. */
  readonly busy: number;
  readonly allocated: number;
  /** Kinds whose defect rate became known. */
  readonly learned: number;
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

/**
 * velocity = (tested - defects) / minutes
 * defect rate = defects / tested
 * coverage = features covered / features
 * efficiency = integral of min(tasks under way, agents) dt / integral of agents dt, over the execute phases
 * learning = kinds of work that reached 20 results
 */
export function measureImpact(tally: SprintTally): SprintImpact {
  return {
    velocity: share(tally.tested - tally.defects, tally.minutes),
    defectRate: share(tally.defects, tally.tested),
    coverage: share(tally.covered, tally.features),
    efficiency: share(tally.busy, tally.allocated),
    learning: tally.learned,
  };
}
