/** Checks definitions of flows and fills in what they leave out. */
import { RetryBudget } from '../retry-budget.ts';
import { type FailurePolicy, type FlowDefinition, FlowDefinitionError, type FlowStep } from './types.ts';

/** A policy whose step to return to is a number. */
export interface CheckedPolicy extends Omit<FailurePolicy, 'from'> {
  readonly from: number;
  /** Infinity: none. */
  readonly timeout: number;
}

export interface CheckedFlow {
  readonly definition: FlowDefinition;
  readonly policies: readonly CheckedPolicy[];
  /** null: steps are tried again as often as they may be. */
  readonly budget: RetryBudget | null;
}

/** Steps of one flow; with the attempts of each, they bound how long it can go on. */
const MOST_STEPS = 1000;
const MOST_ATTEMPTS = 1000;

/** @throws FlowDefinitionError */
export function checkFlow(definition: FlowDefinition): CheckedFlow {
  const { name, steps } = definition;
  const problem = (text: string) => new FlowDefinitionError(name, text);
  if (name === '' || name.includes(':')) throw problem('a name has letters and no colon');
  if (steps.length === 0 || steps.length > MOST_STEPS) {
    throw problem(`it has ${steps.length} steps, but must have 1 to ${MOST_STEPS}`);
  }
  const names = steps.map((step) => step.name);
  names.forEach((step, i) => {
    if (step === '') throw problem(`step ${i} has no name`);
    if (names.indexOf(step) !== i) throw problem(`two steps are named "${step}"`);
  });
  const { retryBudget = null } = definition;
  const policies = steps.map((step, i) => checkPolicy(step, i, names, problem));
  return { definition, policies, budget: retryBudget && new RetryBudget(retryBudget) };
}

/** Longest time-out: 12 days. */
const LONGEST_TIMEOUT = 2 ** 40;

function checkPolicy(
  step: FlowStep,
  number: number,
  names: readonly string[],
  problem: (text: string) => FlowDefinitionError,
): CheckedPolicy {
  const { name, failure = {} } = step;
  const { attempts = 1, delay = 0, from = name, otherwise = 'fail' } = failure;
  if (!Number.isSafeInteger(attempts) || attempts < 1 || attempts > MOST_ATTEMPTS) {
    throw problem(`step "${name}" has ${attempts} attempts, but must have 1 to ${MOST_ATTEMPTS}`);
  }
  if (!Number.isSafeInteger(delay) || delay < 0 || delay > 2 ** 32) {
    throw problem(`step "${name}" has a delay of ${delay}, but must have whole microseconds up to 2^32`);
  }
  const place = names.indexOf(from);
  if (place < 0 || place > number) {
    throw problem(`step "${name}" is tried again from "${from}", which is no step up to it`);
  }
  const { timeout = Infinity } = step.kind === 'task' ? step : {};
  if (timeout !== Infinity && !(Number.isSafeInteger(timeout) && timeout > 0 && timeout <= LONGEST_TIMEOUT)) {
    throw problem(
      `step "${name}" has a time-out of ${timeout}, but must have whole microseconds from 1 to 2^40`,
    );
  }
  return { attempts, delay, from: place, otherwise, timeout };
}
