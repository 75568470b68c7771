/** What the tests of planning share. */
import { loadEnglish } from '../../src/planning/load-english.ts';
import { planGoal } from '../../src/planning/plan.ts';
import type { Clarification, Plan, PlanOptions } from '../../src/planning/types.ts';

const english = await loadEnglish();

export function attempt(text: string, options?: PlanOptions): Plan | Clarification {
  return planGoal(text, english, options);
}

/** The plan of a text that must have one. */
export function plan(text: string, options?: PlanOptions): Plan {
  const result = attempt(text, options);
  if (result.kind === 'plan') return result;
  throw new Error(`a question instead of a plan: ${result.question}`);
}

/** The question about a text that must raise one. */
export function question(text: string, options?: PlanOptions): Clarification {
  const result = attempt(text, options);
  if (result.kind === 'clarification') return result;
  throw new Error(`a plan instead of a question: ${result.title}, ${result.understood.subtasks}`);
}

const AUTOMATIC = 'Execute this task dynamically with auto-scaled parallel instances:\n\n';

/** The four goals of Intelligent Dynamic Parallel Orchestration, with the line ends that they have there. */
export const GOALS = {
  servers:
    `${AUTOMATIC}Deploy new Docker image to all 10,000 production servers across\n5 regions with health checks, ` +
    'smoke tests, and automatic rollback\non any failures',
  files:
    `${AUTOMATIC}Rename 1 million image files to follow new naming convention\n` +
    '(simple find-and-replace in filename)',
  repository:
    'Execute the task of cleaning up and enhancing navigability of this repo using 50 parallel agents',
  bug:
    `${AUTOMATIC}Fix the authentication bug where users can't log in after\npassword reset. ` +
    'Debug, fix, test, and document.',
};
