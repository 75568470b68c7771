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

/** Document 004: a task has at most 3 attempts. */
const ATTEMPTS = 3;
const SECOND = 1_000_000;

/**
 * validate, assign, execute, validate result, checkpoint. Source: document 000, task-execution flow. What is invalid fails at
 * once; an assignment is tried three times, from 1 s on (ours); a task that fails is executed anew, and so is one whose
 * result is invalid, each up to three times.
 */
export function taskExecution(handlers: TaskHandlers): FlowDefinition {
  return {
    name: 'task-execution',
    steps: [
      { kind: 'local', name: 'validate', run: (subject, value) => handlers.validate(subject, value) },
      {
        kind: 'local',
        name: 'assign',
        run: (subject, value) => handlers.assign(subject, value),
        failure: { attempts: ATTEMPTS, delay: SECOND },
      },
      {
        kind: 'task',
        name: 'execute',
        create: (subject, value) => handlers.create(subject, value),
        failure: { attempts: ATTEMPTS },
      },
      {
        kind: 'local',
        name: 'validate result',
        run: (subject, task) => handlers.validateResult(subject, task),
        failure: { attempts: ATTEMPTS, from: 'execute' },
      },
      { kind: 'checkpoint', name: 'checkpoint' },
    ],
  };
}
