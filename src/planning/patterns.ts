/**
 * Patterns of work: what they are recognised by, and what is assumed where the goal is silent.
 *
 * Source of patterns and defaults: Intelligent Dynamic Parallel Orchestration, "Intelligent task pattern recognition" and scenarios 1 to 4.
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
  /** What the defaults are, for a note that says what was assumed. */
  readonly basis: string;
}

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
    basis: 'as for one deployment of many',
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
    basis: '3 s for renaming, moving, copying and deleting, else 2 min',
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
    basis: 'as for operations of a few seconds',
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
    basis: '20 steps, 15 of them in a chain',
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
    basis: 'as for one server of a rolling deployment',
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
    basis: 'as in the clean-up of a repository of middle size',
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
    basis: 'find, fix, test and document one bug',
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
    basis: 'as for one general task',
  },
};

/** A quick file operation: 3 seconds. */
export const QUICK_FILE_MINUTES = 0.05;
