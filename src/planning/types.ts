/** What the planner takes and gives. Durations are minutes; whole counts are whole numbers. */
import type { CapacityDescription } from '../modules/scaling/capacity.ts';
import type { SizingDecision, TaskType } from '../modules/scaling/sizing.ts';

export const PATTERN_NAMES = [
  'massive_parallel',
  'file_processing',
  'micro_operations',
  'high_dependency',
  'deployment',
  'repository_maintenance',
  'bug_fix',
  'general',
] as const;
export type PatternName = (typeof PATTERN_NAMES)[number];

/**
 * none: all at once; groups: parts follow each other, each all at once; moderate: some wait for an analysis; deep: mostly a
 * chain; strict: one after the other.
 */
export type Dependencies = 'none' | 'groups' | 'moderate' | 'deep' | 'strict';

export type Check =
  | 'health_checks'
  | 'smoke_tests'
  | 'automatic_rollback'
  | 'documentation'
  | 'verification'
  | 'tests'
  | 'monitoring'
  | 'backup'
  | 'canary'
  | 'report';

/** A rule as it is listed: what it looks for and what it concludes. */
export interface RuleDescription {
  readonly name: string;
  readonly matches: string;
  readonly concludes: string;
}

export interface FiredRule {
  readonly rule: string;
  /** The words of the goal that made the rule fire, or what else it rests on. */
  readonly evidence: string;
  readonly conclusion: string;
}

/** Where a value comes from: words of the goal, an option, the pattern's default, or other values. */
export type Source = 'stated' | 'option' | 'default' | 'derived';

/** One part of the work: a verb and what is counted. Parts run side by side unless one comes `after` the part before. */
export interface WorkItem {
  readonly verb: string;
  readonly count: number;
  /** Singular and plural: "production server", "production servers". */
  readonly unit: string;
  readonly units: string;
  readonly durationMinutes: number;
  /** Shortest and longest duration stated, in minutes, whose middle is `durationMinutes`; null: only a mean is known. */
  readonly rangeMinutes: readonly [number, number] | null;
  readonly after: boolean;
  /** The counted thing is the verb's object ("resize 1,000 images"), not its place or target. */
  readonly direct: boolean;
  /** A critical operation: one agent, nothing beside it. */
  readonly critical: boolean;
}

/** Parts of the work that run side by side, after all parts before them. */
export type Stage = readonly WorkItem[];

export interface CriticalOperation {
  /** database_migration, production_switch, data_deletion, ... */
  readonly name: string;
  readonly title: string;
  readonly evidence: string;
  /** Whether the counted work itself is the operation, or else a step before or after it. */
  readonly stage: 'work' | 'before' | 'after';
}

export interface Understood {
  readonly subtasks: number;
  readonly unit: string;
  readonly units: string;
  readonly items: readonly WorkItem[];
  /** The items in the order in which they must run: one stage after the other. */
  readonly stages: readonly Stage[];
  readonly regions: number;
  /** Names found in the text; may be empty. */
  readonly regionNames: readonly string[];
  readonly regionByRegion: boolean;
  readonly durationMinutes: number;
  readonly taskType: TaskType;
  /** How many subtasks can ever run at once. */
  readonly parallelism: number;
  readonly dependencies: Dependencies;
  /** Agents asked for by name; null: automatic. */
  readonly override: number | null;
  /** Most agents allowed; null: no limit. */
  readonly agentLimit: number | null;
  /** Least agents wanted; null: no limit. */
  readonly agentMinimum: number | null;
  /** Most subtasks that the text allows at once; null: no limit. Also bounds the agents at work. */
  readonly concurrency: number | null;
  /** Most subtasks that the text allows to start in a minute; null: no limit. */
  readonly ratePerMinute: number | null;
  /** Share (0..1) of attempts that the text says fail; null: not stated. */
  readonly failureShare: number | null;
  /** Share (0..1) of subtasks that may fail before the plan stops; null: not stated. */
  readonly toleratedShare: number | null;
  /** Attempts for each subtask; null: not stated. */
  readonly attempts: number | null;
  /** When all must be done, in minutes from the start; null: not stated. */
  readonly deadlineMinutes: number | null;
  /** All must be done before that time, not at it. */
  readonly deadlineExcludes: boolean;
  /** Subtasks (first of all) that run as a canary. */
  readonly canary: number;
  readonly verbs: readonly string[];
  /** Asked for (true) or refused (false); absent: not mentioned. */
  readonly checks: Readonly<Partial<Record<Check, boolean>>>;
  readonly critical: readonly CriticalOperation[];
  readonly sources: Readonly<Record<string, Source>>;
}

export type WavePurpose =
  | 'backup'
  | 'validation'
  | 'analysis'
  | 'canary'
  | 'monitor'
  | 'work'
  | 'critical'
  | 'tests'
  | 'verification'
  | 'rollback_check'
  | 'documentation'
  | 'report'
  | 'commit';

