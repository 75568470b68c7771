/** The vocabulary of sprints. Times of the port are microseconds; durations in settings and reports are minutes. */

/** One piece of work that a sprint may take up: one task of an agent. */
export interface BacklogItem {
  /** Which feature it is a part of: a whole number from 0. */
  readonly feature: number;
  /** What sort of work it is: a whole number from 0; patterns are learned per kind. */
  readonly kind: number;
  /** 1..10, 10 most urgent. */
  readonly priority: number;
  /** Expected duration in minutes, above 0. */
  readonly effort: number;
}

/** What the orchestrator asks of whoever owns the work. */
export interface SprintWork {
  /** Creates the task of one attempt at an item and returns its number, which no other task has. */
  create(item: number): number;
  /** Tests a result: whether the task that succeeded is free of defects. Asked once a result. */
  verify(task: number, item: number): boolean;
}

/**
 * plan: items are chosen; execute: they are worked on; test: results are examined, and what is defective is repaired if the
 * phase has agents; ship: what passed counts as delivered, and the next sprint is tuned.
 */
export const PHASE_PURPOSES = ['plan', 'execute', 'test', 'ship'] as const;
export type PhasePurpose = (typeof PHASE_PURPOSES)[number];

export interface SprintPhase {
  readonly name: string;
  readonly purpose: PhasePurpose;
  readonly minutes: number;
  /** Share of the sprint's agents that work in this phase, 0..1. */
  readonly share: number;
  /** Which items come first: the most urgent, or those of least effort. */
  readonly order: 'priority' | 'effort';
}

/** What is added to the priority of an item, and why. Whole numbers. */
export interface PriorityBoosts {
  /** To an item whose earlier attempt was defective. */
  readonly rework: number;
  /** To an item of a feature of which at least half has been shipped. */
  readonly closing: number;
}

/** How one sprint is run; what tuning changes from sprint to sprint. */
export interface SprintPlan {
  /** Agents that work, a whole number from 1. */
  readonly agents: number;
  /** Share of the agents by phase. */
  readonly shares: readonly number[];
  /** Duration by phase. */
  readonly minutes: readonly number[];
  /** Minutes that the execute phases may last in all: beyond that, longer ones have been found to bring nothing. */
  readonly longest: number;
  /** Most tasks under way at a time, and the size of a chunk. */
  readonly parallelism: number;
  readonly boosts: PriorityBoosts;
}

/** The five measures of a sprint. `measureImpact` has the formulas. */
export interface SprintImpact {
  /** Tasks that passed the test, a minute of the sprint. */
  readonly velocity: number;
  /** Defective results by results examined, 0..1; 0 when none was examined. The fewer, the better the quality. */
  readonly defectRate: number;
  /** Features of which every item has been shipped, by all features, 0..1. */
  readonly coverage: number;
  /** Agents at work by agents allocated, over the time of the execute phases, 0..1. */
  readonly efficiency: number;
  /** Kinds of work whose defect rate became known in this sprint, a count. */
  readonly learning: number;
}

/** What one execute phase, or one repairing test phase, did. */
export interface PhaseReport {
  readonly name: string;
  /** Items chosen for it. */
  readonly planned: number;
  /** Of these, submitted. */
  readonly submitted: number;
  /** Of these, ended before the phase did. */
  readonly ended: number;
}

export interface SprintReport {
  /** From 0. */
  readonly sprint: number;
  /** Microseconds. */
  readonly start: number;
  readonly end: number;
  readonly plan: SprintPlan;
  readonly phases: readonly PhaseReport[];
  /** Items that the agents of its execute phases could take on. */
  readonly capacity: number;
  /** Results examined. */
  readonly tested: number;
  /** Of these, free of defects and so shipped. */
  readonly shipped: number;
  readonly defects: number;
  /** Items given up in this sprint after their last attempt. */
  readonly abandoned: number;
  /** Items chosen that had not ended when their phase did. */
  readonly unfinished: number;
  /** Tasks under way when the sprint ended; their results are examined in a later sprint. */
  readonly carried: number;
  readonly impact: SprintImpact;
  /** Names of the tuning rules that changed the next sprint. */
  readonly rules: readonly string[];
  readonly next: SprintPlan;
}

/** Hears of every sprint. */
export interface SprintObserver {
  phaseStarted(sprint: number, phase: number): void;
  sprintEnded(report: SprintReport): void;
  /** No sprint follows; `limit`: although there is work left. */
  finished(reason: 'done' | 'limit'): void;
}

export interface SprintSettings {
  readonly phases: readonly SprintPhase[];
  /** Agents of the first sprint. */
  readonly agents: number;
  /** Bounds of tuning. */
  readonly minAgents: number;
  readonly maxAgents: number;
  /** Tasks that one agent takes on in a sprint. Micro-Agile Swarm Orchestration: 10. */
  readonly tasksPerAgent: number;
  /** Most tasks under way at a time, and the largest chunk. Micro-Agile Swarm Orchestration: 1000. */
  readonly parallelism: number;
  /** chunk: the next begins when all of the one before has ended, as in Micro-Agile Swarm Orchestration; window: whenever there is room. */
  readonly refill: 'chunk' | 'window';
  /** Attempts at an item before it is given up. */
  readonly maxAttempts: number;
  readonly maxSprints: number;
  /** Whether each sprint is tuned from the impact of the one before. */
  readonly tuning: boolean;
}

/** Settings that make no sense. */
export class SprintSettingsError extends Error {
  override readonly name = 'SprintSettingsError';
  readonly field: string;
  readonly found: unknown;
  readonly allowed: string;

  constructor(field: string, found: unknown, allowed: string) {
    super(`${field} is ${String(found)}, but must be ${allowed}`);
    this.field = field;
    this.found = found;
    this.allowed = allowed;
  }
}
