/** The vocabulary of flows: named sequences of steps over one subject each. */
import type { RetryBudgetOptions } from '../retry-budget.ts';

/** What a step comes to: a value for the next step, or the reason why it failed. */
export type StepOutcome =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly reason: string };

/** What happens when a step fails. */
export interface FailurePolicy {
  /** Failures of the step after which the flow no longer tries: 1 is no second try. At least 1. */
  readonly attempts: number;
  /** Microseconds before the second try; doubled for each one after it. */
  readonly delay: number;
  /** The step from which it is tried again: this one, or one before it. */
  readonly from: string;
  /** When the attempts are used up: the flow fails, or goes on with the value that the step was given. */
  readonly otherwise: 'fail' | 'skip';
}

interface StepCommon {
  /** Unique within the flow. */
  readonly name: string;
  readonly failure?: Partial<FailurePolicy>;
}

/** A step that is done at once. Whole numbers go in and out: a subject, and the value of the step before. */
export interface LocalStep extends StepCommon {
  readonly kind: 'local';
  run(subject: number, value: number): StepOutcome;
}

/** A step that hands a task to the root coordinator and waits for its end. */
export interface TaskStep extends StepCommon {
  readonly kind: 'task';
  /** Creates the task of one attempt and returns its number, which no other task has. It becomes the step's value. */
  create(subject: number, value: number): number;
  /**
   * Microseconds from handing the task in, after which it counts as failed. Nobody takes it back: it goes on, and its end is of no interest.
   * Default: it may take any time.
   */
  readonly timeout?: number;
  /** Its success makes the flow's progress durable, as a checkpoint does. Default false. */
  readonly checkpoint?: boolean;
}

/** A step that makes the flow's progress durable: after a crash the flow goes on behind it. */
export interface CheckpointStep extends StepCommon {
  readonly kind: 'checkpoint';
}

export type FlowStep = LocalStep | TaskStep | CheckpointStep;

export interface FlowDefinition {
  readonly name: string;
  /** At least one. */
  readonly steps: readonly FlowStep[];
  /** How many steps of all flows of this name may be tried again beside the tasks that are tried first; not given: any number. */
  readonly retryBudget?: RetryBudgetOptions | null;
}

/** done: the step succeeded; retried: it failed and is tried again; skipped: it failed for good and the flow goes on. */
export const STEP_EVENT_KINDS = ['done', 'retried', 'skipped', 'failed'] as const;
export type StepEventKind = (typeof STEP_EVENT_KINDS)[number];

/** Emitted once whenever a step has come to something. */
export interface StepEvent {
  /** "flow:step", as listeners subscribe to it. */
  readonly name: string;
  readonly kind: StepEventKind;
  readonly flow: string;
  readonly step: string;
  /** The flow's progress is durable up to here. */
  readonly checkpoint: boolean;
  readonly instance: number;
  readonly subject: number;
  /** The step's value; the one it was given when it failed. */
  readonly value: number;
  /** Failures of the step so far. */
  readonly failures: number;
  /** Why it failed; empty when it did not. */
  readonly reason: string;
  /** Microseconds. */
  readonly at: number;
}

export interface FlowEnd {
  readonly flow: string;
  readonly instance: number;
  readonly subject: number;
  readonly completed: boolean;
  /** Of the last step. */
  readonly value: number;
  /** The step that failed and why; empty when the flow completed. */
  readonly step: string;
  readonly reason: string;
  readonly at: number;
}

export interface FlowObserver {
  step(event: StepEvent): void;
  ended(end: FlowEnd): void;
}

/** A definition of a flow that makes no sense, or a flow that is not there. */
export class FlowDefinitionError extends Error {
  override readonly name = 'FlowDefinitionError';
  readonly flow: string;
  readonly problem: string;

  constructor(flow: string, problem: string) {
    super(`flow "${flow}": ${problem}`);
    this.flow = flow;
    this.problem = problem;
  }
}
