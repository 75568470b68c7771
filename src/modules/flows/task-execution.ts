/** The flow that every task takes. */
import type { FlowDefinition, StepOutcome } from './types.ts';

/** What is done with the subject, a piece of work, in each step. */
export interface TaskHandlers {
  /** Whether the work makes sense. Its value goes to `assign`. */
  validate(subject: number, value: number): StepOutcome;
  /** Chooses who does it. Its value goes to `create`. */
  assign(subject: number, value: number): StepOutcome;
  /** Creates the task that does it and returns its number, which no other task has. */
  create(subject: number, value: number): number;
  /** Whether the result of the task makes sense. */
  validateResult(subject: number, task: number): StepOutcome;
}

/** PRD Multi-Agent Swarm System: a task has at most 3 attempts. */
const ATTEMPTS = 3;
const SECOND = 1_000_000;

/**
 * The steps, and what happens when one fails. Source: Micro-Agile Swarm Orchestration, task-execution flow. What is invalid fails at once; an
 * assignment is tried three times, from 1 s on (ours); a task that fails is executed anew, and so is one whose result is
 * invalid, each up to three times.
 */
export const TASK_EXECUTION = [
  { name: 'validate', failure: {} },
  { name: 'assign', failure: { attempts: ATTEMPTS, delay: SECOND } },
  { name: 'execute', failure: { attempts: ATTEMPTS } },
  { name: 'validate result', failure: { attempts: ATTEMPTS, from: 'execute' } },
  { name: 'checkpoint', failure: {} },
] as const;

/** These steps with the work done at once, but for the execution, which is a task. */
export function taskExecution(handlers: TaskHandlers): FlowDefinition {
  const [validate, assign, execute, validateResult, checkpoint] = TASK_EXECUTION;
  return {
    name: 'task-execution',
    steps: [
      { ...validate, kind: 'local', run: (subject, value) => handlers.validate(subject, value) },
      { ...assign, kind: 'local', run: (subject, value) => handlers.assign(subject, value) },
      { ...execute, kind: 'task', create: (subject, value) => handlers.create(subject, value) },
      { ...validateResult, kind: 'local', run: (subject, task) => handlers.validateResult(subject, task) },
      { ...checkpoint, kind: 'checkpoint' },
    ],
  };
}
