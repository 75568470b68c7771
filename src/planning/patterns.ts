/**
 * Patterns of work: what they are recognised by, and what is assumed where the goal is silent.
 *
 * Source of patterns and defaults: document 003, "Intelligent task pattern recognition" and scenarios 1 to 4.
 */
import type { TaskType } from '../modules/scaling/sizing.ts';
import type { Dependencies, PatternName } from './types.ts';

export interface PatternDescription {
  readonly name: PatternName;
  readonly title: string;
  readonly description: string;
  /** Minutes that one subtask takes where nothing is stated. */
  readonly durationMinutes: number;
  /** Subtasks where none are counted; null: the count is asked for. */
  readonly subtasks: number | null;
  readonly unit: string;
  readonly dependencies: Dependencies;
  readonly taskType: TaskType;
  readonly source: string;
}

const DOCUMENT = 'document 003';

export const PATTERNS: Readonly<Record<PatternName, PatternDescription>> = {
  massive_parallel: {
    name: 'massive_parallel',
    title: 'Massive Parallel Operation',
    description: 'more than 1,000 independent subtasks',
    durationMinutes: 3,
    subtasks: null,
    unit: 'subtask',
    dependencies: 'none',
    taskType: 'general',
    source: `${DOCUMENT}, pattern 1 and scenario 1`,
  },
  file_processing: {
    name: 'file_processing',
    title: 'File Processing',
    description:
      'one operation on many files: quick ones (rename, move, copy, delete) of 3 s, others of 2 min',
    durationMinutes: 2,
    subtasks: null,
    unit: 'file',
    dependencies: 'none',
    taskType: 'file_operations',
    source: `${DOCUMENT}, pattern 2, scenario 2 and the scaling matrix`,
  },
  micro_operations: {
    name: 'micro_operations',
    title: 'Micro-Operations',
    description: 'very many operations below 30 seconds each',
    durationMinutes: 5 / 60,
    subtasks: null,
    unit: 'operation',
    dependencies: 'none',
    taskType: 'micro_operations',
    source: `${DOCUMENT}, pattern 3`,
  },
  high_dependency: {
    name: 'high_dependency',
    title: 'High-Dependency Task',
    description: 'work whose steps mostly wait for each other: three quarters form a chain',
    durationMinutes: 5,
    subtasks: 20,
    unit: 'subtask',
    dependencies: 'deep',
    taskType: 'general',
    source: `${DOCUMENT}, pattern 4 (20 subtasks, 15 sequential)`,
  },
  deployment: {
    name: 'deployment',
    title: 'Deployment',
    description: 'a release onto counted targets, canary first',
    durationMinutes: 3,
    subtasks: null,
    unit: 'target',
    dependencies: 'none',
    taskType: 'deployment',
    source: `${DOCUMENT}, scenario 1`,
  },
  repository_maintenance: {
    name: 'repository_maintenance',
    title: 'Repository Maintenance',
    description: 'clean-up of one repository: duplicates, documents, dependencies, lint, code, READMEs',
    durationMinutes: 3,
    subtasks: 85,
    unit: 'file',
    dependencies: 'moderate',
    taskType: 'general',
    source: `${DOCUMENT}, scenario 3`,
  },
  bug_fix: {
    name: 'bug_fix',
    title: 'Bug Fix (High Dependencies)',
    description: 'debug, fix, test, document: eight tasks for each bug in a chain of four steps',
    durationMinutes: 10,
    subtasks: 8,
    unit: 'task',
    dependencies: 'deep',
    taskType: 'general',
    source: `${DOCUMENT}, scenario 4`,
  },
  general: {
    name: 'general',
    title: 'Independent Tasks',
    description: 'counted subtasks that fit no other pattern',
    durationMinutes: 5,
    subtasks: null,
    unit: 'subtask',
    dependencies: 'none',
    taskType: 'general',
    source: `${DOCUMENT}, examples of the scaling algorithm`,
  },
};

/** A quick file operation: 3 seconds. */
export const QUICK_FILE_MINUTES = 0.05;
