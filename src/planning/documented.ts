/**
 * The worked examples of Intelligent Dynamic Parallel Orchestration, to set beside a plan of the same work. The plan never takes a figure from here: where
 * they differ, it says so.
 */
import type { PatternName, Understood } from './types.ts';

export interface DocumentedExample {
  readonly source: string;
  readonly pattern: PatternName;
  /** What the goal asks for, in the base form. */
  readonly verbs: readonly string[];
  readonly subtasks: number;
  readonly durationMinutes: number;
  /** Agents asked for by name; null: automatic. */
  readonly override: number | null;
  readonly agents: number;
  /** What the document says automatic sizing gives. */
  readonly automatic: number;
  readonly estimateMinutes: number;
  readonly sequentialMinutes: number;
}

const DOCUMENTED_EXAMPLES: readonly DocumentedExample[] = [
  {
    source: 'The published example of this goal (10,000 servers)',
    pattern: 'massive_parallel',
    verbs: ['deploy'],
    subtasks: 10_000,
    durationMinutes: 3,
    override: null,
    agents: 10_000,
    automatic: 10_000,
    estimateMinutes: 29,
    sequentialMinutes: 30_000,
  },
  {
    source: 'The published example of this goal (1 million files)',
    pattern: 'file_processing',
    verbs: ['rename'],
    subtasks: 1_000_000,
    durationMinutes: 0.05,
    override: null,
    agents: 5000,
    automatic: 5000,
    estimateMinutes: 26,
    sequentialMinutes: 50_000,
  },
  {
    source: 'The published example of this goal (a repository)',
    pattern: 'repository_maintenance',
    verbs: ['clean up'],
    subtasks: 85,
    durationMinutes: 3,
    override: 50,
    agents: 50,
    automatic: 35,
    estimateMinutes: 29,
    sequentialMinutes: 255,
  },
  {
    source: 'The published example of this goal (a bug)',
    pattern: 'bug_fix',
    verbs: ['fix', 'debug', 'test', 'document'],
    subtasks: 8,
    durationMinutes: 10,
    override: null,
    agents: 4,
    automatic: 4,
    estimateMinutes: 60,
    sequentialMinutes: 90,
  },
];

/** The example of the same pattern, verbs, size, duration and override, if there is one. */
export function documentedExample(pattern: PatternName, understood: Understood): DocumentedExample | null {
  return (
    DOCUMENTED_EXAMPLES.find(
      (example) =>
        example.pattern === pattern &&
        example.verbs.every((verb) => understood.verbs.includes(verb)) &&
        example.subtasks === understood.subtasks &&
        example.durationMinutes === understood.durationMinutes &&
        example.override === understood.override,
    ) ?? null
  );
}