/** Part of a wave with agents of its own. */
export interface WaveGroup {
  readonly name: string;
  readonly tasks: number;
  readonly agents: number;
  readonly minutesPerTask: number;
  /** Groups of one round run side by side, rounds one after the other; 0 unless there are fewer agents than groups. */
  readonly round: number;
}

export interface PlannedWave {
  readonly index: number;
  readonly name: string;
  readonly purpose: WavePurpose;
  /** One line on what each agent does; may be empty. */
  readonly detail: string;
  readonly tasks: number;
  /** Subtasks of the goal that this wave completes; over all waves they add up to `understood.subtasks`. */
  readonly covers: number;
  readonly agents: number;
  /** Mean duration of one task. */
  readonly minutesPerTask: number;
  /** Shortest and longest duration of one task where the goal states a range. */
  readonly rangeMinutes: readonly [number, number] | null;
  /** ceil(tasks / agents) x minutesPerTask, or the sum over rounds of the longest group. */
  readonly durationMinutes: number;
  /** Runs with nothing beside it, by one agent. */
  readonly critical: boolean;
  /** Indices of waves that must have ended. */
  readonly dependsOn: readonly number[];
  readonly startMinutes: number;
  readonly groups: readonly WaveGroup[];
}

/** What a document says of the same goal, where it has an example of it. */
export interface DocumentedFigures {
  readonly source: string;
  readonly agents: number;
  /** What it says automatic sizing gives. */
  readonly automatic: number;
  readonly estimateMinutes: number;
  readonly sequentialMinutes: number;
  /** This planner's estimate with the document's count of agents. */
  readonly estimateWithItsAgents: number;
}

/** What became of the words of a goal: each word that says anything is in exactly one of the lists. */
export interface Reading {
  /** Words and what they gave, in the order of the text. */
  readonly used: readonly { readonly words: string; readonly gives: string }[];
  /** Words of which the plan makes no use, those beside each other together. */
  readonly unused: readonly string[];
}

export interface Plan {
  readonly kind: 'plan';
  readonly goal: string;
  readonly reading: Reading;
  readonly pattern: PatternName;
  readonly title: string;
  readonly rules: readonly FiredRule[];
  readonly understood: Understood;
  readonly sizing: SizingDecision;
  /** What automatic sizing gives; the same as `sizing` without an override or limit. */
  readonly automatic: SizingDecision;
  readonly waves: readonly PlannedWave[];
  /** End of the last wave: a sum of wave durations where waves follow each other. Coordination overhead is left out. */
  readonly estimateMinutes: number;
  /** Subtasks x duration, by one agent. */
  readonly sequentialMinutes: number;
  /** 1 - estimate / sequential; negative when the plan is slower. */
  readonly efficiency: number;
  /** Most agents at work at a time. */
  readonly peakAgents: number;
  /** Agents to create: the peak, since idle ones are reused. */
  readonly poolSize: number;
  readonly reuse: { readonly waves: number; readonly slots: number };
  readonly documented: DocumentedFigures | null;
  /** Assumptions, disagreements, warnings: one sentence each. */
  readonly notes: readonly string[];
  readonly explanation: readonly string[];
}

export type ClarificationReason =
  | 'empty'
  | 'too_long'
  | 'not_english'
  | 'number_too_large'
  | 'no_verb'
  | 'no_object'
  | 'negated_work'
  | 'count_missing'
  | 'count_contradictory'
  | 'count_ambiguous'
  | 'count_out_of_range'
  | 'agents_contradictory'
  | 'agents_invalid'
  | 'agents_unclear'
  | 'duration_contradictory'
  | 'duration_unclear'
  | 'order_contradictory'
  | 'regions_missing'
  | 'regions_contradictory'
  | 'regions_invalid'
  | 'limit_invalid';

export interface Question {
  readonly reason: ClarificationReason;
  readonly question: string;
  readonly evidence: string;
}

/** The goal cannot be planned without an answer. */
export interface Clarification {
  readonly kind: 'clarification';
  readonly goal: string;
  readonly reason: ClarificationReason;
  readonly question: string;
  /** All questions, the first being `question`. */
  readonly questions: readonly Question[];
  /** What is clear already, as sentences. */
  readonly understood: readonly string[];
  /** Words of which no use was made and that no question names, those beside each other together. */
  readonly unused: readonly string[];
  readonly rules: readonly FiredRule[];
}

/** Sizing policies that need to know nothing but the work. */
export type PlanSizing = 'roi' | 'makespan_optimal';

/** Answers given beside the text; each wins over the text. Out of range: `InvalidWorkError`. */
export interface PlanOptions {
  /** The policy that decides how many agents. Default roi. */
  readonly sizing?: PlanSizing;
  readonly agents?: number;
  readonly subtasks?: number;
  readonly durationMinutes?: number;
  readonly regions?: number;
  readonly taskType?: TaskType;
  readonly cores?: number;
  readonly capacity?: CapacityDescription;
}
