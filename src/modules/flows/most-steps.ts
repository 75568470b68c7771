/** How often the steps of one flow can come to pass. */

/** What it depends on: how often a step may be tried, and from which it is tried again, itself or one before it. */
interface Step {
  readonly name: string;
  readonly attempts: number;
  readonly from: string;
}

/**
 * Most times that a step is done in one flow: once, and again after each failure of a later step that is tried again from here or from
 * before. A step is tried again at most one time less than it has attempts, however often the flow comes to it.
 */
export function mostDone(steps: readonly Step[], step: number): number {
  return 1 + returnsTo(steps, step, step + 1);
}

/** Most tasks that one flow hands in, over all steps: those that fail, and those of steps that are done again. */
export function mostTasks(steps: readonly Step[]): number {
  return steps.reduce((sum, _, step) => sum + 1 + returnsTo(steps, step, step), 0);
}

/** Most returns to a step or to one before it, from steps at `first` or behind. */
function returnsTo(steps: readonly Step[], step: number, first: number): number {
  let returns = 0;
  for (let place = first; place < steps.length; place++) {
    const { attempts, from } = steps[place];
    if (steps.findIndex(({ name }) => name === from) <= step) returns += attempts - 1;
  }
  return returns;
}
